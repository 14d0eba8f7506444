"""Plans the live page test of a component: which alert, down which way, whom it would call, and what forbids it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, structs

from watchkeeper.analysis.drill.chain import chain_along, judge_chain
from watchkeeper.analysis.drill.consent import refusals
from watchkeeper.analysis.drill.facts import Alert, Facts, Reach
from watchkeeper.analysis.drill.reaching import contact_of
from watchkeeper.analysis.drill.trail import Trail, follow
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.people import Person
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.domain.readiness.drill import Instant
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.on_call import Call
from watchkeeper.domain.readiness.page import Callee, LivePage, PlannedPage, Way
from watchkeeper.evidence.readiness.ground import Ground
from watchkeeper.usecases.readiness.drill import Ask, Opened, opened_tree
from watchkeeper.usecases.readiness.tries import called_lately

PAGERS = frozenset({"pagerduty", "opsgenie"})


class PageAsk(Struct, frozen=True):
    """How a test is to be sent. The variables name environment variables; their values are never kept.

    `url` and `status_url` may be "" for a pager with a known address; `wait` is in seconds.
    """

    way: Way = "alertmanager"
    url: str = ""
    key_variable: str = ""
    status_url: str = ""
    status_key_variable: str = ""
    wait: int = 600
    at_night: bool = False
    again: bool = False


class Planned(Struct, frozen=True):
    """A test that is ready to be sent or shown, and the ledger that keeps what comes of it."""

    plan: PlannedPage
    database: str


def plan_page(ask: Ask, paging: PageAsk, host: str, environment: Mapping[str, str]) -> Planned:
    """What would be sent now, seconds since the epoch as `ask.now` says; nothing leaves this machine.

    Raises:
        UsageError: the name means nothing or several components; an extra is missing; the policy is broken.
        UnknownSubjectError: no alert of the component is known.
    """
    if len(ask.names) != 1:
        raise UsageError(Problem("a test page is of one component", remedy="name one"))
    with opened_tree(ask) as tree:
        facts = tree.gathered(tree.components[0]).facts
        trail = _trail(facts)
        people = tuple(_callees(tree.ground, trail, paging.wait))
        page = LivePage(
            id=f"watchkeeper-{os.urandom(8).hex()}",
            component=facts.component.id,
            name=facts.component.name,
            alert=trail.alert.rule.name,
            labels={"alertname": trail.alert.rule.name, **trail.alert.labels},
            way=paging.way,
            host=host,
            people=people,
            at=ask.now,
            wait=paging.wait,
            receiver=trail.delivery.receiver.name if trail.delivery and trail.delivery.receiver else "",
            service=trail.service.name if trail.service else "",
        )
        known = [*_unknown_people(facts, trail, page), *_wrong_way(trail, paging, environment)]
        known += refusals(people, ask.now, at_night=paging.at_night)
        if people and not paging.again:
            known += called_lately(tree.database, people, ask.now)
        return Planned(PlannedPage(page, tuple(known), tuple(_caveats(trail, paging, tree))), tree.database)


def _trail(facts: Facts) -> Trail:
    """The way of the alert that the drill follows now."""
    instant = Instant(facts.now, facts.zone, "now")
    name = judge_chain(facts, instant).alert
    alert = next((one for one in facts.alerts if one.rule.name == name), None)
    if alert is None:
        what = f"no alert watches {facts.component.name}, so there is no way to try"
        raise UnknownSubjectError(Problem(what, remedy=f"see watchkeeper drill {facts.component.name}"))
    return follow(facts, alert, instant)


def _callees(ground: Ground, trail: Trail, wait: int) -> Iterator[Callee]:
    """Everybody whom the pager calls before the wait is over, each once, in order."""
    seen = set()
    for call, reach in trail.people:
        if call.after < wait and reach.id not in seen and reach.state == "stands":
            seen.add(reach.id)
            yield _callee(ground, call, reach)


def _callee(ground: Ground, call: Call, reach: Reach) -> Callee:
    person = _entry(ground, reach)
    contact = contact_of(call.person, ground.rotas.on_call.contacts)
    logins = person.logins if person else None
    texts = [reach.id, reach.id.removeprefix("person:"), reach.name, call.person, *(contact.names if contact else ())]
    references = []
    if person is not None:
        texts += [person.id, person.name, *person.emails]
        references += [f"email:{address}" for address in person.emails]
    if logins is not None:
        named = {"github": logins.github, "gitlab": logins.gitlab, "pagerduty": logins.pager}
        texts += [login for login in named.values() if login]
        references += [f"login:{forge}:{login}" for forge, login in named.items() if login]
    return Callee(
        id=reach.id,
        name=reach.name,
        after=call.after,
        zone=reach.zone,
        quiet=person.no_test_pages if person else "",
        names=tuple(dict.fromkeys(text.casefold() for text in texts if text)),
        references=tuple(dict.fromkeys(references)),
    )


def _entry(ground: Ground, reach: Reach) -> Person | None:
    """The person's entry in the lists."""
    if isinstance(ground.judge, Unknown):
        return None
    found = ground.judge.roster.directory.find(reach.id)
    return found.person if found.state == "known" else None


