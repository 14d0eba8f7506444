"""Gathers what the drill of one component is judged on: names joined, alerts analysed, ways ready to be followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.drill.demands import demands_of
from watchkeeper.analysis.drill.facts import Alert, Facts, Reach, Tried
from watchkeeper.analysis.drill.joins import alerts_of, dashboards_of, join_scrape
from watchkeeper.analysis.drill.metrics import Sources
from watchkeeper.analysis.drill.names import SERVICE, clues_in, clues_in_manifest, names_of, plain_names
from watchkeeper.analysis.drill.target_labels import target_labels, with_target_labels
from watchkeeper.analysis.monitoring.exports import series_of
from watchkeeper.analysis.monitoring.firing_labels import firing_labels
from watchkeeper.analysis.monitoring.impossible import cannot_fire
from watchkeeper.analysis.monitoring.loading import query_fault
from watchkeeper.analysis.monitoring.promql import read_query
from watchkeeper.analysis.monitoring.symptoms import symptoms_of
from watchkeeper.domain.components import Component, OtherName
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.drill import Beside, JoinStep
from watchkeeper.domain.readiness.monitoring import AlertRule, Dashboard, Export
from watchkeeper.domain.readiness.on_call import PagerService
from watchkeeper.domain.readiness.routing import Delivery, Integration
from watchkeeper.evidence.monitoring.watching import load_exports, loaded_by
from watchkeeper.evidence.readiness.faults import coverage_faults, dashboard_faults
from watchkeeper.evidence.readiness.ground import SYSTEMS, Ground
from watchkeeper.evidence.readiness.reach import Reaching
from watchkeeper.evidence.readiness.trying import try_alerts
from watchkeeper.formats.policy.promises import parse_promise

MOST_CLUE_FILES = 400
MOST_SEARCHED = 3_000
CLUES = (b"SERVICE_NAME", b"service.name")
NOT_CODE = (".yml", ".yaml", ".json", ".md", ".rules", ".txt", ".lock", ".svg", ".tf", ".tofu", ".tfvars", ".hcl",
            ".jsonnet", ".libsonnet")  # fmt: skip
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
    exports: tuple[Export, ...] = ()


def gather(
    ground: Ground, component: Component, owner: str, tried: Tried | None = None, *, asked: bool = False
) -> Gathered:
    """Everything about one component; `owner` is who answers for it in writing, as text.

    `tried` is the last test page that the ledger knows, `asked` whether a ledger could be asked at all.
    """
    names = names_of(component, _clues(ground, component))
    exports = load_exports(ground.files, (component.root,), component.paths)
    exported = frozenset(series for export in exports for series in series_of(export))
    joined = tuple(alerts_of(component, names, ground.rules, exported))
    plain = tuple(plain_names(names, SERVICE))
    sources = Sources(
        (*exports, *ground.listed), ground.watched.watching.recordings, plain, _elsewhere(ground), ground.before
    )
    reach = Reaching(ground.judge, ground.rotas.on_call.contacts, tuple(s.path for s in component.sightings)[:20])
    jobs = [job for rule, _ in joined if (job := rule.matchers.get("job"))]
    scrape = join_scrape(names, ground.watched.watching.scrapes, jobs)
    targets = target_labels(scrape, ground.watched.watching.scrapes)
    tried_alerts = try_alerts(ground, [_alert(ground, rule, why, sources) for rule, why in joined])
    alerts = tuple(with_target_labels(alert, targets, exported) for alert in tried_alerts)
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
        meant=tuple(ground.receivers_of(ground.pagers.own_keys(names))),
        routing_at=Place(routing.file) if routing else None,
        no_routing=ground.routes.none,
        pager=pager,
        pager_at=next((s.place for s in ground.rotas.on_call.services if s.place and s.keys), None),
        no_pager="no export of a pager was found in this tree",
        exported_at=min((r.observed_at for r in ground.rotas.on_call.rotas if r.observed_at), default=0),
        stale_days=ground.rotas.stale_days,
        escalations={one.id: one for one in ground.rotas.on_call.escalations},
        called=ground.escalated,
        reach=reach,
        owner=answering,
        customers=reach.owner(component.customers) if component.customers else None,
        customers_text=component.customers,
        tried=tried,
        ledger_asked=asked or tried is not None,
    )
    shown = tuple(dashboards_of(names, ground.watched.watching.dashboards, exported))
    others = (*dashboard_faults(shown, sources), *coverage_faults(ground, facts, reach))
    every = len(ground.watched.watching.dashboards)
    return Gathered(facts, names, tuple(_joins(names, joined, facts)), shown, others, every, exports)


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
    by_name = rule.family == "datadog"
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
        metrics=sources.metrics(rule.query) if query else sources.sent(rule.metrics if by_name else ()),
        fault=fault,
        loaded_by=by if loaded else "",
        impossible=cannot_fire(rule.query) if query else "",
        ways=_ways(ground, rule),
        runbook=runbook,
        runbook_fault=_runbook_fault(ground, runbook, rule.name) if runbook else "",
    )


def _ways(ground: Ground, rule: AlertRule) -> tuple[Integration, ...]:
    """What a rule names itself: its own ways, or those of the contact point that it names instead of a route."""
    if rule.ways or rule.family != "grafana":
        return rule.ways
    receivers = (routing.receivers.get(name) for routing in ground.routes.of("grafana") for name in rule.notifies)
    return tuple(way for receiver in receivers if receiver for way in receiver.integrations)


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
    def find(way: Integration) -> PagerService | None:
        found = ground.pagers.find(names, way)
        return found[0] if found else None

    return find


def _zone(component: Component, answering: Reach | None) -> str:
    promise = parse_promise(component.promise)
    return (answering.zone if answering else "") or (promise.zone if promise else "") or "UTC"


def _joins(names: Sequence[OtherName], joined: Sequence[tuple[AlertRule, str]], facts: Facts) -> Iterator[JoinStep]:
    """The steps in words: names, scrape, alerts."""
    for name in names[:8]:
        places = (name.place,) if name.place else ()
        shown = name.text if name.kind != "pager-key" else "a key"
        yield JoinStep("component", f"{name.kind} {shown}", name.why, joined=True, places=places)
    if facts.scrape is not None and (facts.scrape.joined or not joined or any(a.routed for a in facts.alerts)):
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
