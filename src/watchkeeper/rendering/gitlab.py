"""Writes a GitLab Code Quality report: what holds the change or deserves a look, by file and line."""

from __future__ import annotations

from watchkeeper.domain.change import display_path
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.problems import Place
from watchkeeper.domain.report import Report
from watchkeeper.rendering import wording
from watchkeeper.rendering.escaping import json_text, piece
from watchkeeper.rendering.places import fingerprints, main_place

LIMIT = 1_000
"""Issues of one report; a merge request shows far fewer."""


def render_gitlab(report: Report) -> str:
    """A JSON array of issues, worst first, at most `LIMIT`; `[]` when the change passes by itself."""
    if report.verdict.decision == "pass" and not report.verdict.lifted:
        return json_text([])
    found = wording.group(report.verdict)
    findings = (*found.blocking, *found.unknown, *found.warnings, *found.waived)
    issues = [_not_evaluated(line, report) for line in wording.lifted_lines(report.verdict)]
    issues += [
        _issue(finding, fingerprint, report)
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    ]
    issues += [_not_evaluated(line, report) for line in wording.declared_lines(report.verdict)]
    issues += [_not_evaluated(wording.not_evaluated_line(item), report) for item in report.verdict.not_evaluated]
    if not issues:
        issues = [_not_evaluated(wording.headline(report), report)]
    cut = len(issues) - LIMIT
    if cut > 0:
        text = f"{cut + 1:,} more are not shown here: {wording.command_line(report)} shows all."
        issues = [*issues[: LIMIT - 1], _not_evaluated(text, report)]
    return json_text(issues)


def _issue(finding: Finding, fingerprint: str, report: Report) -> dict[str, object]:
    """The description is for the merge request's list; the exits stand in the body, as Code Climate has it."""
    facts = [*wording.facts(finding, report), *([] if finding.waived else wording.asked(finding))]
    text = " · ".join([wording.message(finding), *(f"{line.label}: {line.text}" for line in facts)])
    severity = "info" if finding.waived else "blocker" if finding.mode == "block" else "minor"
    entry = _entry(piece(finding.rule), text, severity, main_place(finding, report), fingerprint)
    return entry | {"content": {"body": wording.full_text(finding, report)}}


def _not_evaluated(text: str, report: Report) -> dict[str, object]:
    from hashlib import sha256

    return _entry("watchkeeper", text, "info", main_place(None, report), sha256(text.encode()).hexdigest()[:32])


def _entry(rule: str, text: str, severity: str, place: Place | None, fingerprint: str) -> dict[str, object]:
    path = display_path(place.file) if place else "."
    line = place.line if place else 0
    return {
        "description": text,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line or 1}},
    }
