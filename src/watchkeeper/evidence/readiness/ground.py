"""Everything about readiness that one tree tells, read once for all of its components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from watchkeeper.analysis.drill.pagers import Pagers
from watchkeeper.analysis.monitoring.firing_labels import firing_labels
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Rung, Unknown
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.monitoring import AlertRule, Export
from watchkeeper.domain.readiness.on_call import Called
from watchkeeper.domain.readiness.trials import Fire
from watchkeeper.evidence.monitoring.configured import load_configured
from watchkeeper.evidence.monitoring.watching import Watched, load_exports, load_listed, load_watching
from watchkeeper.evidence.ownership.judging import Judge
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.evidence.readiness.rotas import Rotas, load_rotas, waking
from watchkeeper.evidence.readiness.routes import Routes, labels_asked, load_routes
from watchkeeper.formats.policy.readiness_sources import AlertingSources, OnCallSources

ALWAYS = frozenset({"vector(1)", "vector(1) > 0"})
SYSTEMS = {"prometheus": "alertmanager", "openslo": "alertmanager", "grafana": "grafana"}
"""Whose routing an alert of a family takes; others name themselves whom they call."""


class Ground:
    """One tree: its files, what watches, where alerts go, who is on call, and who judges people.

    `before` is what the code exported before the change that is judged, if there is one. `fire` tries rules on
    made-up series; without it they are not tried.
    """

    def __init__(
        self,
        files: Files,
        alerting: AlertingSources,
        on_call: OnCallSources,
        judge: Judge | Unknown,
        now: int,
        tiers: Mapping[int, Mapping[str, Rung]],
        before: tuple[Export, ...] = (),
        fire: Fire | None = None,
    ) -> None:
        self.files = files
        self.alerting = alerting
        self.judge = judge
        self.now = now
        self.tiers = tiers
        self.before = before
        self.fire = fire
        configured = load_configured(files, alerting)
        self.watched: Watched = load_watching(files, alerting, configured)
        self.routes: Routes = load_routes(files, alerting, configured.routings)
        self.rotas: Rotas = load_rotas(files, on_call, now, configured.on_call)
        self.called = waking(self.rotas)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read of all of it."""
        return (*self.watched.watching.problems, *self.routes.problems, *self.rotas.problems)

    @cached_property
    def rules(self) -> tuple[AlertRule, ...]:
        """Every rule that can raise an alert."""
        return self.watched.watching.rules

    @cached_property
    def listed(self) -> tuple[Export, ...]:
        """Metrics that the policy's lists name."""
        return load_listed(self.files, self.alerting.paths("metrics"))

    @cached_property
    def external(self) -> Mapping[str, str]:
        """Labels that whoever evaluates the rules adds to each alert."""
        return {k: v for one in self.watched.evaluators for k, v in one.external_labels.items()}

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The labels that the routes of Alertmanager ask for."""
        return tuple(dict.fromkeys(name for one in self.routes.of("alertmanager") for name in labels_asked(one)))

    @cached_property
    def firing(self) -> tuple[Mapping[str, str], ...]:
        """The labels of alerts that always fire (a watchdog)."""
        found = (rule for rule in self.rules if rule.query.replace(" ", "") in {q.replace(" ", "") for q in ALWAYS})
        return tuple(firing_labels(rule, self.external, self.asked).known for rule in found)

    @cached_property
    def pagers(self) -> Pagers:
        """The services of all pagers."""
        return Pagers(self.rotas.on_call.services)

    @cached_property
    def _receivers(self) -> Mapping[str, str]:
        """The receivers of Alertmanager by the keys that they use."""
        return {
            key: receiver.name
            for routing in self.routes.of("alertmanager")
            for receiver in routing.receivers.values()
            for way in receiver.integrations
            for key in way.keys
        }

    def receivers_of(self, keys: Iterable[str]) -> Iterator[str]:
        """The receivers that use one of these keys."""
        yield from dict.fromkeys(self._receivers[key] for key in sorted(keys) if key in self._receivers)

    def exports(self, components: Iterable[Component]) -> tuple[Export, ...]:
        """What the code of some components exports."""
        chosen = tuple(components)
        return load_exports(self.files, [c.root for c in chosen], [glob for c in chosen for glob in c.paths])

    def escalated(self, escalation: str, at: int) -> Called:
        """Whom an escalation calls from an instant on."""
        return self.called(escalation, at)
