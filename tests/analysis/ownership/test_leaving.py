"""A person who leaves is found in owners files and replaced there, and nobody else is."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.leaving import LineDialect, find_anywhere, find_on_lines, replace_on_lines
from watchkeeper.analysis.ownership.leaving_yaml import find_in_yaml, replace_in_yaml
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.owners.github import parse_github
from watchkeeper.formats.owners.gitlab import parse_gitlab
from watchkeeper.formats.yaml.scalars import find_scalars

ADA = ("@ada", "ada@example.com")


def handed(text: str, successor: str, names: tuple[str, ...] = ADA, dialect: LineDialect = "github") -> str:
    mentions = list(find_on_lines(text, names, dialect))
    return replace_on_lines(text, mentions, lambda _: successor, dialect).text


def handed_yaml(text: str, successor: str, *names: str) -> str:
    mentions = find_in_yaml(text, "f", names, lambda path: path[0] in {"approvers", "owner", "aliases"})
    return replace_in_yaml(text, mentions, lambda _: successor).text


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
        ("/pay/ @ada\\ @omar", "/pay/ @ada\\ @omar"),
        ("/a\t@ada\r", "/a\t@grace\r"),
    ],
)
def test_a_line_is_handed_over(before: str, after: str) -> None:
    assert handed(before, "@grace") == after


def test_without_a_successor_a_line_keeps_its_last_owner() -> None:
    assert handed("/a @ada @omar\n/b @ada\n", "") == "/a @omar\n/b @ada\n"


@pytest.mark.parametrize(
    ("before", "successor", "after"),
    [
        ("[Docs][2] @ada @omar", "@grace", "[Docs][2] @grace @omar"),
        ("[Docs][2] @ada @omar @zoe", "", "[Docs][2] @omar @zoe"),
        ("[Docs][2] @ada @omar\n/d/\n/e/ @omar @ada", "", "[Docs][2] @ada @omar\n/d/\n/e/ @omar @ada"),
        ("[My @ada team] @ada", "@grace", "[My @ada team] @grace"),
        ("/a @omar # @ada", "@grace", "/a @omar # @grace"),
        ("/a @omar #@ada", "", "/a @omar"),
        ("!/a @ada", "@grace", "!/a @grace"),
    ],
)
def test_a_line_of_gitlab_is_handed_over(before: str, successor: str, after: str) -> None:
    """Owners behind a # count there, and so many have to stay as a section asks for."""
    assert handed(before, successor, ADA, "gitlab") == after


def test_whoever_has_two_names_on_a_line_is_alone_there() -> None:
    (first, second) = find_on_lines("/a @ada ada@example.com", ADA, "github")
    assert (first.alone, second.alone) == (True, True)
    assert handed("/a @ada ada@example.com", "@grace") == "/a @grace"


@pytest.mark.parametrize(
    ("before", "after", "without"),
    [
        ("approvers:\n- ada\n- omar\n", "approvers:\n- grace\n- omar\n", "approvers:\n- omar\n"),
        ("approvers: [ada, omar]\n", "approvers: [grace, omar]\n", "approvers: [omar]\n"),
        ("approvers: [omar, Ada]\n", "approvers: [omar, grace]\n", "approvers: [omar]\n"),
        ("approvers: [omar,\n  ada ]\n", "approvers: [omar,\n  grace ]\n", "approvers: [omar ]\n"),
        ('approvers:\n  - "ada"  # lead\n', 'approvers:\n  - "grace"  # lead\n', 'approvers:\n  - "ada"  # lead\n'),
        ("approvers:\n- grace\n- ada # lead\r\n", "approvers:\n- grace\n", "approvers:\n- grace\n"),
        ("aliases:\n  a: [ada]\n  b:\n  - ada\n  - x", "aliases:\n  a: [grace]\n  b:\n  - grace\n  - x",
         "aliases:\n  a: [ada]\n  b:\n  - x"),
        ("labels:\n- ada\nemeritus_approvers: [ada]\n", None, None),
        ("approvers:\n- &x ada\n- omar\n", None, None),
        ("owner: |-\n  ada\n", None, None),
        ("x: 1\n---\nowner: ada\n", "x: 1\n---\nowner: grace\n", None),
        ("# ada\nlabels: [é]\napprovers: ['ada'] # ada\n", "# ada\nlabels: [é]\napprovers: ['grace'] # ada\n", None),
    ],
)  # fmt: skip
def test_a_list_is_handed_over(before: str, after: str | None, without: str | None) -> None:
    assert handed_yaml(before, "grace", "ada") == (before if after is None else after)
    assert handed_yaml(before, "", "ada") == (before if without is None else without)


