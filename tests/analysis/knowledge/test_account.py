"""Laws of the account: lines add up to the file's size, renames carry everything, order among equals is no matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.knowledge.account import Account, folders_above
from watchkeeper.analysis.knowledge.credits import Credits
from watchkeeper.analysis.knowledge.state import NOBODY, FileState, State
from watchkeeper.domain.knowledge import Edit, EditStatus


def by(*people: int, time: int = 100) -> Credits:
    """A commit that these people wrote."""
    return Credits(people, people, (), (), time)


def edit(path: str, added: int, removed: int = 0, status: EditStatus = "M", old: str = "") -> Edit:
    return Edit(path, old or path, status, added, removed)


def alive(file: FileState) -> dict[int, float]:
    """The expected lines of each person."""
    return {person: share.lines * file.scale for person, share in file.shares.items() if share.lines}


def test_removal_takes_from_everybody_alike() -> None:
    account = Account(State())
    account.add(by(0), [edit("a", 80, status="A")])
    account.add(by(1), [edit("a", 20)])
    account.add(by(2), [edit("a", 10, 50)])
    file = account.state.files["a"]
    assert file.size == 60
    assert alive(file) == pytest.approx({0: 40, 1: 10, 2: 10})
    assert file.first == 0
    assert file.changes == 3


edits = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 500), st.floats(0, 1)), min_size=1, max_size=60)


@given(edits)
def test_lines_add_up_to_the_size(history: list[tuple[int, int, float]]) -> None:
    account = Account(State())
    account.add(by(0), [edit("a", 10, status="A")])
    size = 10
    for person, added, share in history:
        removed = round(size * share)
        size += added - removed
        account.add(by(person) if person >= 0 else Credits((), (), (), (), 5), [edit("a", added, removed)])
    file = account.state.files["a"]
    assert file.size == size
    assert sum(alive(file).values()) == pytest.approx(size, rel=1e-6, abs=1e-6)
    assert all(lines >= 0 for lines in alive(file).values())


@given(edits)
def test_a_rename_carries_everything(history: list[tuple[int, int, float]]) -> None:
    stays, moves = Account(State()), Account(State())
    for account in (stays, moves):
        account.add(by(0), [edit("n0", 10, status="A")])
    for at, (person, added, share) in enumerate(history):
        removed = round(stays.state.files["n0"].size * share)
        credits_ = by(max(person, 0))
        stays.add(credits_, [edit("n0", added, removed)])
        moves.add(credits_, [edit(f"n{at + 1}", added, removed, "R", f"n{at}")])
    ((_, moved),) = moves.state.files.items()
    stayed = stays.state.files["n0"]
    assert (moved.size, moved.first) == (stayed.size, stayed.first)
    assert alive(moved) == pytest.approx(alive(stayed))


def test_a_bare_rename_is_no_delivery() -> None:
    account = Account(State())
    account.add(by(0), [edit("a", 10, status="A")])
    account.add(by(1), [edit("b", 0, 0, "R", "a")])
    assert list(account.state.files) == ["b"]
    assert list(account.state.files["b"].shares) == [0]


def test_an_edit_of_another_line_of_history_follows_the_rename() -> None:
    account = Account(State())
    account.add(by(0), [edit("a", 10, status="A")])
    account.add(by(1), [edit("b", 0, 0, "R", "a"), edit("c/d", 1, status="A")])
    account.add(by(2), [edit("a", 5, 0)])
    assert list(account.state.files) == ["b", "c/d"]
    assert alive(account.state.files["b"]) == pytest.approx({0: 10, 2: 5})


def test_names_that_change_places_end() -> None:
    account = Account(State())
    account.add(by(0), [edit("a", 10, status="A")])
    for old, new in (("a", "b"), ("b", "a"), ("a", "b")):
        account.add(by(0), [edit(new, 0, 0, "R", old)])
    account.add(by(1), [edit("a", 1), edit("zzz", 1)])
    assert alive(account.state.files["b"]) == pytest.approx({0: 10, 1: 1})


def test_a_file_that_comes_twice_is_counted_once() -> None:
    account = Account(State())
    account.add(by(0), [edit("a", 10, status="A")])
    account.add(by(1), [edit("a", 10, status="A")])
    assert alive(account.state.files["a"]) == pytest.approx({0: 10})


def test_lines_that_no_commit_brought_are_nobodys() -> None:
    account = Account(State())
    account.add(by(0), [edit("a", 4, status="A")])
    account.add(by(1), [edit("a", 6, 8)])
    assert account.state.files["a"].size == 6
    assert alive(account.state.files["a"]) == pytest.approx({1: 6})


def test_what_nobody_directed_is_nobodys() -> None:
    account = Account(State())
    account.add(Credits((), (), (), (), 9), [edit("a", 4, status="A")])
    assert alive(account.state.files["a"]) == {NOBODY: 4}
    assert account.state.files["a"].first == NOBODY
    assert account.state.nobody == 1


def test_the_ground_of_a_cut_history_is_nobodys() -> None:
    account = Account(State())
    account.ground([edit("a", 4, status="A")])
    assert alive(account.state.files["a"]) == {NOBODY: 4}
    assert not account.state.folders


def test_a_deleted_file_is_forgotten_but_the_folder_remembers() -> None:
    account = Account(State())
    account.add(by(0), [edit("d/a", 4, status="A")])
    account.add(by(1), [edit("d/a", 0, 4, "D")])
    assert not account.state.files
    assert set(account.state.folders) == {"", "d"}
    assert {person: share.deliveries for person, share in account.state.folders["d"].items()} == {0: 1, 1: 1}


def test_binary_files_have_deliveries_and_no_lines() -> None:
    account = Account(State())
    account.add(by(0), [Edit("i.png", "i.png", "A")])
    account.add(by(0), [Edit("i.png", "i.png", "M")])
    assert account.state.files["i.png"].shares[0].deliveries == 2
    assert account.state.files["i.png"].size == 0


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_fading_does_not_depend_on_the_order(times: list[int]) -> None:
    forth, back = Account(State()), Account(State())
    for time in times:
        forth.add(by(0, time=time), [edit("a", 1)])
    for time in reversed(times):
        back.add(by(0, time=time), [edit("a", 1)])
    one, other = (account.state.folders[""][0] for account in (forth, back))
    assert (one.last, one.deliveries) == (other.last, other.deliveries)
    assert one.weight == pytest.approx(other.weight)


def test_folders_above() -> None:
    assert folders_above("a/b/c.py") == ["a/b", "a", ""]
    assert folders_above("c.py") == [""]
