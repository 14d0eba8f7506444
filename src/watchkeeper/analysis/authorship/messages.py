"""Takes a commit message or the body of a pull request apart: what is credited, and the commits of a squash."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from watchkeeper.formats.git.trailers import Trailer, parse_trailers, trailer_key_end, unfold_trailers

LONGEST = 200_000
"""Characters that are read of one text: half from its start, half from its end."""
_FENCES = ("```", "~~~")


class Passage(Struct, frozen=True):
    """A stretch of text: its lines, without fenced code, and the trailers that close it."""

    lines: tuple[str, ...]
    trailers: tuple[Trailer, ...]


class Message(Struct, frozen=True):
    """A text: what speaks for all of it, and the passages that a squash made of its commits."""

    whole: Passage
    parts: tuple[Passage, ...] = ()


def read_message(text: str) -> Message:
    """A commit message taken apart; never raises, linear in time.

    Trailers are those of git's own definition, and those of the paragraphs right above that hold nothing
    else: tools leave blank lines between them. A trailer in the midst of prose, quoted, indented or fenced
    is none. A squash lists its commits as `* subject`, each with a body that may close in trailers of its
    own; what follows the last one behind a rule of dashes, or closes the text, speaks for all.
    """
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}\n\n{text[-LONGEST // 2 :]}"
    lines = _without_fences(text.replace("\r\n", "\n").split("\n"))
    starts = [at for at, line in enumerate(lines) if at and line.startswith("* ") and not lines[at - 1].strip()]
    git = parse_trailers("\n".join(lines), divider=False)
    if len(starts) < 2:
        return Message(Passage(tuple(lines), _joined(_closing(_after_title(lines)), git)))
    end = next((at for at in range(starts[-1], len(lines)) if _is_rule(lines[at])), len(lines))
    parts = [_part(lines[start:stop]) for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    rest = lines[end:]
    if end == len(lines) and parts[-1].trailers:
        git = _joined(parts.pop().trailers, git)
    counted = tuple(part for part in parts if not _merges(part.lines[0]))
    return Message(Passage((*lines[: starts[0]], *rest), _joined(_closing(rest), git)), counted)


def read_body(text: str) -> Message:
    """The body of a pull request taken apart like a message; it has no title."""
    return read_message(f"\n\n{text}")


def _joined(first: Sequence[Trailer], second: Sequence[Trailer]) -> tuple[Trailer, ...]:
    return tuple(dict.fromkeys([*first, *second]))


def _without_fences(lines: Sequence[str]) -> list[str]:
    """The lines with each closed block of code cut down to its first line."""
    last = {
        fence: max((at for at, line in enumerate(lines) if line.startswith(fence)), default=-1) for fence in _FENCES
    }
    kept: list[str] = []
    inside = ""
    for at, line in enumerate(lines):
        fence = line[:3]
        if inside:
            inside = "" if fence == inside else inside
            continue
        kept.append(line)
        if fence in _FENCES and at < last[fence]:
            inside = fence
    return kept


def _part(lines: Sequence[str]) -> Passage:
    """One commit of a squash; lists indent what belongs to an entry by up to three blanks."""
    unindented = [line[min(3, len(line) - len(line.lstrip(" "))) :] for line in lines]
    return Passage(tuple(unindented), tuple(_closing(_after_title(unindented))))


def _merges(subject: str) -> bool:
    return subject.startswith(("* Merge branch ", "* Merge remote-tracking branch ", "* Merge pull request "))


def _is_rule(line: str) -> bool:
    return len(line) >= 3 and not line.rstrip().strip("-") and line[0] == "-"


def _after_title(lines: Sequence[str]) -> Sequence[str]:
    blank = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    return lines[blank:]


def _closing(lines: Sequence[str]) -> list[Trailer]:
    """The trailers of the closing paragraphs, up to the first one that holds prose."""
    found: list[Trailer] = []
    end = len(lines)
    while end:
        start = end
        while start and lines[start - 1].strip():
            start -= 1
        paragraph = lines[start:end]
        if paragraph and not _are_trailers(paragraph):
            paragraph = [line for line in paragraph if not _is_leftover(line)]
            if paragraph and not _are_trailers(paragraph):
                break
        found[:0] = unfold_trailers(paragraph)
        end = max(start - 1, 0)
    return found


def _are_trailers(lines: Sequence[str]) -> bool:
    return trailer_key_end(lines[0]) > 0 and all(line[0] in " \t" or trailer_key_end(line) > 0 for line in lines)


@cache
def _leftovers() -> re.Pattern[str]:
    issue = r"(?:fix(?:es)?|close[sd]?|resolves|refs?|part of):? #\d+\.?"
    return re.compile(rf"(?:EOF|[)\"']+|-{{3,}}|🤖 .*|_[^_]+_|\*[^*]+\*|{issue})", re.IGNORECASE)


def _is_leftover(line: str) -> bool:
    """What tools and people leave among trailers: a shell's `EOF`, a rule, a footer, a signature, `Fixes #1`."""
    return _leftovers().fullmatch(line.rstrip()) is not None
