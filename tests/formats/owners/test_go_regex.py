"""Go's expressions: found where Go finds them (oracle: Python's `re` on the common part), in bounded time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.formats.owners.go_regex import compile_regex
from watchkeeper.formats.owners.go_regex_parser import RegexError


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        (r".*", ["", "a/b"], []),
        (r"\.go$", ["a.go", "a/b.go"], ["a.gox", "ago"]),
        (r"^docs/", ["docs/a"], ["x/docs/a"]),
        (r"^OWNERS$", ["OWNERS"], ["a/OWNERS"]),
        (r"(^|/)Makefile$", ["Makefile", "a/Makefile"], ["aMakefile"]),
        (r"^[^/]+$", ["a.b"], ["a/b", ""]),
        (r"^(go\.mod|go\.sum)$", ["go.mod", "go.sum"], ["goxmod"]),
        (r"v\d{2,3}$", ["v12", "v123"], ["v1"]),
        (r"a{2}", ["baab"], ["aba"]),
        (r"a{,2}", ["a{,2}"], ["aa"]),
        (r"(?i)readme", ["ReadMe"], ["read"]),
        (r"[[:alpha:]_]+\.py", ["a_b.py"], ["1.py"]),
        (r"[]a]", ["]", "a"], ["b"]),
        (r"[^]a]", ["b"], ["]"]),
        (r"\Aa\z", ["a"], ["ab", "ba"]),
        (r"(?:a|)b", ["b", "ab"], ["a"]),
        (r"(?P<x>a)b", ["ab"], ["b"]),
        (r"x.y", ["x\udce9y"], ["x\ny"]),
        (r"\w", ["_"], ["é"]),
        (r"$^", [""], ["a"]),
        (r"a||b", ["anything"], []),
    ],
)
def test_found_as_in_go(pattern: str, found: list[str], missed: list[str]) -> None:
    matches = compile_regex(pattern).search
    assert [text for text in found if not matches(text)] == []
    assert [text for text in missed if matches(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "a)", "[", "[a", "*", "a**", "a+*", "(?=a)", "(?!a)", "(?<=a)b", r"(a)\1", r"\b", r"\pL", "a{2}{3}",
        "a{1001}", "a{3,2}", "(a{100}){100}", "((((a{9}){9}){9}){9})", "\\", "[z-a]", "[[:none:]]", "(" * 200,
        "a" * 1_001, "(((){1000}){1000}){1000}", "x(?i)y",
    ],
)  # fmt: skip
def test_what_go_or_we_cannot_read_is_said(pattern: str) -> None:
    with pytest.raises(RegexError):
        compile_regex(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "(.*)*x", "(.*.*.*.*.*){9}x", "(a?){99}a{99}", "([a-z]+)*!"]
)
def test_no_expression_takes_long(pattern: str) -> None:
    start = time.perf_counter()
    compile_regex(pattern).search("a" * 4_000 + "c")
    assert time.perf_counter() - start < 5


ATOMS = st.sampled_from(
    ["a", "b", "/", ".", "[ab]", "[^a]", r"\.", r"\w", r"\d", "^", "$", "(?:a|b)", "(?:|ab)", "(a)"]
)
TERMS = st.builds(lambda atom, times: atom + (times if atom not in "^$" else ""), ATOMS,
                  st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,}", "*?"]))  # fmt: skip
PATTERNS = st.lists(st.lists(TERMS, max_size=5).map("".join), min_size=1, max_size=3).map("|".join)


@given(PATTERNS, st.lists(st.text(alphabet="ab/.1_", max_size=12), max_size=8))
def test_what_both_know_python_finds_too(pattern: str, texts: list[str]) -> None:
    ours, theirs = compile_regex(pattern).search, re.compile(pattern.replace("$", r"\Z"), re.ASCII)
    assert [ours(text) for text in texts] == [theirs.search(text) is not None for text in texts]


@given(st.text(max_size=40) | st.text(alphabet="()[]{}*+?|^$\\.a1,:-PAi<>", max_size=40))
def test_any_text_is_an_expression_or_is_refused(pattern: str) -> None:
    try:
        matches = compile_regex(pattern).search
    except RegexError:
        return
    assert matches("some/path.txt") in {True, False}


@given(PATTERNS, st.text(alphabet="ab/.1_", max_size=8), st.text(alphabet="ab/.1_", min_size=1, max_size=8))
def test_a_start_that_was_looked_through_changes_nothing(pattern: str, start: str, rest: str) -> None:
    matcher = compile_regex(pattern)
    test = matcher.after(start)
    assert (test is None or test(rest)) is matcher.search(start + rest)
