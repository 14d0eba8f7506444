"""OWNERS and OWNERS_ALIASES: what counts, what is said about the rest, and which syntax a file is written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.formats.owners.kubernetes import parse_aliases, parse_kubernetes, told_apart

FILE = "deck/OWNERS"


def rules(text: str) -> list[tuple[str, str, int, list[str]]]:
    file = parse_kubernetes(text.encode(), FILE, {})
    return [(rule.section, rule.pattern, rule.line, [o.text for o in rule.owners]) for rule in file.rules]


def problem(text: bytes) -> str:
    file = parse_kubernetes(text, FILE, {})
    return str(file.problems[0]) if file.problems else ""


def test_roles_filters_and_lines() -> None:
    assert rules("# who\napprovers:\n- a\nReviewers: [B, '@C']\n") == [
        ("approvers", "", 2, ["@a"]),
        ("reviewers", "", 4, ["@b", "@c"]),
    ]
    assert rules('filters:\n  "\\\\.go$":\n    approvers:\n    - a\n') == [("approvers", r"\.go$", 3, ["@a"])]


@pytest.mark.parametrize(
    "text",
    [
        "approvers: alice\n",
        "approvers:\n  alice: yes\n",
        "approvers: [[a]]\n",
        "approvers: [a]\nreviewers: b\n",
        "approvers: [a]\noptions: [no_parent_owners]\n",
        "approvers: [a]\noptions: {no_parent_owners: perhaps}\n",
        "- approvers\n",
        "approvers: [a\n",
        "filters: [a]\n",
        "filters: {a: [b]}\n",
        "approvers: [a]\n\tb: c\n",
    ],
)
def test_a_value_of_the_wrong_kind_spoils_the_file(text: str) -> None:
    assert rules(text) == []
    assert problem(text.encode()).startswith(FILE)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("\u0430lice", "U+0430, CYRILLIC SMALL LETTER A"),
        ("org/team", "is not a login"),
        ("a@example.com", "is not a login"),
        ("two words", "is not a login"),
    ],
)
def test_a_name_that_is_no_login_is_nobody(name: str, words: str) -> None:
    assert rules(f"approvers: ['{name}', ok]\n") == [("approvers", "", 1, ["@ok"])]
    assert words in problem(f"approvers: ['{name}', ok]\n".encode())


def test_blank_owners_are_left_out() -> None:
    assert rules("approvers: ['', ' ', ok]\n") == [("approvers", "", 1, ["@ok"])]
    assert rules("approvers:\nreviewers: null\n") == []


@pytest.mark.parametrize("pattern", ["(", "(?=a)", "a{2000}", r"\bx"])
def test_a_filter_that_cannot_be_read_is_said_and_does_not_count(pattern: str) -> None:
    text = f"filters:\n  '{pattern}': {{approvers: [a]}}\n  '.*': {{approvers: [b]}}\n"
    assert rules(text) == [("approvers", ".*", 3, ["@b"])]
    assert "so it does not count" in problem(text.encode())


def test_options() -> None:
    assert parse_kubernetes(b"options: {no_parent_owners: true}\n", FILE, {}).inherits is False
    assert parse_kubernetes(b"options: {no_parent_owners: false}\n", FILE, {}).inherits is True
    assert "without anybody" in problem(b"options:\n  auto_approve_unowned_subfolders: true\napprovers: [a]\n")


def aliases(text: str) -> tuple[dict[str, tuple[str, ...]], int]:
    found, problems = parse_aliases(text.encode(), "OWNERS_ALIASES")
    return {alias.name: alias.members for alias in found}, len(problems)


@pytest.mark.parametrize(
    ("text", "expected", "problems"),
    [
        ("aliases:\n  One:\n  - A\n  - '@b'\n", {"one": ("@a", "@b")}, 0),
        ("aliases: {one: {a, b}}\n", {"one": ("@a", "@b")}, 0),
        ("aliases: {one: {}}\n", {"one": ()}, 0),
        ("aliases:\n  one:\n  two: [a]\n", {"one": (), "two": ("@a",)}, 0),
        ("aliases:\n  one: a\n", {"one": ()}, 1),
        ("aliases: [one]\n", {}, 1),
        ("", {}, 0),
        ("aliases:\n  one: [two]\n  two: [one]\n", {"one": (), "two": ()}, 2),
        ("aliases:\n  one: [one, a]\n", {"one": ("@a",)}, 1),
        ("aliases:\n  one: [\u0430da]\n", {"one": ()}, 1),
        ("aliases: {one: [a]\n", {}, 1),
    ],
)
def test_aliases(text: str, expected: dict[str, tuple[str, ...]], problems: int) -> None:
    assert aliases(text) == (expected, problems)


@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        ("approvers:\n- a\n", "kubernetes"),
        ("# See the docs\n\nreviewers: [a]\n", "kubernetes"),
        ("---\nfilters:\n  '.*': {}\n", "kubernetes"),
        ("{approvers: [a]}\n", "kubernetes"),
        ("ada@example.com\nbo@example.com\n", "lines"),
        ("set noparent\nada@example.com\n", "lines"),
        ("# team\nper-file *.py=ada@example.com\n", "lines"),
        ("file://base/OWNERS\n", "lines"),
        ("include /OWNERS\n", "lines"),
        ("*\n", "lines"),
        ("", "neither"),
        ("The people of this folder\n", "neither"),
    ],
)
def test_the_two_syntaxes_of_the_name_are_told_apart(text: str, syntax: str) -> None:
    assert told_apart(text.encode()) == syntax
    if syntax == "lines":
        assert rules(text) == []
        assert "another dialect, which is not read" in problem(text.encode())


def test_a_large_file_is_refused() -> None:
    assert rules("approvers:\n" + "- a\n" * 300_000) == []
    assert "larger than" in problem(b"approvers:\n" + b"- a\n" * 300_000)


@given(
    st.binary(max_size=300)
    | st.text(alphabet="approvers:[]{}-\n ,'\"filt@a&*!|>", max_size=200).map(str.encode)
    | st.recursive(
        st.text(max_size=4), lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(
            ["approvers", "filters", "options", "no_parent_owners", "x"]), v, max_size=4)).map(repr).map(str.encode)
)  # fmt: skip
def test_any_text_is_read(text: bytes) -> None:
    file = parse_kubernetes(text, FILE, {"x": ("@a",)})
    assert all(owner.text.isascii() for rule in file.rules for owner in rule.owners)
    parse_aliases(text, "OWNERS_ALIASES")
