"""Ends the keeping of payloads whose time, by the policy, is up."""

from __future__ import annotations

import time
from collections.abc import Mapping

from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.domain.ledger import Expiry
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.formats.policy.shapes import nearest
from watchkeeper.git.repository import Repository
from watchkeeper.ledger.projections.advance import rebuild
from watchkeeper.ledger.retention import DEFAULT_DAYS, QUARANTINE_DAYS, expire, expired
from watchkeeper.usecases.ledger.location import locate, now_text, opened

DAY = 86_400


def expire_payloads(repo: str, target: str, database: str, now: int, *, write: bool) -> tuple[Expiry, ...]:
    """What has had its time, erased if `write`. The policy's `retention` gives days by type; 0 keeps for ever."""
    with Repository(repo) as repository:
        where = locate(repository, target, database)
    _check(where.policy.retention)
    days = {**DEFAULT_DAYS, **where.policy.retention}
    limits = {type_: _before(now, kept) for type_, kept in days.items() if kept}
    with opened(where.database, create=False) as ledger:
        found = expired(ledger, limits)
        if write:
            expire(ledger, found, _before(now, QUARANTINE_DAYS), now_text())
            rebuild(ledger)
    return found


def _check(retention: Mapping[str, int]) -> None:
    """Refuse what would erase by mistake.

    Raises:
        UsageError: a type that is none, or days that are no number of days.
    """
    unknown = [
        Problem(f"retention: {t!r} is no type of event", remedy=nearest(t, PAYLOADS))
        for t in retention
        if t not in PAYLOADS
    ]
    negative = [
        Problem(f"retention: {t} for {days} days", remedy="a number of days, 0 keeps for ever")
        for t, days in retention.items()
        if days < 0
    ]
    if unknown or negative:
        raise UsageError(*unknown, *negative)


def _before(now: int, days: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - days * DAY))
