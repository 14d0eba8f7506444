"""Cuts the text of an iCalendar file into its events, so that only those of the asked time are read in full."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

NAME = re.compile(r"[A-Za-z0-9-]+")
STAMP = re.compile(r"\d{8}")
LINE_MARK = "X-WATCHKEEPER-LINE"
MOST_NESTED = 8
REPEATING = frozenset({"RRULE", "RDATE", "EXRULE"})
TIMES = frozenset({"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"})


class Property(Struct, frozen=True):
    """One content line: its name in capitals, its parameters as text (`;TZID=…`), its value."""

    name: str
    parameters: str
    value: str

    def parameter(self, name: str) -> str:
        """The value of a parameter, without quotes; "" without it."""
        found = re.search(rf";{name}=(\"[^\"]*\"|[^;:]*)", self.parameters, re.IGNORECASE)
        return found[1].strip('"') if found else ""


class Block(Struct):
    """One component as it stands: its lines, the number of the first one, and its own properties."""

    kind: str
    line: int
    lines: list[str] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        return next((found for found in self.properties if found.name == name), None)

    def value(self, name: str) -> str:
        """Its value; "" without it."""
        found = self.first(name)
        return found.value if found else ""

    @property
    def repeats(self) -> bool:
        """Whether it may happen more than once."""
        return any(found.name in REPEATING for found in self.properties)

    @property
    def text(self) -> str:
        """The block with the mark of its line."""
        return "\r\n".join([self.lines[0], f"{LINE_MARK}:{self.line}", *self.lines[1:]]) + "\r\n"


def blocks(text: str) -> Iterator[Block]:
    """The components right below a calendar, and one block `VCALENDAR` of its own properties; alarms are left out.

    Never raises: what is not closed is not given.
    """
    head = Block("VCALENDAR", 1)
    current: Block | None = None
    nested: list[str] = []
    for number, line in _unfolded(text):
        word, _, kind = line[:64].upper().partition(":")
        if current is None:
            if word == "BEGIN" and kind.strip() != "VCALENDAR":
                current, nested = Block(kind.strip(), number, [f"BEGIN:{kind.strip()}"]), []
            elif found := _property(line):
                head.properties.append(found)
        elif word == "END" and not nested:
            current.lines.append(f"END:{current.kind}")
            yield current
            current = None
        else:
            _inside(current, nested, word, line)
            if len(nested) > MOST_NESTED:
                break
    yield head


def _inside(block: Block, nested: list[str], word: str, line: str) -> None:
    """A line of a block; parts of a zone's definition belong to it, alarms do not matter."""
    if word == "BEGIN":
        nested.append(line)
    if not nested or block.kind == "VTIMEZONE":
        block.lines.append(line)
    if word == "END":
        nested.pop()
    elif not nested and (found := _property(line)):
        block.properties.append(found)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Content lines, each with the number of its first line."""
    held: list[str] = []
    start = 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line[:1] in {" ", "\t"} and held:
            held.append(line[1:])
        elif line.strip():
            if held:
                yield start, "".join(held)
            held, start = [line], number
    if held:
        yield start, "".join(held)


def _property(line: str) -> Property | None:
    found = NAME.match(line)
    if found is None:
        return None
    quoted = False
    for at in range(found.end(), len(line)):
        char = line[at]
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return Property(found[0].upper(), line[found.end() : at], line[at + 1 :].strip())
    return None


def date_of(value: str) -> str:
    """The date `YYYYMMDD` with which a time begins; "" for anything else."""
    found = STAMP.match(value)
    return found[0] if found else ""
