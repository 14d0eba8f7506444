"""Everything that a person answers for, and to whom it may go."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.ownership.owners import Request
from watchkeeper.domain.problems import Place, Problem

ItemKind = Literal["path", "team", "component", "package", "rota", "escalation", "waiver", "acceptance", "source"]


class Successor(Struct, frozen=True):
    """Somebody who could take over: `owner` as an owners file takes it, `share` of what is known there (0..1)."""

    owner: str
    share: float
    why: str


class HandOverItem(Struct, frozen=True):
    """One thing that the person answers for: what it is, where it is written, who could take it over.

    `alone` means that nobody else is named beside the person.
    """

    kind: ItemKind
    what: str
    place: Place
    alone: bool = True
    successors: tuple[Successor, ...] = ()


class FilePatch(Struct, frozen=True):
    """A file before and after; `dialect` says how it is read. `kept` counts names that had to stay."""

    file: str
    dialect: str
    before: str
    after: str
    kept: int = 0


class HandOverPlan(Struct, frozen=True):
    """The whole plan at one commit of the target, from a day on (`on`, a date as text).

    `names` are all texts that meant the person. `requests` are those to be merged, one for each person
    and component.
    """

    person: str
    names: tuple[str, ...]
    to: str
    on: str
    commit: str
    items: tuple[HandOverItem, ...]
    patches: tuple[FilePatch, ...] = ()
    requests: tuple[Request, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
