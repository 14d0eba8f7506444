"""Lists every file of a commit's tree in one go, and counts their lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from msgspec import Struct

from watchkeeper.git.repository import Repository

CHUNK = 1 << 20


class Listing(Struct, frozen=True):
    """Every file of a commit, as `list_files` gives them, to be gone through more than once."""

    commit: str
    files: tuple[tuple[str, int, str], ...]


def read_listing(repository: Repository, commit: str) -> Listing:
    """The whole listing of a commit.

    Raises:
        UnknownSubjectError: a folder of the tree is not in this clone.
    """
    return Listing(commit, tuple(list_files(repository, commit)))


def list_files(repository: Repository, commit: str) -> Iterator[tuple[str, int, str]]:
    """Path, mode and blob id of every file, link and submodule of a commit, in git's order.

    Paths are UTF-8, bytes that are not are surrogate escapes. Commit "" is the empty tree.

    Raises:
        UnknownSubjectError: a folder of the tree is not in this clone.
    """
    if not commit:
        return
    with repository.git.stream("ls-tree", "-r", "-z", "--full-tree", commit) as stream:
        for entry in _entries(stream.output):
            head, _, path = entry.partition(b"\t")
            mode, _, blob = head.split(b" ")
            yield path.decode("utf-8", "surrogateescape"), int(mode, 8), blob.decode("ascii")


def count_lines(repository: Repository, commit: str) -> Iterator[tuple[str, int]]:
    """Path and number of lines of every file of a commit; a binary file has 0, links and submodules one.

    Raises:
        UnknownSubjectError: a content is not in this clone.
    """
    arguments = ("diff-tree", "-r", "-z", "--numstat", "--no-renames", "--no-ext-diff", "--no-textconv")
    with repository.git.stream(*arguments, repository.empty_tree, commit) as stream:
        for entry in _entries(stream.output):
            added, _, rest = entry.partition(b"\t")
            path = rest.partition(b"\t")[2]
            yield path.decode("utf-8", "surrogateescape"), 0 if added == b"-" else int(added)


def _entries(output: IO[bytes]) -> Iterator[bytes]:
    """What stands between the NUL bytes of a stream."""
    rest = b""
    while piece := output.read(CHUNK):
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole
