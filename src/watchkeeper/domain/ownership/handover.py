"""Everything that a person answers for, and to whom it may go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import HandOver, Request
from watchkeeper.domain.problems import Place, Problem

ItemKind = Literal[
    "path", "team", "component", "package", "rota", "escalation", "waiver", "claim", "acceptance", "source"
]
NO_FILES = -1


class Successor(Struct, frozen=True):
    """Somebody who could take over: `owner` as an owners file takes it, `share` of what is known there (0..1)."""

    owner: str
    share: float
    why: str


class HandOverItem(Struct, frozen=True):
    """One thing that the person answers for: what it is, where it is written, who could take it over.

    `beside` names who stays, `doubts` says of whom of them it is doubtful, in sentences; `alone` means that
    too few stay of whom it is not. `files` is how many files it decides for, `NO_FILES` where it is not
    about files. `place` is None for what no file holds.
    """

    kind: ItemKind
    what: str
    place: Place | None
    alone: bool = True
    files: int = NO_FILES
    successors: tuple[Successor, ...] = ()
    beside: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class FilePatch(Struct, frozen=True):
    """A file before and after; `dialect` says how it is read. `kept` are the lines in which the name had to stay.

    `new` tells that the file is not there before.
    """

    file: str
    dialect: str
    before: str
    after: str
    kept: tuple[int, ...] = ()
    new: bool = False


class HandOverPlan(Struct, frozen=True):
    """The whole plan at one commit of the target, from a day on (`on`, a date as text).

    `names` are all texts that meant the person. `requests` and `handovers` are entries of the acceptances
    file, one for each component and role. `claims` says why what is open in the ledger is not known, None
    where it was read. `more` counts items that are not listed, `called` gives short names of components by id.
    """

    person: str
    names: tuple[str, ...]
    to: str
    on: str
    target: str
    commit: str
    items: tuple[HandOverItem, ...]
    patches: tuple[FilePatch, ...] = ()
    requests: tuple[Request, ...] = ()
    handovers: tuple[HandOver, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    claims: Unknown | None = None
    more: int = 0
    called: Mapping[str, str] = {}


class OpenClaim(Struct, frozen=True):
    """Something that a person was asked to answer for and has not: what, by when (RFC 3339, "" = not said)."""

    people: tuple[str, ...]
    what: str
    due_at: str = ""
    event: str = ""
