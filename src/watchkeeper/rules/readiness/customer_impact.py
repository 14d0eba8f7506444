"""Somebody who is there tells the customers when a component breaks.

## What it checks
Link 20 of the drill of each component that the change concerns: who tells the customers is named by the
catalog (`watchkeeper.dev/customers`) or the policy (`components → NAME → customers`), and is a person or a
team that can be reached, like every owner. It fails where the change takes that away, or brings a new
component whose tier or promise asks for it.

## Why
While engineers look for the cause, somebody has to tell those who wait. Nobody does unless it was said
beforehand who.

## Evidence
`readiness/drill`: the declaration of both sides, and the list of people at the target.
What the change brings along for itself counts as resolved at most, until somebody else approved it.

## When it is wrong
- A support team that answers without being written down is not seen.
- That the status page works is not looked at.

## Remedy
Name the person or team under `components → NAME → customers`.

## References
- Google, Site Reliability Engineering, Managing Incidents.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.drill.compared import DRILLS
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.readiness.drill import LinkId
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.readiness._findings import judge_links
from watchkeeper.rules.readiness._samples import link_examples

ID = "readiness/customer-impact"
LINKS: tuple[LinkId, ...] = ("customer-impact",)
NOT_KNOWN = "Whether somebody tells the customers is not known."


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """This rule has no options."""


RULE = Rule(
    summary="Somebody who is there tells the customers",
    since="0.1",
    mode="warn",
    evidence=(DRILLS,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each component that the change makes worse, or brings along without."""
    del setting
    yield from judge_links(ID, subject, LINKS, None, NOT_KNOWN)


def examples() -> tuple[Example, ...]:
    """Made worse, new and lacking, beside the chain, old debt, good, not known."""
    return link_examples("customer-impact", "@kim left on 2025-01-31", "Mara tells the customers", NOT_KNOWN)
