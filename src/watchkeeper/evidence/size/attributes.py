"""Reads .gitattributes of the target, folder by folder, for the paths that are asked about."""

from __future__ import annotations

from watchkeeper.domain.change import display_path
from watchkeeper.formats.git.attributes import Attributes, AttributesFile, parse_attributes
from watchkeeper.git.trees import Tree

NAME = ".gitattributes"
LIMIT = 1 << 20
ASKED = ("linguist-generated", "linguist-vendored", "gitlab-generated")


class TargetAttributes:
    """Why a path does not count, by the attributes of one tree; files are parsed once a folder."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._files: dict[str, AttributesFile | None] = {}

    def reason(self, path: str) -> str | None:
        """The reason to leave a path out, "" when an attribute says that it counts, None without one."""
        relevant = {folder: file for folder in _folders(path) if (file := self._file(folder)) is not None}
        if not relevant:
            return None
        values = Attributes(relevant).lookup(path, ASKED)
        for name in ASKED:
            value = values[name]
            if value.state in {"set", "value"} and value.value not in {"false", "0"}:
                return f"{name} in {display_path(value.file)}:{value.line} of the target"
            if value.state != "unspecified":
                return ""
        return None

    def _file(self, folder: str) -> AttributesFile | None:
        if folder not in self._files:
            self._files[folder] = self._load(folder)
        return self._files[folder]

    def _load(self, folder: str) -> AttributesFile | None:
        path = f"{folder}/{NAME}" if folder else NAME
        entry = self._tree.entry(path)
        if entry is None or entry[0] not in {0o100644, 0o100755}:
            return None
        text = self._tree.content(path, LIMIT + 1)
        return parse_attributes(text, path) if text is not None and len(text) <= LIMIT else None


def _folders(path: str) -> list[str]:
    """The folders that contain a path, the root first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]
