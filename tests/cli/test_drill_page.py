"""`drill --page` as people call it: shown first, sent through a real Alertmanager, and what the drill says after."""

from __future__ import annotations

import json
import shutil
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demo.company import HISTORY, SAMPLE
from tests.conftest import Sandbox
from tests.evidence.paging.pager import INES, KEY, LEILA, TOKEN, Pager
from tests.usecases.readiness.alertmanager import BINARY, alertmanager, routes_to
from watchkeeper.cli.main import run
from watchkeeper.domain.times import utc

Answer = tuple[int, str, str]
Call = Callable[..., Answer]
ROUTES = "ops/alertmanager.yml"
PAGE = ("drill", "customer-api", "--page")
SEND = ("--online", "--confirm", "--at-night")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """The sample company as it would stand today: its people at work, its pager exported this morning."""
    sandbox = Sandbox(tmp_path_factory.mktemp("company") / "company")
    sandbox.clock = int(time.time()) - 86_400
    files = {str(p.relative_to(SAMPLE)): p.read_text("utf-8") for p in SAMPLE.rglob("*") if p.is_file()}
    pager = json.loads(files["ops/pager/export.json"])
    pager["exported_at"] = utc(int(time.time()) - 3600)
    files["ops/pager/export.json"] = json.dumps(pager, indent=1)
    for folder, message, name, email in HISTORY:
        part = {path: text for path, text in files.items() if path.startswith(folder)}
        sandbox.commit({**part}, message, f"{name} <{email}>")
    return sandbox


