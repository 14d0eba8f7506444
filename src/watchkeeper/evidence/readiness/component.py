"""Gathers what the drill of one component is judged on: names joined, alerts analysed, ways ready to be followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.drill.demands import demands_of
from watchkeeper.analysis.drill.facts import Alert, Facts, Reach, Tried
from watchkeeper.analysis.drill.joins import alerts_of, dashboards_of, find_service, is_own, join_scrape
from watchkeeper.analysis.drill.metrics import Sources
from watchkeeper.analysis.drill.names import SERVICE, clues_in, clues_in_manifest, names_of, plain_names
from watchkeeper.analysis.drill.trail import follow
from watchkeeper.analysis.monitoring.exports import series_of
from watchkeeper.analysis.monitoring.firing_labels import firing_labels
from watchkeeper.analysis.monitoring.impossible import cannot_fire
from watchkeeper.analysis.monitoring.loading import query_fault
from watchkeeper.analysis.monitoring.promql import read_query
from watchkeeper.analysis.monitoring.symptoms import symptoms_of
from watchkeeper.domain.components import Component, OtherName
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.drill import Beside, Instant, JoinStep
from watchkeeper.domain.readiness.monitoring import AlertRule, Dashboard
from watchkeeper.domain.readiness.on_call import Escalation, PagerService
from watchkeeper.domain.readiness.routing import Delivery, Integration
from watchkeeper.domain.times import utc
from watchkeeper.evidence.monitoring.watching import load_exports, loaded_by
from watchkeeper.evidence.readiness.ground import SYSTEMS, Ground
from watchkeeper.evidence.readiness.reach import Reaching, living
from watchkeeper.evidence.readiness.trying import try_alerts
from watchkeeper.formats.policy.promises import parse_promise

MOST_CLUE_FILES = 400
MOST_SEARCHED = 3_000
MOST_NAMED = 5
CLUES = (b"SERVICE_NAME", b"service.name")
NOT_CODE = (".yml", ".yaml", ".json", ".md", ".rules", ".txt", ".lock", ".svg")
BATCH = frozenset({"scheduled-job", "scheduled-workflow", "data-pipeline"})
RUNBOOKS = ("runbook_url", "runbook", "runbook_uri", "runbookUrl")


Deliver = Callable[[Mapping[str, str], int], tuple[Delivery, ...]]


class Gathered(Struct, frozen=True):
    """A component's facts, how its names were joined, and what else is wrong with what it has."""

    facts: Facts
    names: tuple[OtherName, ...]
    joins: tuple[JoinStep, ...]
    dashboards: tuple[tuple[Dashboard, str], ...]
    others: tuple[Beside, ...]
    dashboards_found: int = 0


def gather(ground: Ground, component: Component, owner: str, tried: Tried | None = None) -> Gathered:
    """Everything about one component; `owner` is who answers for it in writing, as text."""
    names = names_of(component, _clues(ground, component))
    exports = load_exports(ground.files, (component.root,), component.paths)
    exported = frozenset(series for export in exports for series in series_of(export))
    joined = tuple(alerts_of(component, names, ground.rules, exported))
    plain = tuple(plain_names(names, SERVICE))
    sources = Sources(
        (*exports, *ground.listed), ground.watched.watching.recordings, plain, _elsewhere(ground), ground.before
    )
    alerts = try_alerts(ground, [_alert(ground, rule, why, sources) for rule, why in joined])
    reach = Reaching(ground.judge, ground.rotas.on_call.contacts, tuple(s.path for s in component.sightings)[:20])
    jobs = [job for rule, _ in joined if (job := rule.matchers.get("job"))]
    scrape = join_scrape(names, ground.watched.watching.scrapes, jobs)
    pager = _pager(ground, names)
    promise = parse_promise(component.promise)
    answering = reach.owner(owner)
    routing = next(iter(ground.routes.of("alertmanager")), None)
    facts = Facts(
        component=component,
        promise=promise,
        now=ground.now,
        zone=_zone(component, answering),
        demands=demands_of(component.tier, promise, ground.tiers),
        alerts=alerts,
        rules_found=len(ground.rules),
        batch=any(s.kind in BATCH or "CronJob" in s.detail for s in component.sightings) or component.kind == "batch",
        scrape=scrape,
        sends=_sends(ground),
        deliver=_deliver(ground, alerts),
        routes_ask=ground.asked,
        meant=tuple(_meant(ground, names, pager)),
        routing_at=Place(routing.file) if routing else None,
        no_routing=ground.routes.none,
        pager=pager,
        pager_at=next((s.place for s in ground.rotas.on_call.services if s.place and s.keys), None),
        no_pager="no export of a pager was found in this tree",
        escalations={one.id: one for one in ground.rotas.on_call.escalations},
        called=ground.escalated,
        reach=reach,
        owner=answering,
        customers=reach.owner(component.customers) if component.customers else None,
        customers_text=component.customers,
        tried=tried,
        ledger_asked=tried is not None,
    )
    shown = tuple(dashboards_of(names, ground.watched.watching.dashboards, exported))
    others = (*_dashboard_faults(shown, sources), *_coverage_faults(ground, facts, reach))
    every = len(ground.watched.watching.dashboards)
    return Gathered(facts, names, tuple(_joins(names, joined, facts)), shown, others, every)


