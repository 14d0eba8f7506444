"""Asks a status address who acknowledged a test: any service that answers with a small JSON object will do."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct

from watchkeeper.domain.readiness.page import LivePage, Sight
from watchkeeper.evidence.paging.far_side import ANY, Transport, read, said, taken, texts

PLACE = "{id}"


class _Status(Struct):
    """The whole contract. `acknowledged_by` is an address, a login or a name."""

    acknowledged_by: str | None = None
    acknowledged_at: str | None = None


class StatusAddress:
    """A path with `{id}` on one host. 404 says that the test was never seen there."""

    def __init__(self, transport: Transport, path: str) -> None:
        self._transport = transport
        self._path = path

    def look(self, page: LivePage) -> Sight:
        """Who acknowledged it, if anybody did."""
        reply = self._transport.send("GET", self._path.replace(PLACE, quote(page.id, safe="")), accept=ANY)
        if reply.status == 404:
            return Sight("unseen", "receiver", "its pager never heard of it")
        found = read(reply, _Status) if taken(reply) else None
        if found is None:
            why = "no JSON object of the expected shape" if taken(reply) else said(reply)
            return Sight("unclear", None, f"the status address gives no usable answer: {why}")
        by = texts(found.acknowledged_by)
        return Sight("answered", by=by, at=found.acknowledged_at or "") if by else Sight("waiting")
