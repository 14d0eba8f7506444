"""Reads Datadog monitors as its API (v1) lists them; Terraform's have the same fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.routing import Integration
from watchkeeper.formats.calendars.values import number, table, text
from watchkeeper.formats.monitors.handles import handles_of, ways_of

EVALUATES = "Datadog evaluates it"
UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
TAGS = {"kube_deployment": "deployment", "kube_container_name": "container", "kube_app_name": "app",
        "kube_cronjob": "cronjob", "container_name": "container", "functionname": "service"}  # fmt: skip
"""Tags by which Datadog names what this product calls otherwise."""
NAMING = ("service", "app", "application", "component", "job", *TAGS)
_TAG = re.compile(rf"""(?<![\w!-])({"|".join(NAMING)}):["\\]{{0,2}}([\w./-]{{1,200}})""")
_METRIC = re.compile(r"\b(?:avg|sum|min|max|count|p\d\d):([A-Za-z][\w.]{0,200})\{")
_WINDOW = re.compile(r"\b(?:last|current)_(\d{1,4})([mhdw])\b|\.last\(\"(\d{1,4})([mhdw])\"\)")
_COMPARED = re.compile(r"([<>])=?\s*-?[\d.]+\s*$")
_REDUCED = re.compile(r"\s*(avg|sum|min|max|count|percentile)\(")
ONE_POINT = {">": frozenset({"sum", "max", "count"}), "<": frozenset({"min"})}
"""How a window is reduced where one bad point in it can be enough."""
_NOT = re.compile(r"\b(?:NOT|not)\s+[\w.@-]{1,60}:\S{1,200}|\b(?:NOT|not)\s+in\b")
_RUNBOOK = re.compile(r"https?://[^\s)>\]\"'`]{1,500}")
_GUIDE = re.compile(r"runbook|playbook", re.IGNORECASE)
ABSENT = frozenset({"service check", "synthetics alert"})

Keys = Callable[[str, str], Sequence[str]]


def monitor_rule(
    monitor: Mapping[str, Any], place: Place, keys: Keys = lambda _kind, _name: (), vague: str = ""
) -> AlertRule:
    """One monitor as a rule. `vague` says what of it the source does not tell; `keys` as in `ways_of`."""
    query, message = text(monitor, "query"), text(monitor, "message")
    handles = tuple(handles_of(message))
    only = next((f"{one.text} is told only where {one.only}" for one in handles if one.only), "")
    options = table(monitor, "options")
    return AlertRule(
        name=text(monitor, "name") or text(monitor, "id"),
        family="datadog",
        query=query,
        place=place,
        metrics=tuple(dict.fromkeys(_METRIC.findall(query))),
        matchers=tags_in(query),
        labels=labels_of(monitor.get("tags")),
        annotations=annotations_of(message),
        wait=window_of(query),
        notifies=tuple(dict.fromkeys(one.text for one in handles)),
        not_simulated="; ".join(part for part in (EVALUATES, vague, only) if part),
        paused="*" in table(options, "silenced") and not table(options, "silenced").get("*"),
        ways=ways_of(handles, place, keys) or unknown_ways(message, place),
        watches=watches_of(text(monitor, "type"), options),
    )


def unknown_ways(message: str, place: Place) -> tuple[Integration, ...]:
    """Whom a message tells of which parts are not known: nobody can say."""
    return (Integration("handle", "unknown", "", (), place),) if "${" in message else ()


def watches_of(kind: str, options: Mapping[str, Any]) -> tuple[str, ...]:
    """Absence, where the kind of monitor or its options look for it."""
    silent = options.get("notify_no_data") is True or text(options, "on_missing_data") == "show_and_notify_no_data"
    return ("absence",) if silent or kind in ABSENT else ()


def labels_of(tags: object) -> dict[str, str]:
    """Tags (`service:pay`) as labels; the first of a name counts."""
    found: dict[str, str] = {}
    for tag in tags if isinstance(tags, list) else ():
        name, colon, value = str(tag).partition(":")
        if colon and value and "${" not in value:
            found.setdefault(TAGS.get(name, name), value)
    return found


def tags_in(query: str) -> dict[str, str]:
    """The tags that a query pins and that name what it is about; those that it leaves out do not count."""
    found: dict[str, str] = {}
    for name, value in _TAG.findall(_NOT.sub(" ", query[: 1 << 16])):
        found.setdefault(TAGS.get(name, name), value.rstrip("."))
    return found


def annotations_of(message: str) -> dict[str, str]:
    """The runbook that a message links."""
    links = _RUNBOOK.findall(message[: 1 << 16])
    guide = next((link.rstrip(".,;") for link in links if _GUIDE.search(link)), "")
    return {"runbook_url": guide} if guide else {}


def window_of(query: str) -> float:
    """The seconds that a failure has to last before the query tells of it: its window, unless one point is enough."""
    found, condition = _WINDOW.search(query), _COMPARED.search(query)
    if found is None:
        return 0
    once = ONE_POINT.get(condition[1] if condition else "", frozenset())
    reduced = _REDUCED.match(query)
    if reduced is None or reduced[1] in once:
        return 0
    return float(int(found[1] or found[3]) * UNITS[found[2] or found[4]])


def described(text: str) -> dict[str, str]:
    """A description as annotations, with the runbook that it links."""
    return {**annotations_of(text), **({"description": text} if text else {})}


def parse_monitors(value: object, place: Callable[[str], Place]) -> list[AlertRule]:
    """The monitors of a list (`GET /api/v1/monitor`), of `monitors`, or one alone; `place` finds a name's line."""
    listed = value.get("monitors", [value]) if isinstance(value, dict) else value
    found = [one for one in listed if isinstance(one, dict) and "query" in one] if isinstance(listed, list) else []
    return [monitor_rule(one, place(text(one, "name"))) for one in found if number(one, "deleted") == 0]
