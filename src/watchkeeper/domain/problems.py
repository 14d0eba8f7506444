"""Errors that a person can act on: what, where, what to do."""

from __future__ import annotations

from msgspec import Struct


class Place(Struct, frozen=True, omit_defaults=True):
    """A spot in a text: path in the repository, line and column counted from 1 (0 = whole file)."""

    file: str
    line: int = 0
    column: int = 0
    commit: str = ""
    url: str = ""

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


class Problem(Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong with an input, where it stands, and the remedy."""

    message: str
    place: Place | None = None
    remedy: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}" + (f" → {self.remedy}" if self.remedy else "")


class WatchkeeperError(Exception):
    """Base of every error that the product raises on purpose.

    `problems` holds all of them at once; `exit_code` is the contract's code for a command line.
    """

    exit_code = 2

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem(p) if isinstance(p, str) else p for p in problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class UsageError(WatchkeeperError):
    """Wrong usage or broken configuration (exit code 2)."""


class UnknownSubjectError(WatchkeeperError):
    """The subject could not be evaluated: history or objects are missing (exit code 3)."""

    exit_code = 3
