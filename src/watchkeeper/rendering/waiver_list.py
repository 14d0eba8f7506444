"""Writes the answers of `waive` and `waivers`: terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from watchkeeper.domain.change import Target
from watchkeeper.domain.verdict import NotEvaluated
from watchkeeper.domain.waivers import EVERY_RULE, Standing, State, Waiver
from watchkeeper.rendering.escaping import json_text, markdown_prose, one_line, piece
from watchkeeper.rendering.prepared_entry import render_prepared
from watchkeeper.rendering.waivers import name_of, standing_json, where
from watchkeeper.rendering.wording import not_evaluated_line, ref_name

FILE = ".watchkeeper/waivers.yaml"
STATES: dict[State, str] = {
    "in-force": "in force",
    "expired": "expired",
    "declared": "declared only",
    "second-missing": "second person missing",
}


def render_waiver(waiver: Waiver, entry: str, steps: Sequence[str], written: str, style: str) -> str:
    """A waiver to be granted: its entry and what has to happen; `written` is the path written, or ""."""
    if style == "json":
        value = {key: one_line(str(text)) for key, text in msgspec.to_builtins(waiver).items()}
        document = {
            "schema": "watchkeeper.waiver/1", "waiver": value, "entry": entry, "file": FILE,
            "written": one_line(written) or None, "lifts": False, "to_make_it_count": [one_line(s) for s in steps],
        }  # fmt: skip
        return json_text(document)
    needed = "So far it lifts nothing. So that it does:"
    return render_prepared(FILE, entry, written, needed, steps, style)


def render_waivers(
    target: Target, as_of: str, changes: int, found: Sequence[Standing], unseen: Sequence[NotEvaluated], style: str
) -> str:
    """The waivers of a target at the time `as_of` (RFC 3339); `changes` is how many messages were read."""
    if style == "json":
        document = {
            "schema": "watchkeeper.waivers/1",
            "as_of": as_of,
            "target": {"ref": one_line(target.ref), "commit": target.commit, "protected": target.protected},
            "changes": changes,
            "waivers": [standing_json(standing) for standing in found],
            "not_evaluated": [
                {"rule": n.rule, "reason": one_line(n.reason), "remedy": one_line(n.remedy)} for n in unseen
            ],
        }
        return json_text(document)
    noun = "waiver" if len(found) == 1 else "waivers"
    head = f"{len(found)} {noun} on {ref_name(target)} as of {as_of} ({changes} changes looked at)."
    notes = [not_evaluated_line(item) for item in unseen]
    if style == "markdown":
        rows = [f"- **{STATES[s.state]}**: {markdown_prose('; '.join(_lines(s)))}" for s in found]
        return "\n".join([markdown_prose(head), "", *rows, *(f"- {markdown_prose(note)}" for note in notes)]) + "\n"
    blocks = ["\n".join([f"{STATES[s.state]}: {first}", *(f"   {line}" for line in rest)]) for s in found
              for first, *rest in [_lines(s)]]  # fmt: skip
    return "\n".join([head, *blocks, *notes]) + "\n"


def _lines(standing: Standing) -> list[str]:
    return [_subject(standing), *_details(standing)]


def _subject(standing: Standing) -> str:
    grant, waiver = standing.grant, standing.grant.waiver
    rule = "every rule" if waiver.rule == EVERY_RULE else piece(waiver.rule) or "no rule"
    until = f" until {standing.until}" if standing.until else ""
    who = piece(waiver.by) or "nobody by name"
    return f"{name_of(grant)} for {rule} at {waiver.head[:12]} by {who}{until}, {where(grant.place)}"


def _details(standing: Standing) -> Iterator[str]:
    waiver = standing.grant.waiver
    if waiver.reason:
        yield f"reason: {piece(waiver.reason)}"
    if standing.second:
        yield f"second person: {piece(standing.second)}"
    if standing.reason:
        yield f"because {piece(standing.reason)}; to make it count: {piece(standing.remedy)}"
    yield from (piece(note) for note in standing.notes)
