"""The quick look: the same people for paths whose history is short, and what it leaves out is said."""

from __future__ import annotations

from tests.conftest import Sandbox
from tests.evidence.knowledge.test_history import ADA, BO, TEN, known, of
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.domain.evidence import Unknown
from watchkeeper.evidence.knowledge.paths import MOST_RECENT, collect_knowledge
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.wiring import load_signals


def looked_up(repo: Sandbox, *paths: str) -> Knowledge:
    with Repository(str(repo.path)) as repository:
        (head,) = repository.resolve("HEAD")
        assert head is not None
        found = collect_knowledge(repository, head.sha, paths, load_signals())
        assert not isinstance(found, Unknown)
        return found


def test_a_short_history_gives_the_same_answer(repo: Sandbox) -> None:
    repo.commit({"a": TEN, "b": TEN}, author=ADA)
    repo.branch("topic")
    repo.commit({"a": TEN + "1\n"}, author=BO)
    repo.switch("main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1 from bo/topic", "topic", author=ADA)
    assert looked_up(repo, "a").rank_knowers("a") == known(repo.path).rank_knowers("a")


def test_an_old_path_is_found_behind_many_commits_and_a_rename(repo: Sandbox) -> None:
    repo.commit({"old": TEN}, author=BO)
    repo.git("mv", "old", "new")
    repo.commit({"new": TEN + "1\n"}, author=ADA)
    stream = [
        f"commit refs/heads/main\ncommitter Cy <cy@example.com> {repo.clock + at} +0000\ndata 1\nx\n"
        + ("from refs/heads/main^0\n" if not at else "")
        + f"M 644 inline other/f\ndata {len(str(at)) + 1}\n{at}\n\n"
        for at in range(MOST_RECENT + 5)
    ]
    repo.git("fast-import", "--quiet", stdin="".join(stream).encode())
    knowledge = looked_up(repo, "new")
    assert {who: one.lines for who, one in of(knowledge, "new").items()} == {
        "ada@example.com": 1, "bo@example.com": 10,
    }  # fmt: skip
    assert knowledge.coverage.notes


def test_a_commit_that_is_not_here_is_unknown(repo: Sandbox) -> None:
    repo.commit({"a": TEN})
    with Repository(str(repo.path)) as repository:
        found = collect_knowledge(repository, "1" * 40, ["a"], load_signals())
    assert isinstance(found, Unknown)
    assert found.remedy
