"""The labels of an alert after the server's own changes to them, as far as they can be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from watchkeeper.analysis.monitoring.firing_labels import FiringLabels
from watchkeeper.domain.readiness.relabeling import Relabeling
from watchkeeper.formats.routes.regex import RegexError, compile_regex

_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+)|\$)", re.ASCII)


def relabel(labels: FiringLabels, steps: Iterable[Relabeling]) -> tuple[FiringLabels, str]:
    """The labels after each step, and why the alert does not leave at all, as the end of a sentence ("" = it does).

    A step that hangs on a label which nobody can tell leaves what it changes unknown.
    """
    known, vague, dropped = dict(labels.known), dict(labels.not_known), list(labels.dropped)
    for step in steps:
        try:
            search = compile_regex(step.regex)
        except RegexError:
            continue
        if step.action in {"labeldrop", "labelkeep"}:
            for name in [name for name in (*known, *vague) if bool(search(name)) == (step.action == "labeldrop")]:
                known.pop(name, None)
                vague.pop(name, None)
                dropped.append(name)
            continue
        text = _text(step, known, dropped)
        if step.action in {"drop", "keep"}:
            if text is not None and bool(search(text)) == (step.action == "drop"):
                return FiringLabels(known, vague, tuple(dropped)), f"is dropped by a relabeling at {step.place}"
        elif step.target:
            _set(step, text, search, known, vague, dropped)
    return FiringLabels(known, vague, tuple(dict.fromkeys(dropped))), ""


def _text(step: Relabeling, known: dict[str, str], dropped: list[str]) -> str | None:
    """The values of a step's labels, joined; None where one of them is not told."""
    values = [known.get(name, "" if name in dropped else None) for name in step.sources]
    told = [value for value in values if value is not None]
    return step.separator.join(told) if len(told) == len(values) else None


def _set(
    step: Relabeling,
    text: str | None,
    search: Callable[[str], Any],
    known: dict[str, str],
    vague: dict[str, str],
    dropped: list[str],
) -> None:
    found = search(text) if text is not None else None
    if text is not None and step.action == "replace" and not found:
        return
    value = _value(step, text, found)
    known.pop(step.target, None)
    vague.pop(step.target, None)
    if value is None:
        vague[step.target] = f"is set by a relabeling at {step.place}, from what only the series tell"
    elif value:
        known[step.target] = value
    if value != "" and step.target in dropped:
        dropped.remove(step.target)
    elif value == "":
        dropped.append(step.target)


def _value(step: Relabeling, text: str | None, found: Any) -> str | None:
    if text is None:
        return None
    if step.action in {"lowercase", "uppercase"}:
        return text.lower() if step.action == "lowercase" else text.upper()
    return _REFERENCE.sub(lambda match: _group(found, match), step.replacement) if step.action == "replace" else None


def _group(found: Any, match: re.Match[str]) -> str:
    name = match[1] or match[2]
    if name is None:
        return "$"
    try:
        return found.group(int(name) if name.isdecimal() else name) or ""
    except (IndexError, KeyError):
        return ""
