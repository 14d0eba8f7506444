"""A small pager on loopback: it opens incidents, a made-up person answers after a while, and it tells who did.

It speaks as much as a test needs of Alertmanager's webhook (version 4), PagerDuty's events and incidents,
Opsgenie's alerts, and a plain webhook with a status address.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from watchkeeper.domain.readiness.page import LABEL

KEY = "1" * 32
TOKEN = "r3st-t0ken"
INES = {"id": "PINES01", "name": "Ines Okafor", "email": "ines@harbor-lane.example"}
LEILA = {"id": "PLEIL02", "name": "Leila Brandt", "email": "leila@harbor-lane.example"}
Reply = tuple[int, dict[str, str], Any]


class Incident:
    """One incident, open until it is resolved."""

    def __init__(self, key: str, title: str) -> None:
        self.key = key
        self.title = title
        self.opened = time.time()
        self.resolved = False
        self.triggers = 1


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the pager."""

    server: Pager

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        status, headers, answer = self.server.reply(self.command, self.path, dict(self.headers.items()), body)
        content = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
        with contextlib.suppress(ConnectionError):  # a client may leave early
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST = handle_any  # noqa: N815 - the standard library's names

    def log_message(self, *_: Any) -> None:
        """Nothing: the pager keeps the requests."""


