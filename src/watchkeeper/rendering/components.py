"""Writes the tools and services of a tree with who answers for them. Terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from watchkeeper.domain.change import Target
from watchkeeper.domain.components import ComponentAnswer, Sighting
from watchkeeper.domain.ownership.owners import Agreement
from watchkeeper.domain.problems import Problem
from watchkeeper.rendering.escaping import json_text, markdown_prose, one_line, piece
from watchkeeper.rendering.ownership.standings import agreement_json
from watchkeeper.rendering.wording import ref_name

NO_USAGE = {
    "unknown": {"reason": "no evidence of use is read by this version", "remedy": "declare the tier in the policy"}
}
SHOWN = 3
COLUMNS = ("component", "where", "why", "owner", "responder", "promise", "tier")


def render_components(target: Target, found: Sequence[ComponentAnswer], problems: Sequence[Problem], style: str) -> str:
    """The components of a target, and what could not be read."""
    if style == "json":
        document = {
            "schema": "watchkeeper.components/1",
            "target": {"ref": one_line(target.ref), "commit": target.commit, "protected": target.protected},
            "components": [_document(answer) for answer in found],
            "problems": [one_line(str(problem)) for problem in problems],
        }
        return json_text(document)
    count = f"{len(found)} component{'' if len(found) == 1 else 's'}"
    unowned = sum(1 for answer in found if not answer.owners)
    head = f"{count} on {ref_name(target)} ({target.commit[:12]}), {unowned} without an owner."
    rows = [_row(answer) for answer in found]
    notes = [f"{problem}" for problem in problems]
    if style == "markdown":
        table = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
        table += ["| " + " | ".join(markdown_prose(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
        return (
            "\n".join([markdown_prose(head), "", *table, "", *(f"- {markdown_prose(n)}" for n in notes)]).rstrip()
            + "\n"
        )
    blocks = [line for answer in found for line in _block(answer)]
    return "\n".join([head, *blocks, *map(piece, notes)]) + "\n"


def _document(answer: ComponentAnswer) -> dict[str, Any]:
    component = answer.component
    rule = answer.resolution.rule if answer.resolution else None
    written = component.owner_at if component.owner and component.owner_at else None
    file, line = (rule.file, rule.line) if rule else (written.file, written.line) if written else ("", 0)
    return {
        "id": one_line(component.id),
        "name": one_line(component.name),
        "root": one_line(component.root),
        "declared": component.declaration != "found",
        "declaration": component.declaration,
        "runs": component.runs,
        "evidence": [_sighting(sighting) for sighting in component.sightings],
        "owner": {
            "owners": [one_line(owner.text) for owner in answer.owners],
            "holding": answer.holding,
            "file": one_line(file) or None,
            "line": line or None,
        },
        "responder": one_line(component.responder) or None,
        "promise": one_line(component.promise) or None,
        "tier_declared": component.tier or None,
        "tier_evidenced": NO_USAGE,
        "lifecycle": one_line(component.lifecycle) or None,
        "system": one_line(component.system) or None,
        "depends_on": [one_line(ref) for ref in component.depends_on],
        "acceptance": {
            "accountable": agreement_json(answer.accountable) if answer.accountable else None,
            "responder": agreement_json(answer.responder) if answer.responder else None,
        },
    }


def _sighting(sighting: Sighting) -> dict[str, Any]:
    return {
        "kind": sighting.kind, "file": one_line(sighting.path), "line": sighting.line or None,
        "what": one_line(sighting.detail), "weak": sighting.weak,
    }  # fmt: skip


def _row(answer: ComponentAnswer) -> tuple[str, ...]:
    component = answer.component
    return (
        component.name,
        component.root or "the whole tree",
        _why(answer),
        _owners(answer),
        _said(answer.responder) if answer.responder else "nobody was asked",
        component.promise or "none said",
        str(component.tier or "none said"),
    )


def _block(answer: ComponentAnswer) -> Iterator[str]:
    component = answer.component
    where = f" ({component.root})" if component.root else ""
    yield piece(f"{component.name}{where}: {_owners(answer)}")
    yield "   " + piece(f"why: {_why(answer)}")
    tier = f"tier {component.tier}" if component.tier else "no tier said"
    yield "   " + piece(f"promise: {component.promise or 'none said'}; {tier}")
    for agreement in (answer.accountable, answer.responder):
        if agreement:
            yield "   " + piece(f"{agreement.role}: {_said(agreement)}")


def _owners(answer: ComponentAnswer) -> str:
    if not answer.owners:
        return "NO OWNER"
    names = ", ".join(owner.text for owner in answer.owners[:SHOWN])
    more = f" and {len(answer.owners) - SHOWN} more" if len(answer.owners) > SHOWN else ""
    return f"{names}{more}" + (" (only the line for everything)" if answer.holding == "catch-all" else "")


def _said(agreement: Agreement) -> str:
    end = f" until {agreement.until}" if agreement.until and agreement.state in {"accepted", "asked"} else ""
    because = f" ({agreement.because})" if agreement.because else ""
    return f"{agreement.person} {agreement.state}{end}{because}"


def _why(answer: ComponentAnswer) -> str:
    component = answer.component
    declared = f"declared in {component.place}" if component.declaration != "found" and component.place else ""
    told = [f"{s.detail} in {s.path}" for s in component.sightings[:SHOWN]]
    more = [f"{len(component.sightings) - SHOWN} more"] if len(component.sightings) > SHOWN else []
    return "; ".join([*([declared] if declared else []), *told, *more]) or "declared"
