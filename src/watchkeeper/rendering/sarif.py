"""Writes SARIF 2.1.0 for code-scanning views: one result a finding, its level by mode."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.finding import Finding
from watchkeeper.domain.problems import Place
from watchkeeper.domain.report import Report
from watchkeeper.rendering import wording
from watchkeeper.rendering.escaping import json_text, piece, relative_uri, sarif_message
from watchkeeper.rendering.places import fingerprints, main_place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PAGES = "urn:watchkeeper:rule:"
"""What a rule's help URI starts with; the rule's id follows."""
LIMIT = 5_000
"""Results of one run that a code-scanning view takes."""
LEVELS = {"block": "error", "warn": "warning", "observe": "note"}
Json = dict[str, object]


def render_sarif(report: Report) -> str:
    """A SARIF log with one run: blocking results first, at most `LIMIT`, observed ones as notes."""
    found = wording.group(report.verdict)
    findings = (*found.blocking, *found.unknown, *found.warnings, *found.waived, *found.observed)
    shown = findings[:LIMIT]
    rules = sorted({finding.rule for finding in shown})
    results = [
        _result(finding, fingerprint, rules, report)
        for finding, fingerprint in zip(shown, fingerprints(shown), strict=True)
    ]
    driver = {
        "name": "watchkeeper",
        "version": report.verdict.inputs.version,
        "rules": [_rule(rule) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "watchkeeper/check/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": report.verdict.decision != "unknown",
                "toolExecutionNotifications": _notes(report, len(findings)),
            }
        ],
        "results": results,
        "properties": {"verdict": report.verdict.decision, "headline": wording.headline(report)},
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: str) -> Json:
    name = piece(rule)
    return {
        "id": name,
        "shortDescription": {"text": sarif_message(name)},
        "fullDescription": {"text": sarif_message(f"The rule {name} of watchkeeper.")},
        "helpUri": PAGES + relative_uri(name),
        "help": {"text": sarif_message(f"The page of this rule: watchkeeper explain {name}")},
    }


def _result(finding: Finding, fingerprint: str, rules: Sequence[str], report: Report) -> Json:
    result: Json = {
        "ruleId": piece(finding.rule),
        "ruleIndex": rules.index(finding.rule),
        "level": "note" if report.verdict.decision == "pass" else LEVELS[finding.mode],
        "message": {"text": sarif_message(wording.full_text(finding, report))},
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:1", "watchkeeper/v1": fingerprint},
        "properties": {"mode": finding.mode, "outcome": finding.outcome},
    }
    place = main_place(finding, report)
    if place:
        result["locations"] = [_location(place)]
    related = [*finding.locations[1:], *_limit_places(finding, report)]
    if related:
        result["relatedLocations"] = [{"id": n, **_location(p)} for n, p in enumerate(related, 1)]
    if finding.waived:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": piece(finding.waived)}]
    return result


def _limit_places(finding: Finding, report: Report) -> tuple[Place, ...]:
    at = finding.limit_at
    return (at,) if at and wording.at_target(at, report) else ()


def _location(place: Place) -> Json:
    where: Json = {"artifactLocation": {"uri": relative_uri(place.file), "uriBaseId": "%SRCROOT%"}}
    if place.line:
        where["region"] = {"startLine": place.line} | ({"startColumn": place.column} if place.column else {})
    return {"physicalLocation": where}


def _notes(report: Report, results: int) -> list[Json]:
    """What a waiver lifted, what lifts nothing, what was not evaluated, and what was cut."""
    texts = [*wording.lifted_lines(report.verdict), *wording.declared_lines(report.verdict)]
    texts += [
        f"Not checked, which does not mean passed: {wording.not_evaluated_line(n)}"
        for n in report.verdict.not_evaluated
    ]
    if results > LIMIT:
        texts.append(f"{results - LIMIT:,} more are not shown here: {wording.command_line(report)} shows all.")
    return [{"level": "warning", "message": {"text": sarif_message(text)}} for text in texts]
