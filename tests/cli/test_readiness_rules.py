"""The gate on readiness: what a change makes worse is held, old debt is not, and what is made up is found out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from tests.cli.company import ALERTS, NOW, PAGER, PROMETHEUS, ROUTES, Company, Edit, fixture_of, pager, swap
from watchkeeper.domain.ledger import LedgerFacts
from watchkeeper.domain.ownership.agreements import Approval
from watchkeeper.usecases.check_change import Request, check_change

company = pytest.fixture(scope="module")(fixture_of)
RULES = ("monitoring", "dashboard", "escalation", "on-call", "customer-impact", "drill")
NOW_SECONDS = int(datetime.fromisoformat(NOW).timestamp())
SETTLEMENT = "ops/alerts/settlement.yml"
EXPORT = "ops/alerts/invoice-export.yml"


def findings(document: dict[str, Any], outcome: str = "fail") -> dict[str, list[str]]:
    """Messages of the findings of one outcome, by rule."""
    found: dict[str, list[str]] = {}
    for one in document["findings"]:
        if one["outcome"] == outcome:
            found.setdefault(one["rule"], []).append(one["message"])
    return found


def test_a_change_that_concerns_nothing_is_not_judged(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    branch = company.branch({"README.md": lambda text: f"{text}\nMore.\n"})
    _, document = company.check(capsys, branch)
    assert not [rule for rule in findings(document) if rule.startswith("readiness/")]


def test_an_interval_that_mutes_the_pager_at_night_holds_the_change(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    route = 'severity="page"]\n          receiver: customer-api-pager\n'
    branch = company.branch({ROUTES: swap(route, f"{route}          active_time_intervals: [daytime]\n")})
    code, document = company.check(capsys, branch)
    assert code == 1
    found = findings(document)
    assert "first broken link: 9 time" in found["readiness/drill"][0].replace("First", "first")
    assert "Before this change: first human awake: Leila Brandt, after 4 min" in found["readiness/drill"][0]
    assert "link 9 time is broken: held back at this hour: outside daytime" in found["readiness/escalation"][0]


def test_old_debt_is_told_and_holds_nobody(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    branch = company.branch({"batch/settlement/main.py": lambda text: f"{text}\n# More to come.\n"})
    code, document = company.check(capsys, branch)
    assert code == 0
    assert "settlement in batch/settlement was like this before" in findings(document, "pass")["readiness/drill"][0]


def test_the_fix_is_let_through(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    branch = company.branch({SETTLEMENT: swap("severity: warning", "severity: page")})
    assert company.check(capsys, branch)[0] == 0
    assert company.drill(capsys, branch, "settlement")["broken"] is None


def test_a_new_tool_needs_all_that_its_tier_asks_for(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    entry = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: refunds\n  annotations:\n"
        "    watchkeeper.dev/promise: 24x7\n    watchkeeper.dev/tier: '1'\n"
        "spec: {type: service, lifecycle: production, owner: group:default/payments}\n"
    )
    image = 'FROM python:3.12\nCOPY . /app\nCMD ["python", "/app/main.py"]\n'
    files: Mapping[str, Edit] = {
        "tools/refunds/catalog-info.yaml": lambda _text: entry,
        "tools/refunds/Dockerfile": lambda _text: image,
        "tools/refunds/main.py": lambda _text: "print('refund')\n",
    }
    code, document = company.check(capsys, company.branch(files))
    assert code == 1
    found = findings(document)
    assert "The new component refunds" in found["readiness/monitoring"][0]
    assert "link 1 signal" in found["readiness/monitoring"][0]
    assert "link 20 customer-impact" in findings(document, "unknown")["readiness/customer-impact"][0]
    assert "none of the 3 dashboards" in found["readiness/dashboard"][0]


def test_a_tier_that_is_lowered_by_the_change_asks_for_as_much(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    lowered = {
        "services/customer_api/catalog-info.yaml": swap('tier: "1"', 'tier: "4"'),
        PAGER: pager(lambda export: export["services"][0].update(status="disabled")),
    }
    code, document = company.check(capsys, company.branch(lowered))
    assert code == 1
    assert "pager-service" in findings(document)["readiness/drill"][0]


def test_an_own_rota_counts_as_resolved_until_somebody_else_approves(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    def swapped(export: dict[str, Any]) -> None:
        users = export["schedules"][0]["schedule_layers"][0]["users"]
        users.reverse()

    branch = company.branch({PAGER: pager(swapped)})
    code, document = company.check(capsys, branch, "--rule", "readiness/on-call")
    message = next(text for text in findings(document)["readiness/on-call"] if "customer-api" in text)
    assert code == 0, "the rule warns"
    assert "on-call is known too loosely: resolved, simulated is asked for, and the change itself" in message


def reversed_rota(company: Company) -> str:
    """A branch that turns the first rota around, so that the other person is on call first."""
    return company.branch(
        {PAGER: pager(lambda export: export["schedules"][0]["schedule_layers"][0]["users"].reverse())}
    )


@pytest.mark.parametrize(
    ("person", "of_this_head", "counts"),
    [("@leila-brandt", True, True), ("@ines-okafor", True, False), ("@leila-brandt", False, False)],
)
def test_an_approval_counts_that_somebody_else_gave_to_this_head(
    company: Company, person: str, of_this_head: bool, counts: bool
) -> None:
    branch = reversed_rota(company)
    head = company.git("rev-parse", branch) if of_this_head else company.git("rev-parse", f"{branch}~1")
    ledger = LedgerFacts(approvals=(Approval(person, head, "", NOW_SECONDS - 60),))
    request = Request(str(company.path), f"main...{branch}", only=("readiness/on-call",), now=NOW_SECONDS)
    report = check_change(request, ledger)
    told = [finding.message for finding in report.verdict.findings if "known too loosely" in finding.message]
    assert bool(told) is not counts


def test_without_the_extra_the_answer_is_unknown_with_its_remedy(
    company: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchkeeper.evidence.readiness.drill.NEEDED", ("there_is_no_such_module",))
    code, document = company.check(capsys, reversed_rota(company))
    assert code == 3
    (finding,) = (one for one in document["findings"] if one["rule"] == "readiness/drill")
    assert (finding["outcome"], finding["mode"]) == ("unknown", "block")
    assert "pip install" in finding["remedy"]["text"]


def test_without_the_extra_code_that_cannot_matter_is_let_through(
    company: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchkeeper.evidence.readiness.drill.NEEDED", ("there_is_no_such_module",))
    branch = company.branch({"services/customer_api/app.py": lambda text: f"{text}\n# More to come.\n"})
    assert company.check(capsys, branch, "--rule", "readiness/drill")[0] == 0
    renamed = swap("customer_api_requests_total", "customer_api_answers_total")
    branch = company.branch({"services/customer_api/metrics.py": renamed})
    assert company.check(capsys, branch, "--rule", "readiness/drill")[0] == 3


def leavers(export: dict[str, Any]) -> None:
    """A first rota with somebody who left."""
    export["users"].append({"id": "PKIM", "type": "user", "name": "Kim Left", "email": "kim@harbor-lane.example"})
    users = export["schedules"][0]["schedule_layers"][0]["users"]
    users[:] = [{"user": {"id": "PKIM", "type": "user_reference"}}]


def fakes_of_the_pager(export: dict[str, Any]) -> None:
    """People who left, a service that is off, an escalation that calls one rota twice."""
    leavers(export)
    export["services"][1]["status"] = "disabled"
    rules = export["escalation_policies"][0]["escalation_rules"]
    rules[1]["targets"] = [{"id": "PSCHED1", "type": "schedule_reference"}]


MORE_ALERTS = """\
      - alert: CustomerApiImpossible
        expr: |
          sum by (service) (rate(customer_api_requests_total{code=~"5.."}[5m]))
            / sum by (service) (rate(customer_api_requests_total[5m])) > 1.2
        labels: {severity: page, team: payments, service: customer-api}
      - alert: CustomerApiGone
        expr: absent(customer_api_heartbeat_total)
        for: 5m
        labels: {severity: page, team: payments, service: customer-api}
      - alert: CustomerApiLate
        expr: rate(customer_api_requests_total{code=~"5.."}[5m]) > 3
        for: 6h
        labels: {severity: page, team: payments, service: customer-api}
      - alert: CustomerApiMail
        expr: rate(customer_api_requests_total{code=~"5.."}[5m]) > 4
        labels: {severity: critical, team: nobody, service: customer-api}
      - alert: CustomerApiTypo
        expr: rate(customer_api_requests_total{code=~"5.."}[5m) > 5
        labels: {severity: page, team: payments, service: customer-api}
      - alert: CustomerApiBook
        expr: rate(customer_api_requests_total{code=~"5.."}[5m]) > 6
        labels: {severity: page, team: payments, service: customer-api}
        annotations: {runbook_url: docs/runbooks/nowhere.md}
      - alert: CustomerApiQuiet
        expr: rate(customer_api_requests_total{code=~"5.."}[5m]) > 7
        labels: {severity: page, team: quiet, service: customer-api}
      - alert: CustomerApiEmpty
        expr: rate(customer_api_requests_total{code=~"5.."}[5m]) > 8
        labels: {severity: page, team: empty, service: customer-api}
      - alert: CustomerApiSlowGroup
        expr: rate(customer_api_requests_total{code=~"5.."}[5m]) > 9
        labels: {severity: page, team: slow, service: customer-api}
      - alert: CustomerApiOldKey
        expr: rate(customer_api_requests_total{code=~"5.."}[5m]) > 10
        labels: {severity: page, team: old, service: customer-api}
      - alert: CustomerApiInhibited
        expr: rate(customer_api_requests_total{code=~"5.."}[5m]) > 11
        labels: {severity: page, team: payments, service: customer-api, kind: held}
      - alert: CustomerApiNever
        expr: vector(0) > 1
        labels: {severity: page, team: payments, service: customer-api}
"""
MORE_ROUTES = """\
    - matchers: [team="quiet"]
      receiver: customer-api-pager
      active_time_intervals: [daytime]
    - matchers: [team="empty"]
      receiver: empty-pager
    - matchers: [team="slow"]
      receiver: customer-api-pager
      group_wait: 3h
    - matchers: [team="old"]
      receiver: old-pager
"""
HELD = 'inhibit_rules:\n  - source_matchers: [alertname="Watchdog"]\n    target_matchers: [kind="held"]\n'
RECEIVERS = (
    f"receivers:\n  - name: empty-pager\n  - name: old-pager\n    pagerduty_configs: [{{routing_key: {'4' * 32}}}]\n"
)
FAKES: Mapping[str, Edit] = {
    ALERTS: lambda text: text + MORE_ALERTS,
    ROUTES: lambda text: text.replace("receivers:\n", MORE_ROUTES + RECEIVERS).replace("inhibit_rules:\n", HELD),
    PAGER: pager(fakes_of_the_pager),
    PROMETHEUS: swap("alerts/*.yml", "alerts/c*.yml"),
    "ops/dashboards/customer-api.json": swap("customer_api_requests_total", "customer_api_hits_total"),
    "ops/dashboards/settlement.json": swap("settlement_", "payout_"),
    "batch/settlement/main.py": swap("settlement_last_success_timestamp_seconds", "settlement_last_run_seconds"),
    "services/customer_api/catalog-info.yaml": swap("@mara-duarte", "@kim-left"),
    "docs/runbooks/customer-api.md": lambda _text: "Call somebody.\n",
}  # fmt: skip
NAMED = {
    "an alert that cannot fire": "CustomerApiImpossible: fires",
    "an absent() on a metric that nobody exports": "customer_api_heartbeat_total",
    "an alert that waits for hours": "CustomerApiLate",
    "a receiver that only writes mails": "CustomerApiMail",
    "a query with a mistake": "CustomerApiTypo",
    "a runbook that is not there": "docs/runbooks/nowhere.md",
    "a route that is mute at night": "CustomerApiQuiet: time",
    "a receiver that is empty": "CustomerApiEmpty: receiver",
    "a group that waits for hours": "CustomerApiSlowGroup: grouping",
    "a key that no service has": "CustomerApiOldKey: credential",
    "an alert that is always held back": "CustomerApiInhibited: inhibition",
    "a comparison that is never true": "CustomerApiNever asks for 0 > 1",
    "a rota of people who left": "Kim Left",
    "a service of the pager that is off": "settlement is disabled",
    "an escalation that calls one person twice": "at every step",
    "a rule file that nobody loads": "is in no rule_files",
    "a dashboard on dead metrics": "customer_api_hits_total",
    "a second dashboard on dead metrics": "payout_",
    "a metric that the change renames": "settlement_last_success_timestamp_seconds",
    "somebody who tells the customers and is gone": "@kim-left",
    "a runbook that does not name its alert": "docs/runbooks/customer-api.md",
}


def test_fakes_that_are_planted_in_one_change_are_all_named(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    code, document = company.check(capsys, company.branch(FAKES))
    assert code == 1
    told = " ".join(text for texts in findings(document).values() for text in texts)
    assert [what for what, mark in NAMED.items() if mark not in told] == []
