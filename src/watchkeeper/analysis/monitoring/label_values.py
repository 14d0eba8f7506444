"""Finds labels that a selector picks, and labels that it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from watchkeeper.analysis.alerting.matching import compile_matchers, fits
from watchkeeper.analysis.monitoring.promql import operator_of
from watchkeeper.analysis.monitoring.regex_samples import sample
from watchkeeper.domain.readiness.routing import Matcher, Operator
from watchkeeper.formats.routes.regex import RegexError

MADE_UP = "made-up"
"""The value of labels that nothing tells."""
OTHERS = (MADE_UP, "made-up-2", "1", "a", "0")


def matchers_of(selector: Any) -> tuple[Matcher, ...]:
    """The conditions of a selector on labels, that on its name included."""
    found = [Matcher(str(m.name), _operator(m), str(m.value)) for m in selector.matchers.matchers]
    return (*((Matcher("__name__", "=", str(selector.name)),) if selector.name else ()), *found)


def _operator(matcher: Any) -> Operator:
    known: tuple[Operator, ...] = ("=", "!=", "=~", "!~")
    return known[known.index(operator_of(matcher))]


def fitting(matchers: Sequence[Matcher], wanted: Mapping[str, str]) -> dict[str, str] | None:
    """Labels that fit every matcher, those that are wanted where they may stand; None if there are none.

    A label that is not named keeps its wanted value.
    """
    labels = dict(wanted)
    for name in dict.fromkeys(matcher.name for matcher in matchers):
        own = [matcher for matcher in matchers if matcher.name == name]
        value = _value(own, [wanted[name]] if name in wanted else [])
        if value is None:
            return None
        labels[name] = value
    return {name: value for name, value in labels.items() if value}


def picks(matchers: Iterable[Matcher], labels: Mapping[str, str]) -> bool:
    """Whether labels fit every matcher."""
    try:
        return fits(compile_matchers(tuple(matchers)), labels)
    except RegexError:
        return False


def failing(matcher: Matcher) -> str | None:
    """A value that one matcher does not take ("" = the label is not there); None if it takes all that come to mind."""
    return next((value for value in (*OTHERS, matcher.value, "") if not picks((matcher,), {matcher.name: value})), None)


def _value(own: Sequence[Matcher], wanted: Sequence[str]) -> str | None:
    said = [one.value if one.operator == "=" else sample(one.value) for one in own if one.operator in {"=", "=~"}]
    # what has to be unlike something is mostly there all the same
    for value in (*wanted, *said, *OTHERS, ""):
        if picks(own, {own[0].name: value}):
            return value
    return None
