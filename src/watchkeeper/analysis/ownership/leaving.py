"""Where a text names a person as owner, and the text with a successor in that place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

BEFORE = r"(?<=[\s,\[<(\"'])"
AFTER = r"(?=[\s,\]>)\"']|$)"
PATTERN = re.compile(r"\s*(?:\\.|\S)+")
"""The pattern of a line: up to the first blank without a backslash before it."""
LONGEST_LINE = 10_000
"""Longer lines are not looked at: no person wrote them."""


class Mention(Struct, frozen=True):
    """A name in a text: line from 1, offset in the line from 0, as it is written there.

    `alone` means that nobody else is named on the line.
    """

    line: int
    offset: int
    text: str
    alone: bool = True


def find_mentions(text: str, names: Iterable[str], *, words: bool) -> Iterator[Mention]:
    """Where one of the names stands as a word of its own, whatever its case; remarks are passed over.

    `words` tells that a line is a pattern and then owners, as in CODEOWNERS; else it is YAML.
    """
    wanted = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    if not wanted:
        return
    name = re.compile(f"{BEFORE}(?:{'|'.join(map(re.escape, wanted))}){AFTER}", re.IGNORECASE)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE or line.lstrip().startswith("#"):
            continue
        code = re.split(r"\s#", line, maxsplit=1)[0]
        owners = _owners_on(code) if words else []
        for found in name.finditer(code, _end_of_pattern(code) if words else 0):
            yield Mention(number, found.start(), found[0], len(owners) < 2)


def replace_mentions(text: str, mentions: Iterable[Mention], successor: Callable[[str], str], *, words: bool) -> str:
    """The text with every mention replaced by what `successor` gives for it, "" = nobody is known.

    Where the successor stands on the line already, and where nobody is known but others stand on it, the
    name is taken out. It stays where it would leave nobody: a line without owners means that nobody owns.
    """
    lines = text.split("\n")
    for mention in sorted(mentions, key=lambda m: (-m.line, -m.offset)):
        line = lines[mention.line - 1]
        head, tail = line[: mention.offset], line[mention.offset + len(mention.text) :]
        new = successor(mention.text)
        others = [o.casefold() for o in _owners_on(re.split(r"\s#", head + tail, maxsplit=1)[0])] if words else []
        if words and others and (not new or new.casefold() in others):
            lines[mention.line - 1] = head.rstrip(" \t") + tail
        elif new:
            lines[mention.line - 1] = head + new + tail
    return "\n".join(lines)


def _owners_on(code: str) -> list[str]:
    """The owners on a line of CODEOWNERS: the words that have an @, without the pattern at its start."""
    return [word for word in code[_end_of_pattern(code) :].split() if "@" in word]


def _end_of_pattern(code: str) -> int:
    found = PATTERN.match(code)
    return found.end() if found else 0
