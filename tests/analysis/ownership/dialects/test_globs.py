"""Globs agree with a definition written out by recursion, and never blow up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.dialects.github import compile_github
from watchkeeper.analysis.ownership.dialects.index import MAX_FOLDERS, NONE, LastMatch

NAME_PATTERNS = st.text("ab*?", min_size=1, max_size=6).filter(lambda text: set(text) != {"*"})
PARTS = st.one_of(NAME_PATTERNS, st.just("*"), st.just("**"))
PATTERNS = st.builds(
    lambda front, parts, end: front + "/".join(parts) + end,
    st.sampled_from(["", "/"]),
    st.lists(PARTS, min_size=1, max_size=5),
    st.sampled_from(["", "/"]),
).filter(lambda pattern: "***" not in pattern)
PATHS = st.lists(st.text("ab", min_size=1, max_size=5), min_size=1, max_size=6).map("/".join)


def name_by_definition(pattern: str, name: str) -> bool:
    if not pattern:
        return not name
    if pattern[0] == "*":
        return name_by_definition(pattern[1:], name) or (bool(name) and name_by_definition(pattern, name[1:]))
    return bool(name) and pattern[0] in {"?", name[0]} and name_by_definition(pattern[1:], name[1:])


def folders_by_definition(parts: Sequence[str], names: Sequence[str]) -> bool:
    if not parts:
        return not names
    if parts[0] == "**":
        return folders_by_definition(parts[1:], names) or (bool(names) and folders_by_definition(parts, names[1:]))
    return bool(names) and name_by_definition(parts[0], names[0]) and folders_by_definition(parts[1:], names[1:])


def matches_by_definition(pattern: str, path: str) -> bool:
    """The documented meaning: anchoring, then the file itself or a folder above it."""
    anchored = pattern.startswith("/") or "/" in pattern.rstrip("/")
    parts = pattern.strip("/").split("/")
    only_folders = pattern.endswith("/") or parts[-1] == "**"
    if not anchored:
        parts = ["**", *parts]
    names = path.split("/")
    if parts[-1] == "**":
        parts = parts[:-1]
    itself = not only_folders and folders_by_definition(parts, names)
    above = any(folders_by_definition(parts, names[:end]) for end in range(1, len(names)))
    return itself or ((parts[-1] != "*" or only_folders) and above)


def degenerate(pattern: str) -> bool:
    """Patterns on which the documentation is silent: they have cases of their own."""
    parts = [part for part in pattern.split("/") if part]
    return parts == ["**"] or parts[:2] == ["**", "**"] or parts[-2:] == ["**", "**"]


@settings(deadline=None)
@given(PATTERNS.filter(lambda pattern: not degenerate(pattern)), PATHS)
def test_a_glob_matches_what_its_definition_says(pattern: str, path: str) -> None:
    glob = compile_github(pattern)
    assert (glob is not None and glob.matches(path)) == matches_by_definition(pattern, path)


@settings(deadline=None)
@given(st.lists(PATTERNS, max_size=12), st.lists(PATHS, min_size=1, max_size=12))
def test_the_index_finds_the_last_glob_that_matches(patterns: list[str], paths: list[str]) -> None:
    globs = [compile_github(pattern) for pattern in patterns]
    index = LastMatch(globs)
    for path in paths:
        wanted = max((at for at, glob in enumerate(globs) if glob and glob.matches(path)), default=NONE)
        assert index.find(path) == wanted
        assert index.find(path) == wanted


def test_a_pattern_that_starts_with_two_any_depth_parts_matches_nothing() -> None:
    assert [compile_github(pattern) for pattern in ("**/", "/**/", "**/**", "**/**/a")] == [None] * 4


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("**/*a*a*a*b", "a" * 20_000 + "/" + "a" * 20_000 + "c"),
        ("/" + "*a" * 200 + "b", "a" * 20_000),
        ("*" + "?a" * 200 + "b", "a" * 20_000),
        ("**/a/" * 100 + "b", "/".join(["a"] * 20_000)),
        ("**/*a*/" * 50 + "b", "/".join(["a"] * 5_000)),
        ("/*/**/" * 100 + "b", "/".join(["a"] * 20_000)),
    ],
)
def test_many_stars_on_long_paths_come_to_an_end(pattern: str, path: str) -> None:
    """A matcher that takes choices back would need longer than anyone can wait."""
    assert LastMatch([compile_github(pattern)]).find(path) == NONE


def test_a_path_deeper_than_any_real_one_is_resolved_without_an_index() -> None:
    path = "a/" * 50_000 + "b.py"
    globs = [compile_github(pattern) for pattern in ("*", "/a/", "**/a/**/*.py", "/b/")]
    assert LastMatch(globs).find(path) == 2


def test_known_folders_do_not_pile_up() -> None:
    index = LastMatch([compile_github("/top/"), compile_github("/d7/")])
    assert [index.find(f"d{n}/x") for n in (*range(MAX_FOLDERS + 10), 7)][-1] == 1
    assert len(index._spots) < MAX_FOLDERS
