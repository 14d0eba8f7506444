"""How long a link may be believed."""

from __future__ import annotations

from msgspec import structs

from tests.analysis.drill.whole import SUNDAY, facts
from watchkeeper.analysis.drill.chain import judge_chain
from watchkeeper.domain.times import utc

DAY = 86_400


def test_an_export_counts_for_so_many_days_from_when_it_was_made() -> None:
    given = facts(tried=None, exported_at=SUNDAY.at - 5 * DAY, stale_days=30)
    link = judge_chain(given, SUNDAY).link("on-call")
    assert link.observed_at == utc(SUNDAY.at - 5 * DAY)
    assert link.valid_until is not None
    assert link.valid_until.time == utc(SUNDAY.at + 25 * DAY)


def test_people_count_for_four_weeks() -> None:
    given = facts(tried=None)
    link = judge_chain(given, SUNDAY).link("person")
    assert link.valid_until is not None
    assert link.valid_until.time == utc(given.now + 28 * DAY)


def test_what_does_not_hold_has_no_such_time() -> None:
    given = facts(customers_text="", tried=None)
    given = structs.replace(given, demands={**given.demands})
    assert judge_chain(given, SUNDAY).link("customer-impact").valid_until is None
    assert judge_chain(given, SUNDAY).link("route").valid_until is None
