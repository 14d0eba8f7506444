"""Counts the lines that commits changed against their first parents, one git process for many; a gap stops nothing."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from threading import Thread

from msgspec import Struct

from watchkeeper.domain.problems import UnknownSubjectError
from watchkeeper.git.process import Stream
from watchkeeper.git.repository import Repository

CHUNK = 20_000
PIPE = 1 << 20
"""Bytes that git may be ahead of the reader, so that both work at the same time."""
MOST_GAPS = 50
"""Commits whose contents are missing after which lines are not asked for any more: the clone has no contents."""
COMMAND = ("diff-tree", "--stdin", "--root", "--always", "-r", "--no-ext-diff", "--no-textconv", "--no-color")
LINES = ("--numstat", "-M", "-l1000")
NAMES = ("--raw", "--no-renames")
Step = tuple[str, str]
"""A commit and its first parent, "" for a root."""


class LineCount(Struct, frozen=True):
    """What a step changed, as git counts it with renames found.

    Where contents are not in this clone only `files` is known, and `known` is False.
    """

    added: int = 0
    removed: int = 0
    files: int = 0
    binary: int = 0
    known: bool = True


class Counter:
    """Counts steps in one repository; remembers how often contents were missing."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._gaps = 0

    def count(self, steps: Iterable[Step]) -> Iterator[tuple[str, LineCount]]:
        """Each step's commit with what it changed, in order; steps are read as they are needed."""
        source = iter(steps)
        while chunk := list(islice(source, CHUNK)):
            yield from self._chunk(chunk)

    def _chunk(self, chunk: Sequence[Step]) -> Iterator[tuple[str, LineCount]]:
        at = 0
        while at < len(chunk):
            wanted = NAMES if self._gaps > MOST_GAPS else LINES
            try:
                for found in self._stream(chunk[at:], wanted):
                    yield found
                    at += 1
            except UnknownSubjectError:
                if wanted is NAMES:
                    raise
                # git died in this step or in the next one: each is asked alone
                for step in chunk[at : at + 2]:
                    yield self._alone(step)
                    at += 1

    def _alone(self, step: Step) -> tuple[str, LineCount]:
        try:
            return next(self._stream([step], LINES))
        except UnknownSubjectError:
            self._gaps += 1
            return next(self._stream([step], NAMES))

    def _stream(self, steps: Sequence[Step], wanted: Sequence[str]) -> Iterator[tuple[str, LineCount]]:
        """Counts of steps that git could read to their end.

        Raises:
            UnknownSubjectError: contents of a step are missing; those before it were given.
        """
        process = self._repository.git.start(*COMMAND, *wanted, stdin=subprocess.PIPE)
        asking = Thread(target=_ask, args=(process, steps), daemon=True)
        asking.start()
        stream = Stream(process, "diff-tree")
        _widen(stream)
        try:
            yield from _counts(stream, asking, known=wanted is LINES)
        finally:
            stream.close()
            asking.join()


def _widen(stream: Stream) -> None:
    """Let git be further ahead, where the system can."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(stream.output, fcntl.F_SETPIPE_SZ, PIPE)


def _ask(process: subprocess.Popen[bytes], steps: Sequence[Step]) -> None:
    assert process.stdin is not None  # noqa: S101 - Popen was given a pipe
    try:
        with process.stdin as asked:
            asked.writelines(f"{sha} {parent}".strip().encode("ascii") + b"\n" for sha, parent in steps)
    except (BrokenPipeError, ValueError):
        pass  # git ended early, and says so by its exit code
    process.stdin = None


def _counts(stream: Stream, asking: Thread, *, known: bool) -> Iterator[tuple[str, LineCount]]:
    """The counts of a stream; the last one only when git ended well."""
    sha = ""
    added = removed = files = binary = 0
    for line in stream.output:
        plus, tab, rest = line.partition(b"\t")
        if not tab:
            if sha:
                yield sha, LineCount(added, removed, files, binary, known)
            sha = line.strip().decode("ascii")
            added = removed = files = binary = 0
            continue
        files += 1
        if known and plus == b"-":
            binary += 1
        elif known:
            added += int(plus)
            removed += int(rest.partition(b"\t")[0])
    asking.join()
    stream.finish()
    if sha:
        yield sha, LineCount(added, removed, files, binary, known)
