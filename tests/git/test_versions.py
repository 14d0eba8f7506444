"""The versions of a file on a branch, by first parent."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from watchkeeper.git.repository import Repository
from watchkeeper.git.versions import Version, read_versions


def versions(path: Path, limit: int = 10) -> tuple[Version, ...]:
    with Repository(str(path)) as repository:
        (head,) = repository.resolve("main")
        assert head
        return read_versions(repository, head.sha, "dir/a", limit)


def test_the_branch_counts_and_a_removal_is_a_version(repo: Any) -> None:
    first = repo.commit({"dir/a": "1\n"})
    repo.branch("side")
    repo.commit({"dir/a": "2\n"})
    repo.commit({"b": "1\n"})
    repo.switch("main")
    repo.clock += 100
    repo.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    merge = repo.git("rev-parse", "HEAD")
    gone = repo.commit({"dir/a": None})
    blob = repo.git("rev-parse", f"{merge}:dir/a")
    found = versions(repo.path)
    assert [v.commit for v in found] == [gone, merge, first]
    assert [v.blob for v in found][:2] == ["", blob]
    assert found[1].committed_at == int(repo.git("show", "-s", "--format=%ct", merge))
    assert not any(v.cut for v in found)
    assert len(versions(repo.path, 1)) == 1


def test_where_a_shallow_clone_ends_is_said(repo: Any, tmp_path: Path) -> None:
    repo.commit({"dir/a": "1\n"})
    repo.commit({"b": "1\n"})
    last = repo.commit({"c": "1\n"})
    for depth, cut in ((1, True), (3, False)):
        clone = tmp_path / f"clone{depth}"
        command = ["git", "clone", "-q", "--no-local", f"--depth={depth}", f"file://{repo.path}", str(clone)]
        subprocess.run(command, check=True, capture_output=True)
        (version,) = versions(clone)
        assert version.cut == cut
        assert (version.commit == last) == cut
