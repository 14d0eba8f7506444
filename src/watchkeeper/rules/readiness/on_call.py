"""Somebody who is there is on call for each component, before and after the change.

## What it checks
Links 16 to 18 of the drill of each component that the change concerns: somebody is on call at the hour
(`on-call`), that is a known living person with a telephone that rings (`person`), and the person can act
(`able`: a runbook that names the alert, or knowledge of the code). A link fails where the change makes it
worse. A new component needs all that its tier and promise ask for. People on a rota who are gone, and
gaps in the next ninety days, are told where the change brings them.

## Why
"Somebody will be on call" is nobody. A rota that nobody expanded over a weekend, a holiday and the two
nights of daylight saving is a guess.

## Evidence
`readiness/drill`: rotas, calendars and exports of pagers on both sides, joined with the list
of people at the target. Coverage is the union of the hours of known living people, never a sum.
What the change brings along for itself counts as resolved at most, until somebody else approved it.

## When it is wrong
- A rota that is kept in a vendor's web page alone is not known; export it into the repository.
- An export that is older than `sources.oncall.stale_days` proves nothing.
- Whether somebody hears the telephone is only proved by a live page.

## Remedy
Fill the gap, or put somebody on the rota who is in the list of people. `watchkeeper drill COMPONENT`
shows the hour and the person.

## References
- Google, Site Reliability Engineering, Being On-Call.
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

ID = "readiness/on-call"
LINKS: tuple[LinkId, ...] = ("on-call", "person", "able")
NOT_KNOWN = "Whether somebody is on call after this change is not known."


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """This rule has no options."""


RULE = Rule(
    summary="Somebody who is there is on call, and can act",
    since="0.1",
    mode="warn",
    evidence=(DRILLS,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each component that the change makes worse, or brings along without."""
    del setting
    yield from judge_links(ID, subject, LINKS, "on-call", NOT_KNOWN)


def examples() -> tuple[Example, ...]:
    """Made worse, new and lacking, beside the chain, old debt, good, not known."""
    return link_examples(
        "on-call",
        "nobody is on call at this hour",
        "on call: Ada (payments first)",
        NOT_KNOWN,
        beside("on-call", "the rota payments has a gap on 2026-03-01"),
    )
