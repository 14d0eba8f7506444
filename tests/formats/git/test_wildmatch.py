"""Wildmatch as gitignore(5) and glob(7) describe it; the comparison with git stands in its own file."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.formats.git.wildmatch import compile_wildmatch, literal_length

YES, NO = True, False


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("foo", "foo", YES),
        ("foo", "food", NO),
        ("", "", YES),
        ("*", "", YES),
        ("*", "foo", YES),
        ("*", "foo/bar", NO),
        ("f*o", "fo", YES),
        ("f*o", "f/o", NO),
        ("*.c", "x.c", YES),
        ("*.c", "x.ch", NO),
        ("?", "a", YES),
        ("?", "/", NO),
        ("??", "a", NO),
        ("?", "\u00c3\u00a9", NO),
        ("??", "\u00c3\u00a9", YES),
        ("**", "a/b/c", YES),
        ("**/c", "c", YES),
        ("**/c", "a/b/c", YES),
        ("**/c", "a/bc", NO),
        ("a/**", "a/b/c", YES),
        ("a/**", "a", NO),
        ("a/**/c", "a/c", YES),
        ("a/**/c", "a/b/b/c", YES),
        ("a/**/c", "a/bc", NO),
        ("a**c", "abc", YES),
        ("a**c", "a/c", NO),
        ("**a/b", "xa/b", YES),
        ("**a/b", "x/a/b", NO),
        (r"a/**\/c", "a/b/c", YES),
        (r"a/**\/c", "a/c", NO),
        ("**/**/**/c", "c", YES),
        ("**/*/c", "c", NO),
        ("**/*/c", "a/b/c", YES),
        ("[abc]", "b", YES),
        ("[a-c]x", "cx", YES),
        ("[a-c]", "d", NO),
        ("[c-a]", "b", NO),
        ("[!a-c]", "d", YES),
        ("[^a-c]", "a", NO),
        ("[!a]", "/", NO),
        ("a[/]b", "a/b", NO),
        ("[]-]", "]", YES),
        ("[]-]", "-", YES),
        ("[!]a]", "]", NO),
        ("[a-]", "-", YES),
        (r"[\]]", "]", YES),
        (r"[\a-\c]", "b", YES),
        ("[a-c-e]", "-", YES),
        ("[a-c-e]", "d", NO),
        ("[[]", "[", YES),
        ("[[:alpha:]]", "Q", YES),
        ("[[:alpha:]]", "1", NO),
        ("[[:upper:][:digit:]_]", "7", YES),
        ("[[:upper:][:digit:]_]", "x", NO),
        ("[![:space:]]", "x", YES),
        ("[![:space:]]", " ", NO),
        ("[[:xdigit:]]", "f", YES),
        ("[[:xdigit:]]", "g", NO),
        ("[[:punct:]]", "!", YES),
        ("[[:blank:]]", "\t", YES),
        ("[[:cntrl:]]", "\x7f", YES),
        ("[[:graph:]]", " ", NO),
        ("[[:print:]]", " ", YES),
        ("[[:lower:]]", "\u00e9", NO),
        ("[[:alpha:]-z]", "-", YES),
        ("[[:]", ":", YES),
        ("[[:nonsense:]]", "n", NO),
        ("[a", "a", NO),
        ("[", "[", NO),
        ("[a\\", "a", NO),
        (r"\*", "*", YES),
        (r"\*", "a", NO),
        (r"\a", "a", YES),
        ("a\\", "a", NO),
        ("a\\", "a\\", NO),
    ],
)
def test_what_a_pattern_matches(pattern: str, text: str, expected: bool) -> None:
    assert compile_wildmatch(pattern)(text) == expected


@settings(deadline=None)
@given(st.text(st.characters(codec="latin-1", exclude_characters="*?[\\/"), max_size=20))
def test_a_pattern_without_wildcards_matches_itself_alone(text: str) -> None:
    matches = compile_wildmatch(text)
    assert matches(text)
    assert not matches(text + "x")
    assert compile_wildmatch("**/" + text)(f"a/b/{text}")
    assert literal_length(text) == len(text)


@settings(deadline=None)
@given(st.text("ab/*?[]!-\\:^", max_size=30), st.text("ab/", max_size=30))
def test_any_pattern_gives_an_answer(pattern: str, text: str) -> None:
    assert compile_wildmatch(pattern)(text) in {True, False}


@pytest.mark.parametrize("pattern", ["*a" * 600 + "b", "**/*a" * 400 + "b", "**/a/" * 400 + "b", "?*" * 1_000 + "b"])
def test_many_stars_come_to_an_end(pattern: str) -> None:
    """A matcher that takes choices back would need longer than anyone can wait."""
    assert not compile_wildmatch(pattern)("a/" * 1_000 + "a" * 2_000)
