"""Proposes alert rules of what the component's code really exports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from watchkeeper.domain.readiness.monitoring import Export

STATUS = ("code", "status", "status_code", "response_code")
FAILURES = re.compile(r"(?:^|_)(?:errors?|failures?|failed|exceptions?)(?:_|$)")
SUCCESS = re.compile(r"last_(?:success|run|completion)|success_timestamp|completed_at")


def propose_alerts(
    name: str, exports: Sequence[Export], job: str, labels: Mapping[str, str], runbook: str, *, batch: bool
) -> str:
    """The text of a rule file: errors and absence of a service, a run that did not happen of a batch.

    `job` is the scrape job ("" = none is known), `labels` those that lead to a pager; "" if the code exports
    nothing that an alert could read.
    """
    rules = list(_batch(name, exports) if batch else _service(name, exports, job))
    if not rules:
        return ""
    lines = [
        f"# Alerts of {name}, proposed from what its code exports. Thresholds are a start, not a promise.",
        f"# Each is declared until it is proved: watchkeeper drill {name}",
        "groups:",
        f"  - name: {name}",
        "    rules:",
    ]
    shown = ", ".join(f"{key}: {_quoted(value)}" for key, value in {**labels, "service": name}.items())
    for alert, query, wait, summary in rules:
        lines += [
            f"      - alert: {alert}",
            f"        expr: {query}",
            f"        for: {wait}",
            f"        labels: {{{shown}}}",
            "        annotations:",
            f"          summary: {summary}",
            f"          runbook_url: {runbook}",
        ]
    return "\n".join(lines) + "\n"


def alert_names(text: str) -> tuple[str, ...]:
    """The names of the alerts in a proposed file."""
    return tuple(re.findall(r"- alert: (\w+)", text))


def camel(name: str) -> str:
    """`invoice-export` as `InvoiceExport`."""
    return "".join(word.capitalize() for word in re.split(r"[^A-Za-z0-9]+", name) if word) or "Component"


Proposed = tuple[str, str, str, str]


def _service(name: str, exports: Sequence[Export], job: str) -> Iterator[Proposed]:
    if found := _errors(exports):
        yield f"{camel(name)}Errors", found, "5m", f"{name} answers with errors"
    if job:
        yield f"{camel(name)}Gone", f'absent(up{{job="{job}"}} == 1)', "5m", f"no copy of {name} is there"
    elif counted := next((export for export in exports if export.instrument == "counter"), None):
        yield f"{camel(name)}Gone", f"absent({_total(counted)})", "10m", f"{name} tells nothing of itself any more"


def _errors(exports: Sequence[Export]) -> str:
    counters = [export for export in exports if export.instrument == "counter" and "*" not in export.name]
    for export in counters:
        label = next((label for label in STATUS if label in (export.labels or ())), "")
        if label:
            whole = f"sum(rate({_total(export)}[5m]))"
            return f'sum(rate({_total(export)}{{{label}=~"5.."}}[5m])) / {whole} > 0.05'
    failing = next((export for export in counters if FAILURES.search(export.name)), None)
    return f"sum(rate({_total(failing)}[10m])) > 0" if failing else ""


def _batch(name: str, exports: Sequence[Export]) -> Iterator[Proposed]:
    found = next((export for export in exports if SUCCESS.search(export.name) and "*" not in export.name), None)
    if found is not None:
        query = f"time() - {found.name} > 26 * 3600"
        yield f"{camel(name)}DidNotRun", query, "5m", f"{name} has not succeeded for more than a day"
        yield f"{camel(name)}Gone", f"absent({found.name})", "1h", f"{name} tells nothing of itself any more"


def _total(export: Export) -> str:
    return export.name if export.name.endswith("_total") else f"{export.name}_total"


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[A-Za-z][\w-]*", value) else json.dumps(value)
