"""Judges the whole chain: each link at each instant, the first that breaks, and who is awake first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.drill.ageing import aged
from watchkeeper.analysis.drill.case import Case, Followed, nothing_to_follow
from watchkeeper.analysis.drill.exercised import exercised
from watchkeeper.analysis.drill.facts import Alert, Facts
from watchkeeper.analysis.drill.links import (
    able,
    alert_labels,
    alert_rule,
    credential,
    customer_impact,
    delivery,
    escalation,
    fires,
    grouping,
    inhibition,
    live_page,
    metric,
    on_call,
    pager_service,
    person,
    receiver,
    revert,
    route,
    scrape,
    signal,
    time,
)
from watchkeeper.analysis.drill.promised import hours_of
from watchkeeper.analysis.drill.trail import Trail, follow
from watchkeeper.domain.evidence import RUNGS
from watchkeeper.domain.readiness.drill import LINKS, Chain, Instant, Link, LinkId, Woken

ALONE = {
    "signal": signal.judge,
    "person": person.judge,
    "able": able.judge,
    "revert": revert.judge,
    "customer-impact": customer_impact.judge,
    "live-page": live_page.judge,
}
FOLLOWING = {
    "metric": metric.judge,
    "scrape": scrape.judge,
    "alert-rule": alert_rule.judge,
    "fires": fires.judge,
    "alert-labels": alert_labels.judge,
    "delivery": delivery.judge,
    "route": route.judge,
    "time": time.judge,
    "inhibition": inhibition.judge,
    "receiver": receiver.judge,
    "grouping": grouping.judge,
    "credential": credential.judge,
    "pager-service": pager_service.judge,
    "escalation": escalation.judge,
    "on-call": on_call.judge,
}
STANDS_ON: dict[LinkId, LinkId] = {
    "route": "alert-labels",
    "receiver": "route",
    "grouping": "route",
    "credential": "receiver",
    "pager-service": "credential",
    "escalation": "credential",
}
"""What cannot be judged for good while the link before it is broken; without a signal it is another alert's way."""
LABELS: LinkId = "alert-labels"
"""While these are not known, where the alert is sent is not known either."""
TO_THE_ALERT_MANAGER: tuple[LinkId, ...] = ("metric", "scrape", "alert-rule", "fires", "delivery")
"""While one of these is broken no alert leaves, at whatever hour."""
STEP = 900
CLOSE = 2 * 86_400
"""Later instants are looked at every quarter of an hour, where shifts and intervals begin; after two days hourly."""
LOOK_AHEAD = 7 * 86_400


class Supplied(Struct, frozen=True):
    """What the change that is judged brought along: files, and of them those that somebody else approved."""

    files: frozenset[str] = frozenset()
    approved: frozenset[str] = frozenset()


NOTHING = Supplied()


def judge_chain(facts: Facts, instant: Instant, supplied: Supplied = NOTHING) -> Chain:
    """The chain at one instant that decides: of each kind of failure the alert that gets furthest, of these the worst.

    A failure that shows as errors wakes nobody when only the alert on absence works. Alerts that are meant to
    wake nobody count where no other is there. Where the promise asks for nobody at that hour, the chain is
    judged at the next hour when it does.
    """
    hours = hours_of(facts.promise, instant)
    judged = hours.opens or instant
    groups = [
        [(_chain(facts, judged, follow(facts, alert, judged), supplied), alert) for alert in group]
        for group in _groups(facts.alerts)
    ]
    best = [min(group, key=lambda one: _rank(one[0])) for group in groups]
    worst, decides = max(best, key=lambda one: _rank(one[0])) if best else (_chain(facts, judged, None, supplied), None)
    first = _first(facts, instant, worst, judged, decides)
    return structs.replace(
        worst, instant=instant, first=first, promised=hours.says, next_human=hours.opens, judged_at=judged
    )


def _groups(alerts: Sequence[Alert]) -> list[list[Alert]]:
    """The alerts by the kind of failure that they show; one may show several."""
    found: dict[str, list[Alert]] = {}
    for alert in [alert for alert in alerts if alert.wakes] or alerts:
        for symptom in sorted(alert.symptoms) or ["other"]:
            found.setdefault(symptom, []).append(alert)
    return list(found.values())


