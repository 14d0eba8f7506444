"""Writes an entry that is ready for one of our files, and the steps after which it counts: terminal and Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.rendering.escaping import markdown_prose, one_line, piece


def render_prepared(file: str, entry: str, written: str, needed: str, steps: Sequence[str], style: str) -> str:
    """The entry under a title, then `needed` and the numbered steps; `written` is the path written, or ""."""
    title = f"Written to {one_line(written)}:" if written else f"An entry for {file} (--write adds it):"
    if style == "markdown":
        fence = "```"
        while fence in entry:
            fence += "`"
        block = f"{fence}yaml\n{entry}{fence}"
        listed = "".join(f"{n}. {markdown_prose(step)}\n" for n, step in enumerate(steps, 1))
        return f"{markdown_prose(title)}\n\n{block}\n\n{needed}\n\n{listed}"
    return f"{title}\n\n{entry}\n{needed}\n" + "".join(f"{n}. {piece(s)}\n" for n, s in enumerate(steps, 1))
