"""Writes what few people know: the tree and its components by bus factor. Terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.domain.ownership.knowers import KnownBy, RankedKnowers
from watchkeeper.domain.times import utc
from watchkeeper.rendering.escaping import json_text, markdown_prose, one_line, piece

MEANING = (
    "The factor is how many people can leave until more than half of the files have no author left "
    "(docs/knowledge.md). It measures knowledge that is at risk, and nobody's worth."
)
SHOWN = 3


def render_bus_factor(found: RankedKnowers, style: str) -> str:
    """The ranking; in text only components that one person knows, and how many others there are."""
    if style == "json":
        document = {
            "schema": "watchkeeper.bus-factor/1",
            "target": {"ref": one_line(found.read_at), "commit": found.commit},
            "tree": _json(found.tree),
            "components": [_json(one) for one in found.components],
            "notes": [one_line(note) for note in found.notes],
        }
        return json_text(document)
    prose, lead = (markdown_prose, "- ") if style == "markdown" else (piece, "  ")
    head = f"Who knows this tree ({found.read_at} at {found.commit[:12]})"
    lines = [prose(head), "", prose(_line(found.tree)), "", *_listed(found, lead, style)]
    lines += ["", prose(MEANING), *(f"{lead}{prose(note)}" for note in found.notes)]
    return "\n".join(lines) + "\n"


def _listed(found: RankedKnowers, lead: str, style: str) -> Iterator[str]:
    prose = markdown_prose if style == "markdown" else piece
    alone = [one for one in found.components if one.factor.factor == 1]
    lost = [one for one in found.components if not one.factor.files and one.factor.orphans]
    if alone:
        count = len(found.components)
        yield f"{len(alone)} of {count} component{'s' if count > 1 else ''} known by a single person:"
        yield ""
        yield from (f"{lead}{prose(_line(one))}" for one in alone)
    elif found.components:
        yield f"None of {len(found.components)} components is known by a single person only."
    else:
        yield "No tools or services were found in this tree."
    if lost:
        yield ""
        yield f"{len(lost)} more have no author left on record: " + prose(", ".join(one.name for one in lost))


def _line(one: KnownBy) -> str:
    factor = one.factor
    where = f" ({factor.root})" if factor.root and factor.root != one.name else ""
    people = ", ".join(one.people[:SHOWN]) + (f" and {len(one.people) - SHOWN} more" if len(one.people) > SHOWN else "")
    files = f"{factor.files:,} file{'' if factor.files == 1 else 's'} with an author"
    sole = f", {one.sole:,} that one person alone worked on" if one.sole else ""
    last = f"; last seen {utc(one.last)[:10]}" if one.last and factor.factor == 1 else ""
    return f"{one.name}{where}: factor {factor.factor}, {people or 'nobody'}{last}; {files}{sole}"


def _json(one: KnownBy) -> dict[str, Any]:
    factor = one.factor
    return {
        "name": one_line(one.name), "root": one_line(factor.root), "factor": factor.factor, "files": factor.files,
        "orphans": factor.orphans, "sole": one.sole, "people": [one_line(person) for person in one.people],
        "last": utc(one.last) if one.last else None,
    }  # fmt: skip
