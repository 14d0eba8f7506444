"""The chain: each link that is taken away breaks it there and nowhere before, what is not known is never a pass."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from tests.analysis.drill.whole import (
    ALERT,
    ALWAYS,
    CALLED,
    DELIVERY,
    ESCALATION,
    PAGER,
    PEOPLE,
    RECEIVER,
    ROOT,
    RULE,
    SERVICE,
    SUNDAY,
    facts,
)
from watchkeeper.analysis.drill.chain import Supplied, judge_chain
from watchkeeper.analysis.drill.demands import demands_of
from watchkeeper.analysis.drill.facts import Metric, Tried
from watchkeeper.domain.evidence import RUNGS
from watchkeeper.domain.ownership.promises import SupportPromise
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.drill import LINKS, JoinStep, LinkId
from watchkeeper.domain.readiness.on_call import Called
from watchkeeper.domain.readiness.routing import Delivery

replace = structs.replace


def alert(**changes: Any) -> dict[str, Any]:
    return {"alerts": (replace(ALERT, **changes),)}


def rule(**changes: Any) -> dict[str, Any]:
    return alert(rule=replace(RULE, **changes))


def sent(**changes: Any) -> dict[str, Any]:
    delivery = replace(DELIVERY, **changes)
    return {"deliver": lambda _labels, _at: (delivery,)}


def service(**changes: Any) -> dict[str, Any]:
    changed = replace(SERVICE, **changes)
    return {"pager": lambda _way: changed}


def called(value: Called) -> dict[str, Any]:
    return {"called": lambda _policy, _at: value}


def reach(**changes: Any) -> dict[str, Any]:
    people = {name: replace(person, **changes) for name, person in PEOPLE.items()}
    return {"reach": lambda text: people[text]}


FAILED = JoinStep("a", "b", "nothing selects it", joined=False, remedy="mend it")
LONG = replace(DELIVERY.steps[-1], group_wait=7200)
MUTATIONS: list[tuple[LinkId, dict[str, Any]]] = [
    ("signal", alert(symptoms=frozenset({"saturation"}))),
    ("metric", alert(metrics=(Metric("pay_errors_total", exported=False, why="is exported by nobody"),))),
    ("scrape", {"scrape": FAILED}),
    ("alert-rule", alert(fault="is refused: unexpected end of query")),
    ("fires", alert(impossible="asks for a ratio above one")),
    ("alert-labels", alert(labels={"alertname": "PayErrors"}, dropped=("service",))),
    ("delivery", {"sends": FAILED}),
    ("route", sent(steps=(ROOT,), receiver=replace(RECEIVER, integrations=(replace(PAGER, paging="notice"),)))),
    ("time", sent(muted="the interval nights", first_notification_seconds=None)),
    ("inhibition", sent(inhibited="Watchdog holds it back")),
    ("receiver", sent(receiver=replace(RECEIVER, integrations=()))),
    ("grouping", sent(steps=(ROOT, LONG), first_notification_seconds=7200)),
    ("credential", {"pager": lambda _way: None}),
    ("pager-service", service(disabled=True)),
    ("escalation", called(Called((CALLED.calls[0], replace(CALLED.calls[1], person="ada"))))),
    ("on-call", called(Called((CALLED.calls[1], replace(CALLED.calls[1], person="ada", step=3))))),
    ("person", reach(ways=("email",))),
    ("able", {**alert(runbook=""), **reach(knows=False)}),
    ("customer-impact", {"customers": replace(PEOPLE["ben"], state="nobody", why="is gone")}),
]


def test_the_whole_chain_holds() -> None:
    chain = judge_chain(facts(), SUNDAY)
    assert chain.broken is None
    assert chain.first is not None
    assert (chain.first.name, chain.first.after) == ("Ada", 120 + 2 * 30 + 30)


@pytest.mark.parametrize(("link", "changes"), MUTATIONS, ids=[link for link, _ in MUTATIONS])
def test_what_is_taken_away_breaks_its_link_and_no_earlier_one(link: LinkId, changes: dict[str, Any]) -> None:
    chain = judge_chain(facts(**changes), SUNDAY)
    assert chain.broken == link
    assert chain.link(link).state == "broken"
    assert [one.id for one in chain.links if one.state == "broken"] == [link]


UNKNOWNS: list[tuple[LinkId, dict[str, Any]]] = [
    ("signal", {"alerts": (), "rules_found": 0}),
    ("metric", alert(metrics=(Metric("pay_errors_total", exported=None, why="is made at run time"),))),
    ("scrape", {"scrape": None}),
    ("alert-labels", alert(labels={"alertname": "PayErrors"}, not_known={"service": "is a template"})),
    ("delivery", {"sends": None}),
    ("route", {"deliver": None}),
    ("credential", {"pager": lambda _way: None, "pager_at": None}),
    ("pager-service", {"pager": lambda _way: None, "pager_at": None}),
    ("escalation", {"escalations": {}}),
    ("on-call", called(Called((), unknown=(Problem("the feed is 90 days old", Place("rota.ics"), "fetch it"),)))),
    ("person", reach(state="unknown", why="is in no list")),
    ("able", {**alert(runbook=""), **reach(knows=None)}),
    ("revert", {}),
    ("customer-impact", {"customers_text": ""}),
    ("live-page", {"tried": None}),
]


def test_an_earlier_sibling_that_swallows_the_alert_breaks_the_route() -> None:
    inbox = replace(RECEIVER, name="inbox", integrations=(replace(PAGER, kind="email", paging="notice"),))
    swallowed = {**sent(receiver=inbox), "meant": ("pager",)}
    chain = judge_chain(facts(**swallowed), SUNDAY)
    assert chain.broken == "route"
    assert chain.link("route").says == "it goes to inbox, though pager calls people for it"
    assert chain.link("receiver").state == "unknown"


@pytest.mark.parametrize(("link", "changes"), UNKNOWNS, ids=[link for link, _ in UNKNOWNS])
def test_what_is_not_known_is_said_and_never_passes(link: LinkId, changes: dict[str, Any]) -> None:
    given = facts(**changes)
    given = replace(given, demands={**given.demands, link: "declared"})
    chain = judge_chain(given, SUNDAY)
    assert chain.link(link).state == "unknown"
    assert chain.link(link).remedy
    assert chain.broken is not None
    assert LINKS.index(chain.broken) <= LINKS.index(link)


def test_a_link_that_is_not_asked_for_breaks_nothing() -> None:
    chain = judge_chain(facts(demands=dict.fromkeys(LINKS, "absent"), scrape=None, sends=FAILED), SUNDAY)
    assert chain.broken is None
    assert chain.link("scrape").state == "not-asked"
    assert chain.link("delivery").state == "broken"


def test_what_a_change_brings_for_itself_is_resolved_at_most() -> None:
    own = Supplied(frozenset({"am.yml"}))
    link = judge_chain(facts(demands=demands_of(1, ALWAYS, {1: {"route": "simulated"}})), SUNDAY, own).link("route")
    assert (link.self_supplied, link.rung, link.required) == (True, "resolved", "simulated")
    chain = judge_chain(facts(demands=demands_of(1, ALWAYS, {1: {"route": "simulated"}})), SUNDAY, own)
    assert chain.broken == "route"
    approved = Supplied(own.files, own.files)
    chain = judge_chain(facts(demands=demands_of(1, ALWAYS, {1: {"route": "simulated"}})), SUNDAY, approved)
    assert chain.broken is None


def test_muted_until_morning_the_first_human_comes_then() -> None:
    morning = SUNDAY.at + 7 * 3600

    def deliver(_labels: object, at: int) -> tuple[Delivery, ...]:
        muted = "" if at >= morning else "daytime"
        return (replace(DELIVERY, muted=muted, first_notification_seconds=30 if not muted else None),)

    chain = judge_chain(facts(deliver=deliver), SUNDAY)
    assert chain.broken == "time"
    assert chain.first is not None
    assert chain.first.after == 7 * 3600 + 120 + 60 + 30


def test_nobody_in_a_week_is_nobody() -> None:
    assert judge_chain(facts(**sent(muted="always", first_notification_seconds=None)), SUNDAY).first is None


def test_at_night_business_hours_wake_nobody_as_promised() -> None:
    promise = SupportPromise("business-hours", "Europe/Lisbon")
    chain = judge_chain(facts(promise=promise, demands=demands_of(2, promise, {})), SUNDAY)
    assert chain.promised == "nobody is woken, as promised; next human Monday 09:00 (Europe/Lisbon)"
    assert chain.broken is None
    assert chain.first is not None
    assert chain.first.after == 31 * 3600 + 120 + 60 + 30


def test_a_service_that_is_unsupported_is_asked_for_nothing() -> None:
    promise = SupportPromise("unsupported", until="2026-06-01")
    chain = judge_chain(facts(promise=promise, demands=demands_of(1, promise, {}), alerts=(), rules_found=0), SUNDAY)
    assert chain.broken is None


def test_the_alert_that_gets_furthest_is_followed() -> None:
    worse = replace(ALERT, rule=replace(RULE, name="PayOld"), fault="is refused")
    assert judge_chain(facts(alerts=(worse, ALERT)), SUNDAY).alert == "PayErrors"


def test_an_unanswered_trial_is_told_though_nobody_asks_for_one() -> None:
    chain = judge_chain(facts(tried=Tried(SUNDAY.at - 86_400, "", failed="nobody answered in 10 minutes")), SUNDAY)
    assert chain.link("live-page").state == "broken"
    assert chain.broken is None


@pytest.mark.parametrize("tier", [1, 2, 3, 4])
def test_a_higher_tier_asks_for_no_less(tier: int) -> None:
    promise = SupportPromise("business-hours", "UTC")
    more, less = demands_of(tier, promise, {}), demands_of(min(tier + 1, 4), promise, {})
    assert all(RUNGS.index(more[link]) >= RUNGS.index(less[link]) for link in LINKS)


def test_one_escalation_step_alone_is_not_enough() -> None:
    alone = replace(ESCALATION, steps=ESCALATION.steps[:1])
    assert judge_chain(facts(escalations={"ESC": alone}), SUNDAY).broken == "escalation"
