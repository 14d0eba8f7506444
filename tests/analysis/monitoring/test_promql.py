"""What a query reads, with the variables of dashboards, and what is never handed to the parser."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.monitoring.random_queries import World
from watchkeeper.analysis.monitoring.firing_labels import firing_labels
from watchkeeper.analysis.monitoring.impossible import cannot_fire
from watchkeeper.analysis.monitoring.promql import MOST_NESTED, MOST_OPERATORS, read_query
from watchkeeper.analysis.monitoring.symptoms import symptoms_of
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule


@pytest.mark.parametrize(
    ("query", "metrics"),
    [
        ("up == 0", ["up"]),
        ("sum(rate(a_total[5m])) / sum(rate(b_total[5m]))", ["a_total", "b_total"]),
        ('{__name__="odd:name", job="a"}', ["odd:name"]),
        ('{__name__=~"a|b"}', ["a", "b"]),
        ("a and b unless on (job) c", ["a", "b", "c"]),
        ("topk(scalar(k), a)", ["a", "k"]),
        ("max_over_time(rate(a[5m])[1h:1m] offset 1d)", ["a"]),
        ("# a comment with b\na", ["a"]),
        ("vector(1)", []),
    ],
)
def test_the_metrics_of_a_query(query: str, metrics: list[str]) -> None:
    found = read_query(query)
    assert (sorted(found.metrics), found.fault) == (metrics, "")


def test_the_values_that_a_query_pins_and_the_names_that_it_does_not_tell() -> None:
    found = read_query('a{job="pay", code=~"5..", zone!="b", empty=""} > on () {__name__=~"b.*", tier="1"}')
    assert found.matchers == {"job": "pay", "tier": "1"}
    assert len(found.vague) == 1


@pytest.mark.parametrize(
    ("query", "metrics", "outside"),
    [
        ('sum(rate(a_total{job="$job"}[$__rate_interval])) by ($group)', ["a_total"], True),
        ('sum(rate(a_total{job=~"${job:regex}", zone="[[zone]]"}[5m]))', ["a_total"], False),
        ("rate(a_total[${window}:$step])", ["a_total"], True),
        ("topk($limit, a_total)", ["a_total"], True),
        ("a_total offset 1h > $most", ["a_total"], True),
        ('$metric{job="x"} / other', ["other"], True),
        ('label_replace(a_total, "x", "$1", "y", "(.*)")', ["a_total"], False),
        ('label_replace(a_total, "x", "${1}-b", "y", "(.*)")', ["a_total"], False),
    ],
)
def test_variables_of_a_dashboard_are_looked_through(query: str, metrics: list[str], outside: bool) -> None:
    found = read_query(query)
    assert (list(found.metrics), found.fault, found.variables) == (metrics, "", outside)
    assert "$" not in str(found.matchers)


def test_what_cannot_be_read_says_why_and_still_names_metrics() -> None:
    found = read_query('sum(rate(a_total{job="x"}[5m])')
    assert found.fault.startswith("is no PromQL that can be read: ")
    assert found.metrics == ("a_total",)
    assert read_query('x{a=~"("}').fault
    assert read_query("rate(x)").fault
    assert read_query("").fault


HOSTILE = {
    "brackets": "(" * 9_000 + "x" + ")" * 9_000,
    "calls": "abs(" * 3_000 + "x" + ")" * 3_000,
    "signs": "-" * 19_000 + "x",
    "sums": "+".join(["x"] * 6_000),
    "sets": "x and " * 3_000 + "x",
    "words in capitals": "x OR " * 3_000 + "x",
    "subqueries": "x" + "[5m:1m]" * 2_000,
    "braces": "x{" * 9_000,
    "behind a quote that is not closed": '"' + "(" * 19_000,
    "behind a line end in a text": '"\n' + "(" * 19_000,
    "behind a comment": '#"\n' + "(" * 19_000,
    "long": "x" * 20_001,
}


def everything(query: str) -> None:
    rule = AlertRule("A", "prometheus", query, Place("a.yml", 1))
    cannot_fire(query)
    firing_labels(rule, {}, ("team",))
    symptoms_of(rule)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_query_is_refused_and_does_not_end_the_process(what: str) -> None:
    assert read_query(HOSTILE[what]).fault
    everything(HOSTILE[what])


def test_the_deepest_query_that_is_taken_can_be_analysed_on_any_stack() -> None:
    queries = [
        "abs(" * MOST_NESTED + " or ".join(["x"] * MOST_OPERATORS) + ")" * MOST_NESTED,
        "abs(" * MOST_NESTED + " and ".join(["x"] * MOST_OPERATORS) + ")" * MOST_NESTED,
        "-" * MOST_OPERATORS + "x",
        " / ".join(["sum(rate(x[5m]))"] * MOST_OPERATORS),
        " ^ ".join(["x"] * MOST_OPERATORS),
        " > ".join(["x"] * MOST_OPERATORS),
    ]
    assert [read_query(query).fault for query in queries] == [""] * len(queries)
    done: list[str] = []

    def analyse(query: str) -> None:
        everything(query)
        done.append(query)

    for query in queries:
        thread = threading.Thread(target=analyse, args=(query,))
        thread.start()
        thread.join()
    assert done == queries


@given(text=st.text(max_size=200) | st.text(alphabet="ab01(){}[]\"'`=~!<>+-*/%^,.:#$\\ \n", max_size=200))
def test_any_text_is_answered(text: str) -> None:
    everything(text)


@given(seed=st.integers(0, 10**9))
def test_any_random_query_is_answered(seed: int) -> None:
    everything(World(seed).query())
