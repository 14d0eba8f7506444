"""The drill on the sample company: each link that is broken on purpose is named, each removal makes one unknown."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

import pytest

from tests.cli.company import ALERTS, CATALOG, GONE, PAGER, PROMETHEUS, ROUTES, Company, Edit, fixture_of, pager, swap
from tests.promtool import needs_promtool
from watchkeeper.domain.readiness.drill import LINKS

company = pytest.fixture(scope="module")(fixture_of)
DEPLOYED = [f"deploy/{name}.yaml" for name in ("customer-api", "invoice-export", "settlement", "support-bot")]
CODE = "services/customer_api/metrics.py"
TO_PAGER = '        - matchers: [severity="page"]\n          receiver: customer-api-pager\n'
OWNED = "annotations:\n          summary: %s\n          runbook_url: docs/runbooks/customer-api.md"


def by_day(export: dict[str, Any]) -> None:
    """A rota that names people by day alone."""
    window = {"type": "daily_restriction", "start_time_of_day": "09:00:00", "duration_seconds": 36_000}
    export["schedules"][0]["schedule_layers"][0]["restrictions"] = [window]


def told_by_mail(export: dict[str, Any]) -> None:
    """People whom the pager only writes to."""
    for user in export["users"]:
        user["contact_methods"] = [{"id": "M", "type": "email_contact_method"}]
        user["notification_rules"] = [
            {"type": "assignment_notification_rule", "start_delay_in_minutes": 0, "urgency": "high",
             "contact_method": {"id": "M", "type": "email_contact_method"}}
        ]  # fmt: skip


def one_person(export: dict[str, Any]) -> None:
    """An escalation whose second step calls the rota of the first."""
    export["escalation_policies"][0]["escalation_rules"][1]["targets"] = [
        {"id": "PSCHED1", "type": "schedule_reference"}
    ]


def without_runbooks(text: str) -> str:
    return text.replace("          runbook_url: docs/runbooks/customer-api.md\n", "")


def only_slowness(text: str) -> str:
    head, _, rest = text.partition("      - alert: CustomerApiErrors")
    return head + "      - alert: CustomerApiSlow" + rest.partition("- alert: CustomerApiSlow")[2]


MUTATIONS: dict[str, Mapping[str, Edit]] = {
    "signal": {ALERTS: only_slowness},
    "metric": {CODE: swap("customer_api_requests_total", "customer_api_answers_total")},
    "scrape": {
        PROMETHEUS: swap("job_name: customer-api", "job_name: legacy-web"),
        DEPLOYED[0]: lambda text: text.partition("---\napiVersion: monitoring")[0],
    },
    "alert-rule": {ALERTS: swap("> 0.05", "> > 0.05")},
    "fires": {ALERTS: swap("> 0.05", "> 1.5")},
    "alert-labels": {
        ALERTS: lambda text: text.replace("sum by (service)", "sum").replace(", service: customer-api}", "}")
    },
    "delivery": {PROMETHEUS: swap("alerting:\n  alertmanagers:", "ignored:\n  alertmanagers:")},
    "route": {ROUTES: swap(TO_PAGER, "")},
    "time": {ROUTES: swap(TO_PAGER, f"{TO_PAGER}          active_time_intervals: [daytime]\n")},
    "inhibition": {
        ROUTES: swap(
            "inhibit_rules:\n",
            'inhibit_rules:\n  - source_matchers: [alertname="Watchdog"]\n    target_matchers: [severity="page"]\n',
        )
    },
    "receiver": {ROUTES: swap(f"    pagerduty_configs: [{{routing_key: {'1' * 32}}}]\n", "")},
    "grouping": {ROUTES: swap("group_wait: 30s", "group_wait: 2h")},
    "credential": {ROUTES: swap("1" * 32, "3" * 32)},
    "pager-service": {PAGER: pager(lambda export: export["services"][0].update(status="disabled"))},
    "escalation": {PAGER: pager(one_person)},
    "on-call": {PAGER: pager(by_day)},
    "person": {PAGER: pager(told_by_mail)},
    "able": {ALERTS: without_runbooks},
    "customer-impact": {
        "people.yaml": swap("logins: {github: mara-duarte},", "logins: {github: mara-duarte}, active: false,")
    },
}  # fmt: skip


@pytest.mark.parametrize("tried", [pytest.param(True, marks=needs_promtool), False])
def test_as_it_stands_every_link_holds(
    company: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tried: bool
) -> None:
    if not tried:
        monkeypatch.setattr(shutil, "which", lambda _name: None)
    found = company.drill(capsys, "main")
    assert found["broken"] is None
    assert found["person"] == {"id": "person:leila", "name": "Leila Brandt"}
    assert found["minutes_to_human"] == 3.5
    rungs = {link["link"]: link["rung"] for link in found["links"] if link["required"] != "absent"}
    offline = {
        "alert-rule": "simulated", "route": "simulated", "time": "simulated", "inhibition": "simulated",
        "grouping": "simulated", "on-call": "simulated",
    } | (dict.fromkeys(("fires", "alert-labels"), "simulated") if tried else {})  # fmt: skip
    assert rungs == {link: offline.get(link, "resolved") for link in LINKS if link not in {"revert", "live-page"}}


@pytest.mark.parametrize("link", MUTATIONS)
def test_what_is_broken_on_purpose_is_the_first_broken_link(
    company: Company, capsys: pytest.CaptureFixture[str], link: str
) -> None:
    found = company.drill(capsys, company.branch(MUTATIONS[link]))
    assert found["broken"] == link
    assert [one["link"] for one in found["links"] if one["state"] == "broken"] == [link]
    (broken,) = (one for one in found["links"] if one["link"] == link)
    assert broken["evidence"]["sources"][0]["file"]
    assert broken["remedy"]["text"]


NO_ALERTS: Mapping[str, Edit] = {
    "ops/terraform/support.tf": GONE,
    **{f"ops/alerts/{name}.yml": GONE for name in ("customer-api", "settlement", "invoice-export", "watchdog")},
}
NO_PEOPLE: Mapping[str, Edit] = {
    ".watchkeeper.yaml": lambda text: text.replace("people: people.yaml\n", "").replace("g: true", "g: false")
}
REMOVALS: dict[str, Mapping[str, Edit]] = {
    **dict.fromkeys(("signal", "alert-rule", "fires"), NO_ALERTS),
    **{link: {ROUTES: GONE} for link in ("route", "time", "inhibition", "receiver", "grouping")},
    "alert-labels": {
        ALERTS: lambda text: text.replace("sum by (service)", "sum by (exported)").replace(
            "service: customer-api}", 'service: "{{ $labels.exported }}"}'
        )
    },
    "able": {ALERTS: without_runbooks, **NO_PEOPLE},
    "metric": {CODE: swap('"customer_api_requests_total"', "NAMES.requests")},
    "scrape": dict.fromkeys((PROMETHEUS, *DEPLOYED), GONE),
    "delivery": {PROMETHEUS: GONE},
    "credential": {PAGER: GONE},
    "pager-service": {PAGER: GONE},
    "escalation": {PAGER: pager(lambda export: export.update(escalation_policies=[]))},
    "on-call": {PAGER: pager(lambda export: export.update(schedules=[]))},
    "person": NO_PEOPLE,
    "customer-impact": {CATALOG: swap('    watchkeeper.dev/customers: "@mara-duarte"\n', "")},
}  # fmt: skip


@pytest.mark.parametrize("link", REMOVALS)
def test_what_is_taken_away_is_not_known_and_no_pass(
    company: Company, capsys: pytest.CaptureFixture[str], link: str
) -> None:
    found = company.drill(capsys, company.branch(REMOVALS[link]))
    (one,) = (one for one in found["links"] if one["link"] == link)
    assert one["state"] == "unknown", one
    assert one["ok"]["unknown"]["remedy"]
    assert found["broken"] is not None
    assert LINKS.index(found["broken"]) <= LINKS.index(link)
