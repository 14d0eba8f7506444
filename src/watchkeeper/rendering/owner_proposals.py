"""Writes proposed owners as lines of CODEOWNERS."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.ownership.proposals import ProposedOwner


def render_lines(proposals: Sequence[ProposedOwner]) -> str:
    """Lines for the top of a CODEOWNERS file, where every line that is there already wins over them."""
    lines = ["# Proposed from who wrote, reviewed and fixed here; each person named has to agree first."]
    for proposal in proposals:
        pattern = f"/{proposal.folder}/" if proposal.folder else "/*"
        line = f"{pattern.replace(' ', chr(92) + ' ')} {' '.join(proposal.owners)}"
        lines.append(f"# {line}  (low confidence)" if proposal.confidence == "low" else line)
    return "\n".join(lines) + "\n"
