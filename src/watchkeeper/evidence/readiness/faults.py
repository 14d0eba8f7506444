"""Tells what is wrong beside the chain of a component: with its dashboards, and with the rotas of its alerts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.analysis.drill.facts import Facts
from watchkeeper.analysis.drill.metrics import Sources
from watchkeeper.analysis.drill.trail import follow
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.drill import Beside, Instant
from watchkeeper.domain.readiness.monitoring import Dashboard
from watchkeeper.domain.readiness.on_call import Escalation
from watchkeeper.domain.times import utc
from watchkeeper.evidence.readiness.ground import Ground
from watchkeeper.evidence.readiness.reach import Reaching, living

MOST_NAMED = 5


def dashboard_faults(shown: Sequence[tuple[Dashboard, str]], sources: Sources) -> Iterator[Beside]:
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


def coverage_faults(ground: Ground, facts: Facts, reach: Reaching) -> Iterator[Beside]:
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
