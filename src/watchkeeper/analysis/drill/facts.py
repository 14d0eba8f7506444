"""What a drill is judged on: everything that was read about one component, and how to ask it at an instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct, field

from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Rung
from watchkeeper.domain.ownership.promises import SupportPromise
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.drill import Instant, JoinStep, LinkId
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.on_call import Called, Escalation, PagerService
from watchkeeper.domain.readiness.routing import Delivery, Integration

ROUTED = frozenset({"prometheus", "grafana", "openslo", "other"})
"""Families whose alerts go through routes; the others name themselves whom they call."""
Symptom = Literal["errors", "latency", "traffic", "saturation", "absence", "other"]

MEANT_TO_WAKE = frozenset({"page", "critical", "high", "emergency", "disaster", "urgent", "sev1", "p1", "p0"})
SEVERITIES = ("severity", "priority", "level")


class Metric(Struct, frozen=True):
    """A metric that an alert reads. `exported` is None where nobody can tell; `why` ends "NAME …"."""

    name: str
    exported: bool | None
    why: str
    places: tuple[Place, ...] = ()
    remedy: str = ""


class Alert(Struct, frozen=True):
    """An alert of the component, with what analysis says of it.

    `why` says how it was joined to the component. `labels` are those of the firing alert, as far as they
    are known; `not_known` names others with the reason, `dropped` those that the query takes away.
    `fault` says why the rule does not load, `impossible` why it can never fire; `fired` tells whether
    synthetic series made it fire (None = not tried, or could not be made to), `fired_why` the rest.
    `held_back` says why it does not leave whoever evaluates it, as the end of a sentence.
    `ways` are the integrations that a rule names itself, where no routing tree stands between.
    """

    rule: AlertRule
    why: str
    labels: dict[str, str] = field(default_factory=dict)
    not_known: dict[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    symptoms: frozenset[Symptom] = frozenset()
    metrics: tuple[Metric, ...] = ()
    fault: str = ""
    loaded_by: str = ""
    impossible: str = ""
    fired: bool | None = None
    fired_why: str = ""
    held_back: str = ""
    ways: tuple[Integration, ...] = ()
    runbook: str = ""
    runbook_fault: str = ""

    @property
    def wakes(self) -> bool:
        """Whether it is meant to wake somebody: it says so, or says nothing of how grave it is."""
        said = [self.labels[name].casefold() for name in SEVERITIES if name in self.labels]
        return not said or bool(MEANT_TO_WAKE.intersection(said))

    @property
    def routed(self) -> bool:
        """Whether a routing tree stands between the rule and whom it calls."""
        return self.rule.family in ROUTED and not self.ways


class Reach(Struct, frozen=True):
    """Whom a text on a rota means, and whether that person can be reached.

    `state` is "stands", "nobody" or "unknown"; `why` ends "NAME …". `knows` tells whether the person knows
    the component's code (None = not known), `awake` how many seconds pass until a way that wakes is used
    (None = no way is listed), `ways_known` whether anything lists the ways.
    """

    state: Literal["stands", "nobody", "unknown"]
    id: str
    name: str
    why: str
    zone: str = ""
    knows: bool | None = None
    knows_why: str = ""
    ways: tuple[str, ...] | None = None
    delay: float = 0
    place: Place | None = None


class Tried(Struct, frozen=True):
    """The last synthetic page: when (seconds since the epoch), who answered ("" = nobody), after how many seconds.

    `way` is how it was sent (`alertmanager`, or a pager itself), `alert` the alert whose way it took; "" = not told.
    """

    at: int
    person: str
    after: float = 0
    failed: str = ""
    way: str = ""
    alert: str = ""


class Facts(Struct, frozen=True):
    """Everything about one component.

    `rules_found` counts alert rules of the whole tree: with none, nothing can be said. `deliver` tells the
    routes of an alert's labels at an instant; None where no routing was found, and `no_routing` says why.
    `meant` names the receivers that call people for this component. `pager` finds the service that an
    integration leads to. `called` expands an escalation at an instant.
    `exported_at` is when the oldest export of rotas was made (seconds since the epoch, 0 = not told).
    `demands` are the rungs that are asked for. `batch` tells that it runs by the clock and ends.
    """

    component: Component
    promise: SupportPromise | None
    now: int
    zone: str
    demands: Mapping[LinkId, Rung]
    alerts: tuple[Alert, ...] = ()
    rules_found: int = 0
    batch: bool = False
    scrape: JoinStep | None = None
    sends: JoinStep | None = None
    deliver: Callable[[Mapping[str, str], int], tuple[Delivery, ...]] | None = None
    routes_ask: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    routing_at: Place | None = None
    no_routing: str = ""
    pager: Callable[[Integration], PagerService | None] | None = None
    pager_at: Place | None = None
    no_pager: str = ""
    exported_at: int = 0
    stale_days: int = 30
    escalations: Mapping[str, Escalation] = field(default_factory=dict)
    called: Callable[[str, int], Called] | None = None
    reach: Callable[[str], Reach] | None = None
    owner: Reach | None = None
    customers: Reach | None = None
    customers_text: str = ""
    tried: Tried | None = None
    ledger_asked: bool = False
    instants: tuple[Instant, ...] = ()
    target: str = ""
