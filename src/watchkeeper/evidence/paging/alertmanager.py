"""Sends a test to Alertmanager (API v2): it takes the route of the real alert, with one label more."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import urlencode

from msgspec import Struct

from watchkeeper.domain.readiness.page import DESCRIPTION, LABEL, LivePage, Sight
from watchkeeper.domain.times import utc
from watchkeeper.evidence.paging.far_side import ANY, Transport, read, said, taken
from watchkeeper.evidence.paging.status import StatusAddress

ALERTS = "/api/v2/alerts"
GRACE = 300
"""Seconds after the last look at which Alertmanager closes the test by itself, should nobody do it."""


class _State(Struct):
    state: str = ""


class _Receiver(Struct):
    name: str = ""


class _Alert(Struct):
    labels: dict[str, str]
    status: _State
    receivers: tuple[_Receiver, ...] = ()


class ViaAlertmanager:
    """Alertmanager takes the alert; who answered is asked at a status address."""

    def __init__(self, transport: Transport, status: StatusAddress) -> None:
        self._transport = transport
        self._status = status
        self._routed = False

    def send(self, page: LivePage) -> Sight:
        """Send it, unless the real alert fires or another test runs."""
        there = self._alerts(f"alertname={json.dumps(page.alert)}")
        if isinstance(there, Sight):
            return there
        if busy := _busy(page, there):
            return Sight("refused", None, busy)
        reply = self._post(page, page.at + page.wait + GRACE)
        if not reply[0]:
            return Sight("failed", "delivery", f"Alertmanager did not take it: {reply[1]}")
        return Sight("unseen", "delivery", "Alertmanager took it and does not show it")

    def look(self, page: LivePage) -> Sight:
        """First whether it is on its way to the right receiver, then who answered."""
        if not self._routed:
            found = self._alerts(f"{LABEL}={json.dumps(page.id)}")
            if isinstance(found, Sight):
                return Sight("unclear", None, found.why)
            if (sight := _routed(page, found)) is not None:
                return sight
            self._routed = True
        return self._status.look(page)

    def close(self, page: LivePage, at: int) -> str:
        """Let it end now."""
        done, why = self._post(page, at)
        return "" if done else why

    def _post(self, page: LivePage, ends: int) -> tuple[bool, str]:
        alert = {
            "labels": page.all_labels,
            "annotations": {"summary": page.summary, "description": DESCRIPTION},
            "startsAt": utc(page.at),
            "endsAt": utc(ends),
        }
        reply = self._transport.send("POST", ALERTS, [alert], accept=ANY)
        return taken(reply), said(reply)

    def _alerts(self, matcher: str) -> tuple[_Alert, ...] | Sight:
        reply = self._transport.send("GET", f"{ALERTS}?{urlencode({'filter': matcher})}", accept=ANY)
        found = read(reply, tuple[_Alert, ...]) if taken(reply) else None
        if found is None:
            why = "it is not what Alertmanager answers" if taken(reply) else said(reply)
            return Sight("failed", "delivery", f"Alertmanager cannot be asked: {why}")
        return found


def _busy(page: LivePage, there: Iterable[_Alert]) -> str:
    """Why this is no time for a test."""
    for alert in there:
        if LABEL in alert.labels:
            return "another test of this alert is running"
        if page.labels.items() <= alert.labels.items():
            return f"{page.alert} fires right now: something may really be broken"
    return ""


def _routed(page: LivePage, found: Iterable[_Alert]) -> Sight | None:
    """What is wrong with the way that it takes, None if it is on its way."""
    alert = next(iter(found), None)
    if alert is None:
        return Sight("unseen", "delivery", "Alertmanager took it and does not show it")
    if alert.status.state == "suppressed":
        return Sight("failed", "inhibition", "Alertmanager holds it back: a silence, or another alert")
    names = [receiver.name for receiver in alert.receivers]
    if page.receiver and page.receiver not in names:
        shown = ", ".join(names)[:200] or "none"
        return Sight("failed", "route", f"it went to the receiver {shown}, not to {page.receiver}")
    return None
