"""The policy file's sections, and the policy in force with the origin of each key."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from watchkeeper.domain.evidence import Rung
from watchkeeper.domain.finding import Mode
from watchkeeper.domain.people import PersonEntry
from watchkeeper.domain.problems import Place

Promise = str
"""A support promise: `24x7`, `business-hours ZONE`, `best-effort`, `unsupported until DATE`."""

RuleEntry = Mode | dict[str, object]


class Scope(Struct, frozen=True, forbid_unknown_fields=True):
    """Rules for some paths; the last matching scope wins, key by key."""

    paths: tuple[str, ...]
    rules: dict[str, RuleEntry]


class WaiverTerms(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How long a waiver counts at most, and how soon a second person agrees; None = not said here."""

    max_hours: Annotated[int, Meta(ge=1, le=720)] | None = None
    second_within_days: Annotated[int, Meta(ge=0, le=10)] | None = None


class OwnershipTerms(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """How many days an acceptance counts at most, and how soon who is asked answers; None = not said here."""

    acceptance_days: Annotated[int, Meta(ge=1, le=366)] | None = None
    answer_working_days: Annotated[int, Meta(ge=1, le=10)] | None = None


class Floor(Struct, frozen=True, forbid_unknown_fields=True):
    """What an organisation policy demands: a repository may tighten it, never loosen it."""

    rules: dict[str, RuleEntry] = field(default_factory=dict)
    waivers: WaiverTerms = field(default_factory=WaiverTerms)
    ownership: OwnershipTerms = field(default_factory=OwnershipTerms)


Texts = str | tuple[str, ...]


class ComponentNames(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What other systems call a component, where that is not its name; each one text or several.

    `service` is its name in traces, manifests and alerts, `job` the one that its metrics are collected
    under, `pager` its service in the pager (name or id), `rota` the rota that answers for it.
    """

    service: Texts = ()
    job: Texts = ()
    pager: Texts = ()
    rota: Texts = ()


class ComponentEntry(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A component that no catalog declares. `tier` runs from 1 (highest) to 4; 0 = not said.

    `owner` is accountable, `responder` operates it (the same, if not said). `paths` are globs of files
    outside `root` that belong to it. `customers` is who tells the customers when it breaks, `names` what
    other systems call it.
    """

    root: str = ""
    paths: tuple[str, ...] = ()
    owner: str = ""
    responder: str = ""
    promise: Promise = ""
    tier: int = 0
    namespace: str = "default"
    customers: str = ""
    names: ComponentNames = ComponentNames()


class CustomRule(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A rule written in CEL; needs the [cel] extra."""

    id: str
    when: str
    message: str
    mode: Mode = "observe"


class PolicyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`.watchkeeper.yaml` as written; every section of the contract, used yet or not."""

    version: Literal[1]
    extends: str = "recommended"
    rules: dict[str, RuleEntry] = field(default_factory=dict)
    scopes: tuple[Scope, ...] = ()
    floor: Floor = field(default_factory=Floor)
    waivers: WaiverTerms = field(default_factory=WaiverTerms)
    ownership: OwnershipTerms = field(default_factory=OwnershipTerms)
    tiers: dict[int, dict[str, Rung]] = field(default_factory=dict)
    people: str | tuple[PersonEntry, ...] = ""
    escalation: str = ""
    protected: tuple[str, ...] = ()
    repository: str = ""
    sources: dict[str, dict[str, object]] = field(default_factory=dict)
    components: dict[str, ComponentEntry] = field(default_factory=dict)
    budgets: dict[str, dict[str, object]] = field(default_factory=dict)
    capacity: dict[str, object] = field(default_factory=dict)
    prices: dict[str, float] = field(default_factory=dict)
    retention: dict[str, int] = field(default_factory=dict)
    custom: tuple[CustomRule, ...] = ()


class RuleSetting(Struct, frozen=True):
    """One rule's mode and raw options in force, and where each was written (key `mode` included)."""

    mode: Mode
    options: dict[str, object]
    origins: dict[str, Place]
