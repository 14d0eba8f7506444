"""Proposes a runbook, a dashboard, a rota and the entries of a policy, as texts with gaps for what people know."""

from __future__ import annotations

import json
from collections.abc import Sequence

from watchkeeper.domain.readiness.monitoring import Export

MOST_PANELS = 8


def propose_runbook(name: str, alerts: Sequence[str]) -> str:
    """A runbook with a section for each alert."""
    lines = [f"# When {name} breaks", "", "Proposed; whoever answers for it fills the gaps before the first night.", ""]
    for alert in alerts:
        lines += [
            f"# {alert}",
            "",
            "- What customers or colleagues notice: …",
            "- Where to look first: …",
            "- What has helped before: …",
            "",
        ]
    lines += ["# Undo the last change", "", "- …", "", "# Tell the customers", "", "- Who, and where: …", ""]
    return "\n".join(lines)


def propose_dashboard(name: str, exports: Sequence[Export]) -> str:
    """A dashboard of Grafana with a panel for each metric that the code exports; "" if it exports none."""
    shown = [export for export in exports if "*" not in export.name][:MOST_PANELS]
    if not shown:
        return ""
    panels = [
        {
            "id": number,
            "title": export.name,
            "type": "timeseries",
            "gridPos": {"h": 8, "w": 12, "x": 12 * ((number - 1) % 2), "y": 8 * ((number - 1) // 2)},
            "targets": [{"refId": "A", "expr": _query(export)}],
        }
        for number, export in enumerate(shown, 1)
    ]
    board = {"uid": name[:40], "title": name, "tags": ["proposed"], "schemaVersion": 39, "panels": panels}
    return json.dumps(board, indent=2) + "\n"


def propose_rota(name: str, people: Sequence[str], zone: str) -> str:
    """A plain rota with the people who answer for it today; two are needed."""
    known = [*people[:2], *["somebody@example.com"] * (2 - len(people[:2]))]
    first, second = known
    return (
        f"# Who is called for {name}. Proposed: put people in who agreed, and an address for each.\n"
        "version: 1\n"
        f"name: {name}\n"
        f"zone: {zone}\n"
        "turns:\n"
        f"  - {{people: [{first}, {second}], length: 1w, from: 2026-01-05T09:00}}\n"
        "steps:\n"
        "  - {call: rota, wait: 15m}\n"
        f"  - {{call: {second}, wait: 15m}}\n"
    )


def propose_entry(name: str, root: str, lacking: Sequence[str]) -> str:
    """The lines of the policy that say what no catalog says: `lacking` of promise, tier, customers."""
    texts = {
        "promise": "promise: business-hours Europe/Berlin   # or 24x7, best-effort, unsupported until DATE",
        "tier": "tier: 3   # 1 is the most important",
        "customers": 'customers: "@somebody"   # who tells the customers',
    }
    lines = ["components:", f"  {name}:", f"    root: {root or '.'}"]
    return "\n".join([*lines, *(f"    {texts[key]}" for key in lacking)]) + "\n"


def _query(export: Export) -> str:
    if export.instrument == "counter":
        total = export.name if export.name.endswith("_total") else f"{export.name}_total"
        return f"sum(rate({total}[5m]))"
    if export.instrument == "histogram":
        return f"histogram_quantile(0.99, sum by (le) (rate({export.name}_bucket[5m])))"
    return export.name
