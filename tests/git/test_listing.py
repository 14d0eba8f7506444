"""The listing of a whole tree."""

from __future__ import annotations

import os

from tests.conftest import Sandbox
from watchkeeper.git.listing import count_lines, list_files
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


def test_lines_are_counted_as_git_counts_them(repo: Sandbox) -> None:
    head = repo.commit({"a.py": "1\n2\n3\n", "no-end": "1\n2", "empty": "", "binary": b"\0\1\2", "tab\tname": "1\n"})
    with Repository(str(repo.path)) as repository:
        found = dict(count_lines(repository, head))
    assert found == {"a.py": 3, "no-end": 2, "empty": 0, "binary": 0, "tab\tname": 1}
