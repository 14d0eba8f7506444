"""The values of weakened checks: one weakening, what could not be compared, and the two sides of a file."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Kind

Check = Literal[
    "test-removed",
    "skip-added",
    "continue-on-error",
    "exit-code-ignored",
    "coverage-lowered",
    "job-removed",
    "path-filter-narrowed",
    "snapshot-rewritten",
    "check-renamed",
    "retries-added",
]
Side = Literal["base", "head"]
How = Literal["parsed", "pattern"]

MAX_TEXT = 200


class TextPair(Struct, frozen=True):
    """One changed file on both sides. `None` = the file does not exist there.

    `old_path` differs from `path` only for a rename. Bytes are the whole blob, unfiltered.
    """

    path: str
    old_path: str
    base: bytes | None
    head: bytes | None


class Weakening(Struct, frozen=True):
    """One check that judges less at the head than it did at the base.

    `line` counts from 1 in the version named by `side` (0 = the whole file), `path` is the file's
    name there. `text` is the offending line, at most 200 characters. `subject` names what became
    weaker in a few words, `detail` says how in one sentence. `form` tells the kinds of one check
    apart (`file`, `test`, `assertion` …). `how` says whether the file was parsed or read line by line.
    """

    check: Check
    path: str
    line: int
    side: Side
    text: str
    subject: str
    detail: str
    how: How
    form: str = ""


class Unreadable(Struct, frozen=True):
    """A file that could not be compared, why, and the checks that are unknown for it."""

    path: str
    reason: str
    checks: tuple[Check, ...]


class Weakenings(Struct, frozen=True):
    """What was found in the whole change, and what could not be looked at: never a silent pass."""

    found: tuple[Weakening, ...] = ()
    unread: tuple[Unreadable, ...] = ()


WEAKENED: Kind[Weakenings] = Kind("integrity/weakened-checks")


class UnreadableError(Exception):
    """A text is beyond what is read: too large, too deep, or not what its name says."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def clip(text: str) -> str:
    """A line as evidence: stripped, at most 200 characters."""
    line = text.strip()
    return line if len(line) <= MAX_TEXT else line[: MAX_TEXT - 1] + "…"
