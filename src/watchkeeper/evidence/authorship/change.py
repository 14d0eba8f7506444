"""Collects the marks of authorship: commits, notes, and what the forge told at opening."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.analysis.authorship.kind import AUTHORSHIP, analyse_authorship
from watchkeeper.domain.change import Authorship
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.formats.git.ai_notes import MAX_BYTES, AiNote, parse_ai_note
from watchkeeper.git.log import read_line_counts
from watchkeeper.git.repository import AI_NOTES

NOTE_LIMIT = MAX_BYTES + 1
MOST_COMMITS = 500
"""Above this many commits neither notes nor lines by commit are read: the range is no pull request."""


def collect(gathering: Gathering) -> Evidence[Authorship] | Unknown:
    """Authorship of the change, with the signals that show it."""
    change = gathering.change
    few = len(change.commits) <= MOST_COMMITS
    lines: Mapping[str, int] = {}
    if few and sum(1 for c in change.commits if len(c.parents) < 2) > 1:
        lines = read_line_counts(gathering.repository, *gathering.span.log)
    notes = _read_notes(gathering) if few else {}
    found = analyse_authorship(change.commits, change.opening, notes, lines, gathering.signals, gathering.attested)
    return Evidence(AUTHORSHIP.name, change.head, found, "resolved" if found.signals else "absent")


def _read_notes(gathering: Gathering) -> dict[str, AiNote]:
    """Notes by commit id; git spreads them over one or two levels of folders."""
    (tip,) = gathering.repository.resolve(AI_NOTES)
    if tip is None:
        return {}
    notes: dict[str, AiNote] = {}
    for commit in gathering.change.commits:
        sha = commit.sha
        for path in (sha, f"{sha[:2]}/{sha[2:]}", f"{sha[:2]}/{sha[2:4]}/{sha[4:]}"):
            text = gathering.repository.objects.content(f"{tip.sha}:{path}", NOTE_LIMIT)
            if text is not None:
                notes[sha] = parse_ai_note(text)
                break
    return notes
