"""Dashboards: panels, rows of old and of new, what the API wraps around them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.domain.problems import Problem
from watchkeeper.formats.alerts.grafana_dashboards import Panels, parse_grafana_dashboard


def panel(query: str, title: str = "Errors") -> dict[str, Any]:
    return {"title": title, "type": "timeseries", "targets": [{"expr": query, "refId": "A"}, {"rawSql": "select 1"}]}


def read(value: object) -> Panels:
    found = parse_grafana_dashboard(json.dumps(value).encode(), "board.json")
    assert isinstance(found, Panels)
    return found


BOARD = {"title": "Pay", "uid": "pay", "panels": [panel("up"), {"type": "row", "panels": [panel("down", "Inside")]}]}


def test_panels_and_those_inside_a_collapsed_row() -> None:
    found = read(BOARD)
    assert (found.title, found.uid, found.panels) == ("Pay", "pay", 2)
    assert found.queries == [("Errors", "up"), ("Inside", "down")]


@pytest.mark.parametrize(
    "value",
    [
        {"dashboard": BOARD, "meta": {"slug": "pay"}},
        {"apiVersion": "dashboard.grafana.app/v1beta1", "kind": "Dashboard", "spec": BOARD},
        {"title": "Pay", "uid": "pay", "rows": [{"panels": [panel("up")]}, {"panels": [panel("down", "Inside")]}]},
    ],
)
def test_wrapped_by_the_api_as_a_resource_and_with_rows_of_old(value: object) -> None:
    assert read(value).queries == [("Errors", "up"), ("Inside", "down")]


@pytest.mark.parametrize("data", [b"[]", b"{}", b"null", b'"panels"', b'{"panels', b'{"spec": {"a": 1}}'])
def test_what_is_no_dashboard_is_a_problem(data: bytes) -> None:
    assert isinstance(parse_grafana_dashboard(data, "board.json"), Problem)


def test_parts_of_other_types_are_passed_over() -> None:
    assert read({"panels": [1, None, {"targets": [1, {"expr": 3}, {"expr": " "}]}, {"targets": {}}]}).queries == []


def test_more_panels_than_anybody_looks_at_are_cut() -> None:
    assert read({"panels": [panel("up")] * 6_000}).panels == 5_000
