"""What a history says of each file, folder and person so far, in a form that is kept between runs."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field, structs

VERSION = 1
"""Raised with every change of what is kept or how it is reckoned; what another version kept is thrown away."""
NOBODY = -1
"""Whom lines are credited to that no person is on record for."""


class Share(Struct, array_like=True, gc=False):
    """One person's part in a file or folder.

    `lines` are those alive divided by the file's scale (0 in a folder). `deliveries`, `directed` and
    `reviews` count changes; `weight` and `seen` are the same, fading (writing and directing; reviewing),
    as of `last`, which is in seconds since the epoch.
    """

    lines: float = 0.0
    deliveries: int = 0
    directed: int = 0
    reviews: int = 0
    weight: float = 0.0
    seen: float = 0.0
    last: int = 0


class FileState(Struct, array_like=True):
    """A file: its lines, the scale of all shares' lines, its first author, how many changes it had."""

    size: float = 0.0
    scale: float = 1.0
    first: int = NOBODY
    changes: int = 0
    shares: dict[int, Share] = field(default_factory=dict)


class Activity(Struct, array_like=True, gc=False):
    """When an identity last wrote, reviewed and merged (seconds, 0 = never), and in how many commits it wrote."""

    authored: int = 0
    reviewed: int = 0
    merged: int = 0
    commits: int = 0


class State(Struct, array_like=True):
    """Everything; the identities are in the order in which history named them.

    `folders` hold the shares of every folder, "" = the whole tree. `moved` leads from a file's former path
    to the next one. `nobody` counts commits whose lines no person is on record for.
    `odd_paths` tells that the form in which it is kept has paths that are not UTF-8.
    """

    version: int = VERSION
    tip: str = ""
    identities: list[tuple[str, str]] = field(default_factory=list)
    programs: list[bool] = field(default_factory=list)
    activity: list[Activity] = field(default_factory=list)
    files: dict[str, FileState] = field(default_factory=dict)
    folders: dict[str, dict[int, Share]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    commits: int = 0
    uncounted: int = 0
    nobody: int = 0
    since: int = 0
    odd_paths: bool = False


def packable(state: State) -> State:
    """The state with paths that are not UTF-8 written in a way that every text format can hold."""
    odd = any(_pack(path) != path for path in (*state.files, *state.folders, *state.moved))
    return _repathed(state, _pack, odd=True) if odd else state


def unpacked(state: State) -> State:
    """The state that was packed."""
    return _repathed(state, _unpack, odd=False) if state.odd_paths else state


def _repathed(state: State, change: Callable[[str], str], *, odd: bool) -> State:
    return structs.replace(
        state,
        files={change(path): file for path, file in state.files.items()},
        folders={change(path): shares for path, shares in state.folders.items()},
        moved={change(old): change(new) for old, new in state.moved.items()},
        odd_paths=odd,
    )


def _pack(path: str) -> str:
    """No path of git holds a NUL, so that one marks what is written byte by byte."""
    if path.isascii():
        return path
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return "\0" + path.encode("utf-8", "surrogateescape").decode("latin-1")
    return path


def _unpack(path: str) -> str:
    return path[1:].encode("latin-1").decode("utf-8", "surrogateescape") if path[:1] == "\0" else path
