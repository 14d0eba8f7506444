"""Reads the trailers of a commit message exactly as `git interpret-trailers --parse` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

_SPACE = " \t\r\n"
_KEY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-")
_GIT_WRITES = ("Signed-off-by: ", "(cherry picked from commit ")
_SCISSORS = "\n# ------------------------ >8 ------------------------\n"


class Trailer(Struct, frozen=True):
    """One `Key: value` line: the key as written, the value with its folded lines joined by a blank."""

    key: str
    value: str

    def named(self, key: str) -> bool:
        """Whether this is the trailer of that key; keys are case-insensitive."""
        return self.key.casefold() == key.casefold()


def parse_trailers(message: str, *, divider: bool = True) -> tuple[Trailer, ...]:
    """The trailers of a commit message, in order; nothing when it does not end in a trailer block.

    A block is the last paragraph, never the first, in which every line is a trailer, or a quarter of
    the lines are and one of them is git's own (a sign-off, a cherry-pick). `divider` is git's default,
    made for patches sent by mail: a line that starts with `---` and a blank ends the message. Pass False
    for a message read from a commit, as `git log --format=%(trailers)` does. Linear in time; never raises.
    """
    text = message[: _divider(message)] if divider else message
    lines = text[: _end_of_log(text)].split("\n")
    if not lines[-1]:
        lines.pop()
    return tuple(unfold_trailers(lines[_first_trailer(lines) :]))


def trailer_key_end(line: str) -> int:
    """Where the colon of a line stands that has the form of a trailer; -1 when it has not."""
    blank = False
    for at, letter in enumerate(line):
        if letter == ":":
            return at or -1
        if letter in " \t" and at:
            blank = True
        elif blank or letter not in _KEY:
            return -1
    return -1


def unfold_trailers(lines: Sequence[str]) -> Iterator[Trailer]:
    """The trailers among the lines of one block; a line that starts with a blank continues the one before."""
    folded: list[str] = []
    for line in lines:
        if folded and line[:1] in _SPACE:
            folded.append(line)
            continue
        if folded:
            yield _trailer(folded)
        folded = [line] if trailer_key_end(line) > 0 else []
    if folded:
        yield _trailer(folded)


def _trailer(folded: Sequence[str]) -> Trailer:
    end = trailer_key_end(folded[0])
    value = "\n".join([folded[0][end + 1 :], *folded[1:]]).strip(_SPACE)
    first, *rest = value.split("\n")
    parts = [first, *(part for line in rest if (part := line.lstrip(_SPACE)))]
    return Trailer(folded[0][:end].strip(_SPACE), " ".join(parts))


def _divider(text: str) -> int:
    """Where the first line of `---` and white space starts, else the length."""
    found = [at for blank in _SPACE if (at := ("\n" + text).find("\n---" + blank)) >= 0]
    return min(found, default=len(text))


def _end_of_log(text: str) -> int:
    """Where the message ends: before the scissors line, closing comments and old lists of conflicts."""
    scissors = ("\n" + text).find(_SCISSORS)
    end = scissors if scissors >= 0 else len(text)
    ignored = at = 0
    conflicts = False
    for line in text[:end].split("\n"):
        if at >= end:
            break
        if line[:1] in ("", "#"):
            ignored = ignored or at
        elif line == "Conflicts:" and at + len(line) < end:
            conflicts = True
            ignored = ignored or at
        elif ignored and not (conflicts and line[0] == "\t"):
            ignored, conflicts = 0, False
        at += len(line) + 1
    return ignored or end


class _Block:
    """Counts the lines of what may be a trailer block, from its last line to its first."""

    def __init__(self) -> None:
        self.empty = True
        self._trailers = self._others = self._continuations = 0
        self._by_git = False

    def add(self, line: str) -> None:
        """Take one more line; continuation lines belong to whatever stands above them."""
        if line[:1] == "#":
            self._others += self._continuations
            self._continuations = 0
            return
        self.empty = False
        if line.startswith(_GIT_WRITES):
            self._by_git = True
        elif trailer_key_end(line) < 1:
            self._continuations += 1
            if line[:1] not in _SPACE:
                self._others += self._continuations
                self._continuations = 0
            return
        self._trailers += 1
        self._continuations = 0

    def holds_trailers(self) -> bool:
        """Whether git calls the lines taken so far a trailer block."""
        others = self._others + self._continuations
        return self._trailers * 3 >= others if self._by_git else bool(self._trailers and not others)


def _first_trailer(lines: Sequence[str]) -> int:
    """The index of the block's first line, or the number of lines when there is no block."""
    title = next((at for at, line in enumerate(lines) if not line.strip(_SPACE)), len(lines))
    block = _Block()
    for at in range(len(lines) - 1, title - 1, -1):
        if lines[at].strip(_SPACE):
            block.add(lines[at])
        elif not block.empty:
            return at + 1 if block.holds_trailers() else len(lines)
    return len(lines)