def chain_along(facts: Facts, alert: Alert, instant: Instant, supplied: Supplied = NOTHING) -> Chain:
    """The chain of one alert at an instant, whatever the promise says of the hour."""
    return _chain(facts, instant, follow(facts, alert, instant), supplied)


def _chain(facts: Facts, instant: Instant, trail: Trail | None, supplied: Supplied) -> Chain:
    alert, own = trail.alert.rule.name if trail else "", supplied.files
    tried = [exercised(link, facts.tried, facts.now, alert, own) for link in _links(facts, instant, trail)]
    links = _after_broken([aged(_capped(link, facts, supplied), facts) for link in tried])
    broken = next((link.id for link in links if link.fails), None)
    return Chain(instant, links, broken, trail.first if trail else None, alert)


def _links(facts: Facts, instant: Instant, trail: Trail | None) -> Iterator[Link]:
    case = Case(facts, instant, trail)
    for name in LINKS:
        if name in ALONE:
            yield ALONE[name](case)
        elif trail is None:
            yield nothing_to_follow(name)
        else:
            yield FOLLOWING[name](Followed(facts, instant, trail))


def _after_broken(links: Sequence[Link]) -> tuple[Link, ...]:
    """The links, those that break only because of an earlier one not known instead."""
    broken: set[LinkId] = set()
    found = []
    for link in links:
        if link.state == "broken":
            before = next((one for one in _stands_on(link.id) if one in broken), None)
            broken.add(link.id)
            if before is not None:
                says = f"{link.says}; {before} does not hold, so this may change"
                link = structs.replace(link, state="unknown", says=says, remedy=f"mend {before} first")  # noqa: PLW2901
        elif link.state == "unknown" and link.id == LABELS:
            broken.add(link.id)
        found.append(link)
    return tuple(found)


def _stands_on(link: LinkId) -> tuple[LinkId, ...]:
    """What cannot be judged for good while one of these is broken."""
    before = STANDS_ON.get(link)
    return (*(("signal",) if link in FOLLOWING else ()), *((before,) if before else ()))


def _capped(link: Link, facts: Facts, supplied: Supplied) -> Link:
    """The link with what is asked of it; what a change brings along for itself counts as resolved at most."""
    required = facts.demands[link.id]
    own = [place for place in link.sources if place.file in supplied.files - supplied.approved]
    rung = link.rung
    if own and RUNGS.index(rung) > RUNGS.index("resolved") and rung != "exercised":
        rung = "resolved"
    state = "not-asked" if required == "absent" and link.state == "unknown" else link.state
    return structs.replace(link, required=required, rung=rung, state=state, self_supplied=bool(own))


def _rank(chain: Chain) -> tuple[int, int, float]:
    """Lower is better: nothing broken, then broken as late as possible, then somebody awake soonest."""
    at = LINKS.index(chain.broken) if chain.broken else len(LINKS)
    first = chain.first.after if chain.first else float("inf")
    return (0 if not chain.broken else 1, -at, first)


def _first(facts: Facts, instant: Instant, chain: Chain, judged: Instant, alert: Alert | None) -> Woken | None:
    """Who is awake first, counted from the instant itself: then, or at the first quarter of an hour that works.

    Nobody, where the alert does not fire or does not get to the alert manager: waiting does not mend that.
    """
    if alert is None or any(chain.link(link).state == "broken" for link in TO_THE_ALERT_MANAGER):
        return None
    if chain.first is not None:
        return structs.replace(chain.first, after=chain.first.after + judged.at - instant.at)
    start = instant.at - instant.at % STEP + STEP
    near = range(start, start + CLOSE, STEP)
    for at in (*near, *range(start + CLOSE, instant.at + LOOK_AHEAD, 4 * STEP)):
        if found := follow(facts, alert, structs.replace(instant, at=at)).first:
            return structs.replace(found, after=found.after + at - instant.at)
    return None


def worst_first(chains: Sequence[Chain]) -> tuple[Chain, ...]:
    """The chains with the one that decides first: broken earliest in the chain, then as they came."""
    return tuple(sorted(chains, key=lambda c: (not c.broken, LINKS.index(c.broken) if c.broken else 0)))
