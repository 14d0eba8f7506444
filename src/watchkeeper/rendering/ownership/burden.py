"""Writes the burden: how much is owned by name, and who works where nobody is. Terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from watchkeeper.domain.ownership.burden import Burden, Doing, Gap, Holding
from watchkeeper.rendering.escaping import json_text, markdown_prose, one_line, piece

WORDS: dict[Holding, str] = {
    "name": "by name",
    "catch-all": "by a line for everything",
    "dissolved": "by people gone or inactive",
    "nobody": "by nobody",
}
SHOWN = 8
COLUMNS = ("files", "lines", "components", "changes")


def burden_json(burden: Burden) -> dict[str, Any]:
    """The burden as the value of a JSON document."""
    value: dict[str, Any] = msgspec.to_builtins(burden)
    for gap in value["gaps"]:
        gap["folder"] = one_line(gap["folder"])
    value["unowned_components"] = [one_line(name) for name in value["unowned_components"]]
    value["unverified"] = [one_line(name) for name in value["unverified"]]
    return value


def render_burden(burden: Burden, read_at: str, notes: Sequence[str], style: str) -> str:
    """The burden of a tree; `read_at` says in words where it was read, `notes` what is not known."""
    if style == "json":
        document = {"schema": "watchkeeper.burden/1", "read_at": one_line(read_at), "summary": burden_json(burden)}
        return json_text({**document, "notes": [one_line(note) for note in notes]})
    head = f"Who answers for this tree ({read_at})"
    table = list(_table(burden))
    rest = [*_gaps(burden), *_doings(burden), *_components(burden)]
    if style == "markdown":
        rows = ["| owned | " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * len(COLUMNS)]
        rows += [f"| {name} | " + " | ".join(cells) + " |" for name, *cells in table]
        listed = [f"- {markdown_prose(line.strip())}" if line.startswith(" ") else f"\n{line}\n" for line in rest]
        said = [f"- {markdown_prose(note)}" for note in notes]
        return "\n".join([f"## {markdown_prose(head)}", "", *rows, *listed, "", *said]).rstrip() + "\n"
    width = max(len(name) for name, *_ in table)
    cells_width = [max(len(row[at + 1]) for row in [("", *COLUMNS), *table]) for at in range(len(COLUMNS))]
    lines = [
        "  ".join([f"{name:<{width}}", *(f"{cell:>{cells_width[at]}}" for at, cell in enumerate(cells))])
        for name, *cells in [("", *COLUMNS), *table]
    ]
    return "\n".join([head, "", *lines, *map(piece_kept, rest), "", *(piece(note) for note in notes)]).rstrip() + "\n"


def piece_kept(line: str) -> str:
    """A line as it can be printed, with the blanks at its start."""
    return " " * (len(line) - len(line.lstrip(" "))) + piece(line)


def _table(burden: Burden) -> Iterator[tuple[str, ...]]:
    for share in burden.shares:
        yield (
            WORDS[share.holding],
            _part(share.files, burden.files),
            _part(share.lines, burden.lines),
            _part(share.components, burden.components),
            _part(share.changes, burden.changes),
        )


def _part(count: int, whole: int) -> str:
    return f"{count:,} ({count / whole:.0%})" if whole else "none"


def _gaps(burden: Burden) -> Iterator[str]:
    if burden.gaps:
        yield "Without an owner by name, the most lines first:"
    for gap in burden.gaps[:SHOWN]:
        yield f"  {_gap(gap)}"
    if len(burden.gaps) > SHOWN:
        yield f"  and {len(burden.gaps) - SHOWN} more folders"


def _gap(gap: Gap) -> str:
    where = f"{gap.folder}/" if gap.folder else "files at the top"
    lines = f"{gap.lines:,} lines, " if gap.lines else ""
    return f"{where}: {gap.files:,} file{'s' if gap.files > 1 else ''}, {lines}{WORDS[gap.holding]}"


def _doings(burden: Burden) -> Iterator[str]:
    if burden.doings:
        yield f"Who in fact works there, in the last {burden.changes:,} changes:"
    for doing in burden.doings[:SHOWN]:
        yield f"  {_doing(doing)}"


def _doing(doing: Doing) -> str:
    team = doing.team or "people of no known team"
    people = f"{doing.people:,} {'person' if doing.people == 1 else 'people'}"
    return f"{team}: {doing.changes:,} changes, {doing.fixes:,} of them fixes, {doing.reviews:,} reviewed ({people})"


def _components(burden: Burden) -> Iterator[str]:
    names = burden.unowned_components
    if names:
        yield "Tools and services without an owner by name:"
    for name in names[:SHOWN]:
        yield f"  {name}"
    if len(names) > SHOWN:
        yield f"  and {len(names) - SHOWN} more"