@pytest.mark.parametrize("new", ["@grace", "grace@example.com", "user:default/grace", "007", "yes", "a: b", 'a"b\\'])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_name_is_written_so_that_yaml_reads_it(new: str, quote: str) -> None:
    before = f"owner: {quote}ada{quote}\nx: {{owner: ada}}\n"
    after = replace_in_yaml(before, find_in_yaml(before, "f", ["ada"], lambda _: True), lambda _: new).text
    assert [scalar.value for scalar in find_scalars(after, "f")] == [new, new]


@given(st.text("ab:-[]{}'\"&*!|># \n,", max_size=40), st.sampled_from(["grace", "@grace", ""]))
def test_any_yaml_is_taken_and_only_the_name_is_exchanged(text: str, new: str) -> None:
    try:
        before = find_scalars(text, "f")
    except UsageError:
        return
    mentions = find_in_yaml(text, "f", ["a"], lambda _: True)
    values = [s.value for s in find_scalars(replace_in_yaml(text, mentions, lambda _: new).text, "f")]
    others = [s.value for s in before if s.value.casefold() != "a"]
    assert [value for value in values if value.casefold() not in {"a", new}] == [v for v in others if v != new]


@pytest.mark.parametrize(
    ("line", "found"),
    [("ATTENDEE;CN=x:mailto:ada@example.com", 1), ("SUMMARY:Ada Lovelace", 1), ("on-call: @ada,", 1), ("@ada/x", 0),
     ("x@ada", 0), ("Ada Lovelaces", 0), ("# @ada", 0)],
)  # fmt: skip
def test_a_name_is_found_as_a_word_anywhere(line: str, found: int) -> None:
    assert len(list(find_anywhere(line, {"@ada", "ada@example.com", "Ada Lovelace"}))) == found


def test_lines_in_which_the_name_stays_are_told() -> None:
    text = "/a @ada @omar\n/b @ada ada@example.com\n/c @ada\n"
    assert replace_on_lines(text, find_on_lines(text, ADA, "github"), lambda _: "", "github").kept == (2, 3)
    lists = "approvers: [ada, omar]\nowner: ada\n"
    found = find_in_yaml(lists, "f", ["ada"], lambda _: True)
    assert replace_in_yaml(lists, found, lambda _: "").kept == (2,)


def test_thousands_of_mentions_take_no_long_time() -> None:
    text = "approvers:\n" + "- ada\n- omar\n" * 20_000
    after = replace_in_yaml(text, find_in_yaml(text, "f", ["ada"], lambda _: True)[:1_000], lambda _: "zoe").text
    assert after.count("- zoe") == 1
    line = "/a" + " @ada" * 1_900
    mentions = list(islice(find_on_lines(f"{line}\n{line}", ADA, "github"), 1_000))
    assert replace_on_lines(line, mentions, lambda _: "@zoe", "github").text.count("@ada") == 900


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


@given(LINES, st.sampled_from(["@grace", "@omar"]))
def test_whoever_left_owns_nothing_in_gitlab_either(lines: list[list[str]], successor: str) -> None:
    before = "\n".join(" ".join(words) for words in lines)
    after = handed(before, successor, ADA, "gitlab")
    rules = parse_gitlab(before.encode(), "CODEOWNERS").rules
    changed = parse_gitlab(after.encode(), "CODEOWNERS").rules
    assert [(rule.pattern, rule.line) for rule in rules] == [(rule.pattern, rule.line) for rule in changed]
    for old, new in zip(rules, changed, strict=True):
        names = {owner.text for owner in old.owners}
        assert {owner.text for owner in new.owners} == names - {"@ada"} | ({successor} if "@ada" in names else set())


@given(st.text(max_size=80))
def test_a_text_that_does_not_name_the_person_stays(text: str) -> None:
    if "@ada" not in text.casefold() and "ada@example.com" not in text.casefold():
        assert handed(text, "@grace") == text
