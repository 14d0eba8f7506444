"""Reads Grafana dashboards: the queries of their panels, also of those in rows and libraries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from watchkeeper.domain.problems import Place, Problem

MOST_BYTES = 8 << 20
MOST_PANELS = 5_000
MOST_DEPTH = 20


class Panels:
    """A dashboard's title, id, and the queries of its panels as written, each with its panel's title."""

    def __init__(self, title: str, uid: str, queries: list[tuple[str, str]], panels: int) -> None:
        self.title, self.uid, self.queries, self.panels = title, uid, queries, panels


def parse_grafana_dashboard(data: bytes, file: str) -> Panels | Problem:
    """The dashboard of a file: bare, below `dashboard` (the API's export) or below `spec` (a resource)."""
    if len(data) > MOST_BYTES:
        return Problem(f"is larger than {MOST_BYTES >> 20} MB, so it is not read", Place(file), "split it")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return Problem("is not valid JSON", Place(file), "export it again")
    for key in ("dashboard", "spec"):
        inner = value.get(key) if isinstance(value, dict) else None
        if isinstance(inner, dict) and ("panels" in inner or "rows" in inner):
            value = inner
    if not isinstance(value, dict) or not ("panels" in value or "rows" in value):
        return Problem("is no dashboard", Place(file), "name a dashboard's JSON")
    panels = list(_panels(value, 0))
    queries = [(_text(panel.get("title")), query) for panel in panels for query in _queries(panel)]
    return Panels(_text(value.get("title")), _text(value.get("uid")), queries, len(panels))


def _panels(value: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    if depth > MOST_DEPTH:
        return
    found = 0
    for key in ("panels", "rows"):
        inner = value.get(key)
        for panel in inner if isinstance(inner, list) else []:
            if not isinstance(panel, dict):
                continue
            found += 1
            if found > MOST_PANELS:
                return
            if "targets" in panel:
                yield panel
            yield from _panels(panel, depth + 1)


def _queries(panel: dict[str, Any]) -> Iterator[str]:
    targets = panel.get("targets")
    for target in targets if isinstance(targets, list) else []:
        query = target.get("expr") if isinstance(target, dict) else None
        if isinstance(query, str) and query.strip():
            yield query


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
