"""A component whose every link holds, made of values; each test takes one thing away."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from watchkeeper.analysis.drill.demands import demands_of
from watchkeeper.analysis.drill.facts import Alert, Facts, Metric, Reach, Tried
from watchkeeper.domain.components import Component
from watchkeeper.domain.ownership.promises import SupportPromise
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.drill import Instant, JoinStep
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.on_call import Call, Called, Escalation, PagerService, Step, Target
from watchkeeper.domain.readiness.routing import Delivery, Integration, Matcher, Receiver, Route

SUNDAY = Instant(1_767_492_000, "Europe/Lisbon", "next Sunday 02:00")
KEY = "5e0fc79cfc6a1a4b"
ALWAYS = SupportPromise("24x7")
PAGER = Integration("pagerduty", "page", "events.pagerduty.com", (KEY,), Place("am.yml", 20))
RECEIVER = Receiver("pager", (PAGER,), Place("am.yml", 19))
ROUTE = Route("pager", (Matcher("service", "=", "pay"),), group_by=("alertname",), place=Place("am.yml", 9))
ROOT = Route("inbox", routes=(ROUTE,), place=Place("am.yml", 2))
DELIVERY = Delivery((ROOT, ROUTE), RECEIVER, {"alertname": "PayErrors"}, first_notification_seconds=30)
RULE = AlertRule(
    "PayErrors", "prometheus", "rate(pay_errors_total[5m]) > 1", Place("rules.yml", 4), metrics=("pay_errors_total",),
    wait=120, every=30,
)  # fmt: skip
ALERT = Alert(
    RULE,
    "its label service=pay is a name of it",
    labels={"alertname": "PayErrors", "service": "pay", "severity": "page"},
    symptoms=frozenset({"errors"}),
    metrics=(
        Metric("pay_errors_total", exported=True, why="is exported by pay/app.py", places=(Place("pay/app.py", 3),)),
    ),
    runbook="docs/pay.md",
)
SERVICE = PagerService("PAY", "pay", "ESC", (KEY,), place=Place("export.json", 3))
STEPS = (Step((Target("rota", "FIRST"),), 600), Step((Target("rota", "SECOND"),), 600))
ESCALATION = Escalation("ESC", "payments", STEPS, place=Place("export.json", 9))
CALLED = Called((Call("ada", 0, 1, "first"), Call("ben", 600, 2, "second")), places=(Place("export.json", 12),))
PEOPLE = {
    "ada": Reach(
        "stands", "person:ada", "Ada", "is listed in people.yaml", knows=True, knows_why="knows it", ways=("phone",)
    ),
    "ben": Reach("stands", "person:ben", "Ben", "is listed in people.yaml", knows=False, knows_why="never wrote here"),
}


def facts(**changes: Any) -> Facts:
    """The whole chain, with some of its facts replaced."""
    component = Component("component:default/pay", "pay", "pay", "policy", promise="24x7", tier=1)
    whole = Facts(
        component=component,
        promise=ALWAYS,
        now=SUNDAY.at - 86_400,
        zone="Europe/Lisbon",
        demands=demands_of(1, ALWAYS, {}),
        alerts=(ALERT,),
        rules_found=3,
        scrape=JoinStep("component", "scrape job", "the scrape job pay has a name of it", joined=True),
        sends=JoinStep("Prometheus", "Alertmanager", "prometheus.yml names alertmanager:9093", joined=True),
        deliver=lambda _labels, _at: (DELIVERY,),
        routes_ask=("service", "severity"),
        routing_at=Place("am.yml"),
        pager=lambda _way: SERVICE,
        pager_at=Place("export.json"),
        escalations={"ESC": ESCALATION},
        called=lambda _policy, _at: CALLED,
        reach=lambda text: PEOPLE[text],
        customers=PEOPLE["ben"],
        customers_text="@ben",
        tried=Tried(SUNDAY.at - 10 * 86_400, "Ada", 90),
        ledger_asked=True,
    )
    return structs.replace(whole, **changes)
