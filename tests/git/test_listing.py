"""The listing of a whole tree."""

from __future__ import annotations

import os

from tests.conftest import Sandbox
from watchkeeper.git.listing import list_files
from watchkeeper.git.repository import Repository


def test_every_file_link_and_submodule_is_listed_whatever_its_name(repo: Sandbox) -> None:
    os.symlink("a.py", repo.path / "link")
    head = repo.commit({"a.py": "a", "deep/er/b c.py": "b", "tab\tand\nline": "c", os.fsdecode(b"\xff.txt"): "d"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    repo.git("commit", "-q", "-m", "Submodule")
    with Repository(str(repo.path)) as repository:
        found = {path: mode for path, mode, _ in list_files(repository, repo.git("rev-parse", "HEAD"))}
        assert list(list_files(repository, "")) == []
    assert found.pop("link") == 0o120000
    assert found.pop("sub") == 0o160000
    assert set(found) >= {"a.py", "deep/er/b c.py", "tab\tand\nline", "\udcff.txt"}
