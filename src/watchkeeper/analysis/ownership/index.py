"""The last of many path globs that matches a path, found by dictionaries instead of a loop.

Globs with the same parents share one folder match and one table of names. Whatever a folder decides is
worked out once a folder and kept; a file then costs one dictionary access, plus a look into the tables
of those globs that could still overrule its folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchkeeper.analysis.ownership.globs import ANY_DEPTH, EVERYTHING, FolderGlob, Name, NameGlob, Part, PathGlob

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
            if glob is None:
                continue
            if glob == EVERYTHING:
                everything = at
            else:
                self._add(glob, at, groups)
        self._spread(groups.values())
        anywhere = groups.get((ANY_DEPTH,))
        always = tuple(self._deep.get("", ()))
        self._root = _Spot(everything, always, (anywhere,) if anywhere else ())
        self._kept: dict[str, _Spot] = {"": self._enter(self._root, "", ())}

    def find(self, path: str) -> int:
        """The position of the last glob that matches this path, or NONE."""
        folder, _, name = path.rpartition("/")
        spot = self._kept.get(folder)
        if spot is None:
            if folder.count("/") >= MAX_DEPTH:
                return self._scan(path)
            spot = self._walk(folder)
        best = spot.whole
        for names in spot.names:
            if names.last <= best:
                break
            best = names.find(name, best)
        return best

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
            elif group.parents != (ANY_DEPTH,):
                deep.append(group)
                for part in group.literals:
                    uses[part] = uses.get(part, 0) + 1
        for group in deep:
            rarest = min(group.literals, key=lambda part: (uses[part], part), default="")
            self._deep.setdefault(rarest, []).append(group)

    def _walk(self, folder: str) -> _Spot:
        """What the folder decides, worked out from the deepest kept folder above it."""
        names = folder.split("/")
        if len(self._kept) + len(names) > MAX_FOLDERS:
            self._kept = {"": self._kept[""]}
        depth = len(names)
        above = folder
        while above not in self._kept:
            above = above.rpartition("/")[0]
            depth -= 1
        spot = self._kept[above]
        for end in range(depth + 1, len(names) + 1):
            above = f"{above}/{names[end - 1]}" if end > 1 else names[0]
            spot = self._kept[above] = self._enter(spot, above, names[:end])
        return spot

    def _enter(self, above: _Spot, folder: str, names: Sequence[str]) -> _Spot:
        whole = above.whole
        deep = above.deep
        if names:
            whole = max(whole, self._folders.get(folder, NONE))
            for group in above.groups:
                if group.folders.last > whole:
                    whole = group.folders.find(names[-1], whole)
            if names[-1] in self._deep and names[-1] not in names[:-1]:
                deep = (*deep, *self._deep[names[-1]])
        deep = tuple(group for group in deep if group.last > whole)
        groups = [group for group in (*self._root.groups, self._literal.get(folder)) if group and group.last > whole]
        groups += [group for group in deep if group.matches(names)]
        return _Spot(whole, deep, tuple(groups))


class _Spot:
    """What is known of a folder: the last glob that takes all of it, and what may still overrule that."""

    __slots__ = ("deep", "groups", "names", "whole")

    def __init__(self, whole: int, deep: tuple[_Group, ...], groups: tuple[_Group, ...]) -> None:
        self.whole = whole
        self.deep = deep
        self.groups = groups
        names = [group.files for group in groups if group.files.last > whole]
        self.names = tuple(sorted(names, key=lambda names: -names.last)) if names else ()


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
        self._rest: list[tuple[int, NameGlob]] = []

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
        return _last_of(self._rest, name, best)


_Ends = dict[int, dict[str, list[tuple[int, NameGlob]]]]


def _last_of(patterns: list[tuple[int, NameGlob]], name: str, best: int) -> int:
    for at, pattern in reversed(patterns):
        if at <= best:
            return best
        if pattern.matches(name):
            return at
    return best
