"""What a way of sending a test is, and how answers of a far side that may lie are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol, TypeVar

import msgspec

from watchkeeper.domain.readiness.drill import LinkId
from watchkeeper.domain.readiness.page import LivePage, Sight

ANY = range(1000)
"""Every status is an answer here, also none at all (0): what it means is for the way to say."""
REFUSED = frozenset({400, 401, 403, 404, 422})
"""Answers of a pager to a key that it does not take."""
LONGEST = 200
T = TypeVar("T")


class Reply(Protocol):
    """What came back: the HTTP status (0 = nothing), headers, the body, and why nothing came."""

    @property
    def status(self) -> int:
        """The HTTP status, 0 for no answer."""

    @property
    def body(self) -> bytes:
        """The body, bounded by whoever carried it."""

    @property
    def reason(self) -> str:
        """Why there is no usable answer, "" if there is."""


class Transport(Protocol):
    """Carries requests to one host and to no other, within bounds of time and size."""

    def send(self, method: str, path: str, body: object = None, *, accept: Collection[int] = ()) -> Reply:
        """The answer; statuses in `accept` are answers too."""


class Pager(Protocol):
    """A way that a test takes."""

    def send(self, page: LivePage) -> Sight:
        """Send it once: waiting or unseen if it was taken; failed with the link; refused before anything was sent."""

    def look(self, page: LivePage) -> Sight:
        """What is known of it now."""

    def close(self, page: LivePage, at: int) -> str:
        """Close it; why that did not work, "" if it did."""


def taken(reply: Reply) -> bool:
    """Whether a request was taken."""
    return 200 <= reply.status < 300


def said(reply: Reply) -> str:
    """A reply that is no good in a few words; never its text, which may repeat a key."""
    return reply.reason[:LONGEST] if reply.status == 0 or reply.reason else f"it answers with {reply.status}"


def not_taken(reply: Reply, where: str) -> Sight:
    """A pager did not take the test: its key is wrong, or it cannot be reached."""
    link: LinkId = "credential" if reply.status in REFUSED else "delivery"
    return Sight("failed", link, f"{where} did not take it: {said(reply)}")


def read(reply: Reply, shape: type[T]) -> T | None:
    """The answer as a value, None if it is none of that shape."""
    try:
        return msgspec.json.decode(reply.body, type=shape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def texts(*values: str | None) -> tuple[str, ...]:
    """Texts that mean somebody, each at most 200 characters, without empty ones."""
    return tuple(dict.fromkeys(value.strip()[:LONGEST] for value in values if value and value.strip()))


def fields(page: LivePage) -> Mapping[str, str]:
    """What the custom fields of a pager's alert hold."""
    return dict(page.all_labels)
