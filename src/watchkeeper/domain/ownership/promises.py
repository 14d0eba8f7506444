"""Support promises: what a component says about who comes when it breaks, and when."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

PromiseKind = Literal["24x7", "business-hours", "best-effort", "unsupported"]
STRENGTH: dict[PromiseKind, int] = {"unsupported": 0, "best-effort": 1, "business-hours": 2, "24x7": 3}


class SupportPromise(Struct, frozen=True):
    """A promise as read: its kind, the zone of business hours (IANA name), the day that ends "unsupported".

    `until` is a date as text (`2026-03-01`), "" where the kind has none.
    """

    kind: PromiseKind
    zone: str = ""
    until: str = ""


class Claim(Struct, frozen=True):
    """An owner is asked to follow up, because a promise of a component is over.

    `component` is its id, `asked` the owner as written, else whom the policy escalates to, "" = nobody.
    `opened_at` and `due_at` are RFC 3339 times, the same whenever the claim is worked out again.
    """

    component: str
    asked: str
    what: str
    opened_at: str
    due_at: str


def covers(hours: SupportPromise, promise: SupportPromise) -> bool:
    """Whether accepted hours are as many as the promise asks for; zones are not compared."""
    return STRENGTH[hours.kind] >= STRENGTH[promise.kind]


def ended(promise: SupportPromise, today: str) -> bool:
    """Whether the time is over in which a component could be unsupported; `today` is a date as text."""
    return promise.kind == "unsupported" and promise.until < today
