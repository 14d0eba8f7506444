"""Whatever a far side answers, a way tells what it saw and never claims an answer that nobody gave."""

from __future__ import annotations

import json
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.readiness.page import LivePage, Sight
from watchkeeper.evidence.paging.alertmanager import ViaAlertmanager
from watchkeeper.evidence.paging.far_side import Pager
from watchkeeper.evidence.paging.opsgenie import ViaOpsgenie
from watchkeeper.evidence.paging.pagerduty import ViaPagerDuty
from watchkeeper.evidence.paging.status import StatusAddress
from watchkeeper.evidence.paging.webhook import ViaWebhook
from watchkeeper.forges.http import Answer

PAGE = LivePage(
    "wk-1", "component:default/pay", "pay", "PayErrors", {"alertname": "PayErrors"}, "webhook", "x", (), 0, 60
)
KEYS = st.sampled_from(
    ["acknowledged_by", "acknowledged_at", "incidents", "acknowledgements", "acknowledger", "status", "data", "report",
     "labels", "receivers", "name", "state", "incident_key", "last_status_change_by", "type", "acknowledged"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["user", "resolved", "wk-1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
BODIES = st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode())


class Saying:
    """A transport over which always the same comes back."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def send(self, method: str, path: str, body: object = None, *, accept: Collection[int] = ()) -> Answer:
        del method, path, body, accept
        return self._answer


def ways(answer: Answer) -> list[Pager]:
    there = Saying(answer)
    status = StatusAddress(there, "/tests/{id}")
    return [
        ViaAlertmanager(there, status), ViaPagerDuty(there, there, "k"), ViaOpsgenie(there),
        ViaWebhook(there, "/", status),
    ]  # fmt: skip


@given(st.sampled_from([0, 200, 202, 204, 302, 401, 404, 429, 500]), BODIES)
def test_any_answer_is_read_or_said_to_be_unreadable(status: int, body: bytes) -> None:
    for way in ways(Answer(status, body)):
        for sight in (way.send(PAGE), way.look(PAGE), way.look(PAGE)):
            assert isinstance(sight, Sight)
            assert bool(sight.by) == (sight.state == "answered")
            assert sight.state in {"waiting", "answered"} or sight.why
        assert isinstance(way.close(PAGE, 60), str)


@pytest.mark.parametrize("status", [0, 401, 429, 500, 503])
def test_a_failed_question_is_never_an_answer(status: int) -> None:
    body = json.dumps({"acknowledged_by": "ada", "incidents": [], "data": {"acknowledged": True}}).encode()
    for way in ways(Answer(status, body)):
        assert way.look(PAGE).state == "unclear"


def test_an_incident_of_another_test_is_none_of_ours() -> None:
    user = {"type": "user_reference", "summary": "Ada"}
    other = {"incident_key": "wk-2", "status": "acknowledged", "acknowledgements": [{"at": "", "acknowledger": user}]}
    there = Saying(Answer(200, json.dumps({"incidents": [other]}).encode()))
    assert ViaPagerDuty(there, there, "k").look(PAGE).state == "unseen"


def test_a_service_that_acknowledges_by_itself_is_nobody() -> None:
    robot = {"type": "service_reference", "summary": "auto"}
    acknowledged = [{"at": "", "acknowledger": robot}]
    one = {
        "incident_key": "wk-1",
        "status": "acknowledged",
        "acknowledgements": acknowledged,
        "last_status_change_by": robot,
    }
    there = Saying(Answer(200, json.dumps({"incidents": [one]}).encode()))
    assert ViaPagerDuty(there, there, "k").look(PAGE).state == "waiting"
