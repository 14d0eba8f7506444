"""Sends a test to Opsgenie (Alert API), and asks it who acknowledged the alert."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct

from watchkeeper.domain.readiness.page import DESCRIPTION, LivePage, Sight
from watchkeeper.evidence.paging.far_side import ANY, Transport, fields, not_taken, read, said, taken, texts

API = "https://api.opsgenie.com"


class _Report(Struct, rename="camel"):
    acknowledged_by: str | None = None
    closed_by: str | None = None


class _Alert(Struct):
    status: str = ""
    acknowledged: bool = False
    owner: str | None = None
    report: _Report | None = None


class _Answer(Struct):
    data: _Alert


class ViaOpsgenie:
    """Opsgenie takes a request at once and works it off later; the alias of the alert is the test's id."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, page: LivePage) -> Sight:
        """Open one alert."""
        alert = {
            "message": page.summary, "alias": page.id, "description": DESCRIPTION, "source": "watchkeeper",
            "entity": page.name, "priority": "P1", "tags": ["watchkeeper-test"], "details": fields(page),
        }  # fmt: skip
        reply = self._transport.send("POST", "/v2/alerts", alert, accept=ANY)
        if not taken(reply):
            return not_taken(reply, "Opsgenie")
        return Sight("unseen", "pager-service", "Opsgenie took it and opened no alert")

    def look(self, page: LivePage) -> Sight:
        """The alert, and who acknowledged or closed it; when, Opsgenie tells only as a duration."""
        reply = self._transport.send("GET", f"{_path(page)}?identifierType=alias", accept=ANY)
        if reply.status == 404:
            return Sight("unseen", "pager-service", "Opsgenie took it and opened no alert")
        found = read(reply, _Answer) if taken(reply) else None
        if found is None:
            why = "it is not what Opsgenie answers" if taken(reply) else said(reply)
            return Sight("unclear", None, f"Opsgenie cannot be asked who answered: {why}")
        alert, report = found.data, found.data.report or _Report()
        if not alert.acknowledged and alert.status != "closed":
            return Sight("waiting")
        by = texts(report.acknowledged_by or report.closed_by or alert.owner)
        return Sight("answered", by=by) if by else Sight("waiting")

    def close(self, page: LivePage, at: int) -> str:
        """Close the alert."""
        del at
        body = {"source": "watchkeeper", "note": "the test is over"}
        reply = self._transport.send("POST", f"{_path(page)}/close?identifierType=alias", body, accept=ANY)
        return "" if taken(reply) else said(reply)


def _path(page: LivePage) -> str:
    return f"/v2/alerts/{quote(page.id, safe='')}"
