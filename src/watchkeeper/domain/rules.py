"""What a rule is: its record, and the shape of a rule module's parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from msgspec import Struct

from watchkeeper.domain.change import Change
from watchkeeper.domain.evidence import Evidence, EvidenceSet, Kind, Unknown
from watchkeeper.domain.finding import Finding, Mode
from watchkeeper.domain.problems import Place

O_contra = TypeVar("O_contra", contravariant=True)


class OptionField(Struct, frozen=True):
    """One option of a rule, for the catalogue: JSON type, default, and what it means."""

    name: str
    type: str
    default: object
    doc: str


class RuleRecord(Struct, frozen=True):
    """What the catalogue knows of a rule without importing it. `mode` is the recommended one.

    `concerns` are path globs: a change that touches none of them does not concern the rule
    (empty = every change does). `id` is `<capability>/<kebab-name>`.
    """

    id: str
    summary: str
    since: str
    mode: Mode
    evidence: tuple[str, ...]
    concerns: tuple[str, ...] = ()
    options: tuple[OptionField, ...] = ()


class Rule(Struct, frozen=True):
    """The rule record that a rule module binds to `RULE`; its id follows from the file's place."""

    summary: str
    since: str
    mode: Mode
    evidence: tuple[Kind[object], ...]
    concerns: tuple[str, ...] = ()


class Setting(Struct, Generic[O_contra], frozen=True):
    """The options of one rule as the policy set them, and where each one is written."""

    options: O_contra
    origins: dict[str, Place]

    def at(self, option: str) -> Place | None:
        """Where this option's value is written, if anywhere."""
        return self.origins.get(option)


class Subject(Struct, frozen=True):
    """What a rule judges: the change and the evidence that was collected for it."""

    change: Change
    evidence: EvidenceSet


class Example(Struct, frozen=True):
    """A small change with evidence and the exact findings expected: (outcome, message) pairs."""

    name: str
    change: Change
    evidence: tuple[Evidence[object] | Unknown, ...]
    expected: tuple[tuple[str, str], ...]
    options: dict[str, object] = {}


Check = Callable[[Subject, Setting[object]], Iterable[Finding]]