def _clues(ground: Ground, component: Component) -> Iterator[OtherName]:
    """What the component's manifests and files call it."""
    for sighting in component.sightings:
        if sighting.name and (data := ground.files.content(sighting.path)):
            yield from clues_in_manifest(data, sighting.path, sighting.name)
    if not component.root:
        return
    inside = [path for path in ground.files.paths if path.startswith(f"{component.root}/")]
    for path in inside[:MOST_CLUE_FILES]:
        data = ground.files.content(path)
        if data and any(word in data for word in CLUES):
            yield from clues_in(data, path)


def _elsewhere(ground: Ground) -> Callable[[str], Sequence[Place]]:
    """Finds a metric's name in files that are neither rules nor texts."""

    def find(name: str) -> Sequence[Place]:
        bare = name.removesuffix("_total").removesuffix("_bucket").removesuffix("_sum").removesuffix("_count")
        needle = bare.encode()
        code = (path for path in ground.files.paths if not path.endswith(NOT_CODE))
        for _, path in zip(range(MOST_SEARCHED), code, strict=False):
            data = ground.files.content(path)
            if data and needle in data:
                at = data.index(needle)
                return (Place(path, data.count(b"\n", 0, at) + 1),)
        return ()

    return find


def _alert(ground: Ground, rule: AlertRule, why: str, sources: Sources) -> Alert:
    """One rule of the component with everything that analysis says of it."""
    query = read_query(rule.query) if rule.family in {"prometheus", "grafana"} and not rule.not_simulated else None
    labels = firing_labels(rule, ground.external, ground.asked)
    loaded, by = loaded_by(rule, ground.watched.evaluators) if rule.family == "prometheus" else (None, "")
    fault = (query_fault(rule) if query else "") or rule.refused
    if not fault and loaded is False:
        fault = by
    runbook = next((rule.annotations[key] for key in RUNBOOKS if rule.annotations.get(key)), "")
    return Alert(
        rule=rule,
        why=why,
        labels=labels.known,
        not_known=labels.not_known,
        dropped=labels.dropped,
        symptoms=symptoms_of(rule),
        metrics=sources.metrics(rule.query) if query else (),
        fault=fault,
        loaded_by=by if loaded else "",
        impossible=cannot_fire(rule.query) if query else "",
        runbook=runbook,
        runbook_fault=_runbook_fault(ground, runbook, rule.name) if runbook else "",
    )


def _runbook_fault(ground: Ground, runbook: str, alert: str) -> str:
    """Why a runbook does not help, as the end of a sentence: it is not there, or does not speak of the alert."""
    path = runbook.partition("#")[0]
    inside = next((p for p in (path, path.partition("/blob/")[2].partition("/")[2]) if p in ground.files), None)
    if inside is None:
        if "://" in path:
            return "stands outside this tree, and nothing is fetched"
        return "is not in this tree"
    text = (ground.files.content(inside) or b"").decode("utf-8", "replace")
    return "" if alert.lower() in text.lower() else "does not name this alert"


def _sends(ground: Ground) -> JoinStep | None:
    """Whether what evaluates rules sends its alerts to an alert manager."""
    if not ground.watched.evaluators:
        return None
    silent = [one for one in ground.watched.evaluators if not one.alertmanagers]
    if len(silent) == len(ground.watched.evaluators):
        by = f"{silent[0].place} names no alert manager, so its alerts go nowhere"
        remedy = "name one under alerting → alertmanagers"
        return JoinStep("Prometheus", "Alertmanager", by, joined=False, places=(silent[0].place,), remedy=remedy)
    told = next(one for one in ground.watched.evaluators if one.alertmanagers)
    by = f"{told.place.file} sends to {', '.join(told.alertmanagers[:3])}"
    return JoinStep("Prometheus", "Alertmanager", by, joined=True, places=(told.place,))


def _deliver(
    ground: Ground, alerts: Sequence[Alert]
) -> Callable[[Mapping[str, str], int], tuple[Delivery, ...]] | None:
    """The routing of the family that the component's alerts are of; None where the tree has none."""
    system = next((SYSTEMS[a.rule.family] for a in alerts if a.rule.family in SYSTEMS), "alertmanager")
    if not ground.routes.of(system):
        return None
    return lambda labels, at: ground.routes.deliver(labels, at, _others(ground, labels), system)


