"""Reads personnel lists and account lists that are tables (CSV): a row is a person, the first row names the columns.

Cells are separated by commas, semicolons or tabs, whichever the first row is. Columns are known by their usual names
(`hr_columns`), or by those that the policy gives; the others are ignored.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from msgspec import Struct

from watchkeeper.domain.people import Logins, People, Person, PersonKind
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.directories.hr_columns import (
    COLUMNS,
    GONE,
    HERE,
    KINDS,
    LEFT_LONG_AGO,
    NEVER,
    STAYS,
    column_key,
    read_day,
    word_key,
)
from watchkeeper.formats.directories.values import MOST_BYTES, MOST_ENTRIES, text_of, told

_SEPARATORS = ",;\t"
_BETWEEN = re.compile(r"[\s;,|]+")
_LINK = re.compile(r"^(?:https?://)?[^/\s]+/(?=[^/\s]+/?$)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
Columns = Mapping[str, tuple[int, ...]]


class _Table(Struct):
    """What one list is read with: where each fact stands, and what was wrong so far."""

    file: str
    columns: Columns
    problems: list[Problem]


def parse_hr(text: bytes, file: str, names: Mapping[str, str] | None = None) -> People:
    """The people of a table; `names` maps facts (`email`, `github`, `end` …) to names of columns.

    Never raises. A row that names nobody, a word for the status or a date that is not known are problems; who
    has one of the latter counts as gone, since nothing says that they are here. Lines count from 1, as of the
    start of the row. More than 200,000 rows or 32 MB are not read.
    """
    if len(text) > MOST_BYTES:
        problem = Problem(f"is larger than {MOST_BYTES:,} bytes", Place(file), "split the list")
        return People((), (), (Place(file),), (problem,), (file,))
    lines = _lines(text.decode("utf-8-sig", "replace").replace("\0", ""))
    header, separator = _header(next(lines, ""))
    table = _Table(file, {}, [])
    table.columns = _columns(header, names or {}, table)
    persons: list[Person] = []
    if table.columns:
        for line, row in _rows(lines, separator, table):
            if len(persons) == MOST_ENTRIES:
                table.problems.append(Problem(f"has more than {MOST_ENTRIES:,} rows", Place(file, line), "split it"))
                break
            if any(cell.strip() for cell in row) and (person := _person(row, line, table)):
                persons.append(person)
    unread = (file,) if any(problem.message.startswith(_LOST) for problem in table.problems) else ()
    return People(tuple(persons), (), (Place(file),), told(table.problems, file), unread)


_LOST = ("has more", "this row", "the first row", "is empty")
"""How the problems begin after which somebody of the list may be missing."""


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends; a quoted cell may hold several, which the reader of the rows joins."""
    at = 0
    while at < len(text):
        found = _LINE.match(text, at)
        at = found.end() if found else len(text)
        yield found[0] if found else ""


def _header(line: str) -> tuple[list[str], str]:
    """The names in the first row, and the separator that tells most of them apart."""
    found = []
    for separator in _SEPARATORS:
        try:
            row = next(csv.reader([line], delimiter=separator), [])
        except csv.Error:
            row = []
        found.append((row, separator))
    return max(found, key=lambda candidate: len(candidate[0]))


def _columns(header: Sequence[str], names: Mapping[str, str], table: _Table) -> Columns:
    keys = [column_key(name) for name in header]
    found: dict[str, tuple[int, ...]] = {}
    for fact, known in COLUMNS.items():
        if fact in names:
            places = [at for at, name in enumerate(header) if name.strip().lower() == names[fact].strip().lower()]
            if not places:
                what = f"the first row names no column {names[fact][:80]!r}, in which the policy sees `{fact}`"
                table.problems.append(Problem(what, Place(table.file, 1), "correct sources.people.columns"))
        else:
            places = [at for word in known for at, key in enumerate(keys) if key == word]
        if places:
            found[fact] = tuple(places)
    if not found.keys() & {"id", "user", "email", "github", "gitlab"}:
        what = "the first row names no column with addresses, logins or numbers of people"
        remedy = "name the columns in the first row, or in sources.people.columns: {email: …}"
        table.problems.append(Problem(what if header else "is empty", Place(table.file, 1), remedy))
        return {}
    return found


