"""What a range means and where policy is read, case by case as the contract words it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.problems import UnknownSubjectError, UsageError
from watchkeeper.git.ranges import Range, branch_of, find_target, resolve_range
from watchkeeper.git.repository import Repository


def resolve(path: Path, text: str = "", option: str = "", opening: Opening | None = None) -> tuple[Range, Target]:
    with Repository(str(path)) as repository:
        return resolve_range(repository, text, option, opening or Opening())


@pytest.fixture
def forked(repo: Any) -> Any:
    """main: a - b; side: a - c - d; HEAD is on side."""
    repo.a = repo.commit({"f": "a\n"})
    repo.branch("side")
    repo.c = repo.commit({"g": "c\n"})
    repo.d = repo.commit({"h": "d\n"})
    repo.switch("main")
    repo.b = repo.commit({"f": "b\n"})
    repo.switch("side")
    return repo


def test_without_a_range_the_change_starts_where_it_left_main(forked: Any) -> None:
    span, target = resolve(forked.path)
    assert (span.base, span.head) == (forked.a, forked.d)
    assert (target.ref, target.commit, target.protected) == ("refs/heads/main", forked.b, True)


@pytest.mark.parametrize("text", ["main...side", "main..side", "main...", "main...HEAD"])
def test_dots_mean_from_the_merge_base(forked: Any, text: str) -> None:
    span, _ = resolve(forked.path, text)
    assert (span.base, span.head) == (forked.a, forked.d)


def test_one_commit_is_judged_against_its_first_parent(forked: Any) -> None:
    span, target = resolve(forked.path, forked.d)
    assert (span.base, span.head) == (forked.c, forked.d)
    assert target.commit == forked.b


def test_a_merge_is_the_whole_change_it_brought(forked: Any) -> None:
    forked.switch("main")
    forked.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    span, target = resolve(forked.path, "HEAD")
    assert span.base == forked.b
    assert target.commit == forked.b, "already in main: read at the range's base"
    assert "already in it" in target.reason


def test_a_root_commit_starts_from_nothing(forked: Any) -> None:
    span, target = resolve(forked.path, forked.a)
    assert span.root
    assert span.log == (forked.a,)
    assert target.commit == ""


def test_origin_head_comes_before_main(forked: Any, tmp_path: Path) -> None:
    forked.git("branch", "-m", "main", "trunk")
    forked.switch("trunk")
    clone = tmp_path / "clone"
    forked.git("clone", "-q", str(forked.path), str(clone))
    forked.path = clone
    forked.git("branch", "main", "HEAD~1")
    forked.git("checkout", "-q", "--detach", "origin/side")
    _, target = resolve(clone)
    assert (target.ref, target.commit) == ("refs/remotes/origin/HEAD", forked.b)


def test_the_option_names_the_target(forked: Any) -> None:
    forked.git("branch", "release", "main")
    _, target = resolve(forked.path, "main...side", "release")
    assert (target.ref, target.reason) == ("release", "named by --target")


def test_a_stack_is_followed_to_its_root(forked: Any) -> None:
    forked.git("branch", "stack-1", forked.c)
    opening = Opening(base_branch="stack-1", default_branch="main", head_sha=forked.d)
    span, target = resolve(forked.path, f"{forked.c}...{forked.d}", "", opening)
    assert span.base == forked.c
    assert (target.ref, target.commit, target.protected) == ("refs/heads/main", forked.b, True)
    assert "stack-1 is not protected" in target.reason


def test_the_target_is_its_tip_now_not_the_events_base(forked: Any) -> None:
    opening = Opening(base_branch="main", default_branch="main", base_sha=forked.a, head_sha=forked.d)
    _, target = resolve(forked.path, "", "", opening)
    assert target.commit == forked.b


def test_a_branch_that_is_not_here_is_unprotected(forked: Any) -> None:
    opening = Opening(base_branch="trunk", default_branch="trunk", base_sha=forked.a, head_sha=forked.d)
    _, target = resolve(forked.path, f"{forked.a}...{forked.d}", "", opening)
    assert (target.commit, target.protected) == (forked.a, False)
    assert "git fetch origin trunk" in target.reason


def test_without_a_default_branch_the_base_is_unprotected(forked: Any) -> None:
    forked.git("branch", "-m", "main", "odd")
    span, target = resolve(forked.path, "odd...side")
    assert (target.commit, target.protected) == (span.base, False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nothing", "unknown revision 'nothing'"),
        ("main...nothing", "unknown revision 'nothing'"),
        ("side...main~1", "nothing to check"),
        ("side...side", "nothing to check"),
    ],
)
def test_a_wrong_range_says_what_is_wrong(forked: Any, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        resolve(forked.path, text)


def test_all_unknown_revisions_are_named_at_once(forked: Any) -> None:
    with pytest.raises(UsageError) as caught:
        resolve(forked.path, "one...two")
    assert len(caught.value.problems) == 2


def test_no_default_branch_and_no_range(forked: Any) -> None:
    forked.git("branch", "-m", "main", "odd")
    with pytest.raises(UsageError, match="no default branch"):
        resolve(forked.path)


def test_unrelated_histories(repo: Any) -> None:
    repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit({"b": "1\n"})
    with pytest.raises(UsageError, match="share no history"):
        resolve(repo.path, "main...other")


def test_an_empty_repository(repo: Any) -> None:
    with pytest.raises(UsageError, match="unknown revision 'HEAD'"):
        resolve(repo.path)


def test_the_first_commit_of_a_shallow_clone_is_no_root(forked: Any, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    forked.git("clone", "-q", "--depth=1", "--branch=side", f"file://{forked.path}", str(clone))
    with pytest.raises(UnknownSubjectError, match="the commit before it is not here"):
        resolve(clone, "HEAD")


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("", "side"),
        ("main...side", "side"),
        ("main...", "side"),
        ("main..origin/x/y", "x/y"),
        ("HEAD", ""),
        (f"main...{'a' * 40}", ""),
    ],
)
def test_the_branch_of_a_range(forked: Any, text: str, branch: str) -> None:
    with Repository(str(forked.path)) as repository:
        assert branch_of(repository, text) == branch


def test_without_a_default_branch_history_is_that_of_head(forked: Any) -> None:
    forked.git("branch", "-m", "main", "odd")
    with Repository(str(forked.path)) as repository:
        target = find_target(repository, "", Opening())
    assert (target.ref, target.commit, target.protected) == ("HEAD", forked.d, False)
