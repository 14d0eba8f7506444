"""Streams the differences of many commits through one git process, each read like a single one."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from threading import Thread
from typing import IO

from watchkeeper.git.diff import OPTIONS, Difference, read_raw
from watchkeeper.git.process import Stream, failure
from watchkeeper.git.repository import Repository

PIECE = 1 << 18


class Bounded:
    """A stream up to a marker, to be read like a pipe; what follows the marker is left for the next part."""

    def __init__(self, output: IO[bytes], rest: bytes, marker: bytes) -> None:
        self._output = output
        self._rest = rest
        self._marker = marker
        self._ended = False
        self.after = b""
        self.cut = False

    def read(self, _size: int = PIECE) -> bytes:
        """Some bytes before the marker, none at its place; `cut` tells that the stream ended without it."""
        while not self._ended:
            at = self._rest.find(self._marker)
            if at >= 0:
                self._ended = True
                self.after = self._rest[at + len(self._marker) :]
                return self._rest[:at]
            more: bytes = self._output.read1(PIECE)  # type: ignore[attr-defined] # a pipe is a BufferedReader
            if not more:
                self._ended = self.cut = True
                return self._rest
            held = max(0, len(self._rest) - len(self._marker) + 1)
            piece, self._rest = self._rest[:held], self._rest[held:] + more
            if piece:
                return piece
        return b""

    read1 = read

    def drain(self) -> None:
        """Read on to the marker."""
        while self.read():
            pass


class Part(Stream):
    """One commit's part of the stream, in the place of a process of its own."""

    def __init__(self, bounded: Bounded) -> None:
        self.output = bounded  # type: ignore[assignment] # reads like the pipe of a process
        self.told = False
        self._bounded = bounded

    def finish(self) -> None:
        """Make sure that the part was whole.

        Raises:
            UnknownSubjectError: git ended in the midst of it.
        """
        self.told = True
        self._bounded.drain()
        if self._bounded.cut:
            raise failure("diff-tree", 128, "unable to read an object")


def read_differences(repository: Repository, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Difference]]:
    """The difference of each (base, head) by its head, open until the next one is asked for; base "" is the empty tree.

    `Difference.finish` tells when contents are missing in this clone; the others go on.
    """
    at = 0
    while at < len(pairs):
        for head, difference in _stream(repository, pairs[at:]):
            at += 1
            yield head, difference


def _stream(repository: Repository, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Difference]]:
    """Differences until the last one or the first that git cannot read."""
    heads = [head for _, head in pairs]
    markers = [f"{head}\0".encode("ascii") for head in (*heads, heads[-1])]
    arguments = ("diff-tree", "--stdin", "--root", "--always", *OPTIONS, "--patch", "-U0")
    process = repository.git.start(*arguments, stdin=subprocess.PIPE)
    stream = Stream(process, "diff-tree")
    asking = Thread(target=_ask, args=(process, pairs), daemon=True)
    asking.start()
    try:
        before = Bounded(stream.output, b"", markers[0])
        for head, marker in zip(heads, markers[1:], strict=True):
            before.drain()
            bounded = Bounded(stream.output, before.after, marker)
            files, rest = read_raw(bounded)  # type: ignore[arg-type] # reads like a pipe
            yield head, Difference(files, Part(bounded), rest)
            bounded.drain()
            if bounded.cut:
                return
            before = bounded
    finally:
        stream.close()
        asking.join()


def _ask(process: subprocess.Popen[bytes], pairs: Sequence[tuple[str, str]]) -> None:
    """Ask for all pairs, then for one that differs in nothing, so that the last one's end is seen."""
    assert process.stdin is not None  # noqa: S101 - Popen was given a pipe
    last = pairs[-1][1]
    try:
        with process.stdin as asked:
            for base, head in (*pairs, (last, last)):
                asked.write(f"{head} {base}".strip().encode("ascii") + b"\n")
    except (BrokenPipeError, ValueError):
        return  # git ended early: the reader sees that its part is cut
