"""Writes what a person answers for, the patches and the entries to be merged. Terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from watchkeeper.domain.ownership.agreements import ACCEPTANCES
from watchkeeper.domain.ownership.handover import (
    NO_FILES,
    FilePatch,
    HandOverItem,
    HandOverPlan,
    ItemKind,
    Successor,
)
from watchkeeper.rendering.escaping import json_text, markdown_prose, one_line, piece
from watchkeeper.rendering.list_entry import render_entry
from watchkeeper.rendering.patches import fenced_patch, printable_patch, render_patch

MOST_TOOLS = 5
TITLES: dict[ItemKind, str] = {
    "path": "Paths",
    "team": "Teams and aliases",
    "component": "Tools and services",
    "escalation": "Escalation steps",
    "rota": "Rotas",
    "package": "Named by packages",
    "waiver": "Waivers",
    "acceptance": "Acceptances and questions",
    "claim": "Open claims",
    "source": "Named by other sources",
}


def render_plan(plan: HandOverPlan, style: str, written: Sequence[str] = ()) -> str:
    """The whole plan; patches are those that `git apply` takes. `written` are the paths written, if any were."""
    if style == "json":
        return json_text(_document(plan, written))
    patches = [(patch, render_patch(patch.file, patch.before, patch.after)) for patch in plan.patches]
    shown = [(patch, text) for patch, text in patches if text]
    return _markdown(plan, shown, written) if style == "markdown" else _terminal(plan, shown, written)


def _terminal(plan: HandOverPlan, patches: Sequence[tuple[FilePatch, str]], written: Sequence[str]) -> str:
    lines = [*_head(plan)]
    for title, items in _groups(plan):
        lines += ["", f"{title}:"]
        for item in _shortened(items):
            if isinstance(item, str):
                lines.append(f"  {item}")
                continue
            lines.append(f"  {_where(item)}{_what(item)}")
            lines += [f"      {line}" for line in _successors(item, plan)]
    for title, told in _further(plan, written):
        lines += ["", f"{title}:", *(f"  {line}" for line in told)]
    text = "\n".join(_piece(line) for line in lines)
    shown = [
        f"\nPatch of {_piece(patch.file)} (read as {patch.dialect}):\n\n{printable_patch(diff)}"
        for patch, diff in patches
    ]
    entries = [f"\nFor {ACCEPTANCES}:\n\n{_entries(plan)}"] if plan.requests else []
    return "\n".join([text, *shown, *entries]).rstrip() + "\n"


def _markdown(plan: HandOverPlan, patches: Sequence[tuple[FilePatch, str]], written: Sequence[str]) -> str:
    parts = ["\n".join(markdown_prose(line) for line in _head(plan))]
    for title, items in _groups(plan):
        lines = [f"## {title}", ""]
        for item in items:
            lines.append(f"- {markdown_prose(f'{_where(item)}{_what(item)}'.strip())}")
            lines += [f"  - {markdown_prose(line)}" for line in _successors(item, plan)]
        parts.append("\n".join(lines))
    for title, told in _further(plan, written):
        parts.append("\n".join([f"## {title}", "", *(f"- {markdown_prose(line)}" for line in told)]))
    for patch, text in patches:
        head = f"## {markdown_prose(f'Patch of {patch.file} (read as {patch.dialect})')}"
        parts.append(f"{head}\n\n{fenced_patch(text, 'diff')}")
    if plan.requests:
        parts.append(f"## For {ACCEPTANCES}\n\n{fenced_patch(_entries(plan), 'yaml')}")
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _head(plan: HandOverPlan) -> Iterator[str]:
    count, alone = len(plan.items) + plan.more, sum(item.alone for item in plan.items)
    things = "nothing" if not count else f"{count:,} thing{'' if count == 1 else 's'}"
    yield f"{plan.person} answers for {things} on {plan.target} ({plan.commit[:12]}). The last day is {plan.on}."
    if alone:
        yield f"For {'it' if count == 1 else f'{alone:,} of them'} nobody else is left."
    if plan.to:
        yield f"Everything goes to {plan.to}."


def _groups(plan: HandOverPlan) -> Iterator[tuple[str, list[HandOverItem]]]:
    for kind, title in TITLES.items():
        if items := [item for item in plan.items if item.kind == kind]:
            yield title, items


def _shortened(items: Sequence[HandOverItem]) -> Iterator[HandOverItem | str]:
    """The things one by one, but tools for which others stay are told together."""
    held = [item for item in items if item.kind == "component" and item.beside and not item.alone]
    short = held if len(held) > MOST_TOOLS else []
    yield from (item for item in items if item not in short)
    if short:
        names = ", ".join(item.what.partition(" (")[0] for item in short)
        yield f"{len(short)} for which others stay (each with its line in --format json): {names}"


def _where(item: HandOverItem) -> str:
    return f"{item.place.file}:{item.place.line}  " if item.place and item.place.line else _file(item)


def _file(item: HandOverItem) -> str:
    return f"{item.place.file}  " if item.place else ""


def _what(item: HandOverItem) -> str:
    files = "" if item.files == NO_FILES else f" ({item.files:,} file{'' if item.files == 1 else 's'})"
    beside = ""
    if item.alone and item.kind in {"path", "component"}:
        beside = ", nobody beside who is active" if item.doubts else ", nobody beside"
    return f"{item.what}{files}{beside}"


def _successors(item: HandOverItem, plan: HandOverPlan) -> Iterator[str]:
    """Who stays; where nobody does, who could take over, one a line. Whoever was named is not doubted."""
    if item.beside:
        names = ", ".join(item.beside[:5]) + (f" and {len(item.beside) - 5} more" if len(item.beside) > 5 else "")
        few = ", which is too few" if item.alone and not item.doubts else ""
        yield f"{names} stay{'s' if len(item.beside) == 1 else ''}{few}"
        yield from (f"but {doubt}" for doubt in item.doubts[:5])
    if plan.to or not item.alone:
        return
    for at, found in enumerate(item.successors):
        yield f"{'or' if at else '→'} {found.owner}: {found.why}"
    if not item.successors and item.kind in {"path", "component"} and item.files > 0:
        yield "nobody who works here now can be proposed"


def _further(plan: HandOverPlan, written: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    if kept := [f"{patch.file}:{line}" for patch in plan.patches for line in patch.kept]:
        yield "The name stays in these lines, as nobody is known to take over (name somebody with --to)", kept
    told = [str(problem) for problem in plan.problems]
    if plan.claims:
        told.append(f"claims were not read: {plan.claims.reason} → {plan.claims.remedy}")
    if plan.more:
        told.append(f"{plan.more:,} more things are not listed")
    if told:
        yield "To know", told
    if plan.notes:
        yield "What no patch can do", list(plan.notes)
    yield "Next", list(_next(plan, written))


def _next(plan: HandOverPlan, written: Sequence[str]) -> Iterator[str]:
    if written:
        yield f"Written, not committed: {', '.join(written)}. Look at the difference, and let it be reviewed."
    elif any(patch.before != patch.after for patch in plan.patches) or plan.requests:
        yield "Look at the patches, and ask those who are named in them. Then write them into a work tree with --write."
    else:
        yield "There is nothing to write."
    for person in dict.fromkeys(request.person for request in plan.requests):
        asked = [
            f"{plan.called.get(r.component) or r.component} ({r.role})" for r in plan.requests if r.person == person
        ]
        yield f"{person} is asked to answer for {', '.join(asked)}; to say yes: watchkeeper accept NAME --role ROLE"
    if plan.handovers:
        yield f"{plan.person} hands over by a signed commit of the entries under handovers (docs/acceptance.md)."


def _entries(plan: HandOverPlan) -> str:
    parts = ["requests:\n", *(render_entry(request, 2) for request in plan.requests)]
    if plan.handovers:
        parts += ["handovers:\n", *(render_entry(entry, 2) for entry in plan.handovers)]
    return "".join(parts)


def _piece(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" "))) + piece(line.lstrip(" "))


def _document(plan: HandOverPlan, written: Sequence[str]) -> dict[str, Any]:
    patches = [
        {"file": one_line(p.file), "dialect": p.dialect, "kept": list(p.kept),
         "patch": render_patch(p.file, p.before, p.after).encode("utf-8", "backslashreplace").decode()}
        for p in plan.patches
    ]  # fmt: skip
    unknown = plan.claims and {"unknown": {"reason": one_line(plan.claims.reason), "remedy": plan.claims.remedy}}
    return {
        "schema": "watchkeeper.handover/1", "person": one_line(plan.person), "names": sorted(map(one_line, plan.names)),
        "to": one_line(plan.to) or None, "on": plan.on, "target": one_line(plan.target), "commit": plan.commit,
        "items": [_item(item) for item in plan.items], "more": plan.more, "patches": patches,
        "requests": msgspec.to_builtins(plan.requests), "handovers": msgspec.to_builtins(plan.handovers),
        "claims": unknown or sum(item.kind == "claim" for item in plan.items),
        "problems": [one_line(str(p)) for p in plan.problems], "notes": [one_line(note) for note in plan.notes],
        "written": [one_line(path) for path in written],
    }  # fmt: skip


def _item(item: HandOverItem) -> dict[str, Any]:
    def successor(found: Successor) -> dict[str, Any]:
        return {"owner": one_line(found.owner), "share": round(found.share, 3), "why": one_line(found.why)}

    found: dict[str, Any] = {"kind": item.kind, "what": one_line(item.what), "alone": item.alone}
    if item.place:
        found |= {"file": one_line(item.place.file), "line": item.place.line}
    if item.files != NO_FILES:
        found["files"] = item.files
    found["doubts"] = [one_line(text) for text in item.doubts]
    found["beside"] = [one_line(name) for name in item.beside]
    return {**found, "successors": [successor(one) for one in item.successors]}
