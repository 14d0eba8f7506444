"""What a pattern of a .gitattributes file asks of a path; the frequent forms need no automaton."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.formats.git.wildmatch import compile_wildmatch, literal_length

PathTest = Callable[[str, str], bool]
"""Tells of a path and of its last name, one byte a character, whether a pattern matches."""


def compile_path_test(base: str, pattern: str) -> tuple[str, PathTest]:
    """The folder that all matches of a pattern stand in or below, and the test.

    `base` is the folder of the pattern's file, with a slash at its end unless it is the root. Without a
    slash a pattern is compared with the name alone, with one with the whole path from that folder.
    """
    literal = literal_length(pattern)
    if pattern.endswith("/") or not pattern:
        return base[:-1], lambda _path, _name: False
    if "/" not in pattern:
        return base[:-1], _name_test(pattern, literal)
    start = int(pattern[0] == "/")
    head, rest = base + pattern[start:literal], pattern[literal:]
    return head.rpartition("/")[0], _path_test(head, rest)


def _name_test(pattern: str, literal: int) -> PathTest:
    if literal == len(pattern):
        return lambda _path, name: name == pattern
    tail = pattern[1:]
    if pattern[0] == "*" and literal_length(tail) == len(tail):
        return lambda _path, name: name.endswith(tail)
    return _LazyTest("", pattern).matches_name


def _path_test(head: str, rest: str) -> PathTest:
    if not rest:
        return lambda path, _name: path == head
    if rest == "**":
        return lambda path, _name: path.startswith(head)
    return _LazyTest(head, rest).matches_path


class _LazyTest:
    """A test with wildcards, compiled when the literal start and end of a first path fit."""

    __slots__ = ("_head", "_pattern", "_tail", "_wild")

    def __init__(self, head: str, pattern: str) -> None:
        self._head = head
        self._pattern = pattern
        self._tail = _literal_tail(pattern)
        self._wild: Callable[[str], bool] | None = None

    def matches_path(self, path: str, _name: str) -> bool:
        """Whether what follows the head in the path matches the pattern."""
        return path.startswith(self._head) and path.endswith(self._tail) and self._matches(path[len(self._head) :])

    def matches_name(self, _path: str, name: str) -> bool:
        """Whether the name matches the pattern."""
        return name.endswith(self._tail) and self._matches(name)

    def _matches(self, text: str) -> bool:
        if self._wild is None:
            self._wild = compile_wildmatch(self._pattern)
        return self._wild(text)


def _literal_tail(pattern: str) -> str:
    """Characters that every match ends in. The slash of a `**/` is none of them: it may take nothing."""
    end = max(pattern.rfind(special) for special in "*?[]\\")
    tail = pattern[end + 1 :]
    return tail.removeprefix("/") if pattern[end] == "*" else tail
