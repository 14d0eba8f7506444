"""The acceptances file: entries with their places, every fault at once, and one more entry without touching a byte."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.ownership.agreements import Said
from watchkeeper.domain.ownership.owners import Acceptance, Acceptances, Decline, HandOver, Request
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.policy.acceptances_file import KINDS, LISTS, parse_acceptances, parse_placed_acceptances
from watchkeeper.usecases.ownership.answer_for_component import add_entry

YES = {
    "component": "payments", "person": "ines@example.com", "role": "responder", "hours": "24x7",
    "accepted_at": "2026-01-01T01:00:00+01:00", "until": "2026-06-01T00:00:00Z",
}  # fmt: skip


def flow(**fields: str) -> str:
    return "{" + ", ".join(f"{key}: '{value}'" for key, value in fields.items()) + "}"


def test_entries_in_utc_with_their_places() -> None:
    over = flow(component="payments", role="responder", outgoing="@ines", incoming="@bob", on="2026-02-01")
    text = f"version: 1\nacceptances:\n  - {flow(**YES)}\nhandovers:\n  - {over}\n"
    (first, at), (second, _) = parse_placed_acceptances(text.encode(), "f")
    assert first == Acceptance(
        "payments", "ines@example.com", "responder", "24x7", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z"
    )
    assert str(at) == "f:3:5"
    assert isinstance(second, HandOver)
    assert second.on == "2026-02-01T00:00:00Z"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("component", " ", "component is blank"),
        ("component", "pay\u202ements", "component is no name"),
        ("person", "", "person is blank"),
        ("person", "@org/team", "a team cannot accept"),
        ("person", "@in\u0435s", "letters from a to z"),
        ("person", "ines@", "write the address alone"),
        ("person", "Ines <ines@example.com>", "write the address alone"),
        ("person", "ines\u200b", "no name of a person"),
        ("role", "owner", "f:3:63: acceptances.0.role: 'owner' is not a choice"),
        ("hours", "24/7", "write 24x7"),
        ("hours", "business-hours", "with a time zone"),
        ("hours", "business hours Europe/Berlin", "with a time zone"),
        ("hours", "Best effort", "best-effort"),
        ("accepted_at", "yesterday", "accepted_at 'yesterday' is no time"),
        ("accepted_at", "2026-01-01", "is no time"),
        ("until", "2025-12-31T23:59:59Z", "not later than accepted_at"),
        ("until", "2026-01-01T00:00:00Z", "not later than accepted_at"),
        ("untill", "2026-01-01T00:00:00Z", "did you mean 'until'?"),
    ],
)
def test_what_is_no_acceptance(key: str, value: str, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_acceptances(f"version: 1\nacceptances:\n  - {flow(**{**YES, key: value})}\n".encode(), "f")
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    "hours", ["24x7", "best-effort", "business-hours UTC", "business-hours America/Argentina/Buenos_Aires", "Mondays"]
)
def test_hours(hours: str) -> None:
    (entry,) = parse_acceptances(f"acceptances:\n  - {flow(**{**YES, 'hours': hours})}\n".encode(), "f").acceptances
    assert entry.hours == hours


def test_all_faults_at_once() -> None:
    one = flow(**{**YES, "hours": "24/7", "until": "x"})
    same = flow(component="a", role="responder", outgoing="@A", incoming="@a", on="soon")
    with pytest.raises(UsageError) as caught:
        parse_acceptances(f"acceptances: [{one}]\nhandovers: [{same}]\n".encode(), "f")
    assert len(caught.value.problems) == 4
    assert all(problem.place and problem.place.line and problem.remedy for problem in caught.value.problems)


@given(st.binary(max_size=300))
def test_any_bytes_are_entries_or_problems(text: bytes) -> None:
    try:
        parse_acceptances(text, "f")
    except UsageError as error:
        assert error.problems


TIMES = st.datetimes().filter(lambda t: t.year >= 1970).map(lambda t: t.strftime("%Y-%m-%dT%H:%M:%SZ"))
NAMES = st.from_regex(r"@[a-z][a-z0-9-]{0,8}[a-z]|[a-z]{1,9}@[a-z]{1,9}\.org", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(lambda t: t.strip())
COMPONENTS = st.from_regex(r"[a-z]{1,9}|component:[a-z]{1,5}/[a-z/]{1,9}[a-z]", fullmatch=True)
ROLES = st.sampled_from(["accountable", "responder"])


def entries() -> st.SearchStrategy[Said]:
    yes: Any = st.builds(Acceptance, COMPONENTS, NAMES, ROLES, st.sampled_from(["24x7", "at night: #1"]), TIMES)
    no: Any = st.builds(Decline, COMPONENTS, NAMES, ROLES, TIMES, WORDS | st.just(""))
    question: Any = st.builds(Request, COMPONENTS, NAMES, ROLES, TIMES, NAMES | st.just(""))
    over: Any = st.builds(HandOver, COMPONENTS, ROLES, NAMES, NAMES, TIMES).filter(lambda h: h.outgoing != h.incoming)
    return st.one_of(yes, no, question, over)


def is_subsequence(old: bytes, new: bytes) -> bool:
    left = iter(new)
    return all(byte in left for byte in old)


@given(
    st.lists(entries(), max_size=6), st.sampled_from([b"", b"# ours\n", b"version: 1", b"\xef\xbb\xbfversion: 1\r\n"])
)
def test_entries_are_added_one_by_one_and_read_back(said: list[Said], text: bytes) -> None:
    for entry in said:
        new = add_entry(text, entry)
        assert is_subsequence(text, new)
        text = new
    found = parse_acceptances(text, "f") if said else Acceptances()
    for name in LISTS:
        assert getattr(found, name) == tuple(s for s in said if KINDS[type(s)] == name)


@pytest.mark.parametrize(
    "old",
    [
        "version: 1\nacceptances: []\n",
        f"version: 1\nacceptances:\n- {flow(**YES)}  # hers\n\n# the end\n",
        f"acceptances: [{flow(**YES)}]\nversion: 1\n",
        f"declines: []\nacceptances:\n    - {flow(**YES)}\nrequests: []\n",
        "declines: []\nversion: 1\n",
    ],
)
@pytest.mark.parametrize("kind", [Decline, Acceptance])
def test_every_byte_stays(old: str, kind: type[Said]) -> None:
    entry: Said = Decline("refunds", "@bob", "accountable", "2026-01-01T00:00:00Z")
    if kind is Acceptance:
        entry = Acceptance("refunds", "@bob", "accountable", "24x7", "2026-01-01T00:00:00Z")
    new = add_entry(old.encode(), entry)
    assert is_subsequence(old.encode(), new)
    assert getattr(parse_acceptances(new, "f"), KINDS[kind])[-1] == entry


def test_what_takes_no_entry_is_left_alone() -> None:
    no = Decline("refunds", "@bob", "accountable", "2026-01-01T00:00:00Z")
    for old in (b"{version: 1}\n", b"# \xff\n"):
        with pytest.raises(UsageError, match="by hand"):
            add_entry(old, no)
    with pytest.raises(UsageError):
        add_entry(b"acceptances: 3\n", no)
