"""Files of one commit's tree, by path, without a work tree; links are never followed."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.problems import Place, Problem, UnknownSubjectError, UsageError
from watchkeeper.git.objects import Objects

LINK = 0o120000
FOLDER = 0o040000


class Tree:
    """The tree of one commit; commit "" is the empty tree. Folders are read once."""

    def __init__(self, objects: Objects, commit: str) -> None:
        self.commit = commit
        self._objects = objects
        self._folders: dict[str, Mapping[str, tuple[int, str]]] = {}

    def entries(self, folder: str = "") -> Mapping[str, tuple[int, str]]:
        """Name → (mode, id) of one folder; empty if there is no such folder."""
        if folder not in self._folders:
            self._folders[folder] = self._load(folder)
        return self._folders[folder]

    def entry(self, path: str) -> tuple[int, str] | None:
        """Mode and id of a file or folder, or None if the tree has none there."""
        folder, _, name = path.rpartition("/")
        return self.entries(folder).get(name)

    def content(self, path: str, limit: int = -1) -> bytes | None:
        """The bytes of a file (at most `limit` if not negative), or None if there is no file.

        Raises:
            UsageError: the path is a symbolic link, which is not followed.
            UnknownSubjectError: the tree names the file, but its object is not in this clone.
        """
        entry = self.entry(path)
        if entry is None or entry[0] == FOLDER:
            return None
        if entry[0] == LINK:
            place = Place(path, commit=self.commit)
            raise UsageError(Problem("is a symbolic link, which is not followed", place, "commit a regular file there"))
        data = self._objects.content(entry[1], limit)
        if data is None:
            raise UnknownSubjectError(
                Problem(
                    f"the content of {path} at {self.commit[:12]} is not in this clone",
                    remedy="fetch it: git fetch --refetch origin",
                )
            )
        return data

    def _load(self, folder: str) -> Mapping[str, tuple[int, str]]:
        if not self.commit:
            return {}
        if not folder:
            return self._objects.tree(f"{self.commit}^{{tree}}")
        entry = self.entry(folder)
        return self._objects.tree(entry[1]) if entry and entry[0] == FOLDER else {}
