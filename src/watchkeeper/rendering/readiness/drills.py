"""Writes one drill, or a table of many, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.change import Target
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.drill import Drill
from watchkeeper.rendering.escaping import one_line, piece
from watchkeeper.rendering.readiness.drill_json import render_json
from watchkeeper.rendering.readiness.drill_text import render_markdown, render_table, render_terminal

SHOWN = 10


def render_drills(
    target: Target,
    drills: Sequence[Drill],
    problems: Sequence[Problem],
    style: str,
    *,
    table: bool,
    color: bool = False,
    verbose: bool = False,
) -> str:
    """The drills; `problems` are what could not be read of the tree."""
    where = {"ref": one_line(target.ref), "commit": target.commit, "protected": target.protected}
    if style == "json":
        told = [one_line(str(problem)) for problem in problems]
        return render_json(drills, where, told, everything=table)
    if style == "html" and drills:
        from watchkeeper.rendering.readiness.drill_html import render_page

        return render_page(drills, f"{target.ref} at {target.commit[:12]}")
    if table or not drills:
        text = render_table(drills, style)
    elif style == "markdown":
        text = render_markdown(drills[0])
    else:
        text = render_terminal(drills[0], color=color, verbose=verbose)
    shown = problems if verbose else problems[:SHOWN]
    notes = [f"not read: {piece(str(problem))}" for problem in shown]
    if len(problems) > len(shown):
        notes.append(f"and {len(problems) - len(shown)} more that are not read; --verbose lists them")
    return text + ("\n" + "\n".join(notes) + "\n" if notes else "")
