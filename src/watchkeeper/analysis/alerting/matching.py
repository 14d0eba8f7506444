"""Says whether labels fit matchers: RE2 around the whole value, and a label that is missing is the empty text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from watchkeeper.domain.readiness.routing import Matcher
from watchkeeper.formats.routes.regex import compile_regex

Labels: TypeAlias = Mapping[str, str]
Test: TypeAlias = Callable[[Labels], bool]


def compile_matchers(matchers: Sequence[Matcher]) -> tuple[Test, ...]:
    """One test a matcher; labels fit when all tests say so.

    Raises:
        RegexError: an expression is none (`make_matcher` makes no such matcher).
    """
    return tuple(_test(matcher) for matcher in matchers)


def fits(tests: Sequence[Test], labels: Labels) -> bool:
    """Whether labels fit all matchers; no matcher fits everything."""
    for test in tests:  # noqa: SIM110 - all() with a generator takes twice as long, and this is where the time goes
        if not test(labels):
            return False
    return True


def _test(matcher: Matcher) -> Test:
    name, value = matcher.name, matcher.value
    if matcher.operator == "=":
        return lambda labels: labels.get(name, "") == value
    if matcher.operator == "!=":
        return lambda labels: labels.get(name, "") != value
    search = compile_regex(value)
    if matcher.operator == "=~":
        return lambda labels: _found(search, labels.get(name, ""))
    return lambda labels: not _found(search, labels.get(name, ""))


def _found(search: Callable[[str], Any], value: str) -> bool:
    try:
        return search(value) is not None
    except UnicodeEncodeError:  # bytes outside UTF-8: to the server each of them is the replacement character
        return search(value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")) is not None
