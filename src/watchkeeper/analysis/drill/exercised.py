"""Raises what a test page went through: links that hold were exercised, as long as the test is young enough."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import structs

from watchkeeper.analysis.drill.facts import Tried
from watchkeeper.analysis.drill.links.live_page import DAY, MOST_DAYS
from watchkeeper.domain.evidence import Validity
from watchkeeper.domain.readiness.drill import LINKS, Link
from watchkeeper.domain.times import utc

FIRST, LAST = LINKS.index("delivery"), LINKS.index("person")
AT_THE_PAGER = LINKS.index("credential")


def exercised(link: Link, tried: Tried | None, now: int, alert: str, untried: Collection[str] = ()) -> Link:
    """The link, exercised if it holds and an answered test along this alert went through it; else as it is.

    A test that was sent to the pager itself went through the pager's links only. What stands in `untried`,
    the files of a change that came after the test, was never gone through.
    """
    if link.state != "holds" or not _counts(tried, now, alert) or tried is None:
        return link
    first = FIRST if tried.way in {"", "alertmanager"} else AT_THE_PAGER
    if not first <= LINKS.index(link.id) <= LAST or any(place.file in untried for place in link.sources):
        return link
    until = Validity(time=utc(tried.at + MOST_DAYS * DAY))
    return structs.replace(link, rung="exercised", observed_at=utc(tried.at), valid_until=until)


def _counts(tried: Tried | None, now: int, alert: str) -> bool:
    if tried is None or tried.failed or not tried.person or not 0 <= now - tried.at <= MOST_DAYS * DAY:
        return False
    return tried.alert in {"", alert}
