"""An alert still finds its way to a pager after the change, and a second person when the first one sleeps.

## What it checks
Links 7 to 15 of the drill of each component that the change concerns: the alert gets to the alert manager
(`delivery`), to a route that is meant for it (`route`) and is not mute at the hour (`time`), nothing holds
it back (`inhibition`), the receiver calls people (`receiver`) soon enough (`grouping`), its key leads to a
service of the pager (`credential`) that is on (`pager-service`), and that calls two people
(`escalation`). A link fails where the change makes it worse. A new component needs all that its tier and
promise ask for.

## Why
Most alerts that nobody answered were sent: to a channel that nobody reads at night, to an empty receiver,
into an interval that mutes it. Each of these is valid configuration.

## Evidence
`readiness/drill`: the routing of both sides, simulated at the hour with its matchers,
intervals, inhibition and silences; exports of pagers.
What the change brings along for itself counts as resolved at most, until somebody else approved it.

## When it is wrong
- A webhook can lead anywhere; it is unknown until a pager's export has its key, or somebody tried it.
- A routing that a template puts together at deployment is not known.

## Remedy
Look at `watchkeeper route FILE LABEL=VALUE… --at TIME`: it shows each route, and what holds the alert back.

## References
- Prometheus documentation, Alertmanager configuration.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.drill.compared import DRILLS
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.readiness.drill import LinkId
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.readiness._findings import judge_links
from watchkeeper.rules.readiness._samples import beside, link_examples

ID = "readiness/escalation"
LINKS: tuple[LinkId, ...] = (
    "delivery",
    "route",
    "time",
    "inhibition",
    "receiver",
    "grouping",
    "credential",
    "pager-service",
    "escalation",
)
NOT_KNOWN = "Whether alerts still reach a pager after this change is not known."


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """This rule has no options."""


RULE = Rule(
    summary="An alert still finds its way to a pager, and to a second person",
    since="0.1",
    mode="warn",
    evidence=(DRILLS,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each component that the change makes worse, or brings along without."""
    del setting
    yield from judge_links(ID, subject, LINKS, "escalation", NOT_KNOWN)


def examples() -> tuple[Example, ...]:
    """Made worse, new and lacking, beside the chain, old debt, good, not known."""
    return link_examples(
        "time",
        "held back at this hour: outside daytime",
        "nothing mutes it at this hour",
        NOT_KNOWN,
        beside("escalation", "the alert PayOld: receiver is broken: the receiver shop-pager is empty"),
    )
