"""Writes GitHub workflow annotations: one line a finding, nothing when the change passes by itself."""

from __future__ import annotations

from watchkeeper.domain.change import display_path
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.report import Report
from watchkeeper.rendering import wording
from watchkeeper.rendering.escaping import piece, workflow_message, workflow_property

LIMIT = 50
"""Annotations that GitHub keeps of one run."""


def render_github(report: Report) -> str:
    """Workflow commands, errors first, at most `LIMIT`; "" when the change passes by itself."""
    if report.verdict.decision == "pass" and not report.verdict.lifted:
        return ""
    found = wording.group(report.verdict)
    lines = [
        *(_command("notice", "waived", line) for line in wording.lifted_lines(report.verdict)),
        *(_annotation("error", f, report) for f in (*found.blocking, *found.unknown)),
        *(_annotation("warning", f, report) for f in found.warnings),
        *(_annotation("notice", f, report) for f in found.waived),
        *(_command("warning", "not in force", line) for line in wording.declared_lines(report.verdict)),
        *(_command("warning", "not checked", wording.not_evaluated_line(n)) for n in report.verdict.not_evaluated),
    ]
    if not lines:
        lines = [_command("error", "nothing was checked", wording.headline(report))]
    rest = len(lines) - LIMIT
    if rest > 0:
        cut = f"{rest + 1:,} more are not shown here: {wording.command_line(report)} shows all."
        lines = [*lines[: LIMIT - 1], _command("warning", "cut", cut)]
    return "\n".join(lines) + "\n"


def _annotation(level: str, finding: Finding, report: Report) -> str:
    text = wording.full_text(finding, report)
    place = finding.locations[0] if finding.locations else None
    where = {"file": display_path(place.file), "line": str(place.line or 1)} if place else {}
    return _command(level, piece(finding.rule), text, where)


def _command(level: str, title: str, text: str, where: dict[str, str] | None = None) -> str:
    properties = {**(where or {}), "title": f"watchkeeper: {title}"}
    listed = ",".join(f"{key}={workflow_property(value)}" for key, value in properties.items())
    return f"::{level} {listed}::{workflow_message(text)}"
