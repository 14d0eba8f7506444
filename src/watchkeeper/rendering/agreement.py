"""Writes the answers of `accept` and `decline`: terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from watchkeeper.domain.ownership.agreements import ACCEPTANCES
from watchkeeper.domain.ownership.owners import Acceptance, Decline
from watchkeeper.rendering.escaping import json_text, one_line
from watchkeeper.rendering.prepared_entry import render_prepared


def render_answer(
    said: Acceptance | Decline, entry: str, steps: Sequence[str], escalation: str, written: str, style: str
) -> str:
    """An answer ready to be merged; `written` is the path written, or ""."""
    yes = isinstance(said, Acceptance)
    if style == "json":
        values = {key: one_line(str(text)) for key, text in msgspec.to_builtins(said).items()}
        document = {
            "schema": "watchkeeper.acceptance/1",
            "answer": "accepted" if yes else "declined",
            "acceptance" if yes else "decline": values,
            "escalation": one_line(escalation),
            "entry": entry,
            "file": ACCEPTANCES,
            "written": one_line(written) or None,
            "counts": False,
            "to_make_it_count": [one_line(step) for step in steps],
        }
        return json_text(document)
    needed = "So far it counts for nothing. So that it does:" if yes else "So far it is not said. So that it is:"
    return render_prepared(ACCEPTANCES, entry, written, needed, steps, style)
