"""What a connection does when the forge is slow, moves, refuses or lies."""

from __future__ import annotations

import contextlib
import socket
import time
from threading import Event, Thread
from typing import Any

import pytest

from watchkeeper.domain.problems import UnknownSubjectError, UsageError, WatchkeeperError
from watchkeeper.forges.http import ANSWER_LIMIT, Connection, Patience, Rehearsal

AUTHORIZED = {"Authorization": "Bearer t0ken"}
QUICK = Patience(answer=5.0, pause=0.0, total=60.0, tries=4)
COMMENTS = "/repos/acme/shop/issues/7/comments"


def connect(host: Any, patience: Patience = QUICK) -> Connection:
    return Connection(host.url, AUTHORIZED, patience)


def problem(error: pytest.ExceptionInfo[WatchkeeperError]) -> str:
    assert "t0ken" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_question_is_asked_again_after_a_passing_fault(github: Any, status: int) -> None:
    github.faults = [(status, {}, None)] * 3
    assert connect(github).send("GET", COMMENTS).body == b"[]"
    assert len(github.requests) == 4


def test_tries_are_bounded(github: Any) -> None:
    github.faults = [(500, {}, None)] * 9
    with pytest.raises(UnknownSubjectError) as error:
        connect(github).send("GET", COMMENTS)
    assert len(github.requests) == 4
    assert "500" in problem(error)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_post_that_may_have_arrived_is_not_repeated(github: Any, status: int) -> None:
    github.faults = [(status, {}, None)]
    with pytest.raises(UnknownSubjectError):
        connect(github).send("POST", COMMENTS, {"body": "hello"})
    assert len(github.requests) == 1


@pytest.mark.parametrize(
    "fault", [(429, {}, None), (503, {"Retry-After": "0"}, None), (403, {"Retry-After": "0"}, None)]
)
def test_a_post_that_was_not_taken_is_repeated(github: Any, fault: Any) -> None:
    github.faults = [fault]
    connect(github).send("POST", COMMENTS, {"body": "hello"})
    assert github.bodies() == ["hello"]


def test_retry_after_is_honoured(github: Any) -> None:
    github.faults = [(429, {"Retry-After": "1"}, None)]
    start = time.monotonic()
    connect(github).send("GET", COMMENTS)
    assert time.monotonic() - start >= 1.0


@pytest.mark.parametrize("seconds", ["3600", "9" * 400])
def test_nobody_waits_longer_than_the_bound(github: Any, seconds: str) -> None:
    github.faults = [(429, {"Retry-After": seconds}, None)]
    with pytest.raises(UnknownSubjectError):
        connect(github).send("GET", COMMENTS)
    assert len(github.requests) == 1


def test_a_redirect_on_the_same_host_is_followed_with_the_method(github: Any) -> None:
    github.faults = [(307, {"Location": f"{github.url}{COMMENTS}"}, None)]
    connect(github).send("POST", "/repositories/5/issues/7/comments", {"body": "moved"})
    assert github.bodies() == ["moved"]


def test_the_token_does_not_follow_a_redirect_to_another_host(github: Any, gitlab: Any) -> None:
    github.faults = [(302, {"Location": f"{gitlab.url}/user"}, None)]
    with pytest.raises(UnknownSubjectError) as error:
        connect(github).send("GET", COMMENTS)
    assert gitlab.requests == []
    assert "another host" in problem(error)


def test_a_post_is_not_turned_into_a_get(github: Any) -> None:
    github.faults = [(302, {"Location": f"{github.url}{COMMENTS}"}, None)]
    with pytest.raises(UnknownSubjectError):
        connect(github).send("POST", COMMENTS, {"body": "hello"})
    assert [m for m, _, _ in github.requests] == ["POST"]


def test_circles_end(github: Any) -> None:
    github.faults = [(302, {"Location": f"{github.url}{COMMENTS}"}, None)] * 50
    with pytest.raises(UnknownSubjectError):
        connect(github).send("GET", COMMENTS)
    assert len(github.requests) == 4


