"""The last of many path globs that matches a path, found by dictionaries instead of a loop.

Globs with the same parents share one folder match and one table of names. Whatever a folder decides is
worked out once a folder and kept; a file then costs one dictionary access, plus a look into the tables
of those globs that could still overrule its folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from watchkeeper.analysis.ownership.dialects.brackets import BracketGlob
from watchkeeper.analysis.ownership.dialects.globs import (
    ANY_DEPTH,
    EVERYTHING,
    FolderGlob,
    Name,
    NameGlob,
    Part,
    PathGlob,
)

NONE = -1
MAX_DEPTH = 256
MAX_FOLDERS = 100_000


class LastMatch:
    """Path globs in order, None for those that match nothing."""

    def __init__(self, globs: Sequence[PathGlob | None]) -> None:
        self._globs = globs
        self._folders: dict[str, int] = {}
        self._literal: dict[str, _Group] = {}
        self._deep: dict[str, list[_Group]] = {}
        groups: dict[tuple[Part, ...], _Group] = {}
        everything = NONE
        for at, glob in enumerate(globs):
            if glob == EVERYTHING:
                everything = at
            elif glob is not None:
                self._add(glob, at, groups)
        self._anywhere = groups.pop((ANY_DEPTH,), None)
        self._spread(groups.values())
        root = self._spot(everything, self._deep.get("", ()), "", ())
        self._spots = {"": root}
        self._settled: dict[str, int] = {}

    def find(self, path: str) -> int:
        """The position of the last glob that matches this path, or NONE."""
        folder, _, name = path.rpartition("/")
        settled = self._settled.get(folder)
        if settled is not None:
            return settled
        spot = self._spots.get(folder)
        if spot is None:
            if folder.count("/") >= MAX_DEPTH:
                return self._scan(path)
            spot = self._walk(folder)
        return spot.find(name)

    @property
    def places(self) -> frozenset[str]:
        """Folders that a glob names in full: there, and in those right below, something else may hold than above."""
        return frozenset(self._folders) | frozenset(self._literal)

    @property
    def lively(self) -> bool:
        """Whether something may change in any folder, whatever `places` says."""
        return bool(self._deep) or (self._anywhere is not None and self._anywhere.folders.last > NONE)

    def look(self, folder: str) -> tuple[int, Callable[[str], int] | None]:
        """What a file of this folder gets at least, and, if its name matters, who tells by the name."""
        spot = self._spots.get(folder) or self._walk(folder)
        return spot.whole, spot.find if spot.names else None

    def _scan(self, path: str) -> int:
        """The same without the index, for paths too deep to keep every folder of them."""
        for at in range(len(self._globs) - 1, -1, -1):
            glob = self._globs[at]
            if glob is not None and glob.matches(path):
                return at
        return NONE

    def _add(self, glob: PathGlob, at: int, groups: dict[tuple[Part, ...], _Group]) -> None:
        parents, name = glob.parents, glob.name
        if glob.below and isinstance(name, str) and all(isinstance(part, str) for part in parents):
            self._folders["/".join([*map(str, parents), name])] = at
            if not glob.itself:
                return
            glob = PathGlob(parents, name, itself=True, below=False)
        group = groups.get(parents)
        if group is None:
            group = groups[parents] = _Group(parents)
        group.add(glob, at)

    def _spread(self, groups: Iterable[_Group]) -> None:
        """Puts every group where a folder finds it: by its whole path, or by its rarest literal name."""
        deep: list[_Group] = []
        uses: dict[str, int] = {}
        for group in groups:
            if all(isinstance(part, str) for part in group.parents):
                self._literal["/".join(map(str, group.parents))] = group
            else:
                deep.append(group)
                for part in group.literals:
                    uses[part] = uses.get(part, 0) + 1
        for group in deep:
            rarest = min(group.literals, key=lambda part: (uses[part], part), default="")
            self._deep.setdefault(rarest, []).append(group)

    def _walk(self, folder: str) -> _Spot:
        """What the folder decides, worked out from the deepest known folder above it."""
        names = folder.split("/")
        if len(self._spots) + len(names) > MAX_FOLDERS:
            self._spots = {"": self._spots[""]}
            self._settled.clear()
        above = folder
        unknown = 0
        while above not in self._spots:
            above = above.rpartition("/")[0]
            unknown += 1
        spot = self._spots[above]
        for depth in range(len(names) - unknown + 1, len(names) + 1):
            above = "/".join(names[:depth])
            spot = self._spots[above] = self._enter(spot, above, names[:depth])
            if not spot.names:
                self._settled[above] = spot.whole
        return spot

    def _enter(self, above: _Spot, folder: str, names: Sequence[str]) -> _Spot:
        """What a folder decides, from what is known of the one that holds it."""
        whole = max(above.whole, self._folders.get(folder, NONE))
        for group in above.groups:
            if group.folders.last > whole:
                whole = group.folders.find(names[-1], whole)
        more = self._deep.get(names[-1])
        if whole == above.whole and above.plain and not more and folder not in self._literal:
            return above
        if more and names[-1] not in names[:-1]:
            return self._spot(whole, (*above.deep, *more), folder, names)
        return self._spot(whole, above.deep, folder, names)

    def _spot(self, whole: int, deep: Iterable[_Group], folder: str, names: Sequence[str]) -> _Spot:
        able = tuple(group for group in deep if group.last > whole)
        groups = [group for group in able if group.matches(names)]
        literal = self._literal.get(folder)
        if literal and literal.last > whole:
            groups.append(literal)
        plain = not able and not groups
        if self._anywhere and self._anywhere.last > whole:
            groups.append(self._anywhere)
        return _Spot(whole, able, tuple(groups), plain)


class _Spot:
    """What is known of a folder: the last glob that takes all of it, and what may still overrule that.

    `deep` are the globs that may match further down, `groups` those whose parents match this folder.
    A `plain` folder has no others than those that every folder has, so it may stand for its children.
    """

    __slots__ = ("deep", "groups", "names", "plain", "whole")

    def __init__(self, whole: int, deep: tuple[_Group, ...], groups: tuple[_Group, ...], plain: bool) -> None:
        self.whole = whole
        self.deep = deep
        self.groups = groups
        self.plain = plain
        names = [group.files for group in groups if group.files.last > whole]
        self.names = tuple(sorted(names, key=lambda names: -names.last)) if len(names) > 1 else tuple(names)

    def find(self, name: str) -> int:
        """The position of the last glob that matches a file of this name here, or NONE."""
        best = self.whole
        for names in self.names:
            if names.last <= best:
                break
            best = names.find(name, best)
        return best


class _Group:
    """The globs that have the same parents."""

    __slots__ = ("_glob", "files", "folders", "last", "literals", "parents")

    def __init__(self, parents: tuple[Part, ...]) -> None:
        self.parents = parents
        self.literals = {part for part in parents if isinstance(part, str)}
        self.last = NONE
        self.files = _Names()
        self.folders = _Names()
        self._glob: FolderGlob | None = None

    def add(self, glob: PathGlob, at: int) -> None:
        """Takes up the glob at this position; positions rise."""
        self.last = at
        if glob.itself:
            self.files.add(glob.name, at)
        if glob.below:
            self.folders.add(glob.name, at)

    def matches(self, names: Sequence[str]) -> bool:
        """Whether the parents match the folder with these names."""
        if self._glob is None:
            self._glob = FolderGlob(self.parents)
        return self._glob.matches(names)


class _Names:
    """The last name pattern that matches a name, looked up by literal, ending, start; then one by one."""

    __slots__ = ("_exact", "_heads", "_rest", "_tails", "last")

    def __init__(self) -> None:
        self.last = NONE
        self._exact: dict[str, int] = {}
        self._tails: _Ends = {}
        self._heads: _Ends = {}
        self._rest: list[tuple[int, NameGlob | BracketGlob]] = []

    def add(self, name: Name, at: int) -> None:
        """Takes up a pattern at this position; positions rise."""
        self.last = at
        if isinstance(name, str):
            self._exact[name] = at
        elif tail := name.tail:
            self._tails.setdefault(len(tail), {}).setdefault(tail, []).append((at, name))
        elif head := name.head:
            self._heads.setdefault(len(head), {}).setdefault(head, []).append((at, name))
        else:
            self._rest.append((at, name))

    def find(self, name: str, best: int) -> int:
        """The position of the last pattern that matches, if it is above `best`; else `best`."""
        best = max(best, self._exact.get(name, NONE))
        for length, tails in self._tails.items():
            if found := tails.get(name[-length:]):
                best = _last_of(found, name, best)
        for length, heads in self._heads.items():
            if found := heads.get(name[:length]):
                best = _last_of(found, name, best)
        return _last_of(self._rest, name, best) if self._rest else best


_Ends = dict[int, dict[str, list[tuple[int, NameGlob | BracketGlob]]]]


def _last_of(patterns: list[tuple[int, NameGlob | BracketGlob]], name: str, best: int) -> int:
    for at, pattern in reversed(patterns):
        if at <= best:
            return best
        if pattern.matches(name):
            return at
    return best
