"""The labels of an alert that fired on made-up series, held against those that were worked out from its query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from watchkeeper.analysis.monitoring.firing_labels import FiringLabels
from watchkeeper.analysis.monitoring.label_values import MADE_UP

ONLY_SERIES = "has a value that only the series tell"
_LABEL = re.compile(r"(?:\$labels|\.Labels)\.(\w+)")
_OTHER = re.compile(
    r"\$value|\.Value|\bquery\b|external|\bindex\b|\bnow\b|\bSortedPairs\b|(?:\$labels|\.Labels)\b(?!\.)"
)
"""What makes a template say what no label says."""


def confirmed(
    worked_out: FiringLabels, fired: Sequence[Mapping[str, str]], own: Mapping[str, str], external: Mapping[str, str]
) -> FiringLabels:
    """The labels as the alerts that fired have them; values that were made up stay unknown.

    `own` are the rule's labels as written: the value of a template that asks only for labels that are known
    is taken from the alert. `external` labels are added later and are on no alert here.
    """
    known, vague = dict(worked_out.known), dict(worked_out.not_known)
    dropped = list(worked_out.dropped)
    for label in [name for name in known if name not in external or name in own]:
        value = _agreed(label, fired)
        if value == known[label]:
            continue
        del known[label]
        if value == "":
            dropped.append(label)
        elif value is not None and MADE_UP not in value:
            known[label] = value
        else:
            vague[label] = ONLY_SERIES
    for label in [name for name in vague if _told(own.get(name, ""), {*worked_out.known, *dropped})]:
        if (value := _agreed(label, fired)) and MADE_UP not in value:
            known[label] = value
            del vague[label]
    for label in [name for name in dropped if _agreed(name, fired) != ""]:
        dropped.remove(label)
        vague[label] = ONLY_SERIES
    return FiringLabels(known, vague, tuple(dropped))


def _agreed(label: str, fired: Sequence[Mapping[str, str]]) -> str | None:
    """The value that a label has on each alert, "" where none has it, None where they differ."""
    values = {one.get(label, "") for one in fired}
    return values.pop() if len(values) == 1 else None


def _told(template: str, labels: set[str]) -> bool:
    """Whether a template asks for nothing but labels of which everything is known."""
    asked = set(_LABEL.findall(template))
    return bool(asked) and asked <= labels and _OTHER.search(template) is None
