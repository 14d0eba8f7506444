"""A test page down each way, to a small pager: who answered, or which link failed; it is always closed and kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from tests.evidence.paging.pager import INES, KEY, LEILA, TOKEN, Pager
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.domain.readiness.page import Callee, LivePage, Outcome, PlannedPage, Way
from watchkeeper.forges.http import ANSWER_LIMIT
from watchkeeper.usecases.ledger.location import opened
from watchkeeper.usecases.readiness.page import PageAsk, Planned
from watchkeeper.usecases.readiness.page_ways import host_of, way_of
from watchkeeper.usecases.readiness.send_page import Pace, send_page
from watchkeeper.usecases.readiness.tries import called_lately, read_tries

COMPONENT = "component:default/customer-api"
ENVIRONMENT = {"EVENTS_KEY": KEY, "REST_KEY": TOKEN}
SPEED = 5
DIRECT: tuple[Way, ...] = ("pagerduty", "opsgenie", "webhook")


def quick(**changes: Any) -> Pace:
    """A clock that runs five times as fast, so that nobody waits long for an answer that does not come."""
    start = time.time()
    pace = Pace(lambda: start + (time.time() - start) * SPEED, lambda _seconds: time.sleep(0.02), answer=0.4)
    return structs.replace(pace, **changes)


@pytest.fixture
def pager() -> Iterator[Pager]:
    """A pager where Ines answers at once."""
    server = Pager()
    yield server
    server.shutdown()
    server.server_close()


def person(who: dict[str, str], after: float = 0) -> Callee:
    texts = tuple(text.casefold() for text in who.values())
    return Callee(f"person:{who['id']}", who["name"], after, "UTC", "", texts, (f"email:{who['email']}",))


def asked(way: Way, pager: Pager, **changes: Any) -> PageAsk:
    url = {"webhook": f"{pager.url}/hook"}.get(way, pager.url)
    status = {"webhook": f"{pager.url}/tests/{{id}}", "pagerduty": pager.url}.get(way, "")
    keys = ("EVENTS_KEY", "REST_KEY") if way == "pagerduty" else ("EVENTS_KEY", "")
    given = PageAsk(way, url, keys[0], status, keys[1], wait=2)
    return structs.replace(given, **changes)


def planned(way: Way, folder: Path, *people: Callee, wait: int = 1) -> Planned:
    now = int(time.time())
    labels = {"alertname": "CustomerApiErrors", "service": "customer-api"}
    called = people or (person(INES),)
    page = LivePage("wk-1", COMPONENT, "customer-api", "CustomerApiErrors", labels, way, "x", called, now, wait)
    return Planned(PlannedPage(page), f"sqlite:///{folder}/ledger.sqlite")


def send(way: Way, pager: Pager, folder: Path, *people: Callee, **changes: Any) -> Outcome:
    return send_page(planned(way, folder, *people), way_of(asked(way, pager, **changes), ENVIRONMENT, 0.4), quick())


def kept(folder: Path) -> Any:
    database = f"sqlite:///{folder}/ledger.sqlite"
    return (read_tries(database, [COMPONENT], int(time.time()) + 5, named=True).last or {}).get(COMPONENT)


@pytest.mark.parametrize("way", DIRECT)
def test_the_right_person_answers_and_it_is_closed_and_kept(way: Way, pager: Pager, tmp_path: Path) -> None:
    outcome = send(way, pager, tmp_path)
    assert (outcome.answered, outcome.expected, outcome.link, outcome.notes) == ("Ines Okafor", True, None, ())
    (incident,) = pager.incidents.values()
    assert (incident.resolved, incident.triggers) == (True, 1)
    assert "nothing is broken" in incident.title
    tried = kept(tmp_path)
    assert (tried.person, tried.failed, tried.way, tried.alert) == ("Ines Okafor", "", way, "CustomerApiErrors")


@pytest.mark.parametrize("way", DIRECT)
def test_nobody_answers(way: Way, pager: Pager, tmp_path: Path) -> None:
    pager.answers_after = None
    outcome = send(way, pager, tmp_path)
    assert (outcome.answered, outcome.link) == ("", "person")
    assert all(incident.resolved for incident in pager.incidents.values())
    assert kept(tmp_path).failed == "person: nobody acknowledged it"


@pytest.mark.parametrize("way", DIRECT)
def test_somebody_else_answers(way: Way, pager: Pager, tmp_path: Path) -> None:
    pager.person = LEILA
    outcome = send(way, pager, tmp_path)
    assert (outcome.expected, outcome.link) == (False, "on-call")
    assert outcome.why.endswith("answered, Ines Okafor was to be called")
    assert kept(tmp_path).person == ""
    assert kept(tmp_path).failed.startswith("on-call: ")


def test_the_second_of_the_escalation_may_answer_when_it_is_their_turn(pager: Pager, tmp_path: Path) -> None:
    pager.person, pager.answers_after = LEILA, 0.1
    outcome = send("pagerduty", pager, tmp_path, person(INES), person(LEILA, 0.3))
    assert (outcome.answered, outcome.expected) == ("Leila Brandt", True)
    pager.incidents.clear()
    pager.answers_after = 0.0
    outcome = send("pagerduty", pager, tmp_path, person(INES), person(LEILA, 600))
    assert (outcome.expected, outcome.link) == (False, "on-call")


@pytest.mark.parametrize(
    ("way", "link"), [("pagerduty", "pager-service"), ("opsgenie", "pager-service"), ("webhook", "receiver")]
)
def test_taken_and_never_passed_on(way: Way, link: str, pager: Pager, tmp_path: Path) -> None:
    pager.deaf = True
    outcome = send(way, pager, tmp_path)
    assert outcome.link == link
    assert not list(called_lately(f"sqlite:///{tmp_path}/ledger.sqlite", [person(INES)], int(time.time())))


def test_a_resolved_incident_was_answered_by_whoever_resolved_it(pager: Pager, tmp_path: Path) -> None:
    def resolve(_method: str, _path: str) -> None:
        for incident in pager.incidents.values():
            incident.resolved = True

    pager.on_request = resolve
    assert send("pagerduty", pager, tmp_path).answered == "Ines Okafor"


@pytest.mark.parametrize("way", ["pagerduty", "opsgenie"])
def test_a_wrong_key_is_the_credential(way: Way, pager: Pager, tmp_path: Path) -> None:
    wrong = way_of(asked(way, pager), {**ENVIRONMENT, "EVENTS_KEY": "s3cret-of-another"}, 0.4)
    outcome = send_page(planned(way, tmp_path), wrong, quick())
    assert outcome.link == "credential"
    assert "s3cret" not in f"{outcome}{kept(tmp_path)}"
    assert not pager.incidents


def test_nobody_listens(pager: Pager, tmp_path: Path) -> None:
    pager.shutdown()
    pager.server_close()
    outcome = send("webhook", pager, tmp_path)
    assert outcome.link == "delivery"
    assert kept(tmp_path).failed.startswith("delivery: the webhook did not take it")


def test_no_answer_in_time_is_the_delivery(pager: Pager, tmp_path: Path) -> None:
    pager.on_request = lambda _method, _path: time.sleep(1)
    start = time.monotonic()
    assert send("webhook", pager, tmp_path).link == "delivery"
    assert time.monotonic() - start < 3


HOSTILE = {
    "no JSON": (200, {}, b"<html>hello</html>"),
    "huge": (200, {}, b"[" * (ANSWER_LIMIT + 10)),
    "deep": (200, {}, b"[" * 100_000),
    "another shape": (200, {}, {"acknowledged_by": {"name": "Ines"}, "incidents": 7, "data": []}),
    "an error": (500, {}, {"message": "oh"}),
    "another host": (302, {"Location": "http://other.example/"}, None),
    "in circles": (302, {"Location": "/tests/wk-1"}, None),
}


@pytest.mark.parametrize("way", DIRECT)
@pytest.mark.parametrize("fault", HOSTILE)
def test_an_answer_that_cannot_be_read_proves_nothing(way: Way, fault: str, pager: Pager, tmp_path: Path) -> None:
    question = {"pagerduty": "GET /incidents", "opsgenie": "GET /v2/alerts", "webhook": "GET /tests"}[way]
    pager.faults[question] = HOSTILE[fault]
    outcome = send(way, pager, tmp_path)
    assert (outcome.answered, outcome.expected, outcome.link) == ("", False, None)
    assert outcome.why
    assert kept(tmp_path) is None
    assert all(incident.resolved for incident in pager.incidents.values())


@pytest.mark.parametrize("name", ["x" * 100_000, "Ines\n\x1b[31m\u202e", "\ud800", "a" * 3 + "\0", " "])
def test_a_name_that_is_hostile_is_somebody_else_or_nobody(name: str, pager: Pager, tmp_path: Path) -> None:
    pager.person = {"id": "P", "name": name, "email": name}
    outcome = send("webhook", pager, tmp_path)
    assert not outcome.expected
    assert not outcome.notes


def test_a_redirect_of_the_page_itself_goes_to_no_other_host(pager: Pager, tmp_path: Path) -> None:
    other = Pager()
    pager.faults["POST /v2/enqueue"] = (307, {"Location": f"{other.url}/v2/enqueue"}, None)
    assert send("pagerduty", pager, tmp_path).link == "delivery"
    assert other.requests == []
    other.shutdown()
    other.server_close()


def test_ctrl_c_closes_it_and_keeps_that_they_were_called(pager: Pager, tmp_path: Path) -> None:
    pager.answers_after = None

    def stop(_seconds: float) -> None:
        raise KeyboardInterrupt

    way = way_of(asked("pagerduty", pager), ENVIRONMENT, 0.4)
    outcome = send_page(planned("pagerduty", tmp_path), way, quick(sleep=stop))
    assert (outcome.stopped, outcome.link) == (True, None)
    assert all(incident.resolved for incident in pager.incidents.values())
    assert kept(tmp_path) is None
    (told,) = called_lately(f"sqlite:///{tmp_path}/ledger.sqlite", [person(INES)], int(time.time()))
    assert "one in 30 days is enough" in told.message


def test_what_is_forbidden_is_not_sent(pager: Pager, tmp_path: Path) -> None:
    ready = planned("webhook", tmp_path)
    plan = structs.replace(ready.plan, refusals=(Problem("it is night"),))
    with pytest.raises(UnknownSubjectError, match="it is night"):
        send_page(structs.replace(ready, plan=plan), way_of(asked("webhook", pager), ENVIRONMENT, 0.4), quick())
    page = structs.replace(ready.plan.page, at=ready.plan.page.at - 3600)
    late = structs.replace(ready, plan=structs.replace(ready.plan, page=page))
    with pytest.raises(UsageError, match="sent now"):
        send_page(late, way_of(asked("webhook", pager), ENVIRONMENT, 0.4), quick())
    assert pager.requests == []


def test_a_test_that_cannot_be_closed_says_so(pager: Pager, tmp_path: Path) -> None:
    pager.faults["POST /v2/alerts/"] = (503, {}, None)
    outcome = send("opsgenie", pager, tmp_path)
    assert outcome.expected
    assert outcome.notes == ("it could not be closed (it answers with 503): close wk-1 by hand",)


def test_a_ledger_that_is_gone_stops_nothing_and_is_said(pager: Pager, tmp_path: Path) -> None:
    ready = structs.replace(planned("webhook", tmp_path), database="")
    outcome = send_page(ready, way_of(asked("webhook", pager), ENVIRONMENT, 0.4), quick())
    assert outcome.expected
    assert outcome.notes[0].startswith("what came of it was not kept")


def test_nobody_is_found_without_a_ledger(tmp_path: Path) -> None:
    (told,) = called_lately(f"{tmp_path}/none.sqlite", [person(INES)], int(time.time()))
    assert "cannot be known" in told.message
    assert read_tries(f"{tmp_path}/none.sqlite", [COMPONENT], 0, named=False).last is None
    problem = read_tries(f"{tmp_path}/none.sqlite", [COMPONENT], 0, named=True).problem
    assert problem is not None
    assert "there is no ledger at" in problem.message


def test_a_test_is_forgotten_for_consent_after_thirty_days(pager: Pager, tmp_path: Path) -> None:
    send("webhook", pager, tmp_path)
    database, now = f"sqlite:///{tmp_path}/ledger.sqlite", int(time.time())
    assert list(called_lately(database, [person(INES)], now + 29 * 86_400))
    assert not list(called_lately(database, [person(INES)], now + 31 * 86_400))
    assert not list(called_lately(database, [person(LEILA)], now))
    elsewhere = structs.replace(person(INES), references=("login:github:ines", "email:INES@harbor-lane.example"))
    assert list(called_lately(database, [elsewhere], now))


def test_no_key_nor_address_reaches_the_ledger(pager: Pager, tmp_path: Path) -> None:
    send("pagerduty", pager, tmp_path)
    with opened(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
        rows = "".join(str(row) for row in ledger.rows())
    assert KEY not in rows
    assert TOKEN not in rows
    assert "Ines" not in rows
    assert "ines@" not in rows


WRONG: dict[str, tuple[dict[str, Any], dict[str, str], str]] = {
    "no url": ({"url": ""}, {}, "where to send it is not said"),
    "no status": ({"status_url": ""}, {}, "nobody could tell who answered"),
    "a status of no test": ({"status_url": "http://127.0.0.1/tests"}, {}, "nobody could tell who answered"),
    "key missing": ({"key_variable": "NOT_THERE"}, {}, "NOT_THERE is not set"),
    "key blank": ({}, {"EVENTS_KEY": " "}, "EVENTS_KEY is not set"),
    "key of two lines": ({}, {"EVENTS_KEY": "a\nb"}, "holds characters that no key has"),
    "a password": ({"url": "https://ada:s3cret@pager.example/"}, {}, "holds a user or a password"),
    "no address": ({"url": "file:///etc/passwd"}, {}, "is no http or https address"),
    "no port": ({"url": "https://pager.example:port/"}, {}, "is no http or https address"),
    "clear text": ({"url": "http://pager.example/"}, {}, "in clear text"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_before_anything_is_sent(case: str, pager: Pager) -> None:
    changes, environment, says = WRONG[case]
    with pytest.raises(UsageError) as error:
        way_of(asked("webhook", pager, **changes), {**ENVIRONMENT, **environment}, 0.4)
    assert says in str(error.value)
    assert "s3cret" not in str(error.value)
    assert pager.requests == []


def test_pagerduty_needs_both_keys_and_says_so_at_once() -> None:
    with pytest.raises(UsageError) as error:
        way_of(PageAsk("pagerduty"), {}, 1)
    assert len(error.value.problems) == 2
    assert host_of(PageAsk("pagerduty")) == "events.pagerduty.com"
    assert host_of(PageAsk("webhook", "https://hooks.example/services/s3cret")) == "hooks.example"


def test_postgresql_answers_the_same(pager: Pager, postgres_database: str) -> None:
    ready = structs.replace(planned("webhook", Path()), database=postgres_database)
    assert send_page(ready, way_of(asked("webhook", pager), ENVIRONMENT, 0.4), quick()).notes == ()
    now = int(time.time())
    last = read_tries(postgres_database, [COMPONENT, "component:default/other"], now + 5, named=True).last or {}
    assert [(name, tried.person) for name, tried in last.items()] == [(COMPONENT, "Ines Okafor")]
    assert [
        one.name for one in (person(INES), person(LEILA)) if list(called_lately(postgres_database, [one], now))
    ] == ["Ines Okafor"]


def test_the_newest_test_counts_and_a_later_one_is_not_known_yet(pager: Pager, tmp_path: Path) -> None:
    send("webhook", pager, tmp_path)
    ready = planned("webhook", tmp_path)
    pager.answers_after = None
    later = structs.replace(ready.plan.page, id="wk-2", at=ready.plan.page.at + 30)
    again = structs.replace(ready, plan=structs.replace(ready.plan, page=later))
    send_page(again, way_of(asked("webhook", pager), ENVIRONMENT, 0.4), quick())
    now = int(time.time())
    database = f"sqlite:///{tmp_path}/ledger.sqlite"
    failed = [
        (read_tries(database, [COMPONENT], at, named=True).last or {})[COMPONENT].failed for at in (now + 10, now + 60)
    ]
    assert failed == ["", "person: nobody acknowledged it"]
