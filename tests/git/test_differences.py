"""Differences of many commits from one stream are those that one process a commit gives."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Sandbox
from watchkeeper.domain.problems import UnknownSubjectError
from watchkeeper.git.diff import open_difference
from watchkeeper.git.differences import Bounded, read_differences
from watchkeeper.git.repository import Repository


def pairs_of(repo: Sandbox) -> list[tuple[str, str]]:
    """Each commit of the main line after the root, with its first parent."""
    line = repo.git("rev-list", "--first-parent", "--reverse", "HEAD").split()
    return list(itertools.pairwise(line))


def test_the_same_as_one_by_one(repo: Sandbox) -> None:
    repo.commit({"a": "1\n", "image": b"\0\1"})
    repo.commit({"a": "2\n", "strange\nname": "x\n"})
    repo.commit({})
    repo.commit({"a": None, "image": b"\0\2"})
    repo.commit({"b": "no end of line"})
    pairs = pairs_of(repo)
    with Repository(str(repo.path)) as repository:
        found = []
        for head, difference in read_differences(repository, pairs):
            found.append((head, difference.files, list(difference.patches())))
            difference.finish()
        for (base, head), (seen, files, patches) in zip(pairs, found, strict=True):
            with open_difference(repository, base, head) as alone:
                assert (seen, files, patches) == (head, alone.files, list(alone.patches()))


def test_a_difference_that_is_not_read_does_not_disturb_the_next(repo: Sandbox) -> None:
    for at in range(4):
        repo.commit({"a": f"{at}\n" * 3_000})
    with Repository(str(repo.path)) as repository:
        heads = [head for head, _ in read_differences(repository, pairs_of(repo))]
    assert heads == [head for _, head in pairs_of(repo)]


def test_missing_content_is_said_for_its_commit_and_the_others_go_on(repo: Sandbox) -> None:
    for at in range(5):
        repo.commit({"a": f"{at}\n"})
    blob = repo.git("rev-parse", "HEAD~2:a")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    whole = []
    with Repository(str(repo.path)) as repository:
        for _, difference in read_differences(repository, pairs_of(repo)):
            try:
                list(difference.patches())
                difference.finish()
                whole.append(True)
            except UnknownSubjectError:
                whole.append(False)
    assert whole == [True, False, False, True]


class Chunks:
    """A pipe that gives what it has in pieces of any size."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def read1(self, _size: int) -> bytes:
        """The next piece."""
        while self._pieces:
            if piece := self._pieces.pop(0):
                return piece
        return b""


@given(st.binary(max_size=60), st.binary(max_size=40), st.lists(st.integers(0, 100), max_size=6))
def test_a_marker_is_found_wherever_the_pieces_are_cut(before: bytes, after: bytes, cuts: list[int]) -> None:
    marker = b"MARK\0"
    before = before.replace(marker, b"")
    data = before + marker + after
    edges = sorted({0, *(min(cut, len(data)) for cut in cuts), len(data)})
    pieces = [data[one:other] for one, other in itertools.pairwise(edges)]
    bounded = Bounded(Chunks(pieces), b"", marker)  # type: ignore[arg-type] # all that is asked of a pipe
    read = b""
    while piece := bounded.read():
        read += piece
    rest = b"".join(pieces)
    assert (read, bounded.after + rest, bounded.cut) == (before, after, False)


@pytest.mark.parametrize("data", [b"", b"MAR", b"something else"])
def test_a_stream_without_the_marker_is_cut(data: bytes) -> None:
    bounded = Bounded(Chunks([data]), b"", b"MARK\0")  # type: ignore[arg-type] # all that is asked of a pipe
    bounded.drain()
    assert bounded.cut
