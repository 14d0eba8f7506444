"""The values of a test suite: a test, its marks, what it checks."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.analysis.integrity.weakening import How

MarkKind = Literal["skip", "only", "retry", "timeout"]


class Mark(Struct, frozen=True):
    """A line that says how a test is run: skipped, alone, again after a failure, within a time.

    `scope` is the name of what it stands on ("" = the whole file); `value` the number of retries or
    the limit in the unit of the framework, 0 where there is none.
    """

    kind: MarkKind
    line: int
    text: str
    scope: str = ""
    conditional: bool = False
    value: float = 0.0


class Assertion(Struct, frozen=True):
    """One statement that can fail a test."""

    line: int
    text: str


class Case(Struct, frozen=True):
    """One test. `group` names the class or block around it, `lines` are its distinct stripped lines.

    `marks` are those in force for it, inherited ones included. `rows` are the keys of its table of
    cases as far as they are literal, with the mark that a row bears; `loops` counts what makes one
    statement check many times (tables, loops, sub-tests).
    """

    name: str
    group: str
    line: int
    text: str
    lines: frozenset[str]
    assertions: tuple[Assertion, ...] = ()
    marks: tuple[Mark, ...] = ()
    rows: tuple[tuple[str, Mark | None], ...] = ()
    loops: int = 0


class Suite(Struct, frozen=True):
    """What one file holds. `others` look like tests but no runner collects them.

    `loose_marks` stand outside of tests (fixtures, the file itself), `loose_assertions` in functions
    that tests call; `functions` are the names of those functions, "" among them for the file itself.
    """

    how: How
    cases: tuple[Case, ...] = ()
    others: tuple[Case, ...] = ()
    loose_marks: tuple[Mark, ...] = ()
    loose_assertions: tuple[str, ...] = ()
    functions: frozenset[str] = frozenset()


EMPTY = Suite("parsed")
