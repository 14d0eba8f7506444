"""Personnel lists: usual headers, separators, marks, words for leaving, dates; hostile cells."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.people import Logins, Person
from watchkeeper.formats.directories.hr import parse_hr
from watchkeeper.formats.directories.hr_columns import LEFT_LONG_AGO, read_day


def table(*rows: list[str], separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode()


def only(header: str, row: str, **columns: str) -> Person:
    (person,) = parse_hr(f"{header}\n{row}\n".encode(), "hr.csv", columns).persons
    return person


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_separator_and_a_byte_order_mark(separator: str, mark: bytes) -> None:
    header = ["E-Mail", "First Name", "Last Name", "GitHub username", "Team", "Time Zone", "Salary"]
    row = ["ada@x.org", "Ada", 'L. "the\nfirst"', "https://github.com/ada", "Pay", "Europe/London", "1"]
    people = parse_hr(mark + table(header, row, [], ["ben@x.org"], separator=separator), "hr.csv")
    ada, ben = people.persons
    assert (ada.id, ada.name, ada.emails) == ("ada@x.org", 'Ada L. "the first"', ("ada@x.org",))
    assert (ada.logins, ada.team, ada.zone) == (Logins(github="ada"), "Pay", "Europe/London")
    assert (ada.place and ada.place.line, ben.place and ben.place.line) == (2, 5)
    assert not people.problems


@pytest.mark.parametrize(
    ("header", "cell", "active"),
    [
        ("status", "Active", True), ("status", "Terminated", False), ("Employment Status", "Full-Time", True),
        ("Status", "On Leave", False), ("accountEnabled", "TRUE", True), ("accountEnabled", "False", False),
        ("suspended", "true", False), ("suspended", "no", True), ("status", "", True),
        ("terminated", "2020-01-01", False),
    ],
)  # fmt: skip
def test_words_for_being_here(header: str, cell: str, active: bool) -> None:
    assert only(f"email,{header}", f"a@x.org,{cell}").active is active


def test_a_status_that_is_not_known_is_no_pass() -> None:
    people = parse_hr(b"email,status\na@x.org,Phase 3\n", "hr.csv")
    assert not people.persons[0].active
    assert (people.problems[0].place and people.problems[0].place.line) == 2
    assert people.unread == ()


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-03-01", "2026-03-01"), ("2026/3/1", "2026-03-01"), ("2026-03-01T00:00:00Z", "2026-03-01"),
        ("01.03.2026", "2026-03-01"), ("13/02/2026", "2026-02-13"), ("02/13/2026", "2026-02-13"),
        ("03/04/2026", "2026-03-04"), ("31.31.2026", None), ("soon", None), ("2026-13-01", None),
    ],
)  # fmt: skip
def test_dates(cell: str, day: str | None) -> None:
    assert read_day(cell) == day


def test_an_end_that_is_no_date_counts_as_gone() -> None:
    assert only("email,end date", "a@x.org,whenever").until == LEFT_LONG_AGO
    assert only("email,end date", "a@x.org,n/a").until == ""


def test_the_policy_names_columns() -> None:
    person = only("Dienst,Konto", "a@x.org,ada", email="Dienst", gitlab="konto")
    assert (person.emails, person.logins.gitlab) == (("a@x.org",), "ada")
    problems = parse_hr(b"email\na@x.org\n", "hr.csv", {"github": "Konto"}).problems
    assert "names no column 'Konto'" in problems[0].message


@pytest.mark.parametrize(
    ("cell", "kind"), [("", "person"), ("Service Account", "bot"), ("Agent", "agent"), ("?", "account")]
)
def test_kinds(cell: str, kind: str) -> None:
    assert only("email,kind", f"a@x.org,{cell}").kind == kind


def test_a_scim_export_as_a_table() -> None:
    header = 'userName,displayName,active,"emails[type eq ""work""].value",name.givenName'
    person = only(header, "ada,Ada L,true,ada@x.org,Ada")
    assert (person.id, person.name, person.emails) == ("ada", "Ada L", ("ada@x.org",))


def test_rows_that_cannot_be_read_are_told_and_the_others_count() -> None:
    text = table(["email", "name"], ["", "Nobody"], ["a@x.org", "x" * 140_000], ["ok@x.org", "Ok"])
    people = parse_hr(text, "hr.csv")
    assert people.persons[-1].id == "ok@x.org"
    assert people.unread == ("hr.csv",)
    assert any("names nobody" in p.message for p in people.problems)


@pytest.mark.parametrize("text", [b"", b"\n\n", b"a,b\n1,2\n", b"\xff\xfe\x00"])
def test_without_usable_columns_nothing_is_read(text: bytes) -> None:
    people = parse_hr(text, "hr.csv")
    assert people.persons == ()
    assert people.unread == ("hr.csv",)
    assert people.problems


def test_ten_megabytes_are_read_and_forty_are_not() -> None:
    rows = b"".join(b"p%d@x.org,Person %d,active\n" % (n, n) for n in range(180_000)) + b"q@x.org,%s,\n" % (b"y" * 100)
    big = b"email,name,status\n" + rows + b"\n" * 4_500_000
    assert len(big) > 10_000_000
    assert len(parse_hr(big, "hr.csv").persons) == 180_001
    assert parse_hr(b"email\n" + b"a@x.org\n" * 5_000_000, "hr.csv").unread == ("hr.csv",)


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["a@x.org", "left", "active", "2026-01-01", "@ada", "bot", "a@x.org; b@x.org"]
)
HEADERS = st.sampled_from(["email", "status", "end date", "github", "name", "kind", "id", "suspended", "x", ""])


@given(st.lists(HEADERS, max_size=6), st.lists(st.lists(CELLS, max_size=6), max_size=6), st.sampled_from(",;\t"))
def test_any_table_gives_people_with_a_name_or_a_problem(head: list[str], rows: list[list[str]], sign: str) -> None:
    people = parse_hr(table(head, *rows, separator=sign), "hr.csv")
    assert all(person.id and person.place for person in people.persons)
    assert len(people.persons) + len(people.problems) >= sum(any(c.strip() for c in row) for row in rows[:1]) * bool(
        head and any(head)
    )


@given(st.binary(max_size=300))
def test_no_bytes_stop_the_reading(text: bytes) -> None:
    parse_hr(text, "hr.csv")
    parse_hr(b"email,status,end,github\n" + text, "hr.csv")