@pytest.fixture
def pager() -> Iterator[Pager]:
    server = Pager()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def call(company: Sandbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def ask(*words: str) -> Answer:
        where = ["--repo", str(company.path), "--database", f"{tmp_path}/ledger.sqlite"]
        code = run([*words, *where])
        return (code, *capsys.readouterr())

    return ask


def on_call(company: Sandbox) -> dict[str, str]:
    """Who is on the company's first rota now: it changes hands on Mondays, weekly, from its first day on."""
    layer = json.loads((company.path / "ops/pager/export.json").read_text("utf-8"))["schedules"][0]["schedule_layers"][
        0
    ]
    start = datetime.fromisoformat(layer["rotation_virtual_start"])
    lisbon = datetime.now(UTC).astimezone(ZoneInfo("Europe/Lisbon")).replace(tzinfo=None)
    weeks = (lisbon - start.replace(tzinfo=None)) // timedelta(weeks=1)
    return (INES, LEILA)[weeks % 2]


def through(url: str, pager: Pager, *, wait: int = 8) -> tuple[str, ...]:
    return ("--url", url, "--status-url", f"{pager.url}/tests/{{id}}", "--wait", str(wait))


def links(call: Call) -> dict[str, dict[str, Any]]:
    code, out, err = call("drill", "customer-api", "--format", "json")
    assert code == 0, err
    return {link["link"]: link for link in json.loads(out)["links"]}


@pytest.fixture
def routed(company: Sandbox, pager: Pager, tmp_path: Path) -> Iterator[str]:
    """The address of a real Alertmanager with the company's routes."""
    if not shutil.which(BINARY):
        pytest.skip("apt-get install prometheus-alertmanager")
    configuration = (company.path / ROUTES).read_text("utf-8")
    with alertmanager(tmp_path / "alertmanager", routes_to(pager.url, configuration)) as url:
        yield url


def test_a_page_goes_through_alertmanager_and_lifts_the_links_it_went_through(
    call: Call, company: Sandbox, pager: Pager, routed: str
) -> None:
    pager.person, pager.answers_after = on_call(company), 1
    code, out, err = call(*PAGE, *SEND, "--again", *through(routed, pager), "--format", "json", "--check")
    assert code == 0, err
    assert "says: TEST by watchkeeper, nothing is broken" in err
    assert f"calls: {pager.person['name']}" in err
    found = json.loads(out)
    assert (found["answered"], found["expected"], found["broken"]) == (pager.person["name"], True, None)
    assert 0 <= found["seconds"] <= 8
    (incident,) = pager.incidents.values()
    assert (incident.key, incident.triggers) == (found["id"], 1)
    sent = next(body for _, path, body in pager.requests if path == "/alertmanager/pager")
    assert sent["alerts"][0]["labels"] == found["labels"]
    with urllib.request.urlopen(f"{routed}/api/v2/alerts") as answer:  # noqa: S310 - loopback
        assert json.load(answer) == [], "the test is closed"

    after = links(call)
    went = [name for name, link in after.items() if link["rung"] == "exercised"]
    assert went == [
        "delivery", "route", "time", "inhibition", "receiver", "grouping", "credential", "pager-service", "escalation",
        "on-call", "person", "live-page",
    ]  # fmt: skip
    assert after["route"]["observed_at"] == after["live-page"]["observed_at"] is not None
    assert pager.person["name"] in after["live-page"]["evidence"]["says"]

    code, out, err = call(*PAGE, *SEND, *through(routed, pager))
    assert code == 3
    assert "one in 30 days is enough" in err
    assert len(pager.incidents) == 1
    code, out, err = call("ledger", "verify")
    assert code == 0, err


def test_a_silence_and_a_real_alert_stop_it(call: Call, pager: Pager, routed: str) -> None:
    until = utc(int(time.time()) + 600)
    matcher = {"name": "service", "value": "customer-api", "isRegex": False, "isEqual": True}
    silence = {
        "matchers": [matcher],
        "startsAt": utc(int(time.time())),
        "endsAt": until,
        "createdBy": "t",
        "comment": "c",
    }
    post(f"{routed}/api/v2/silences", silence)
    code, out, _ = call(*PAGE, *SEND, "--again", *through(routed, pager), "--check")
    assert code == 1
    assert "inhibition (Does nothing hold it back?): Alertmanager holds it back" in out
    labels = json.loads(call(*PAGE, "--format", "json")[1])["labels"]
    real = {name: value for name, value in labels.items() if name != "watchkeeper_test"}
    post(f"{routed}/api/v2/alerts", [{"labels": {**real, "instance": "a"}, "endsAt": until}])
    code, _, err = call(*PAGE, *SEND, "--again", *through(routed, pager))
    assert code == 3
    assert "fires right now" in err
    assert pager.incidents == {}


def test_an_alertmanager_with_other_routes_is_found_out(
    call: Call, company: Sandbox, pager: Pager, tmp_path: Path
) -> None:
    if not shutil.which(BINARY):
        pytest.skip("apt-get install prometheus-alertmanager")
    other = routes_to(pager.url, (company.path / ROUTES).read_text("utf-8")).replace(
        'team="payments"', 'team="paymnts"'
    )
    with alertmanager(tmp_path / "other", other) as url:
        code, out, _ = call(*PAGE, *SEND, "--again", *through(url, pager), "--format", "json")
    assert code == 0
    found = json.loads(out)
    assert found["broken"] == "route"
    assert found["why"] == "it went to the receiver platform-inbox, not to customer-api-pager"
    live = links(call)["live-page"]
    assert live["state"] == "broken"
    assert "route: it went to the receiver platform-inbox" in live["evidence"]["says"]


def test_a_receiver_that_loses_it_is_found_out(call: Call, pager: Pager, routed: str) -> None:
    pager.deaf = True
    out = call(*PAGE, *SEND, "--again", *through(routed, pager, wait=2), "--format", "json")[1]
    assert json.loads(out)["broken"] == "receiver"


def post(url: str, body: object) -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - loopback
    urllib.request.urlopen(request).close()  # noqa: S310 - loopback


def test_without_confirm_it_is_shown_and_nothing_leaves(call: Call, company: Sandbox, pager: Pager) -> None:
    code, out, _ = call(*PAGE, "--online", *through(pager.url, pager))
    assert code == 0
    assert "labels: alertname=CustomerApiErrors" in out
    assert f"way: alertmanager at {pager.url.removeprefix('http://')} → receiver customer-api-pager" in out
    assert f"calls: {on_call(company)['name']} (Europe/" in out
    assert out.endswith("Nothing was sent; as it stands, nothing would be.\n")
    assert pager.requests == []
    code, out, _ = call(*PAGE, "--format", "json")
    plan = json.loads(out)
    assert (code, plan["sent"], plan["host"]) == (0, False, None)
    assert {one["remedy"] for one in plan["refusals"]} >= {"add --url"}


def test_nothing_is_sent_without_online_or_at_another_time(call: Call, pager: Pager) -> None:
    url = through(pager.url, pager)
    assert call(*PAGE, "--confirm", *url)[0] == 2
    code, _, err = call(*PAGE, *SEND, "--again", *url, "--as-of", utc(int(time.time()) - 7200))
    assert (code, "sent now" in err) == (2, True)
    assert call("drill", "customer-api", "--confirm")[0] == 2
    assert call("drill", "--all", "--page")[0] == 2
    assert call(*PAGE, "--at", "2026-01-04T02:00:00Z")[0] == 2
    assert call("drill", "--page")[0] == 2
    assert pager.requests == []


def test_working_hours_are_those_of_whoever_is_called(call: Call) -> None:
    night = datetime.now(UTC).replace(hour=2, minute=0)
    code, out, _ = call(*PAGE, "--as-of", night.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert code == 0
    assert "outside working hours → try it Monday to Friday between 09:00 and 17:00 there, or say --at-night" in out
    assert "outside working hours" not in call(*PAGE, "--at-night")[1]


def test_a_key_of_another_service_would_call_somebody_else(
    call: Call, pager: Pager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REST_KEY", TOKEN)
    monkeypatch.setenv("EVENTS_KEY", "2" * 32)
    way = ("--via", "pagerduty", "--url", pager.url, "--status-url", pager.url, "--wait", "3")
    keys = ("--key-variable", "EVENTS_KEY", "--status-key-variable", "REST_KEY")
    code, _, err = call(*PAGE, *SEND, "--again", *way, *keys)
    assert code == 3
    assert "the key in EVENTS_KEY is none of customer-api: it would call somebody else" in err
    assert pager.requests == []
    monkeypatch.setenv("EVENTS_KEY", KEY)
    pager.person = {"id": "PSTRA09", "name": "A stranger", "email": "stranger@harbor-lane.example"}
    code, out, err = call(*PAGE, *SEND, "--again", *way, *keys, "--check")
    assert code == 1, err
    assert "on-call (Is somebody on call then?): A stranger answered" in out
    assert KEY not in out + err


def test_hours_that_somebody_ruled_out_hold_even_at_night(company: Sandbox, call: Call) -> None:
    company.branch("quiet")
    people = (
        (company.path / "people.yaml")
        .read_text("utf-8")
        .replace("zone: Europe", 'no_test_pages: "00:00-00:00", zone: Europe')
    )
    company.commit({"people.yaml": people}, author="Tomas Lind <tomas@harbor-lane.example>")
    company.switch("main")
    out = call(*PAGE, "--at-night", "--target", "quiet")[1]
    assert "who wants no test pages at 00:00-00:00" in out


def test_without_people_nobody_is_called(company: Sandbox, call: Call) -> None:
    company.branch("no-export")
    company.commit({"ops/pager/export.json": None}, author="Tomas Lind <tomas@harbor-lane.example>")
    company.switch("main")
    out = call(*PAGE, "--target", "no-export")[1]
    assert "whom it would call now is not known: credential: " in out
    assert "calls: nobody who is known" in out


def test_without_an_alert_there_is_no_way_to_try(call: Call) -> None:
    code, _, err = call("drill", "churn-notebook", "--page")
    assert code == 3
    assert "there is no way to try" in err