def test_a_missing_permission_is_named_as_the_forge_names_it(github: Any) -> None:
    github.denied = {"checks"}
    with pytest.raises(UsageError) as error:
        connect(github).send("POST", "/repos/acme/shop/check-runs", {}, needs="checks: write")
    assert "checks=write" in problem(error)
    assert "Resource not accessible by integration" in problem(error)


def test_a_missing_permission_is_named_when_the_forge_does_not(gitlab: Any) -> None:
    gitlab.faults = [(403, {}, {"message": "403 Forbidden"})]
    with pytest.raises(UsageError) as error:
        connect(gitlab).send("GET", "/user", needs="scope api")
    assert "scope api" in problem(error)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ((401, {}, {"message": "Bad credentials"}), "expired"),
        ((404, {}, {"message": "Not Found"}), "checks: write"),
        ((403, {"X-RateLimit-Remaining": "0"}, {"message": "API rate limit exceeded"}), "later"),
        ((422, {}, {"message": "Validation Failed"}), "Validation Failed"),
        ((400, {}, {"error": "state does not have a valid value"}), "valid value"),
        ((418, {}, ["odd"]), "418"),
        ((418, {}, {"message": "\x1b[31mred\n\n::error::x"}), "[31mred ::error::x"),
    ],
)
def test_refusals_say_what_to_do(github: Any, fault: Any, words: str) -> None:
    github.faults = [fault]
    with pytest.raises(WatchkeeperError) as error:
        connect(github).send("POST", COMMENTS, {}, needs="checks: write")
    assert words in problem(error)
    assert "\n" not in problem(error)
    assert "\x1b" not in problem(error)


def test_accepted_statuses_are_answers(github: Any) -> None:
    assert connect(github).send("DELETE", "/repos/acme/shop/issues/comments/1", accept=(404,)).status == 404


def test_nobody_there() -> None:
    with pytest.raises(UnknownSubjectError) as error:
        Connection("http://127.0.0.1:1", AUTHORIZED, QUICK).send("GET", "/x")
    assert "no answer" in problem(error)


def test_a_silent_forge_is_given_up(github: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def dawdle(*_: Any) -> Any:
        time.sleep(0.5)
        return 200, {}, []

    monkeypatch.setattr(github, "reply", dawdle)
    with pytest.raises(UnknownSubjectError):
        Connection(github.url, AUTHORIZED, Patience(answer=0.1, pause=0.0, tries=1)).send("GET", "/x")


def test_an_endless_answer_is_cut(github: Any) -> None:
    github.faults = [(200, {}, "x" * (ANSWER_LIMIT + 10))]
    with pytest.raises(UnknownSubjectError) as error:
        connect(github, Patience(tries=1)).send("GET", COMMENTS)
    assert "larger than" in problem(error)


@pytest.mark.parametrize("root", ["file:///etc", "ftp://example.com", "api.github.com", "", "https://"])
def test_only_http_addresses_are_taken(root: str) -> None:
    with pytest.raises(UsageError):
        Connection(root, {})


def test_a_rehearsal_sends_nothing() -> None:
    rehearsal = Rehearsal()
    assert rehearsal.send("GET", "/x").body == b"null"
    assert [r.path for r in rehearsal.sent] == ["/x"]


def test_a_host_that_answers_in_drops_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = Event()

        def drip() -> None:
            client, _ = server.accept()
            with client, contextlib.suppress(OSError):
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                while not stop.wait(0.05):
                    client.sendall(b"x")

        thread = Thread(target=drip)
        thread.start()
        start = time.monotonic()
        answer = Connection(f"http://127.0.0.1:{server.getsockname()[1]}", {}, Patience(answer=0.3)).send(
            "GET", "/", accept=(0,)
        )
        stop.set()
        thread.join()
    assert (answer.status, answer.reason) == (0, "the answer takes too long")
    assert time.monotonic() - start < 3
