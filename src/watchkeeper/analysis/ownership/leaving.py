"""Where the lines of a CODEOWNERS file name a person as owner, and the file with a successor in that place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal

from msgspec import Struct

from watchkeeper.formats.owners.gitlab import header_of
from watchkeeper.formats.owners.words import pattern_end
from watchkeeper.formats.yaml.foreign import Path

LineDialect = Literal["github", "gitlab"]
WORD = re.compile(r"[^ \t\r]+")
REMARK = re.compile(r"(?:^|[ \t])#")
LONGEST_LINE = 10_000
"""Longer lines are not looked at: no person wrote them."""


class Mention(Struct, frozen=True):
    """A name in a text: line from 1, offset in the line from 0, as it is written there, quotes included.

    `alone` means that too few are left without the person: nobody else, or fewer than have to agree. `path`
    are the keys above it in YAML, `others` who else stands there, as written.
    """

    line: int
    offset: int
    text: str
    alone: bool = True
    path: Path = ()
    others: tuple[str, ...] = ()


class Replaced(Struct, frozen=True):
    """A text with successors in it; `kept` are the lines in which a name had to stay."""

    text: str
    kept: tuple[int, ...] = ()


def find_on_lines(text: str, names: Iterable[str], dialect: LineDialect) -> Iterator[Mention]:
    """Where one of the names stands as an owner, whatever its case; remarks and patterns are passed over."""
    wanted = {name.casefold() for name in names if name}
    needed = 1
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE or line.lstrip().startswith("#"):
            continue
        header = header_of(line.strip(" \t\r")) if dialect == "gitlab" else None
        needed = header.approvals if header else needed
        owners = _owners_on(line, dialect)
        others = tuple(dict.fromkeys(word for _, word in owners if word.casefold() not in wanted))
        for offset, word in owners:
            if word.casefold() in wanted:
                yield Mention(number, offset, word, len(others) < needed, (), others)


def replace_on_lines(
    text: str, mentions: Iterable[Mention], successor: Callable[[Mention], str], dialect: LineDialect
) -> Replaced:
    """The text with every mention replaced by what `successor` gives for it, "" = nobody is known.

    Where the successor stands on the line already, and where nobody is known but enough others stand on it,
    the name is taken out. Else it stays: a line without owners means that nobody owns.
    """
    lines = text.split("\n")
    kept = []
    for mention in sorted(mentions, key=lambda m: (-m.line, -m.offset)):
        line = lines[mention.line - 1]
        head, tail = line[: mention.offset], line[mention.offset + len(mention.text) :]
        new = successor(mention)
        others = {word.casefold() for _, word in _owners_on(head + tail, dialect)}
        if (new.casefold() in others) if new else (others and not mention.alone):
            lines[mention.line - 1] = _joined(head, tail, dialect)
        elif new:
            lines[mention.line - 1] = head + new + tail
        else:
            kept.append(mention.line)
    return Replaced("\n".join(lines), tuple(sorted(set(kept))))


def find_anywhere(text: str, names: Collection[str]) -> Iterator[Mention]:
    """Where one of the names stands as a word of its own in a text of any kind; it is told, never replaced."""
    wanted = sorted({name for name in names if name}, key=lambda name: (-len(name), name))
    if not wanted:
        return
    found = re.compile(rf"(?<![\w.@/-])(?:{'|'.join(map(re.escape, wanted))})(?![\w@/-])", re.IGNORECASE)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) <= LONGEST_LINE and not line.lstrip().startswith("#"):
            yield from (Mention(number, one.start(), one[0]) for one in found.finditer(line))


def _joined(head: str, tail: str, dialect: LineDialect) -> str:
    """What is left of a line: columns stay where they are, and no remark begins where none was."""
    if dialect == "gitlab" and head.endswith("#"):
        return head.rstrip(" \t#") + tail
    if head.strip() == pattern_on(head, dialect) and tail.strip() and not tail.lstrip(" \t").startswith("#"):
        return head + tail.lstrip(" \t")
    return head.rstrip(" \t") + tail


def pattern_on(line: str, dialect: LineDialect) -> str:
    """The pattern or the header of a line."""
    return _before_owners(line, dialect).strip(" \t\r")


def _before_owners(line: str, dialect: LineDialect) -> str:
    indent = len(line) - len(line.lstrip(" \t\r"))
    body = line[indent:]
    header = header_of(body.rstrip(" \t\r")) if dialect == "gitlab" else None
    return line[: indent + (header.end if header else pattern_end(body))]


def _owners_on(line: str, dialect: LineDialect) -> list[tuple[int, str]]:
    """The owners of a line with their offsets: the words that have an @ behind its pattern or header.

    GitHub takes what follows a `#` for a remark; GitLab takes owners in it for owners.
    """
    start = len(_before_owners(line, dialect))
    remark = REMARK.search(line, start) if dialect == "github" else None
    words = WORD.finditer(line, start, remark.start() if remark else len(line))
    found = []
    for word in words:
        plain = word[0].lstrip("#") if dialect == "gitlab" else word[0]
        if "@" in plain:
            found.append((word.end() - len(plain), plain))
    return found
