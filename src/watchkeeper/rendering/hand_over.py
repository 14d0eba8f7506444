"""Writes what a person answers for, the patches and the requests. Terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from watchkeeper.domain.ownership.handover import FilePatch, HandOverItem, HandOverPlan, ItemKind, Successor
from watchkeeper.rendering.escaping import json_text, markdown_block, markdown_prose, one_line, piece
from watchkeeper.rendering.patches import render_patch

WORDS: dict[ItemKind, str] = {
    "path": "owns paths",
    "team": "is a member of a team or alias",
    "component": "answers for components",
    "package": "is named by packages",
    "rota": "is on call",
    "escalation": "is a step of an escalation",
    "waiver": "stands behind waivers",
    "acceptance": "accepted or was asked",
    "source": "is named by other sources",
}


def render_plan(plan: HandOverPlan, style: str) -> str:
    """The whole plan; patches are those that `git apply` takes."""
    if style == "json":
        return json_text(_document(plan))
    lines = list(_lines(plan))
    patches = [(patch, render_patch(patch.file, patch.before, patch.after)) for patch in plan.patches]
    if style == "markdown":
        said = [f"- {markdown_prose(line.strip())}" if line.startswith(" ") else f"\n{markdown_prose(line)}\n"
                for line in lines]  # fmt: skip
        blocks = [f"\n{markdown_prose(_patch_title(patch))}\n\n{markdown_block(tuple(text.splitlines()))}"
                  for patch, text in patches if text]  # fmt: skip
        return "\n".join([*said, *blocks]).strip() + "\n"
    told = [" " * (len(line) - len(line.lstrip(" "))) + piece(line) for line in lines]
    shown = [f"\n{_patch_title(patch)}\n{_printable(text)}" for patch, text in patches if text]
    return "\n".join([*told, *shown]).rstrip() + "\n"


def render_patches(plan: HandOverPlan) -> str:
    """All patches as one that `git apply` takes."""
    return "".join(render_patch(patch.file, patch.before, patch.after) for patch in plan.patches)


def _lines(plan: HandOverPlan) -> Iterator[str]:
    count = len(plan.items)
    yield f"{plan.person} answers for {count} thing{'' if count == 1 else 's'} at {plan.commit[:12]}, until {plan.on}."
    kinds: dict[ItemKind, list[HandOverItem]] = {}
    for item in plan.items:
        kinds.setdefault(item.kind, []).append(item)
    for kind, items in kinds.items():
        yield f"{plan.person} {WORDS[kind]}:"
        for item in items:
            yield f"  {item.place}: {item.what}{_alone(item)}{_successors(item, plan.to)}"
    if plan.requests:
        yield "To be asked (an entry for .watchkeeper/acceptances.yaml each):"
        yield from (f"  {r.person} → {r.component} ({r.role})" for r in plan.requests)
    for problem in plan.problems:
        yield f"  {problem}"
    yield from plan.notes


def _alone(item: HandOverItem) -> str:
    return ", nobody beside" if item.alone else ""


def _successors(item: HandOverItem, to: str) -> str:
    if to:
        return f" → {to}"
    if not item.successors:
        return ""
    return " → " + "; ".join(f"{s.owner} ({s.why})" for s in item.successors)


def _patch_title(patch: FilePatch) -> str:
    kept = f"; {patch.kept} names stay until somebody is known" if patch.kept else ""
    return f"Patch of {patch.file} ({patch.dialect}{kept}):"


def _printable(text: str) -> str:
    return "\n".join(piece(line) if not line.isprintable() else line for line in text.splitlines())


def _document(plan: HandOverPlan) -> dict[str, Any]:
    def successor(found: Successor) -> dict[str, Any]:
        return {"owner": one_line(found.owner), "share": round(found.share, 3), "why": one_line(found.why)}

    items = [
        {
            "kind": item.kind, "what": one_line(item.what), "alone": item.alone,
            "file": one_line(item.place.file), "line": item.place.line,
            "successors": [successor(found) for found in item.successors],
        }
        for item in plan.items
    ]  # fmt: skip
    patches = [
        {"file": one_line(p.file), "dialect": p.dialect, "kept": p.kept,
         "patch": render_patch(p.file, p.before, p.after).encode("utf-8", "backslashreplace").decode()}
        for p in plan.patches
    ]  # fmt: skip
    return {
        "schema": "watchkeeper.handover/1", "person": one_line(plan.person), "names": sorted(map(one_line, plan.names)),
        "to": one_line(plan.to) or None, "on": plan.on, "commit": plan.commit, "items": items, "patches": patches,
        "requests": msgspec.to_builtins(plan.requests), "problems": [one_line(str(p)) for p in plan.problems],
        "notes": [one_line(note) for note in plan.notes],
    }  # fmt: skip