def _unknown_people(facts: Facts, trail: Trail, page: LivePage) -> Iterator[Problem]:
    """Without knowing whom it calls nobody's consent can be looked at."""
    if trail.first is None or not page.people:
        chain = chain_along(facts, trail.alert, trail.instant)
        links = (link for link in chain.links if link.number in range(8, 18) and link.state in {"broken", "unknown"})
        link = next(links, None)
        why = f": {link.id}: {link.says}" if link else ""
        yield Problem(f"whom it would call now is not known{why}", remedy=link.remedy if link else "")
        return
    for call, reach in trail.people:
        if call.after < page.wait and reach.state != "stands":
            what = f"it may call {reach.name or call.person}, who {reach.why}"
            yield Problem(what, remedy="mend the rota or the list of people first")


def _wrong_way(trail: Trail, paging: PageAsk, environment: Mapping[str, str]) -> Iterator[Problem]:
    """A way that does not lead where the drill says calls people whom nobody asked."""
    if paging.way == "alertmanager" and trail.delivery is None:
        what = f"{trail.alert.rule.name} does not go through an Alertmanager that is known"
        yield Problem(what, remedy="send it to the pager itself: --via pagerduty, opsgenie or webhook")
    key = environment.get(paging.key_variable, "").strip() if paging.key_variable else ""
    known = _keys(trail)
    if paging.way in PAGERS and key and known and fingerprint(key) not in known:
        where = trail.service.name if trail.service else "the pager service of the route"
        what = f"the key in {paging.key_variable} is none of {where}: it would call somebody else"
        yield Problem(what, remedy="take the key of that service")


def _keys(trail: Trail) -> set[str]:
    return {*(trail.way.keys if trail.way else ()), *(trail.service.keys if trail.service else ())}


def _caveats(trail: Trail, paging: PageAsk, tree: Opened) -> Iterator[str]:
    for name, why in sorted(_not_known(trail.alert).items()):
        yield f"the real alert also has the label {name}, which {why}; the test goes without it"
    if paging.way in PAGERS and not _keys(trail):
        yield "whether the key leads to that pager service is not known"
    if paging.at_night:
        yield "working hours are not looked at: --at-night"
    if paging.again:
        yield "when they were last sent a test is not looked at: --again"
    if not tree.database:
        yield "what comes of it is not kept: which ledger is this repository's is not known"


def _not_known(alert: Alert) -> Mapping[str, str]:
    return alert.not_known


def forbidden(planned: Planned, connect: Callable[[], object]) -> Planned:
    """The plan, with what is still missing to send it."""
    try:
        connect()
    except UsageError as error:
        plan = structs.replace(planned.plan, refusals=(*planned.plan.refusals, *error.problems))
        return structs.replace(planned, plan=plan)
    return planned
