"""CODEOWNERS is read as GitHub's page "About code owners" and its error API describe it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.domain.ownership.owners import OwnerRef, OwnerRule
from watchkeeper.formats.owners.github import MAX_BYTES, parse_github
from watchkeeper.formats.owners.places import GITHUB

FILE = ".github/CODEOWNERS"


def rules(text: str) -> list[tuple[str, list[str]]]:
    owners = parse_github(text.encode(), FILE)
    assert owners.problems == ()
    return [(rule.pattern, [owner.text for owner in rule.owners]) for rule in owners.rules]


def problems(text: bytes) -> list[str]:
    return [str(problem) for problem in parse_github(text, FILE).problems]


def test_places_in_the_documented_order() -> None:
    assert GITHUB == (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


def test_pattern_then_owners_with_their_line() -> None:
    owners = parse_github(b"# first line\n\n*.go  docs@example.com\t@octocat @octo-org/octocats\n", FILE)
    assert owners.dialect == "github"
    assert owners.rules == (
        OwnerRule(
            "*.go",
            (
                OwnerRef("docs@example.com", "email"),
                OwnerRef("@octocat", "user"),
                OwnerRef("@octo-org/octocats", "team"),
            ),
            line=3,
        ),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("*.js    @js-owner #This is an inline comment.", ("*.js", ["@js-owner"])),
        ("/apps/github", ("/apps/github", [])),
        ("/apps/github   # nobody", ("/apps/github", [])),
        ("  indented @a  ", ("indented", ["@a"])),
        ("\tdocs/\t@a\t@b", ("docs/", ["@a", "@b"])),
        (r"my\ docs/a\ b.md @a", (r"my\ docs/a\ b.md", ["@a"])),
        (r"tab\	bed @a", ("tab\\\tbed", ["@a"])),
        ("/apps/[param]/page.tsx @a", ("/apps/[param]/page.tsx", ["@a"])),
        ("say!what @a", ("say!what", ["@a"])),
        ("straße/Ω @a", ("straße/Ω", ["@a"])),
        ("a\u00a0b @a", ("a\u00a0b", ["@a"])),
        ("* @name_corp @org/the_team-2", ("*", ["@name_corp", "@org/the_team-2"])),
        ("* first.last+x%y@mail.example-host.museum", ("*", ["first.last+x%y@mail.example-host.museum"])),
    ],
)
def test_lines_that_github_reads(line: str, expected: tuple[str, list[str]]) -> None:
    assert rules(line) == [expected]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "   # indented comment\n\t\n\r\n"])
def test_no_rules(text: str) -> None:
    assert rules(text) == []


def test_windows_line_ends_and_byte_order_mark() -> None:
    assert rules("\ufeff* @a\r\n/docs/ @b\r\n/none/\r\n") == [("*", ["@a"]), ("/docs/", ["@b"]), ("/none/", [])]


def test_bytes_outside_utf8_match_paths_by_surrogate_escape() -> None:
    owners = parse_github(b"caf\xe9/ @a\n", FILE)
    assert owners.rules[0].pattern == "caf\udce9/"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("***/*.rb @monalisa", "1:1"),
        ("*.txt docs@", "1:7"),
        ("!docs/ @a", "1:1"),
        (r"\#notes @a", "1:2"),
        ("a#b @a", "1:2"),
        ("  /x  @ok  nobody", "1:12"),
        ("* @", "1:3"),
        ("* @org/", "1:3"),
        ("* @org/team/sub", "1:3"),
        ("* @org//team", "1:3"),
        ("* @us.er", "1:3"),
        ("* me@localhost", "1:3"),
        ("* @@maintainer", "1:3"),
        ("* a@b@c.org", "1:3"),
        ("* @ü", "1:3"),
        ("a/b\0c @a", "1:4"),
    ],
)
def test_a_bad_line_is_skipped_and_reported_with_its_place(line: str, place: str) -> None:
    owners = parse_github(f"{line}\n*.md @kept\n".encode(), FILE)
    assert [rule.pattern for rule in owners.rules] == ["*.md"]
    (problem,) = owners.problems
    assert str(problem.place) == f"{FILE}:{place}"
    assert problem.remedy


def test_what_a_person_reads_about_a_bad_line() -> None:
    (told,) = problems(b"*.txt docs@\n")
    assert told == (
        ".github/CODEOWNERS:1:7: `docs@` is not an owner, so GitHub skips the line"
        " \u2192 write @user, @organisation/team or an e-mail address; put `#` before a comment"
    )


def test_control_characters_do_not_reach_the_message() -> None:
    (told,) = problems(b"* \x1b[31mred\n")
    assert "\x1b" not in told


def test_many_bad_lines_are_counted_not_listed() -> None:
    told = problems(b"!x\n" * 5_000)
    assert len(told) == 101
    assert told[-1].startswith(".github/CODEOWNERS: 4,900 more lines")


def test_a_file_above_three_megabytes_has_no_rules() -> None:
    line = b"/some/folder/ @a\n"
    padding = b"#" * (MAX_BYTES - len(line))
    assert len(parse_github(line + padding, FILE).rules) == 1
    owners = parse_github(line + padding + b"#", FILE)
    assert owners.rules == ()
    assert [str(problem.place) for problem in owners.problems] == [FILE]
    assert "3,145,729 bytes" in owners.problems[0].message


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_every_line_is_a_rule_a_problem_or_nothing(text: bytes) -> None:
    owners = parse_github(text, FILE)
    read = {rule.line for rule in owners.rules}
    bad = {problem.place.line for problem in owners.problems if problem.place}
    assert not read & bad
    lines = text.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for number, line in enumerate(lines, 1):
        said = line.strip(b" \t\r")
        assert (number in read | bad) == bool(said and not said.startswith(b"#"))


@settings(deadline=None)
@given(st.lists(st.tuples(st.text("ab/*?.[]", min_size=1), st.sampled_from(["", "@a", "@a @o/t", "x@y.org"]))))
def test_patterns_and_owners_come_back_as_written(lines: list[tuple[str, str]]) -> None:
    wanted = [(pattern, owners.split()) for pattern, owners in lines if "***" not in pattern]
    assert rules("".join(f"{pattern} {' '.join(owners)}\n" for pattern, owners in wanted)) == wanted


@pytest.mark.parametrize(
    "line", [b"\\ " * 700_000, b"a@" + b"x." * 700_000, b"* " + b"@a " * 700_000, b"#" * 2_000_000]
)
def test_one_huge_line_comes_to_an_end(line: bytes) -> None:
    owners = parse_github(line, FILE)
    assert len(owners.rules) + len(owners.problems) == (not line.startswith(b"#"))
