"""Streams the difference of two trees: the list of files first, then each file's changed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from msgspec import Struct

from watchkeeper.domain.change import FileChange, Status
from watchkeeper.git.process import Stream
from watchkeeper.git.repository import Repository

STATUSES: dict[str, Status] = {
    "A": "added", "M": "modified", "D": "deleted", "R": "renamed", "C": "copied", "T": "type-changed",
}  # fmt: skip
OPTIONS = (
    "-r", "-z", "-M", "-l1000", "--raw", "--full-index", "--no-abbrev", "--no-ext-diff", "--no-textconv",
    "--no-color", "--diff-algorithm=myers", "--ignore-submodules=none", "--submodule=short",
)  # fmt: skip
HUNK = re.compile(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@[^\n]*\n", re.MULTILINE)
START = b"diff --git "
PIECE = 1 << 18


class Hunk(Struct, frozen=True):
    """One changed place: line numbers (from 1; 0 = before the first) and the lines without their ends."""

    old_start: int
    new_start: int
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]


class Patch(Struct, frozen=True):
    """The changed lines of one file as git printed them; `body` starts at the first hunk.

    `binary` means that git took one side for binary, then the body is empty.
    """

    body: bytes
    binary: bool

    def lines(self) -> tuple[list[bytes], list[bytes]]:
        """Removed and added lines, without their line ends, in order."""
        removed: list[bytes] = []
        added: list[bytes] = []
        start = 0
        while start < len(self.body):
            # in pieces, so that a large file's lines are not held twice
            end = self.body.find(b"\n", start + PIECE)
            piece = self.body[start:] if end < 0 else self.body[start:end]
            for line in piece.split(b"\n"):
                if line[:1] == b"+":
                    added.append(line[1:])
                elif line[:1] == b"-":
                    removed.append(line[1:])
            start += len(piece) + 1
        return removed, added

    def hunks(self) -> Iterator[Hunk]:
        """The changed places, first to last."""
        starts = list(HUNK.finditer(self.body))
        ends = [m.start() for m in starts[1:]] + [len(self.body)]
        for match, end in zip(starts, ends, strict=True):
            removed, added = Patch(self.body[match.end() : end], binary=False).lines()
            yield Hunk(int(match[1]), int(match[3]), tuple(removed), tuple(added))


class Difference:
    """The difference of two trees; `files` is known at once, `patches` are read one at a time."""

    def __init__(self, files: tuple[FileChange, ...], stream: Stream, rest: bytes) -> None:
        self.files = files
        self._stream = stream
        self._rest = rest

    def patches(self) -> Iterator[tuple[FileChange, Patch]]:
        """Each file with its changed lines, in the order of `files`; can be walked once.

        Raises:
            UnknownSubjectError: the content of a file is not in this clone.
        """
        sections = _sections(self._stream.output, self._rest)
        for file in self.files:
            if file.status == "type-changed":
                # git prints a change of type as a deletion and an addition
                yield file, _joined(self._next(sections), self._next(sections))
            else:
                yield file, self._next(sections)

    def finish(self) -> None:
        """Make sure that what was read is all there is, after the patches were read.

        Raises:
            UnknownSubjectError: git ended early, because content is not in this clone.
        """
        self._stream.finish()

    def _next(self, sections: Iterator[bytes]) -> Patch:
        section = next(sections, b"")
        if not section:
            self._stream.finish()
        return _patch(section)


def list_files(repository: Repository, base: str, head: str) -> tuple[FileChange, ...]:
    """The files that differ between two commits or trees; renames are not looked for, contents not needed."""
    with repository.git.stream("diff-tree", *OPTIONS, "--no-renames", base, head) as stream:
        return read_raw(stream.output)[0]


@contextmanager
def open_difference(repository: Repository, base: str, head: str, *paths: str) -> Iterator[Difference]:
    """The difference of two commits or trees (below `paths`), renames found, open while the caller reads it.

    Where contents are missing in this clone, the files are listed without renames, and reading a
    patch raises UnknownSubjectError.
    """
    below = ("--", *(f":(literal,top){path}" for path in paths)) if paths else ()
    with repository.git.stream("diff-tree", *OPTIONS, "--patch", "-U0", base, head, *below) as stream:
        files, rest = read_raw(stream.output)
        if not files and not rest:
            stream.told = True
            files = list_files(repository, base, head)
        yield Difference(files, stream, rest)


def read_raw(output: IO[bytes]) -> tuple[tuple[FileChange, ...], bytes]:
    """The raw records up to the empty one that ends them, and what was read beyond it."""
    files: list[FileChange] = []
    fields: list[bytes] = []
    rest = b""
    while chunk := output.read1(1 << 16):  # type: ignore[attr-defined] # a pipe is a BufferedReader
        *whole, rest = (rest + chunk).split(b"\0")
        for at, part in enumerate(whole):
            if not fields and not part:
                return tuple(files), b"\0".join([*whole[at + 1 :], rest])
            if not fields and not part.startswith(b":"):
                return tuple(files), b"\0".join([*whole[at:], rest])
            fields.append(part)
            if len(fields) == _fields_wanted(fields[0]):
                files.append(_file_change(fields))
                fields = []
    return tuple(files), rest


def _fields_wanted(record: bytes) -> int:
    """How many fields a raw record has: renames and copies carry two paths."""
    return 3 if record.rpartition(b" ")[2][:1] in (b"R", b"C") else 2


def _file_change(fields: list[bytes]) -> FileChange:
    old_mode, new_mode, old_blob, new_blob, status = fields[0][1:].decode("ascii").split(" ")
    paths = [f.decode("utf-8", "surrogateescape") for f in fields[1:]]
    return FileChange(
        path=paths[-1],
        old_path=paths[0],
        status=STATUSES.get(status[0], "modified"),
        old_mode=int(old_mode, 8),
        new_mode=int(new_mode, 8),
        old_blob=old_blob.strip("0") and old_blob,
        new_blob=new_blob.strip("0") and new_blob,
        similarity=int(status[1:] or 0),
    )


def _sections(output: IO[bytes], rest: bytes) -> Iterator[bytes]:
    """The text of each file's patch; a content line never starts with the header's first word."""
    held = [rest]
    tail = rest[-len(START) - 1 :]
    while chunk := output.read(1 << 20):
        if b"\n" + START not in tail + chunk:
            held.append(chunk)
            tail = (tail + chunk)[-len(START) - 1 :]
            continue
        parts = b"".join([*held, chunk]).split(b"\n" + START)
        held = [parts.pop()]
        tail = held[0][-len(START) - 1 :]
        parts.reverse()
        while parts:
            yield parts.pop() + b"\n"
    parts = b"".join(held).split(b"\n" + START)
    held.clear()
    parts.reverse()
    while parts:
        if text := parts.pop():
            yield text


def _patch(section: bytes) -> Patch:
    first = section.find(b"\n@@ -")
    if first >= 0:
        return Patch(section[first + 1 :], binary=False)
    return Patch(b"", binary=b"\nBinary files " in section)


def _joined(one: Patch, other: Patch) -> Patch:
    return Patch(one.body + other.body, binary=one.binary or other.binary)
