"""Layers, overrides and gaps, by Grafana OnCall's matrix (`apps/schedules/tests/test_on_call_schedule.py`).

Each case gives shifts of one day as (person, priority, from hour, hours) and overrides alike, and what comes of them.
"""

from __future__ import annotations

import pytest

from watchkeeper.analysis.oncall.cover import cover
from watchkeeper.analysis.oncall.expand import expand
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.on_call import Layer, Override, Rota, Window

HOUR = 3_600
DAY = 24 * HOUR
MONDAY = 1_767_571_200
"""2026-01-05T00:00:00Z."""
Shift = tuple[str, int, float, float]


def rota(shifts: tuple[Shift, ...], overrides: tuple[Shift, ...] = ()) -> Rota:
    layers = tuple(
        Layer(f"{person}{at}", ((person,),), priority=priority, windows=tuple(
            Window(int((day * 24 + first) * HOUR), int((day * 24 + first + hours) * HOUR)) for day in range(7)))
        for at, (person, priority, first, hours) in enumerate(shifts)
    )  # fmt: skip
    replaced = tuple(
        Override(MONDAY + int(first * HOUR), MONDAY + int((first + hours) * HOUR), person, priority=priority)
        for person, priority, first, hours in overrides
    )
    return Rota("r", "r", "UTC", Place("r"), layers=layers, overrides=replaced)


def told(found: Rota) -> list[tuple[float, float, str]]:
    segments = expand(found, MONDAY, MONDAY + DAY)
    return [((s.start - MONDAY) / HOUR, (s.end - s.start) / HOUR, s.person) for s in segments]


NINE: tuple[Shift, ...] = (
    ("A", 1, 10, 5), ("B", 1, 11, 2), ("A", 1, 16, 3), ("A", 1, 21, 1), ("B", 1, 22, 2),
    ("C", 2, 12, 2), ("D", 2, 14, 1), ("D", 2, 17, 1), ("D", 2, 20, 3),
)  # fmt: skip
"""Two levels: A and B below, C and D above."""


def test_nine_shifts_and_two_overrides_make_fourteen_pieces() -> None:
    found = rota(NINE, (("E", 0, 22, 1), ("A", 1, 22, 0.5)))
    pieces = [
        (10, 2, "A"), (11, 1, "B"), (12, 2, "C"), (14, 1, "D"), (16, 1, "A"), (17, 1, "D"), (18, 1, "A"),
        (20, 2, "D"), (22, 0.5, "A"), (22.5, 0.5, "E"), (23, 1, "B"),
    ]  # fmt: skip
    assert told(found) == pieces
    gaps = cover(expand(found, MONDAY, MONDAY + DAY), MONDAY, MONDAY + DAY, lambda _: "").gaps
    assert [((g.start - MONDAY) / HOUR, (g.end - g.start) / HOUR) for g in gaps] == [(0, 10), (15, 1), (19, 1)]
    assert len(pieces) + len(gaps) == 14


@pytest.mark.parametrize(
    ("shifts", "overrides", "pieces"),
    [
        ((("A", 0, 10, 5),), (("B", 0, 10, 5),), [(10, 5, "B")]),
        ((("A", 0, 10, 5),), (("B", 0, 10, 4),), [(10, 4, "B"), (14, 1, "A")]),
        ((("A", 1, 10, 10), ("B", 1, 12, 4), ("C", 2, 15, 3)), (),
         [(10, 5, "A"), (12, 3, "B"), (15, 3, "C"), (18, 2, "A")]),
        ((("A", 1, 10, 10), ("B", 1, 10, 10), ("C", 2, 10, 3)), (), [(10, 3, "C"), (13, 7, "A"), (13, 7, "B")]),
        ((("A", 1, 10, 8),), (), [(10, 8, "A")]),
    ],
    ids=["override without priority", "override splits", "higher splits", "same time", "a gap around"],
)  # fmt: skip
def test_matrix(
    shifts: tuple[Shift, ...], overrides: tuple[Shift, ...], pieces: list[tuple[float, float, str]]
) -> None:
    assert told(rota(shifts, overrides)) == pieces


def test_an_override_beside_and_instead() -> None:
    """GoAlert's overrides: one more person, one in place of another, one taken away."""
    base = rota((("A", 0, 8, 8), ("B", 0, 8, 8)))
    start, end = MONDAY + 9 * HOUR, MONDAY + 10 * HOUR

    def at_half_past_nine(override: Override) -> list[str]:
        changed = Rota("r", "r", "UTC", Place("r"), layers=base.layers, overrides=(override,))
        return sorted(s.person for s in expand(changed, start + 1800, start + 1801))

    assert at_half_past_nine(Override(start, end, "C", beside=True)) == ["A", "B", "C"]
    assert at_half_past_nine(Override(start, end, "C", instead="A")) == ["B", "C"]
    assert at_half_past_nine(Override(start, end, "", instead="A")) == ["B"]
    assert at_half_past_nine(Override(start, end, "C", instead="Z")) == ["A", "B"]


def test_sum_and_union() -> None:
    """OnCall's own calendar of 2022-09-09: the sum of shifts leaves 81 % open, the union 85.4 %."""
    known = (("2", 1.0, 7.75, 8.75), ("1", 1.0, 4.5, 5.5), ("2", 2.0, 4.0, 6.0), ("1", 0.5, 1.5, 2.0))
    shifts: tuple[Shift, ...] = tuple((person, 0, first, last - first) for person, _, first, last in known)
    strangers: tuple[Shift, ...] = (("x", 0, 12.25, 1), ("x", 0, 12.5, 1), ("x", 0, 8.25, 1.5), ("x", 0, 17.5, 3.5))
    found = expand(rota((*shifts, *strangers)), MONDAY, MONDAY + DAY)

    def open_share(living: str) -> float:
        return cover(found, MONDAY, MONDAY + DAY, lambda p: "" if p in living else "is unknown").uncovered / DAY

    assert round(1 - sum(hours for _, hours, _, _ in known) / 24, 2) == 0.81
    assert round(open_share("12"), 3) == 0.854
    assert round(open_share("12x"), 3) == 0.615
