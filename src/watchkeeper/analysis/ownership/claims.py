"""Works out which owners are asked to follow up: those of components whose time without support is over."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.ownership.touched import TouchedComponents
from watchkeeper.domain.ownership.promises import Claim, SupportPromise, ended
from watchkeeper.domain.times import utc
from watchkeeper.domain.working_days import add_working_days
from watchkeeper.formats.policy.times import parse_time

DAY = 86_400


def find_claims(found: TouchedComponents, working_days: int) -> Iterator[Claim]:
    """A claim for each component whose promise ended before today; the answer is due in so many working days.

    The claim is dated by the promise and not by the day on which somebody looked, so that it is one claim.
    """
    for touched in found.components:
        promise = touched.promise
        if promise is not None and ended(promise, found.today):
            opened = _day_after(promise)
            asked = next((owner.text for owner in touched.owners), found.escalation)
            what = f"promise support for {touched.component.id}, or retire it: unsupported ended on {promise.until}"
            due = utc(add_working_days(opened, working_days))
            yield Claim(touched.component.id, asked, what, utc(opened), due)


def _day_after(promise: SupportPromise) -> int:
    """Midnight UTC after the last day, in seconds since the epoch."""
    return (parse_time(f"{promise.until}T00:00:00Z") or 0) + DAY