class Pager(ThreadingHTTPServer):
    """`person` answers `answers_after` seconds after the incident was opened (None = never)."""

    daemon_threads = True

    def __init__(self, person: dict[str, str] = INES, answers_after: float | None = 0.0) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.person = person
        self.answers_after = answers_after
        self.incidents: dict[str, Incident] = {}
        self.requests: list[tuple[str, str, Any]] = []
        self.headers_seen: list[dict[str, str]] = []
        self.faults: dict[str, Reply] = {}
        self.deaf = False
        self.on_request: Callable[[str, str], None] = lambda _method, _path: None
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def reply(self, method: str, target: str, headers: dict[str, str], body: Any) -> Reply:
        """The answer to one request; a fault for a `METHOD /path` prefix is served first."""
        self.requests.append((method, target, body))
        self.headers_seen.append(headers)
        self.on_request(method, target)
        for prefix, fault in self.faults.items():
            if f"{method} {target}".startswith(prefix):
                return fault
        parts = urlsplit(target)
        for route_method, pattern, name in ROUTES:
            match = re.fullmatch(pattern, parts.path)
            if match and route_method == method:
                found: Reply = getattr(self, name)(parse_qs(parts.query), body, headers, *map(unquote, match.groups()))
                return found
        return 404, {}, {"message": "not found"}

    def note(self, key: str, title: str, *, firing: bool) -> None:
        """Open, fold into the open one, or resolve."""
        if self.deaf:
            return
        there = self.incidents.get(key)
        if not firing:
            if there:
                there.resolved = True
        elif there and not there.resolved:
            there.triggers += 1
        else:
            self.incidents[key] = Incident(key, title)

    def answered_at(self, incident: Incident) -> str:
        """When the person answered, "" if they have not yet."""
        if self.answers_after is None or time.time() < incident.opened + self.answers_after:
            return ""
        return datetime.fromtimestamp(incident.opened + self.answers_after, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def from_alertmanager(self, _query: Any, body: Any, _headers: Any, _receiver: str) -> Reply:
        """The webhook: one incident a test label."""
        for alert in body["alerts"]:
            firing = alert["status"] == "firing"
            self.note(alert["labels"].get(LABEL, "real"), alert["annotations"].get("summary", ""), firing=firing)
        return 200, {}, {}

    def from_webhook(self, _query: Any, body: Any, _headers: Any) -> Reply:
        """The plain webhook."""
        self.note(body["id"], body["summary"], firing=body["status"] == "firing")
        return 204, {}, None

    def status(self, _query: Any, _body: Any, _headers: Any, key: str) -> Reply:
        """Who answered."""
        incident = self.incidents.get(key)
        if incident is None:
            return 404, {}, {}
        at = self.answered_at(incident)
        return 200, {}, {"acknowledged_by": self.person["email"] if at else None, "acknowledged_at": at or None}

    def enqueue(self, _query: Any, body: Any, _headers: Any) -> Reply:
        """PagerDuty's events: 202 with the key, 400 for a key that is none."""
        if body["routing_key"] != KEY:
            errors = ["Invalid routing key"]
            return 400, {}, {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
        title = body["payload"]["summary"] if body["event_action"] == "trigger" else ""
        self.note(body["dedup_key"], title, firing=body["event_action"] == "trigger")
        return 202, {}, {"status": "success", "message": "Event processed", "dedup_key": body["dedup_key"]}

    def list_incidents(self, query: Any, _body: Any, headers: dict[str, str]) -> Reply:
        """PagerDuty's incidents by key; once resolved they tell no acknowledgements any more."""
        if headers.get("Authorization") != f"Token token={TOKEN}":
            return 401, {}, {"error": {"message": "Unauthorized", "code": 2006}}
        found = [one for one in self.incidents.values() if one.key in query.get("incident_key", [])]
        return 200, {}, {"incidents": [self._incident(one) for one in found], "limit": 25, "offset": 0, "more": False}

    def _incident(self, one: Incident) -> dict[str, Any]:
        at = self.answered_at(one)
        user = {"id": self.person["id"], "type": "user_reference", "summary": self.person["name"]}
        status = "resolved" if one.resolved else "acknowledged" if at else "triggered"
        service = {"id": "PSVCAPI", "type": "service_reference", "summary": "customer-api"}
        return {
            "id": "Q1", "type": "incident", "incident_key": one.key, "title": one.title, "status": status,
            "acknowledgements": [{"at": at, "acknowledger": user}] if at and not one.resolved else [],
            "last_status_change_at": at, "last_status_change_by": user if at else service, "service": service,
        }  # fmt: skip

    def create_alert(self, _query: Any, body: Any, headers: dict[str, str]) -> Reply:
        """Opsgenie takes it and works it off later."""
        if headers.get("Authorization") != f"GenieKey {KEY}":
            return 422, {}, {"message": "Key format is not valid!", "took": 0.0, "requestId": "r0"}
        assert len(body["message"]) <= 130
        self.note(body["alias"], body["message"], firing=True)
        return 202, {}, {"result": "Request will be processed", "took": 0.3, "requestId": "r1"}

    def get_alert(self, query: Any, _body: Any, _headers: Any, alias: str) -> Reply:
        """Opsgenie's alert with its report."""
        assert query["identifierType"] == ["alias"]
        incident = self.incidents.get(alias)
        if incident is None:
            return 404, {}, {"message": "Alert not found", "took": 0.0, "requestId": "r2"}
        at = self.answered_at(incident)
        report = {"ackTime": 1200, "acknowledgedBy": self.person["email"]} if at else {}
        status = "closed" if incident.resolved else "open"
        return 200, {}, {"data": {"alias": alias, "status": status, "acknowledged": bool(at), "report": report}}

    def close_alert(self, _query: Any, _body: Any, _headers: Any, alias: str) -> Reply:
        """Opsgenie closes it."""
        self.note(alias, "", firing=False)
        return 202, {}, {"result": "Request will be processed", "took": 0.1, "requestId": "r3"}


ROUTES = (
    ("POST", r"/alertmanager/([^/]+)", "from_alertmanager"),
    ("POST", r"/hook", "from_webhook"),
    ("GET", r"/tests/([^/]+)", "status"),
    ("POST", r"/v2/enqueue", "enqueue"),
    ("GET", r"/incidents", "list_incidents"),
    ("POST", r"/v2/alerts", "create_alert"),
    ("GET", r"/v2/alerts/([^/]+)", "get_alert"),
    ("POST", r"/v2/alerts/([^/]+)/close", "close_alert"),
)
