"""Sends a test to any address as one JSON object; who answered is asked at a status address."""

from __future__ import annotations

from watchkeeper.domain.readiness.page import DESCRIPTION, LivePage, Sight
from watchkeeper.domain.times import utc
from watchkeeper.evidence.paging.far_side import ANY, Reply, Transport, not_taken, said, taken
from watchkeeper.evidence.paging.status import StatusAddress


class ViaWebhook:
    """`path` is the address below its host."""

    def __init__(self, transport: Transport, path: str, status: StatusAddress) -> None:
        self._transport = transport
        self._path = path
        self._status = status

    def send(self, page: LivePage) -> Sight:
        """Send it as firing."""
        reply = self._post(page, "firing", page.at)
        if not taken(reply):
            return not_taken(reply, "the webhook")
        return Sight("unseen", "receiver", "the webhook took it, and its pager never heard of it")

    def look(self, page: LivePage) -> Sight:
        """Who answered."""
        return self._status.look(page)

    def close(self, page: LivePage, at: int) -> str:
        """Send it as resolved."""
        reply = self._post(page, "resolved", at)
        return "" if taken(reply) else said(reply)

    def _post(self, page: LivePage, status: str, at: int) -> Reply:
        body = {
            "schema": "watchkeeper.test-page/1", "id": page.id, "status": status, "at": utc(at),
            "component": page.component, "summary": page.summary, "description": DESCRIPTION,
            "labels": page.all_labels,
        }  # fmt: skip
        return self._transport.send("POST", self._path, body, accept=ANY)
