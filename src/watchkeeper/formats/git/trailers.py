"""Reads the trailers of a commit message exactly as `git interpret-trailers --parse` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

_SPACE = " \t\r\n"
_KEY = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-")
_GIT_WRITES = ("Signed-off-by: ", "(cherry picked from commit ")
_SCISSORS = "# ------------------------ >8 ------------------------\n"


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
    made for patches sent by mail: a line that starts with `---` ends the message. Pass False for a
    message read from a commit, as `git log --format=%(trailers)` does. Linear in time; never raises.
    """
    text = message if message.endswith("\n") else message + "\n"
    end = _divider(text) if divider else len(text)
    lines = text[: _end_of_log(text[:end])].split("\n")
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
        if folded and line[:1] in ("", *_SPACE):
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
    at = 0 if text.startswith("---") else text.find("\n---") + 1
    while at or text.startswith("---"):
        if text[at + 3 : at + 4] in tuple(_SPACE):
            return at
        at = text.find("\n---", at) + 1
        if not at:
            break
    return len(text)


def _end_of_log(text: str) -> int:
    """Where the message ends: before the scissors line, closing comments and old lists of conflicts."""
    scissors = 0 if text.startswith(_SCISSORS) else text.find("\n" + _SCISSORS) + 1
    cut = scissors if scissors or text.startswith(_SCISSORS) else len(text)
    ignored, conflicts, at = 0, False, 0
    for line in text[:cut].splitlines(keepends=True) if False else _kept_lines(text[:cut]):
        if line[0] in "#\n":
            ignored = ignored or at
        elif line == "Conflicts:\n":
            conflicts = True
            ignored = ignored or at
        elif ignored and not (conflicts and line[0] == "\t"):
            ignored, conflicts = 0, False
        at += len(line)
    return ignored or cut


def _kept_lines(text: str) -> list[str]:
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _first_trailer(lines: Sequence[str]) -> int:
    """The index of the block's first line, or the number of lines when there is no block."""
    title = next((at for at, line in enumerate(lines) if line[:1] != "#" and not line.strip(_SPACE)), len(lines))
    block = _Block()
    for at in range(len(lines) - 1, title - 1, -1):
        line = lines[at]
        if line[:1] != "#" and not line.strip(_SPACE):
            if block.empty:
                continue
            return at + 1 if block.holds_trailers() else len(lines)
        block.add(line)
    return len(lines)
