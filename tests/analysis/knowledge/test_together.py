"""Who knows several files: work in most of them and lately counts, work elsewhere does not."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.knowledge.account import Account
from watchkeeper.analysis.knowledge.credits import Credits
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.analysis.knowledge.state import Activity, State
from watchkeeper.analysis.knowledge.together import MOST_FILES, YEAR, rank_together
from watchkeeper.domain.change import Identity
from watchkeeper.domain.knowledge import Edit

NOW = 10 * YEAR
PEOPLE = ("ada", "ben", "cleo")


def knowledge(*done: tuple[int, str, int]) -> Knowledge:
    """What a state knows after changes: person, path, years ago."""
    state = State(
        identities=[(name, f"{name}@example.com") for name in PEOPLE], programs=[False] * 3,
        activity=[Activity() for _ in PEOPLE],
    )  # fmt: skip
    account = Account(state)
    for person, path, years in sorted(done, key=lambda one: -one[2]):
        account.add(Credits((person,), (person,), (), (), NOW - years * YEAR), [Edit(path, path, "M", 1, 0)])
    return Knowledge(state, {Identity(*pair): Identity(*pair) for pair in state.identities}, NOW)


def test_who_worked_in_most_files_stands_first_and_shares_add_up() -> None:
    known = knowledge((0, "a", 0), (0, "b", 0), (1, "a", 0), (2, "elsewhere", 0))
    found = rank_together(known, ["a", "b", "c"])
    assert [(g.person, g.files, g.of) for g in found] == [("ada@example.com", 2, 3), ("ben@example.com", 1, 3)]
    assert [g.share for g in found] == pytest.approx([2 / 3, 1 / 3])


def test_what_is_a_year_ago_counts_half() -> None:
    found = rank_together(knowledge((0, "a", 2), (1, "a", 1)), ["a"])
    assert [(g.person, round(g.share, 3)) for g in found] == [("ben@example.com", 0.667), ("ada@example.com", 0.333)]


def test_of_many_files_some_are_looked_at_and_of_none_nobody_knows() -> None:
    paths = [f"f{n}" for n in range(3 * MOST_FILES)]
    (found,) = rank_together(knowledge(*((0, path, 0) for path in paths)), paths)
    assert found.files == found.of == MOST_FILES
    assert rank_together(knowledge((0, "a", 0)), []) == ()
