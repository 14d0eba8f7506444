"""Lines of many commits by one process: the same as git's own log, and as much as can be known where contents lack."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.conftest import Sandbox
from watchkeeper.git.history import read_main_line
from watchkeeper.git.repository import Repository
from watchkeeper.git.steps import Counter, LineCount


def counted(path: Path) -> list[LineCount]:
    """What each step of the main line changed, oldest first."""
    with Repository(str(path)) as repository:
        (head,) = repository.resolve("HEAD")
        assert head is not None
        return [count for _, count in Counter(repository).count(read_main_line(repository, head.sha))]


def history(repo: Sandbox) -> None:
    """A root, an edit, a rename, a binary file, an empty commit, a merge."""
    repo.commit({"a": "1\n2\n3\n4\n5\n6\n7\n8\n"})
    repo.commit({"a": "1\n2\n3\n4\n5\n6\n7\n9\n", "b": "x\n"})
    repo.git("mv", "a", "c")
    repo.commit({})
    repo.commit({"image": b"\0\1\2"})
    repo.commit({})
    repo.branch("topic")
    repo.commit({"d": "1\n2\n"})
    repo.switch("main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "topic")


def test_counts_are_those_of_the_log(repo: Sandbox) -> None:
    history(repo)
    assert counted(repo.path) == [
        LineCount(8, 0, 1), LineCount(2, 1, 2), LineCount(0, 0, 1), LineCount(0, 0, 1, 1), LineCount(),
        LineCount(2, 0, 1),
    ]  # fmt: skip


def test_one_missing_content_leaves_the_others_counted(repo: Sandbox) -> None:
    for at in range(6):
        repo.commit({f"f{at}": f"{at}\n"})
    blob = repo.git("rev-parse", "HEAD~2:f3")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    found = counted(repo.path)
    assert [count.known for count in found] == [True, True, True, False, True, True]
    assert [count.files for count in found] == [1] * 6


def test_a_clone_without_contents_counts_files(repo: Sandbox, tmp_path: Path) -> None:
    for at in range(60):
        repo.commit({"a": f"{at}\n", f"f{at}": f"{at}\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    target = tmp_path / "blobless.git"
    subprocess.run(
        ["git", "clone", "-q", "--bare", "--filter=blob:none", f"file://{repo.path}", str(target)], check=True
    )
    found = counted(target)
    assert {(count.files, count.known) for count in found} == {(2, False)}
