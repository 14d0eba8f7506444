"""The labels of a firing alert: what the query's result carries, the rule's own, and those the server adds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from watchkeeper.analysis.monitoring.label_sets import LabelSet, label_sets
from watchkeeper.analysis.monitoring.promql import read_query
from watchkeeper.domain.readiness.monitoring import AlertRule

_ONE_LABEL = re.compile(r"\{\{-?\s*\$labels\.(\w+)\s*-?\}\}")
_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class FiringLabels(Struct, frozen=True):
    """`known` have a value, `not_known` are there or not, or have a value nobody can tell, with the reason.

    `dropped` are those of the labels asked for that the alert cannot have, because the query takes them away.
    """

    known: dict[str, str]
    not_known: dict[str, str]
    dropped: tuple[str, ...]


def firing_labels(rule: AlertRule, external: Mapping[str, str], asked: Iterable[str]) -> FiringLabels:
    """The labels that a rule's alert fires with; `asked` are those that matter to whoever routes it.

    Where a query has several results (`or`), a label is known if each result agrees on it.
    """
    query = read_query(rule.query)
    if query.tree is None:
        own = {name: value for name, value in rule.labels.items() if not _TEMPLATE.search(value)}
        why = "depends on a query that cannot be read"
        return FiringLabels({"alertname": rule.name, **own}, {n: why for n in asked if n not in own}, ())
    sets = label_sets(query.tree)
    known, vague = _own_labels(rule, sets)
    dropped = []
    for label in _all_labels(sets, asked):
        if label in known or label in vague or label == "__name__":
            continue
        values = {one.known.get(label) if one.has(label) else one.has(label) for one in sets}
        if values == {False}:
            dropped.append(label)
        elif len(values) == 1 and isinstance(value := next(iter(values)), str):
            known[label] = value
        else:
            vague[label] = _reason(label, sets)
    for label, value in external.items():
        if label not in known and (label in dropped or label not in vague):
            known[label] = value
            dropped = [name for name in dropped if name != label]
    return FiringLabels({**known, "alertname": rule.name}, vague, tuple(dropped))


def _all_labels(sets: Iterable[LabelSet], asked: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*(label for one in sets for label in (*one.known, *sorted(one.maybe))), *asked]))


def _own_labels(rule: AlertRule, sets: Iterable[LabelSet]) -> tuple[dict[str, str], dict[str, str]]:
    """The rule's own labels; a template that only repeats a label of the result has its value."""
    known: dict[str, str] = {}
    vague: dict[str, str] = {}
    for name, value in rule.labels.items():
        if not _TEMPLATE.search(value):
            known[name] = value
            continue
        filled = _ONE_LABEL.sub(lambda found: _filled(found, sets), value)
        if _TEMPLATE.search(filled):
            vague[name] = f"is a template: {value}"
        else:
            known[name] = filled
    return {name: value for name, value in known.items() if value}, vague


def _filled(found: re.Match[str], sets: Iterable[LabelSet]) -> str:
    """What a template of one label becomes: its value, nothing where it cannot be there, itself if not known."""
    label = found[1]
    values = {"" if one.has(label) is False else one.known.get(label) for one in sets}
    value = next(iter(values)) if len(values) == 1 else None
    return found[0] if value is None else value


def _reason(label: str, sets: Iterable[LabelSet]) -> str:
    told = [one.known[label] for one in sets if label in one.known]
    if len({*told}) > 1 or (told and len(told) < len(list(sets))):
        return "depends on which side of the query's or fires"
    if told:
        return "has a value that only the series tell"
    return "is there only if the series have it"
