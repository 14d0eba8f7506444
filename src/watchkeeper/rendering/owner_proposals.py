"""Writes proposed owners with reasons, patch, and entries of the policy for tools. Terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from watchkeeper.domain.identifiers import slug
from watchkeeper.domain.ownership.proposals import OwnerProposals, ProposedTool
from watchkeeper.rendering.escaping import markdown_prose, one_line, piece
from watchkeeper.rendering.list_entry import quoted
from watchkeeper.rendering.patches import fenced_patch, printable_patch, render_patch

SHOWN = 40


def render_owner_proposals(found: OwnerProposals, *, markdown: bool) -> str:
    """The proposals as text; they are written nowhere by this."""
    lines = list(_lines(found))
    patches = [(p.file, render_patch(p.file, p.before, p.after, new=p.new)) for p in found.patches]
    entries = render_tools(found)
    if markdown:
        parts = ["\n".join(f"- {markdown_prose(line.strip())}" for line in lines)]
        parts += [f"{markdown_prose(f'Patch of {file}:')}\n\n{fenced_patch(text, 'diff')}" for file, text in patches]
        parts += [f"For `.watchkeeper.yaml`:\n\n{fenced_patch(entries, 'yaml')}"] if entries else []
        return "\n\n".join(parts) + "\n"
    text = "\n".join(" " * (len(line) - len(line.lstrip(" "))) + piece(line.lstrip(" ")) for line in lines)
    parts = [text, *(f"Patch of {piece(file)}:\n\n{printable_patch(patch)}" for file, patch in patches)]
    parts += [f"For .watchkeeper.yaml:\n\n{entries}"] if entries else []
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def owner_document(found: OwnerProposals) -> dict[str, Any]:
    """The proposals as a part of a JSON document."""
    return {
        "dialect": found.dialect, "target": one_line(found.target), "commit": found.commit,
        "files": found.files, "unowned": found.unowned, "by_catch_all": found.everything,
        "unowned_on_purpose": found.on_purpose,
        "proposed": [{**_plain(p), "owners": [one_line(owner) for owner in p.owners]} for p in found.owners],
        "left_out": [_plain(left) for left in found.left_out],
        "tools": [_plain(tool) for tool in found.tools],
        "patches": [
            {"file": one_line(p.file), "patch": render_patch(p.file, p.before, p.after, new=p.new)
             .encode("utf-8", "backslashreplace").decode()}
            for p in found.patches
        ],
        "unknown": found.unknown and {"reason": one_line(found.unknown.reason), "remedy": found.unknown.remedy},
    }  # fmt: skip


def render_tools(found: OwnerProposals) -> str:
    """Entries for the policy's `components`; low confidence stands there as a remark. "" without any."""
    named = [tool for tool in found.tools if tool.owner]
    if not named:
        return ""
    names: dict[str, ProposedTool] = {}
    for tool in named:
        names.setdefault(slug(tool.name) if slug(tool.name) not in names else slug(tool.root), tool)
    return "".join(["components:\n", *(_entry(name, tool) for name, tool in names.items())])


def _entry(name: str, tool: ProposedTool) -> str:
    mark = "  # " if tool.confidence == "low" else "  "
    return f"{mark}{quoted(name)}: {{root: {quoted(tool.root)}, owner: {quoted(tool.owner)}}}\n"


def _lines(found: OwnerProposals) -> Iterator[str]:
    if found.unknown and not found.files:
        yield f"No owners are proposed: {found.unknown.reason} → {found.unknown.remedy}"
        return
    yield (
        f"{found.unowned:,} of {found.files:,} files on {found.target} have no owner in writing; "
        f"{found.everything:,} have one by a line for everything only."
    )
    if found.on_purpose:
        yield f"{found.on_purpose:,} are exempted by a line, and stay so."
    if found.unknown:
        yield f"No owners are proposed: {found.unknown.reason} → {found.unknown.remedy}"
        return
    for p in found.owners[:SHOWN]:
        files = f"{p.files:,} file{'' if p.files == 1 else 's'}"
        yield f"  {p.confidence:<6} {p.folder or 'the top'}{'/' if p.folder else ''} ({files}): {' '.join(p.owners)}"
        yield f"         {p.why}."
    if len(found.owners) > SHOWN:
        yield f"  and {len(found.owners) - SHOWN:,} more folders, all in the patch"
    for left in found.left_out[:SHOWN]:
        yield f"  nobody {left.folder or 'the top'} ({left.files:,}): {left.why}."
    if len(found.left_out) > SHOWN:
        yield f"  and {len(found.left_out) - SHOWN:,} more folders for which nobody is proposed"
    yield from _tools(found)
    if found.owners or any(tool.owner for tool in found.tools):
        yield "These are proposals: ask each person before. Low confidence stands in the patch as a remark."
        yield "init --write --owners puts the lines into the owners file; without --owners they are only shown."


def _tools(found: OwnerProposals) -> Iterator[str]:
    if found.tools:
        yield f"{len(found.tools):,} tools or services have no owner:"
    for tool in found.tools[:SHOWN]:
        yield f"  {tool.confidence if tool.owner else 'nobody':<6} {tool.name} ({tool.root}): {tool.owner or 'nobody'}"
        yield f"         {tool.why}."


def _plain(value: msgspec.Struct) -> dict[str, Any]:
    built = msgspec.to_builtins(value)
    return {key: one_line(text) if isinstance(text, str) else text for key, text in built.items()}