def _rows(lines: Iterator[str], separator: str, table: _Table) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it starts on; one that cannot be read is a problem."""
    rows = csv.reader(lines, delimiter=separator)
    while True:
        line = rows.line_num + 2
        try:
            row = next(rows, None)
        except csv.Error as error:
            table.problems.append(Problem(f"this row cannot be read ({error})", Place(table.file, line), "mend it"))
            continue
        if row is None:
            return
        yield line, row


def _person(row: list[str], line: int, table: _Table) -> Person | None:
    cells = {fact: [text for at in places if (text := _cell(row, at))] for fact, places in table.columns.items()}
    first = {fact: found[0] for fact, found in cells.items() if found}
    user = first.get("user", "")
    written = [word for cell in (*cells.get("email", ()), user) for word in _BETWEEN.split(cell) if "@" in word]
    addresses = tuple(dict.fromkeys(written))
    logins = Logins(_login(first.get("github", "")), _login(first.get("gitlab", "")), first.get("pager", ""))
    ids = [first.get("id", ""), user, *addresses, logins.github, logins.gitlab]
    known = [name for name in ids if name]
    place = Place(table.file, line)
    if not known:
        problem = Problem("this row names nobody: no number, address or login", place, "complete it, or remove it")
        table.problems.append(problem)
        return None
    joined = " ".join(part for part in (first.get("first", ""), first.get("last", "")) if part)
    return Person(
        id=(user or known[0]) if "@" not in user else next(iter(addresses), known[0]),
        name=first.get("name", "") or joined,
        emails=addresses,
        logins=logins,
        kind=_kind(first.get("kind", ""), place, table),
        team=first.get("team", ""),
        department=first.get("department", ""),
        manager=first.get("manager", ""),
        active=_active(cells, place, table),
        zone=first.get("zone", ""),
        refs=(first["id"],) if first.get("id") else (),
        until=_until(first.get("end", ""), place, table),
        place=place,
    )


def _cell(row: list[str], at: int) -> str:
    return text_of(" ".join(row[at].split())) if at < len(row) else ""


def _login(cell: str) -> str:
    """A login without `@`, and out of the address of its page."""
    plain = _LINK.sub("", cell).strip("/ ").removeprefix("@")
    return plain if plain and " " not in plain and "@" not in plain else ""


def _active(cells: Mapping[str, Sequence[str]], place: Place, table: _Table) -> bool:
    stays = [(word_key(cell), cell) for cell in cells.get("status", ())]
    leaves = [word_key(cell) for cell in cells.get("gone", ())]
    for word, cell in stays:
        if word not in HERE | GONE:
            what = f"{cell[:80]!r} is no known status, so this person counts as gone"
            table.problems.append(Problem(what, place, "write active or left, or name the column of the status"))
    return all(word in HERE for word, _ in stays) and all(word in STAYS for word in leaves)


def _until(cell: str, place: Place, table: _Table) -> str:
    if word_key(cell) in NEVER:
        return ""
    day = read_day(cell)
    if day is None:
        what = f"{cell[:80]!r} is no date, so this person counts as gone"
        table.problems.append(Problem(what, place, "write the last day as YYYY-MM-DD"))
    return day or LEFT_LONG_AGO


def _kind(cell: str, place: Place, table: _Table) -> PersonKind:
    """What the row says it is; a word that is not known proves no person."""
    if not cell:
        return "person"
    found = KINDS.get(word_key(cell))
    if found is None:
        what = f"{cell[:80]!r} is no known kind of account"
        table.problems.append(Problem(what, place, f"write one of {', '.join(sorted(KINDS))}"))
    return cast("PersonKind", found or "account")
