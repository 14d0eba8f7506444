"""Writes the report for programs: `watchkeeper.check/1`, the same bytes for the same report."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.change import Authorship, display_path
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Finding, Offer, Remedy
from watchkeeper.domain.ownership.promises import Claim
from watchkeeper.domain.problems import Place
from watchkeeper.domain.report import Report
from watchkeeper.domain.size import Excluded, Size
from watchkeeper.domain.verdict import Inputs, Verdict
from watchkeeper.rendering.escaping import json_text, one_line

SCHEMA = "watchkeeper.check/1"
Json = dict[str, object]


def render_json(report: Report) -> str:
    """The whole report. Unknown values are `{"unknown": {reason, remedy}}`; null means that there is none."""
    verdict = report.verdict
    items = sorted(verdict.not_evaluated, key=lambda n: (n.rule, n.reason))
    unseen = [{"rule": _text(n.rule), "reason": _text(n.reason), "remedy": _text(n.remedy)} for n in items]
    found: Json = {
        "schema": SCHEMA,
        "verdict": verdict.decision,
        "inputs": _inputs(verdict.inputs),
        "policy": _policy(report),
        "change": _change(report),
        "findings": [_finding(f) for f in sorted(verdict.findings, key=_order)],
        "not_evaluated": unseen,
        **_waivers(verdict),
        "claims": [_claim(claim) for claim in report.claims],
    }
    return json_text(found)


def _waivers(verdict: Verdict) -> Json:
    if not verdict.waivers:
        return {"waivers": [], "lifted_by": [], "not_in_force": []}
    from watchkeeper.rendering import waivers

    return {
        "waivers": [waivers.standing_json(standing) for standing in verdict.waivers],
        "lifted_by": [_text(line) for line in waivers.lifted_lines(verdict)],
        "not_in_force": [_text(line) for line in waivers.declared_lines(verdict)],
    }


def _claim(claim: Claim) -> Json:
    said = {"component": claim.component, "asked": claim.asked, "what": claim.what, "due_at": claim.due_at}
    return {key: _text(text) or None for key, text in said.items()}


def _text(text: str) -> str:
    return one_line(text)


def _path(path: str) -> str:
    return display_path(path)


def _unknown(reason: str, remedy: str) -> Json:
    return {"unknown": {"reason": _text(reason), "remedy": _text(remedy)}}


def _order(finding: Finding) -> tuple[int, str, str, list[str]]:
    mode = ("block", "warn", "observe", "off").index(finding.mode)
    return mode, finding.rule, finding.message, [str(p) for p in finding.locations]


def _inputs(inputs: Inputs) -> Json:
    return {
        "version": inputs.version,
        "base": inputs.base,
        "head": inputs.head,
        "target": inputs.target,
        "policy": [_text(p) for p in inputs.policy],
        "evidence": sorted(inputs.evidence),
        "event": inputs.event,
        "ledger_head": inputs.ledger_head,
        "evaluated_at": inputs.evaluated_at,
    }


def _policy(report: Report) -> Json:
    target = report.change.target
    commit = target.commit or _unknown("there is no target to read the policy from", "name it with --target REF")
    return {
        "ref": _text(target.ref),
        "commit": commit,
        "protected": target.protected,
        "reason": _text(target.reason),
        "name": _text(report.policy_name),
        "origins": _origins(report),
    }


def _origins(report: Report) -> list[Json]:
    ordered = sorted(report.origins, key=lambda o: o.key)
    return [{"key": _text(o.key), "value": _text(o.value), "place": _place(o.place)} for o in ordered]


def _change(report: Report) -> Json:
    change = report.change
    return {
        "base": change.base,
        "head": change.head,
        "commits": [{"sha": c.sha, "subject": _text(c.subject)} for c in change.commits],
        "range": _text(report.range_text),
        "authorship": _authorship(report.authorship),
        "size": _size(report.size),
    }


def _authorship(authorship: Authorship | Unknown) -> Json:
    if isinstance(authorship, Unknown):
        return _unknown(authorship.reason, authorship.remedy)
    signals = sorted(authorship.signals, key=lambda s: (s.id, s.where, s.kind))
    return {
        "kind": authorship.kind,
        "share_signed": authorship.share_signed,
        "signals": [{"id": _text(s.id), "where": _text(s.where), "class": s.kind} for s in signals],
    }


def _size(size: Size | Unknown) -> Json:
    if isinstance(size, Unknown):
        return _unknown(size.reason, size.remedy)
    windows = sorted(size.windows_exceeded, key=lambda w: (w.tokens, w.model))
    return {
        "lines_raw": size.lines_raw,
        "lines_effective": size.lines_effective,
        "files": size.files,
        "files_effective": size.files_effective,
        "bytes": size.bytes,
        "longest_line": size.longest_line,
        "longest_line_path": _path(size.longest_line_path),
        "tokens": size.tokens,
        "tokens_error": size.tokens_error,
        "windows_exceeded": [{"model": _text(w.model), "tokens": w.tokens} for w in windows],
        "review_minutes": size.review_minutes,
        "review_cost": _cost(size),
        "excluded": _excluded(size.excluded),
        "claims": _excluded(size.claims),
        "largest": [{"path": _path(path), "lines": lines} for path, lines in size.largest],
    }


def _cost(size: Size) -> object:
    """A cost of nothing is known to be 0; one without prices is not known."""
    if size.review_cost or not (size.review_minutes or size.tokens):
        return size.review_cost
    return _unknown("the policy sets no prices", "set prices: {review_hour, million_tokens} in the policy file")


def _excluded(excluded: Sequence[Excluded]) -> list[Json]:
    ordered = sorted(excluded, key=lambda e: (e.path, e.lines, e.reason))
    return [{"path": _path(e.path), "lines": e.lines, "reason": _text(e.reason)} for e in ordered]


def _finding(finding: Finding) -> Json:
    unknown = finding.unknown
    return {
        "rule": _text(finding.rule),
        "outcome": finding.outcome,
        "mode": finding.mode,
        "message": _text(finding.message),
        "measured": _text(finding.measured) if unknown is None else _unknown(unknown.reason, unknown.remedy),
        "limit": _text(finding.limit),
        "limit_at": _place(finding.limit_at) if finding.limit_at else None,
        "locations": [_place(p) for p in finding.locations],
        "evidence": sorted(_text(e) for e in finding.evidence),
        "remedy": _remedy(finding.remedy) if finding.remedy else None,
        "ask": [{"person": _text(a.person), "why": _text(a.why)} for a in finding.ask],
        "offer": _offer(finding.offer) if finding.offer else None,
        "waived": _text(finding.waived) or None,
    }


def _place(place: Place) -> Json:
    found: Json = {"file": _path(place.file), "line": place.line, "column": place.column}
    return found | {k: _text(v) for k, v in (("commit", place.commit), ("url", place.url)) if v}


def _remedy(remedy: Remedy) -> Json:
    block = remedy.agent_block
    return {
        "text": _text(remedy.text),
        "command": _text(remedy.command),
        "comment": _text(remedy.comment),
        "agent_block": _agent_block(block) if block else None,
    }


def _agent_block(block: AgentBlock) -> Json:
    return {"goal": _text(block.goal), "limits": [_text(x) for x in block.limits], "verify": _text(block.verify)}


def _offer(offer: Offer) -> Json:
    items = [_text(item) for item in offer.items]
    return {"kind": _text(offer.kind), "title": _text(offer.title), "items": items, "command": _text(offer.command)}
