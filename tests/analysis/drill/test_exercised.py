"""What a test page lifts: links that hold, on the way that it took, as long as it is young enough."""

from __future__ import annotations

import pytest

from tests.analysis.drill.whole import SUNDAY, facts
from watchkeeper.analysis.drill.chain import Supplied, judge_chain
from watchkeeper.analysis.drill.facts import Tried
from watchkeeper.domain.readiness.drill import LINKS, Chain

NOW = SUNDAY.at - 86_400
DAY = 86_400
ALL = LINKS[6:17]


def chain(tried: Tried | None, supplied: Supplied | None = None, **changes: object) -> Chain:
    return judge_chain(facts(tried=tried, **changes), SUNDAY, supplied or Supplied())


def lifted(found: Chain) -> tuple[str, ...]:
    return tuple(link.id for link in found.links if link.rung == "exercised" and link.id != "live-page")


def test_links_seven_to_seventeen_are_lifted_with_their_age() -> None:
    found = chain(Tried(NOW - 10 * DAY, "Ada", 90, way="alertmanager", alert="PayErrors"))
    assert lifted(found) == ALL
    link = found.link("route")
    assert link.observed_at == "2025-12-24T02:00:00Z"
    assert link.valid_until is not None
    assert link.valid_until.time == "2026-03-24T02:00:00Z"


@pytest.mark.parametrize("way", ["pagerduty", "opsgenie", "webhook"])
def test_a_page_to_the_pager_itself_went_through_the_pager_only(way: str) -> None:
    assert lifted(chain(Tried(NOW - DAY, "Ada", way=way))) == LINKS[12:17]


@pytest.mark.parametrize(
    "tried",
    [
        None,
        Tried(NOW - 91 * DAY, "Ada", way="alertmanager"),
        Tried(NOW - DAY, "", failed="nobody answered", way="alertmanager"),
        Tried(NOW - DAY, "Ada", failed="on-call: Ben answered", way="alertmanager"),
        Tried(NOW + DAY, "Ada", way="alertmanager"),
        Tried(NOW - DAY, "Ada", way="alertmanager", alert="AnotherAlert"),
    ],
)
def test_what_proves_nothing_lifts_nothing(tried: Tried | None) -> None:
    assert lifted(chain(tried)) == ()


def test_ninety_days_are_young_enough_and_no_more() -> None:
    assert lifted(chain(Tried(NOW - 90 * DAY, "Ada"))) == ALL
    assert lifted(chain(Tried(NOW - 90 * DAY - 1, "Ada"))) == ()


def test_what_is_broken_or_not_known_now_stays_so() -> None:
    tried = Tried(NOW - DAY, "Ada")
    found = chain(tried, pager=lambda _way: None, pager_at=None)
    assert found.link("credential").state == "unknown"
    assert "credential" not in lifted(found)
    broken = chain(tried, deliver=lambda _labels, _at: ())
    assert all(link.rung != "exercised" for link in broken.links if link.state != "holds")


def test_files_of_a_change_that_came_later_were_never_gone_through() -> None:
    tried = Tried(NOW - DAY, "Ada")
    found = chain(tried, Supplied(frozenset({"am.yml"})))
    assert found.link("route").rung == "resolved"
    assert "receiver" not in lifted(found)
    assert "escalation" in lifted(found)
    approved = chain(tried, Supplied(frozenset({"am.yml"}), frozenset({"am.yml"})))
    assert approved.link("route").rung == "simulated"
