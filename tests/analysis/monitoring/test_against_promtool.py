"""Thousands of random queries on random series: what promtool gives lies in our bounds and carries our labels."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.analysis.monitoring.random_queries import World
from tests.promtool import evaluated, needs_promtool
from watchkeeper.analysis.monitoring.bounds import bounds_of
from watchkeeper.analysis.monitoring.impossible import cannot_fire
from watchkeeper.analysis.monitoring.label_sets import LabelSet, label_sets
from watchkeeper.analysis.monitoring.promql import read_query

Series = tuple[dict[str, str], str]


def fits(labels: dict[str, str], one: LabelSet) -> bool:
    """Whether labels are among those that a set allows."""
    there = {name: value for name, value in labels.items() if name != "__name__"}
    told = all(
        name in there and value in {None, there[name]} for name, value in one.known.items() if name != "__name__"
    )
    return told and all(one.has(name) is not False for name in there)


def wrong(query: str, found: Iterable[Series]) -> list[str]:
    """What of a query's series contradicts what was worked out."""
    tree = read_query(query).tree
    if tree is None:
        return ["is not read"]
    series, sets = list(found), label_sets(tree)
    low, high = bounds_of(tree)
    slack = 1e-9
    values = [float(value) for _, value in series]
    faults = [f"gives {value}, not {low} to {high}" for value in values if value < low - slack or value > high + slack]
    faults += [f"has {labels}" for labels, _ in series if not any(fits(labels, one) for one in sets)]
    if series and (why := cannot_fire(query)):
        faults.append(why)
    return faults


@needs_promtool
@pytest.mark.parametrize("seed", range(4))
def test_what_promtool_gives_is_within_what_was_worked_out(seed: int, tmp_path: Path) -> None:
    world = World(seed)
    series = world.series()
    queries = list(dict.fromkeys(world.query() for _ in range(700)))
    answers = evaluated(tmp_path, series, queries, ("30m", "23m"))
    faults = {
        one.expression: found for one in answers if not one.error and (found := wrong(one.expression, one.series))
    }
    assert faults == {}
    assert sum(bool(one.series) for one in answers) > 150
    assert sum(bool(cannot_fire(query)) for query in queries) > 20


@needs_promtool
def test_what_our_parser_refuses_promtool_refuses_too(tmp_path: Path) -> None:
    world = World(99)
    queries = list(dict.fromkeys(world.query() for _ in range(700)))
    refused = {one.expression for one in evaluated(tmp_path, {}, queries) if one.error}
    assert {query for query in queries if read_query(query).fault} == refused
