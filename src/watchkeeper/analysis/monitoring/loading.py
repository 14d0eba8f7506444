"""Says whether rules load: by their queries, and by what else stands in their file, for one fault keeps all out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import structs

from watchkeeper.analysis.monitoring.promql import read_query
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule, Recording

Rule = TypeVar("Rule", AlertRule, Recording)
VARIABLE = "holds a variable of a dashboard, which no rule may have"


def query_fault(rule: AlertRule | Recording) -> str:
    """Why a rule's query keeps it from being loaded, as the end of a sentence; "" where it does not."""
    query = read_query(rule.query)
    if query.fault:
        return query.fault
    own = isinstance(rule, Recording) or rule.family == "prometheus"
    return VARIABLE if own and query.variables else ""


def refuse_together(
    rules: Iterable[AlertRule], recordings: Iterable[Recording]
) -> tuple[tuple[AlertRule, ...], tuple[Recording, ...]]:
    """The rules, those refused that stand in one file or resource with a query that cannot be read."""
    alerts, records = tuple(rules), tuple(recordings)
    faults: dict[Place, str] = {}
    every: tuple[AlertRule | Recording, ...] = (*alerts, *records)
    for one in every:
        if one.body is not None and one.body not in faults and (fault := query_fault(one)):
            faults[one.body] = f"the query of {one.name} {fault} ({one.place})"
    return _refused(alerts, faults), _refused(records, faults)


def _refused(ones: Sequence[Rule], faults: dict[Place, str]) -> tuple[Rule, ...]:
    return tuple(
        structs.replace(one, refused=faults[one.body]) if not one.refused and one.body in faults else one
        for one in ones
    )
