"""GitLab's CODEOWNERS: what is told about lines that it ignores, and texts that mean harm."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.formats.owners.gitlab import MAX_BYTES, parse_gitlab
from watchkeeper.formats.owners.places import GITLAB

FILE = ".gitlab/CODEOWNERS"


def problems(text: bytes) -> list[str]:
    return [str(problem) for problem in parse_gitlab(text, FILE).problems]


def test_places_in_the_documented_order() -> None:
    assert GITLAB == ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        ("* @a nobody", "1:6", "is not an owner, so GitLab ignores it"),
        ("* @a # thanks @b", "1:15", "takes it for an owner"),
        ("  x", "1:3", "names nobody"),
        ("[A][0] @a", "1:1", "GitLab takes 1"),
        ("* @\u0430da", "1:3", "U+0430, CYRILLIC SMALL LETTER A"),
        ("* @ada@", "1:3", "is not an owner"),
        ("* @a/ @/a @", "1:3", "is not an owner"),
        ("* @@guest", "1:3", "is not an owner"),
        ("* @a\0b", "1:5", "NUL"),
    ],
)
def test_what_is_ignored_is_said_with_its_place(line: str, place: str, words: str) -> None:
    found = problems(line.encode())
    assert found[0].startswith(f"{FILE}:{place}: ")
    assert words in found[0]


def test_a_look_alike_is_never_an_owner() -> None:
    text = "* @\u0430da @ad\u0430 @ada\u200b ad\u0430@example.com @good\n".encode()
    assert [o.text for o in parse_gitlab(text, FILE).rules[0].owners] == ["@good"]


def test_marks_line_ends_and_bytes_outside_utf8() -> None:
    file = parse_gitlab(b"\xef\xbb\xbf[A]\r\n/caf\xe9/ @a\r\n\tx\t@b\r\n", FILE)
    assert [(r.pattern, [o.text for o in r.owners]) for r in file.rules] == [("/caf\udce9/", ["@a"]), ("x", ["@b"])]
    assert file.problems == ()


@pytest.mark.parametrize("line", ["[", "[]", "[ ]", "^", "^[", "^[]", "]", "^foo", "[a\tb"])
def test_what_is_no_header_is_an_entry(line: str) -> None:
    file = parse_gitlab(f"{line} @a\n".encode(), FILE)
    assert file.sections == ()
    assert len(file.rules) == 1


def test_problems_are_counted_beyond_the_first_hundred() -> None:
    found = problems(b"* nobody\n" * 300)
    assert len(found) == 101
    assert "500 more" in found[-1]


@pytest.mark.parametrize(
    "line", [b"/some/folder/number/%d/ @org/team @ada\n", b"[Section %d]\n", b"[[[[[[[[[[[[[[[[%d\n", b"\\ \\ \\ %d\n"]
)
def test_ten_megabytes_are_read_in_seconds(line: bytes) -> None:
    lines = b"".join(line % n for n in range(MAX_BYTES // len(line)))[:MAX_BYTES]
    start = time.perf_counter()
    parse_gitlab(lines, FILE)
    assert time.perf_counter() - start < 20


def test_a_file_above_the_limit_owns_nothing_and_says_so() -> None:
    file = parse_gitlab(b"* @a\n" * (MAX_BYTES // 5 + 1), FILE)
    assert file.rules == ()
    assert "nothing has an owner" in file.problems[0].message


def test_a_thousand_sections_are_too_many() -> None:
    text = "".join(f"[S{n}]\n* @a\n" for n in range(1_001))
    file = parse_gitlab(text.encode(), FILE)
    assert file.rules == ()
    assert "sections" in file.problems[0].message


@given(st.binary(max_size=400) | st.text(alphabet="[]^!@# \t\r\n\\a1/*", max_size=200).map(str.encode))
def test_any_text_is_read(text: bytes) -> None:
    file = parse_gitlab(text, FILE)
    assert all(rule.line >= 1 and rule.pattern for rule in file.rules)
    assert {rule.section for rule in file.rules} <= {"", *(section.name for section in file.sections)}
    assert all(owner.text.isascii() for rule in file.rules for owner in rule.owners)
