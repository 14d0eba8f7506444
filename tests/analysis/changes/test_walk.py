"""Laws of the walk: every commit of a history comes with exactly one change, whatever its shape."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.changes.walk import walk
from watchkeeper.domain.change import Commit, Identity

ANN = Identity("Ann", "ann@x.org")
SUBJECTS = (
    "Add b (#{n})",
    "Work {n}",
    "Merge pull request #{n} from ann/b",
    "Merge branch 'develop'",
    "Rollup merge of #{n}",
)


@st.composite
def histories(draw: st.DrawFn) -> list[Commit]:
    """Commits with parents before children; the last one is the tip."""
    commits: list[Commit] = []
    for n in range(draw(st.integers(1, 25))):
        count = min(n, draw(st.sampled_from([1, 1, 1, 2, 2, 3])))
        near = st.integers(max(0, n - 6), n - 1) if n else st.nothing()
        parents = draw(st.lists(near, min_size=count, max_size=count, unique=True)) if count <= min(n, 6) and n else []
        message = draw(st.sampled_from(SUBJECTS)).format(n=n + 1)
        ids = tuple(f"{parent:040x}" for parent in parents)
        commits.append(Commit(f"{n:040x}", "t", ids, ANN, ANN, n, n, message))
    return commits


def reachable(commits: list[Commit]) -> list[Commit]:
    """The commits that the tip reaches, in their order."""
    by_id = {commit.sha: commit for commit in commits}
    seen, todo = set(), [commits[-1].sha]
    while todo:
        sha = todo.pop()
        if sha not in seen:
            seen.add(sha)
            todo.extend(by_id[sha].parents)
    return [commit for commit in commits if commit.sha in seen]


def main_line(commits: list[Commit]) -> list[str]:
    """First parents from the tip, oldest first."""
    by_id = {commit.sha: commit for commit in commits}
    line, sha = [], commits[-1].sha
    while sha:
        line.append(sha)
        sha = next(iter(by_id[sha].parents), "")
    return line[::-1]


@given(histories())
def test_every_commit_comes_with_exactly_one_change(commits: list[Commit]) -> None:
    history = reachable(commits)
    landed = list(walk(history, iter(main_line(history))))
    came = Counter(commit.sha for change in landed for commit in change.commits)
    assert came == {commit.sha: 1 for commit in history}


@given(histories())
def test_commits_of_a_change_are_newest_first_and_steps_oldest_first(commits: list[Commit]) -> None:
    history = reachable(commits)
    order = {commit.sha: at for at, commit in enumerate(history)}
    for change in walk(history, iter(main_line(history))):
        places = [order[commit.sha] for commit in change.commits]
        assert places == sorted(places, reverse=True)
        steps = [order[step.sha] for step in change.steps]
        assert steps == sorted(steps)
        assert change.tip.sha == change.steps[-1].sha
