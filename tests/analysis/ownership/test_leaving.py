"""A person who leaves is found in owners files and replaced there, and nobody else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.leaving import find_mentions, replace_mentions
from watchkeeper.formats.owners.github import parse_github

ADA = ("@ada", "ada@example.com")


def handed(text: str, successor: str, names: tuple[str, ...] = ADA, *, words: bool = True) -> str:
    mentions = list(find_mentions(text, names, words=words))
    return replace_mentions(text, mentions, lambda _: successor, words=words)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/pay/ @ada", "/pay/ @grace"),
        ("/pay/ @Ada @omar", "/pay/ @grace @omar"),
        ("/pay/ @ada @grace", "/pay/ @grace"),
        ("/pay/ @omar ada@example.com # her own", "/pay/ @omar @grace # her own"),
        ("/pay/ @omar # ask @ada", "/pay/ @omar # ask @ada"),
        ("# @ada wrote this", "# @ada wrote this"),
        ("/pkg/@ada/ @omar", "/pkg/@ada/ @omar"),
        ("/pay/ @adam @acme/ada", "/pay/ @adam @acme/ada"),
        ("[Docs][2] @ada @omar", "[Docs][2] @grace @omar"),
        ("/a\t@ada\r", "/a\t@grace\r"),
    ],
)
def test_a_line_is_handed_over(before: str, after: str) -> None:
    assert handed(before, "@grace") == after


def test_without_a_successor_a_line_keeps_its_last_owner() -> None:
    assert handed("/a @ada @omar\n/b @ada\n", "") == "/a @omar\n/b @ada\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("approvers:\n- ada\n- omar\n", "approvers:\n- grace\n- omar\n"),
        ("approvers: [ada, omar]\n", "approvers: [grace, omar]\n"),
        ('approvers:\n  - "ada"  # lead\n', 'approvers:\n  - "grace"  # lead\n'),
        ("labels:\n- team/ada\n- ada-lovelace\n", "labels:\n- team/ada\n- ada-lovelace\n"),
    ],
)  # fmt: skip
def test_a_list_is_handed_over(before: str, after: str) -> None:
    assert handed(before, "grace", ("ada",), words=False) == after


WORD = st.text("ab/*.#@\\ []^", max_size=6)
LINES = st.lists(st.lists(st.one_of(WORD, st.sampled_from(["@ada", "@omar", "@grace", "#"])), max_size=5), max_size=6)


@given(LINES)
def test_whoever_left_owns_nothing_and_nobody_else_loses_anything(lines: list[list[str]]) -> None:
    before = "\n".join(" ".join(words) for words in lines)
    after = handed(before, "@grace")
    rules = parse_github(before.encode(), "CODEOWNERS").rules
    changed = parse_github(after.encode(), "CODEOWNERS").rules
    assert [rule.pattern for rule in rules] == [rule.pattern for rule in changed]
    for old, new in zip(rules, changed, strict=True):
        names = {owner.text for owner in old.owners}
        wanted = names - {"@ada"} | ({"@grace"} if "@ada" in names else set())
        assert {owner.text for owner in new.owners} == wanted
    assert handed(after, "@grace") == after


@given(st.text(max_size=80))
def test_a_text_that_does_not_name_the_person_stays(text: str) -> None:
    if "@ada" not in text.casefold() and "ada@example.com" not in text.casefold():
        assert handed(text, "@grace") == text
