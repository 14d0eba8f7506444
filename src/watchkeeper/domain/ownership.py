"""Ownership as it is written down and as it resolves: three answers, never two."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Rung
from watchkeeper.domain.problems import Problem

Dialect = Literal["github", "gitlab", "kubernetes"]
State = Literal["owned", "unowned", "unmatched"]
OwnerKind = Literal["user", "team", "email", "role"]
Role = Literal["accountable", "responder"]


class OwnerRef(Struct, frozen=True):
    """An owner as written: `@login`, `@org/team`, an address, or a role."""

    text: str
    kind: OwnerKind


class OwnerRule(Struct, frozen=True):
    """One line of an owners file. No owners means: explicitly unowned. Lines count from 1."""

    pattern: str
    owners: tuple[OwnerRef, ...]
    line: int
    section: str = ""


class OwnersFile(Struct, frozen=True):
    """A parsed owners file, rules in file order, with the lines that could not be read."""

    file: str
    dialect: Dialect
    rules: tuple[OwnerRule, ...]
    problems: tuple[Problem, ...] = ()


class RuleRef(Struct, frozen=True):
    """Where an ownership answer comes from."""

    file: str
    line: int
    pattern: str
    section: str = ""


class Resolution(Struct, frozen=True):
    """Who answers for a path: owned, explicitly unowned, or matched by nothing."""

    path: str
    state: State
    owners: tuple[OwnerRef, ...] = ()
    rule: RuleRef | None = None


class Standing(Struct, frozen=True):
    """A person that an owner resolves to, and whether that person stands, with the reasons."""

    id: str
    login: str
    role: Role
    rung: Rung
    stands: bool
    reasons: tuple[str, ...] = ()


class Acceptance(Struct, frozen=True):
    """A person's yes to answering for a component: hours, and until when (RFC 3339 times)."""

    component: str
    person: str
    role: Role
    hours: str
    accepted_at: str
    until: str
    signature: str = ""
