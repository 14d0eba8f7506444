"""Reads git-ai authorship notes (`refs/notes/ai`), the one record of who wrote which line."""

from __future__ import annotations

import re
from typing import Literal

import msgspec
from msgspec import Struct

from watchkeeper.domain.problems import Problem

MAX_BYTES = 2 << 20
KEY = re.compile(r"(?:(?P<human>h_[0-9a-f]{14})|(?P<agent>[0-9a-f]{16}|s_[0-9a-f]{14}::t_[0-9a-f]{14})) (?P<ranges>[0-9,\- ]+)")
RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")


class NoteRange(Struct, frozen=True):
    """Lines of one file that a session or a known human wrote; `key` as in the note."""

    path: str
    key: str
    kind: Literal["agent", "human"]
    lines: int


class Metadata(Struct, frozen=True):
    """The part of the note's JSON that is used."""

    schema_version: str = ""


class AiNote(Struct, frozen=True):
    """What could be read of a note; `problem` says what could not."""

    ranges: tuple[NoteRange, ...] = ()
    schema_version: str = ""
    problem: Problem | None = None

    @property
    def agent_lines(self) -> int:
        """Lines that an agent's session wrote."""
        return sum(r.lines for r in self.ranges if r.kind == "agent")

    @property
    def human_lines(self) -> int:
        """Lines that a known human wrote."""
        return sum(r.lines for r in self.ranges if r.kind == "human")


def parse_ai_note(text: bytes) -> AiNote:
    """Read a note of any of the three key forms; never raises, unreadable parts are left out and said."""
    problem = Problem(f"longer than {MAX_BYTES:,} bytes: the rest was not read") if len(text) > MAX_BYTES else None
    attested, divider, metadata = text[:MAX_BYTES].decode("utf-8", "replace").partition("\n---\n")
    if not divider:
        attested, divider, metadata = "", "---", attested.removeprefix("---\n")
    ranges: list[NoteRange] = []
    path = ""
    for line in attested.split("\n"):
        if line and not line.startswith(" "):
            path = line.strip('"')
        elif match := KEY.fullmatch(line.strip()):
            key = match["human"] or match["agent"]
            ranges.append(NoteRange(path, key, "human" if match["human"] else "agent", _count(match["ranges"])))
        elif line.strip():
            problem = problem or Problem(f"a line is no range: {line.strip()[:60]}")
    try:
        version = msgspec.json.decode(metadata.encode(), type=Metadata).schema_version
    except (msgspec.DecodeError, msgspec.ValidationError):
        return AiNote(tuple(ranges), "", problem or Problem("the note's JSON cannot be read"))
    return AiNote(tuple(ranges), version, problem)


def _count(ranges: str) -> int:
    return sum(max(0, int(m[2] or m[1]) - int(m[1]) + 1) for m in RANGE.finditer(ranges))
