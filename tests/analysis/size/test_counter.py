"""The one size counter: sums, exclusions, yardsticks."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.size.counter import FileMeasure, Prices, Yardsticks, measure_file, total_size
from watchkeeper.analysis.size.tokens import TokenModel
from watchkeeper.domain.size import Window
from watchkeeper.usecases.wiring import load_token_model

MODEL: TokenModel = load_token_model()
YARDSTICKS = Yardsticks(MODEL, (Window("small", 100),), Prices(review_hour=60, million_tokens=0))
LINE = st.binary(max_size=20).map(lambda b: b.replace(b"\n", b""))
FILES = st.lists(st.tuples(st.lists(LINE, max_size=6), st.lists(LINE, max_size=6), st.booleans()), max_size=6)


def measures(files: list[tuple[list[bytes], list[bytes], bool]]) -> list[FileMeasure]:
    return [
        measure_file(f"f{n}.py", removed, added, MODEL, reason="lock file by name" if excluded else "")
        for n, (removed, added, excluded) in enumerate(files)
    ]


@given(FILES)
def test_raw_is_effective_plus_excluded(files: list[tuple[list[bytes], list[bytes], bool]]) -> None:
    size = total_size(measures(files), YARDSTICKS)
    assert size.lines_raw == sum(len(r) + len(a) for r, a, _ in files)
    assert size.lines_raw == size.lines_effective + sum(e.lines for e in size.excluded)
    assert 0 <= size.lines_effective <= size.lines_raw


@given(FILES, st.randoms())
def test_the_order_of_files_does_not_matter_without_moves(files: Any, random: Any) -> None:
    files = [(removed, [], excluded) for removed, _, excluded in files]
    shuffled = measures(files)
    random.shuffle(shuffled)
    one, other = total_size(measures(files), YARDSTICKS), total_size(shuffled, YARDSTICKS)
    assert (one.lines_effective, one.tokens, one.bytes) == (other.lines_effective, other.tokens, other.bytes)


@given(FILES)
def test_one_more_file_never_makes_a_change_smaller(files: list[tuple[list[bytes], list[bytes], bool]]) -> None:
    before = total_size(measures(files), YARDSTICKS)
    after = total_size([*measures(files), measure_file("more.py", [], [b"entirely new = 1"], MODEL)], YARDSTICKS)
    assert after.lines_effective == before.lines_effective + 1


def test_minutes_follow_four_hundred_lines_an_hour() -> None:
    size = total_size([measure_file("a.py", [], [b"x = %d" % n for n in range(401)], MODEL)], YARDSTICKS)
    assert size.review_minutes == 61
    assert size.review_cost == pytest.approx(61, abs=0.01)


def test_windows_are_named_when_exceeded() -> None:
    size = total_size([measure_file("a.py", [], [b"value = compute(1)"] * 50, MODEL)], YARDSTICKS)
    assert [w.model for w in size.windows_exceeded] == ["small"]


def test_claims_are_listed_and_count() -> None:
    size = total_size([measure_file("a.py", [], [b"x"], MODEL, claim="says @generated")], YARDSTICKS)
    assert (size.lines_effective, size.claims[0].reason) == (1, "says @generated")


def test_the_largest_line_is_found_in_excluded_files_too() -> None:
    size = total_size([measure_file("a.lock", [], [b"x" * 99], MODEL, reason="lock")], YARDSTICKS)
    assert (size.longest_line, size.longest_line_path) == (99, "a.lock")


def test_a_size_is_plain_data() -> None:
    assert msgspec.json.encode(total_size([], YARDSTICKS))
