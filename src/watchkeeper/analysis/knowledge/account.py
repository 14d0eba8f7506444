"""Keeps account of who knows what while a history is read: lines alive, changes, reviews, first authors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchkeeper.analysis.knowledge.credits import Credits
from watchkeeper.analysis.knowledge.fading import FILE_HALF_LIFE, faded, half_life
from watchkeeper.analysis.knowledge.state import NOBODY, FileState, Share, State
from watchkeeper.domain.knowledge import NOT_COUNTED, Edit

SMALLEST_SCALE = 1e-9
MOST_MOVES = 20
NO_CREDITS = Credits((), (), (), (), 0)


class Account:
    """Is fed commits in the order of the main line; changes its state in place.

    Lines are expected values: a commit that removes r of a file's L lines leaves everybody the share
    1 - r/L of theirs, and the lines that it adds are alive until later commits remove some.
    """

    def __init__(self, state: State) -> None:
        self.state = state

    def add(self, credits_: Credits, edits: Sequence[Edit]) -> None:
        """Take one commit's edits."""
        folders: dict[str, None] = {}
        touched = False
        for edit in edits:
            path = self._edit(edit, credits_)
            touched = touched or edit.added > 0
            folders.update(dict.fromkeys(folders_above(path)))
        for folder in folders:
            half = half_life(folder)
            _mark(self.state.folders.setdefault(folder, {}), credits_, half)
        self.state.nobody += touched and not credits_.lines

    def ground(self, edits: Iterable[Edit]) -> None:
        """Take the files of a commit whose history is cut off: they are there, and nobody is on record for them."""
        for edit in edits:
            if edit.status != "D":
                file = FileState(changes=0)
                _grow(file, max(edit.added, 0), ())
                self.state.files[edit.path] = file

    def _edit(self, edit: Edit, credits_: Credits) -> str:
        """Apply one edit; the path at which the file stands now."""
        files = self.state.files
        if edit.status == "D":
            files.pop(edit.path, None)
            return edit.path
        if edit.status == "R":
            self._move(edit.old_path, edit.path)
        path = edit.path if edit.path in files or edit.status == "A" else self._now_at(edit.path)
        file = files.get(path)
        if file is None:
            file = files[path] = FileState()
            if edit.status == "A":
                file.first = credits_.lines[0] if credits_.lines else NOBODY
        elif edit.status == "A" and file.size > 0:
            return path  # it came by another line of history already
        if edit.added != NOT_COUNTED:
            _rewrite(file, edit, credits_.lines)
        if edit.status != "R" or edit.added or edit.removed:
            file.changes += 1
            _mark(file.shares, credits_, FILE_HALF_LIFE)
        return path

    def _move(self, old: str, new: str) -> None:
        """Carry what is known of a file to its new path; of two, the one with the longer life stays."""
        files = self.state.files
        file = files.pop(old, None)
        self.state.moved[old] = new
        self.state.moved.pop(new, None)
        if file and (new not in files or files[new].changes < file.changes):
            files[new] = file

    def _now_at(self, path: str) -> str:
        """Where a file went that another line of history has renamed meanwhile."""
        for _ in range(MOST_MOVES):
            if path in self.state.files or path not in self.state.moved:
                return path
            path = self.state.moved[path]
        return path


def folders_above(path: str) -> list[str]:
    """The folders that hold a path, the nearest first, "" last."""
    found = []
    while path:
        path = path.rpartition("/")[0]
        found.append(path)
    return found


def _rewrite(file: FileState, edit: Edit, people: Sequence[int]) -> None:
    """Take lines away from everybody alike, then add those that are new."""
    if edit.removed > file.size:  # lines that no commit brought: a merge did
        _grow(file, edit.removed - file.size, ())
    if edit.removed:
        left = file.size - edit.removed
        file.scale *= left / file.size
        file.size = left
        if file.scale < SMALLEST_SCALE:
            _rescale(file)
    _grow(file, edit.added, people)


def _rescale(file: FileState) -> None:
    for share in file.shares.values():
        share.lines = share.lines * file.scale if file.size else 0.0
    file.scale = 1.0


def _grow(file: FileState, lines: float, people: Sequence[int]) -> None:
    file.size += lines
    each = lines / file.scale / max(1, len(people))
    for person in people or (NOBODY,):
        if lines:
            _share(file.shares, person).lines += each


def _mark(shares: dict[int, Share], credits_: Credits, half: int) -> None:
    """Count one change for everybody who had a part in it."""
    for person in credits_.writers:
        share = _share(shares, person)
        share.deliveries += 1
        _act(share, credits_.time, half, wrote=1.0)
    for person in credits_.directors:
        share = _share(shares, person)
        share.directed += 1
        _act(share, credits_.time, half, wrote=1.0)
    for person in credits_.reviewers:
        share = _share(shares, person)
        share.reviews += 1
        _act(share, credits_.time, half, saw=1.0)


def _act(share: Share, time: int, half: int, *, wrote: float = 0.0, saw: float = 0.0) -> None:
    fresh = faded(1.0, time, share.last, half)
    share.weight = faded(share.weight, share.last, time, half) + wrote * fresh
    share.seen = faded(share.seen, share.last, time, half) + saw * fresh
    share.last = max(share.last, time)


def _share(shares: dict[int, Share], person: int) -> Share:
    found = shares.get(person)
    if found is None:
        found = shares[person] = Share()
    return found
