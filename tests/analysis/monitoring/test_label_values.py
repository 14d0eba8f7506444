"""Labels that selectors pick, samples of regular expressions, and values that a condition does not take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.monitoring.label_values import MADE_UP, failing, fitting, matchers_of, picks
from watchkeeper.analysis.monitoring.promql import read_query, selectors_of
from watchkeeper.analysis.monitoring.regex_samples import sample
from watchkeeper.domain.readiness.routing import Matcher
from watchkeeper.formats.routes.regex import compile_regex


@pytest.mark.parametrize(
    "pattern",
    [
        "5..", "5[0-9]{2}", "(5|4)..", "a|b", "pay-.+", ".*gitlab.*", "^/api/.*$", r"\d+\.\d+", "(?:x|y)z?", "[^a]b",
        r"[\w]+@host", "(?i)error", "x{3}y{2,}", "(?P<name>a+)b", "kube-(api|proxy)", "|a", "[]x]+", r"\/", "a+?b*?",
        "10\\.0\\.0\\.[0-9]+:9100", "(prod|stage)-(eu|us)",
    ],
)  # fmt: skip
def test_a_sample_fits(pattern: str) -> None:
    assert compile_regex(pattern)(sample(pattern)) is not None


@given(pattern=st.text(max_size=60) | st.text(alphabet="ab(|)[]{}?*+.\\^$1,:P<>", max_size=60))
def test_any_pattern_has_some_sample(pattern: str) -> None:
    assert isinstance(sample(pattern), str)


def test_hostile_patterns_end() -> None:
    assert isinstance(sample("(" * 1_900), str)
    assert len(sample("(((((a{99}){99}){99}){99}){99}")) < 10_000
    assert sample("a" * 3_000) == ""


def select(query: str, wanted: dict[str, str]) -> dict[str, str] | None:
    (selector,) = selectors_of(read_query(query).tree)
    labels = fitting(matchers_of(selector), wanted)
    assert labels is None or picks(matchers_of(selector), labels)
    return labels


def test_labels_that_a_selector_picks() -> None:
    assert select('x{job="pay", code=~"5..", zone!=""}', {"team": "a"}) == {
        "__name__": "x", "job": "pay", "code": "500", "zone": MADE_UP, "team": "a",
    }  # fmt: skip
    assert select('x{job!="pay"}', {"job": "pay"}) == {"__name__": "x", "job": MADE_UP}
    assert select('x{job=~"a|b"}', {"job": "b"}) == {"__name__": "x", "job": "b"}
    assert select('{__name__=~"x|y", empty=""}', {"empty": "no"}) == {"__name__": "x"}


def test_there_are_none_where_conditions_exclude_each_other() -> None:
    assert select('x{a="1", a="2"}', {}) is None
    assert select('x{a!~".*"}', {}) is None


def test_a_value_that_a_condition_does_not_take() -> None:
    assert failing(Matcher("code", "=~", "5..")) == MADE_UP
    assert failing(Matcher("code", "!=", "200")) == "200"
    assert failing(Matcher("code", "=~", ".+")) == ""
    assert failing(Matcher("code", "=~", ".*")) is None
