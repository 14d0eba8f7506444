"""Moved blocks: found when they moved, each removed line used once, never more than was there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.size.moved import BLOCK, LineHashes, find_moved, hash_lines

BLOCKS = [f"    statement_{n} = compute({n})".encode() for n in range(12)]


def file(path: str, removed: list[bytes], added: list[bytes]) -> LineHashes:
    return LineHashes(path, hash_lines(removed), hash_lines(added))


def test_a_block_moved_to_another_file() -> None:
    assert find_moved([file("a", BLOCKS, []), file("b", [], BLOCKS)]) == {"b": {"a": 12}}


def test_a_block_moved_within_a_file() -> None:
    assert find_moved([file("a", BLOCKS, BLOCKS)]) == {"a": {"a": 12}}


def test_copies_are_not_moves() -> None:
    assert find_moved([file("a", BLOCKS, []), file("b", [], BLOCKS * 3)]) == {"b": {"a": 12}}


def test_short_blocks_stay_in_the_count() -> None:
    few = BLOCKS[: BLOCK - 1]
    assert find_moved([file("a", few, []), file("b", [], few)]) == {}


def test_a_reindented_block_is_no_move() -> None:
    assert find_moved([file("a", BLOCKS, []), file("b", [], [b"    " + line for line in BLOCKS])]) == {}


def test_closing_brackets_are_no_move() -> None:
    closers = [b"}", b"", b"}", b")", b"}", b""]
    assert find_moved([file("a", closers, []), file("b", [], closers)]) == {}


@given(
    st.lists(st.lists(st.sampled_from(BLOCKS[:6]), max_size=20), min_size=1, max_size=4),
    st.lists(st.lists(st.sampled_from(BLOCKS[:6]), max_size=20), min_size=1, max_size=4),
)
def test_never_more_than_was_removed_or_added(removed: list[list[bytes]], added: list[list[bytes]]) -> None:
    count = max(len(removed), len(added))
    sides = [side + [[]] * (count - len(side)) for side in (removed, added)]
    files = [file(str(n), sides[0][n], sides[1][n]) for n in range(count)]
    moved = find_moved(files)
    for n in range(count):
        assert sum(moved.get(str(n), {}).values()) <= len(sides[1][n])
        assert sum(origins.get(str(n), 0) for origins in moved.values()) <= len(sides[0][n])
