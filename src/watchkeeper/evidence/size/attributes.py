"""Reads .gitattributes of the target, folder by folder, for the paths that are asked about."""

from __future__ import annotations

from watchkeeper.formats.git.attributes import Attributes, AttributesFile, parse_attributes
from watchkeeper.git.trees import Tree

NAME = ".gitattributes"
LIMIT = 1 << 20
ASKED = ("linguist-generated", "linguist-vendored", "gitlab-generated")


class TargetAttributes:
    """Why a path does not count, by the attributes of one tree; each file is parsed once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._files: dict[str, AttributesFile | None] = {}
        self._by_folder: dict[str, Attributes | None] = {}
        self._by_files: dict[tuple[str, ...], Attributes] = {}

    def has_folder(self, folder: str) -> bool:
        """Whether the tree has this folder."""
        return bool(self._tree.entries(folder.rstrip("/")))

    def reason(self, path: str) -> str | None:
        """The reason to leave a path out, "" when an attribute says that it counts, None without one."""
        attributes = self._attributes(path.rpartition("/")[0])
        if attributes is None:
            return None
        values = attributes.lookup(path, ASKED)
        for name in ASKED:
            value = values[name]
            if value.state in {"set", "value"} and value.value not in {"false", "0"}:
                return f"{name} by {value.place} of the target"
            if value.state != "unspecified":
                return ""
        return None

    def _attributes(self, folder: str) -> Attributes | None:
        """The attributes that can reach a folder's files, from its own file up to the root's."""
        if folder not in self._by_folder:
            found = {above: file for above in _folders(folder) if (file := self._file(above)) is not None}
            self._by_folder[folder] = self._shared(found) if found else None
        return self._by_folder[folder]

    def _shared(self, found: dict[str, AttributesFile]) -> Attributes:
        """Folders below the same files share what was compiled for them."""
        key = tuple(found)
        if key not in self._by_files:
            self._by_files[key] = Attributes(found)
        return self._by_files[key]

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


def _folders(folder: str) -> list[str]:
    """A folder and those that contain it, the root first."""
    parts = folder.split("/") if folder else []
    return ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]
