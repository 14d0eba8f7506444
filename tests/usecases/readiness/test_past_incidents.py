"""Past incidents of the sample company, replayed as of their start. They are seeded: made up by `incidents`, not real.

What happened is worked out by plain arithmetic on the rota (weeks from a Monday in September, two people in
turn), and by what people do: a minute or two to answer, now and then nobody until the second step.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pytest
from msgspec import Struct

from tests.cli.company import ALERTS, GONE, PAGER, PROMETHEUS, ROUTES, Company, Edit, fixture_of, pager, swap
from watchkeeper.domain.readiness.drill import Chain, Instant
from watchkeeper.evidence.readiness.drilling import drill_of
from watchkeeper.usecases.readiness.drill import Ask, opened_tree

company = pytest.fixture(scope="module")(fixture_of)
FIRST_TURN = int(datetime.fromisoformat("2025-09-01T09:00:00+01:00").timestamp())
WEEK = 7 * 86_400
FROM = int(datetime.fromisoformat("2025-10-20T00:00:00+00:00").timestamp())
NOW = int(datetime.fromisoformat("2026-01-02T00:00:00+00:00").timestamp())
TURNS = ("Ines Okafor", "Leila Brandt")
FIRES, STEP = 3.5, 10
"""Minutes until the telephone rings: two of the alert's, one of two evaluations, half a minute of its group; and until
the second step."""


class Incident(Struct, frozen=True):
    """When it began (seconds since the epoch), who acknowledged it first, and after how many minutes."""

    start: int
    person: str
    minutes: float


def incidents(seed: int, number: int) -> Iterator[Incident]:
    """Incidents at random times; one in forty is answered by the second step only."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(number):
        start = chance.randrange(FROM, NOW)
        rings = start + FIRES * 60
        person = TURNS[int(rings - FIRST_TURN) // WEEK % len(TURNS)]
        answer = chance.uniform(0.2, 2.5)
        if chance.random() < 0.025:
            person, answer = "somebody of the second step", STEP + answer
        yield Incident(start, person, FIRES + answer)


def replay(company: Company, branch: str, starts: Sequence[int]) -> Mapping[int, Chain]:
    """The drill's chain at each start."""
    with opened_tree(Ask(str(company.path), ("customer-api",), branch, None, NOW)) as tree:
        hours = [Instant(at, "Europe/Lisbon", "seeded") for at in starts]
        found = drill_of(tree.gathered(tree.components[0]), hours)
    return {chain.instant.at: chain for chain in found.chains}


def test_the_first_person_and_the_minutes_are_those_of_the_seeded_incidents(company: Company) -> None:
    past = list(incidents(2, 120))
    chains = replay(company, "main", [one.start for one in past])
    assert all(chain.broken is None for chain in chains.values())
    first = {at: chain.first for at, chain in chains.items()}
    right = [one for one in past if (woken := first[one.start]) is not None and woken.name == one.person]
    assert len(right) >= 0.95 * len(past)
    off = [abs(one.minutes - awake.after / 60) for one in past if (awake := first[one.start]) is not None]
    assert statistics.median(off) <= 2


NOBODY_CAME: dict[str, Mapping[str, Edit]] = {
    "the key was renewed": {ROUTES: swap("1" * 32, "5" * 32)},
    "the receiver was emptied": {ROUTES: swap(f"    pagerduty_configs: [{{routing_key: {'1' * 32}}}]\n", "")},
    "the alert was taken away": {ALERTS: GONE},
    "the metric was renamed": {
        "services/customer_api/metrics.py": swap("customer_api_requests_total", "customer_api_answers_total")
    },
    "the rules were loaded no more": {PROMETHEUS: swap("alerts/*.yml", "rules/*.yml")},
    "the service was switched off": {PAGER: pager(lambda export: export["services"][0].update(status="disabled"))},
    "both had left": {"people.yaml": swap("emails: [", "active: false, emails: [")},
    "the export of the pager was lost": {PAGER: GONE},
}


@pytest.mark.parametrize("what", NOBODY_CAME)
def test_where_nobody_came_the_drill_was_never_green(company: Company, what: str) -> None:
    past = [one.start for one in incidents(3, 20)]
    chains = replay(company, company.branch(NOBODY_CAME[what]), past)
    assert [at for at, chain in chains.items() if chain.broken is None] == []


def test_at_night_a_muted_pager_was_never_green_and_by_day_it_was(company: Company) -> None:
    route = 'severity="page"]\n          receiver: customer-api-pager\n'
    branch = company.branch({ROUTES: swap(route, f"{route}          active_time_intervals: [daytime]\n")})
    night = int(datetime.fromisoformat("2025-12-10T02:00:00+00:00").timestamp())
    day = int(datetime.fromisoformat("2025-12-10T11:00:00+00:00").timestamp())
    chains = replay(company, branch, [night, day])
    assert (chains[night].broken, chains[day].broken) == ("time", None)
    first = chains[night].first
    assert first is not None
    assert first.after == pytest.approx(7 * 3600 + FIRES * 60, abs=900)