def _others(ground: Ground, labels: Mapping[str, str]) -> list[Mapping[str, str]]:
    return [one for one in ground.firing if one.get("alertname") != labels.get("alertname")]


def _pager(ground: Ground, names: Sequence[OtherName]) -> Callable[[Integration], PagerService | None]:
    services = ground.rotas.on_call.services

    def find(way: Integration) -> PagerService | None:
        found = find_service(names, services, way)
        return found[0] if found else None

    return find


def _meant(
    ground: Ground, names: Sequence[OtherName], pager: Callable[[Integration], PagerService | None]
) -> Iterator[str]:
    """The receivers whose key leads to a service of this component."""
    for routing in ground.routes.of("alertmanager"):
        for receiver in routing.receivers.values():
            services = [pager(way) for way in receiver.integrations if way.keys]
            if any(service is not None and is_own(names, service) for service in services):
                yield receiver.name


def _zone(component: Component, answering: Reach | None) -> str:
    promise = parse_promise(component.promise)
    return (answering.zone if answering else "") or (promise.zone if promise else "") or "UTC"


def _joins(names: Sequence[OtherName], joined: Sequence[tuple[AlertRule, str]], facts: Facts) -> Iterator[JoinStep]:
    """The steps in words: names, scrape, alerts."""
    for name in names[:8]:
        places = (name.place,) if name.place else ()
        shown = name.text if name.kind != "pager-key" else "a key"
        yield JoinStep("component", f"{name.kind} {shown}", name.why, joined=True, places=places)
    if facts.scrape is not None:
        yield facts.scrape
    for rule, why in joined[:8]:
        yield JoinStep("component", f"alert {rule.name}", why, joined=True, places=(rule.place,))
    if not joined and facts.rules_found:
        by = f"none of {facts.rules_found:,} rules names it"
        yield JoinStep(
            "component", "alerts", by, joined=False, remedy="say under components → names what alerts call it"
        )
    if facts.sends is not None:
        yield facts.sends


def _dashboard_faults(shown: Sequence[tuple[Dashboard, str]], sources: Sources) -> Iterator[Beside]:
    """Metrics of its dashboards that nobody exports, or that nobody in this tree is known to export."""
    for dashboard, _ in shown:
        metrics = [metric for name in dashboard.metrics for metric in sources.metrics(name)]
        for metric in metrics:
            if metric.exported is False:
                what = f"the dashboard {dashboard.title} reads {metric.name}, which {metric.why}"
                yield Beside("dashboard", Problem(what, dashboard.place, metric.remedy))
        vague = list(dict.fromkeys(metric.name for metric in metrics if metric.exported is None))
        if vague:
            more = f" and {len(vague) - MOST_NAMED} more" if len(vague) > MOST_NAMED else ""
            read = f"{', '.join(vague[:MOST_NAMED])}{more}"
            what = f"the dashboard {dashboard.title} reads {read}, and who exports that is not known"
            remedy = "list what a running system exports under sources.alerting.metrics"
            yield Beside("dashboard", Problem(what, dashboard.place, remedy))


def _coverage_faults(ground: Ground, facts: Facts, reach: Reaching) -> Iterator[Beside]:
    """Gaps of the rotas that its alerts lead to, in the next ninety days, and people there who do not count."""
    leading = {target.text for policy in _escalations(facts) for step in policy.steps for target in step.targets}
    for rota in ground.rotas.on_call.rotas:
        if not leading & {rota.id, rota.name} or ground.rotas.stale(rota):
            continue
        found = ground.rotas.coverage(rota, lambda person: living(reach(person)))
        for stranger in found.strangers:
            who = reach(stranger)
            what = f"on the rota {rota.name} is {who.name}, who {who.why}"
            yield Beside("on-call", Problem(what, rota.place, "take them off, or list them"))
        if found.gaps and not _by_day(facts):
            first = found.gaps[0]
            hours = found.uncovered / 3600
            count = len(found.gaps)
            gaps = f"{count} gap{'' if count == 1 else 's'} in 90 days, {hours:,.1f} hours"
            what = f"the rota {rota.name} has {gaps}; the first begins {utc(first.start)}"
            yield Beside("on-call", Problem(what, rota.place, "fill them: watchkeeper oncall shows each"))


def _by_day(facts: Facts) -> bool:
    """Whether nobody is promised at night, so that gaps there are no fault."""
    return facts.promise is not None and facts.promise.kind != "24x7"


def _escalations(facts: Facts) -> Iterator[Escalation]:
    """The escalations that the component's alerts lead to now."""
    instant = Instant(facts.now, "UTC", "now")
    trails = (follow(facts, alert, instant) for alert in facts.alerts)
    yield from {trail.escalation.id: trail.escalation for trail in trails if trail.escalation}.values()
