"""Writes a GitLab Code Quality report: what holds the change or deserves a look, by file and line."""

from __future__ import annotations

from watchkeeper.domain.change import display_path
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.report import Report
from watchkeeper.rendering import wording
from watchkeeper.rendering.escaping import json_text, piece
from watchkeeper.rendering.places import fingerprints, main_place

LIMIT = 1_000


def render_gitlab(report: Report) -> str:
    """A JSON array of issues, worst first, at most `LIMIT`; `[]` when the change passes."""
    if report.verdict.decision == "pass":
        return json_text([])
    found = wording.group(report.verdict)
    findings = (*found.blocking, *found.unknown, *found.warnings, *found.waived)
    prints = fingerprints(findings)
    issues = [_issue(f, prints[n], report) for n, f in enumerate(findings[:LIMIT])]
    cut = len(findings) - LIMIT
    if cut > 0:
        text = f"{cut:,} more are not shown here: {wording.command_line(report)} shows all."
        issues.append(_entry("watchkeeper", text, "info", main_place(None, report), f"cut:{cut}"))
    return json_text(issues)


def _issue(finding: Finding, fingerprint: str, report: Report) -> dict[str, object]:
    text = " ".join(
        [
            wording.message(finding),
            *(f"{line.label}: {line.text}" for line in wording.lines(finding, report.change.target)),
        ]
    )
    return _entry(piece(finding.rule), text, _severity(finding), main_place(finding, report), fingerprint)
