"""Sends requests to one forge's API: patient within a bound, and never to another host."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from email.message import Message
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import msgspec
from msgspec import Struct

from watchkeeper import __version__
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError

ANSWER_LIMIT = 16 << 20
MOST_REDIRECTS = 3
PASSING = frozenset({0, 429, 500, 502, 503, 504})
"""Answers that another try may better; 0 stands for no answer at all."""
REPEATABLE = frozenset({"GET", "PUT", "PATCH", "DELETE"})


class Answer(Struct, frozen=True):
    """What came back: the HTTP status (0 = nothing came), headers in lower case, the body."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = {}
    reason: str = ""


class Sent(Struct, frozen=True):
    """One request as it was, or would be, sent. `path` is below the API's root."""

    method: str
    path: str
    body: object = None


class Transport(Protocol):
    """Carries requests of the adapters; `needs` names the permission, for the error text."""

    def send(
        self, method: str, path: str, body: object = None, *, needs: str = "", accept: Collection[int] = ()
    ) -> Answer:
        """The answer, or an error that says what to do. Statuses in `accept` are answers too."""


class Patience(Struct, frozen=True):
    """Bounds of waiting, in seconds: one answer, the first pause, all pauses together; and tries."""

    answer: float = 20.0
    pause: float = 1.0
    total: float = 60.0
    tries: int = 4


class Connection:
    """A connection to the API of one host. The headers hold the token and are never shown."""

    def __init__(self, root: str, headers: Mapping[str, str], patience: Patience = Patience()) -> None:  # noqa: B008
        parts = urlsplit(root)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(Problem(f"{root!r} is no API address", remedy="give one such as https://api.github.com"))
        self.sent: list[Sent] = []
        self._root = root.rstrip("/")
        self._headers = {"User-Agent": f"watchkeeper/{__version__}", "Accept": "application/json", **headers}
        self._patience = patience
        self._opener = urllib.request.build_opener(_NoRedirect)

    def send(
        self, method: str, path: str, body: object = None, *, needs: str = "", accept: Collection[int] = ()
    ) -> Answer:
        """Send one request and wait for its answer.

        What can be repeated safely is tried again after a passing fault. A POST is tried again only
        when the forge said that it did not take it (429, or Retry-After), so nothing is posted twice.

        Raises:
            UsageError: the forge refuses the token or does not know the path.
            UnknownSubjectError: no usable answer came in time.
        """
        self.sent.append(Sent(method, path, body))
        waited = 0.0
        for attempt in range(1, self._patience.tries + 1):
            answer = self._follow(method, path, body)
            if 200 <= answer.status < 300 or answer.status in accept:
                return answer
            delay = self._delay(method, answer, attempt)
            if delay is None or attempt == self._patience.tries or waited + delay > self._patience.total:
                break
            time.sleep(delay)
            waited += delay
        raise _refusal(method, path, answer, needs)

    def _delay(self, method: str, answer: Answer, attempt: int) -> float | None:
        """Seconds until the next try, or None when there should be none."""
        asked = answer.headers.get("retry-after", "")
        if asked.isascii() and asked.isdigit() and answer.status in {*PASSING, 403}:
            return float(asked)
        if answer.status == 429 or (answer.status in PASSING and method in REPEATABLE):
            return float(self._patience.pause * 2 ** (attempt - 1))
        return None

    def _follow(self, method: str, path: str, body: object) -> Answer:
        """The answer behind redirects on the same host; the token goes nowhere else."""
        url = self._root + path
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._once(method, url, body)
            moved = urljoin(url, answer.headers.get("location", ""))
            if answer.status not in {301, 302, 307, 308} or (answer.status < 307 and method != "GET"):
                return answer
            if urlsplit(moved)[:2] != urlsplit(self._root)[:2]:
                return Answer(answer.status, reason=f"it redirects to another host, {urlsplit(moved).hostname}")
            url = moved
        return Answer(310, reason="it redirects in circles")

    def _once(self, method: str, url: str, body: object) -> Answer:
        content = None if body is None else msgspec.json.encode(body)
        headers = self._headers if body is None else {**self._headers, "Content-Type": "application/json"}
        request = urllib.request.Request(url, content, headers, method=method)  # noqa: S310 - http(s) was checked
        try:
            with self._opener.open(request, timeout=self._patience.answer) as response:
                return _read(response.status, response.headers, _body(response, self._patience.answer))
        except urllib.error.HTTPError as error:
            with error:
                return _read(error.code, error.headers, _body(error, self._patience.answer))
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, reason=str(getattr(error, "reason", error)) or type(error).__name__)


class Rehearsal:
    """Keeps the requests instead of sending them; every question is answered with nothing."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def send(
        self, method: str, path: str, body: object = None, *, needs: str = "", accept: Collection[int] = ()
    ) -> Answer:
        """Keep the request. The answer to a question is JSON's null."""
        del needs, accept
        self.sent.append(Sent(method, path, body))
        return Answer(200, b"null")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Hands redirects back: the standard library would send the token along to any host."""

    def redirect_request(self, *_: object) -> None:
        """Never."""


def _body(response: http.client.HTTPResponse | urllib.error.HTTPError, seconds: float) -> bytes:
    """The body up to the limit. A host that sends it in drops is left after so many seconds.

    Each drop would start the timeout of the connection anew.

    Raises:
        TimeoutError: it took too long.
    """
    end = time.monotonic() + seconds
    parts: list[bytes] = []
    size = 0
    while size <= ANSWER_LIMIT and (part := response.read1(ANSWER_LIMIT + 1 - size)):
        parts.append(part)
        size += len(part)
        if time.monotonic() > end:
            raise TimeoutError("the answer takes too long")
    return b"".join(parts)


def _read(status: int, headers: Message, body: bytes) -> Answer:
    if len(body) > ANSWER_LIMIT:
        return Answer(0, reason=f"the answer is larger than {ANSWER_LIMIT:,} bytes")
    return Answer(status, body, {name.lower(): value for name, value in headers.items()})


def _refusal(method: str, path: str, answer: Answer, needs: str) -> UsageError | UnknownSubjectError:
    said = answer.reason or _message(answer.body)
    what = f"{method} {path.partition('?')[0]}: {answer.status or 'no answer'}" + (f" ({said})" if said else "")
    needed = answer.headers.get("x-accepted-github-permissions") or needs
    if answer.status == 401:
        return UsageError(Problem(what, remedy="the token is wrong or has expired: give the job a valid one"))
    if answer.status == 403 and answer.headers.get("x-ratelimit-remaining") == "0":
        return UnknownSubjectError(Problem(what, remedy="the token's rate limit is used up: run the job again later"))
    if answer.status == 403:
        return UsageError(Problem(what, remedy=f"the token lacks a permission: {needed or 'see the path'}"))
    if answer.status == 404:
        remedy = f"check the repository and the number, and that the token has: {needed or 'read access'}"
        return UsageError(Problem(what, remedy=remedy))
    remedy = "run the job again; if it stays so, look at the forge's status page"
    return UnknownSubjectError(Problem(what, remedy=remedy))


def _message(body: bytes) -> str:
    """What the forge said in its own words, on one line, at most 300 characters."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return ""
    text = said.get("message") or said.get("error") if isinstance(said, dict) else ""
    text = text if isinstance(text, str) else str(text or "")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]
