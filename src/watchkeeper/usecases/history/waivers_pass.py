"""Keeps the waivers that merged commits carry, so that a break-glass of the night is reconciled in the morning."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.changes.drafts import time_text
from watchkeeper.domain.change import Target
from watchkeeper.domain.events.event import Draft
from watchkeeper.git.history import read_matching
from watchkeeper.usecases.collect_waivers import Source
from watchkeeper.usecases.history.context import Context, Cursor, batches
from watchkeeper.usecases.ledger.gate_facts import waiver_draft
from watchkeeper.usecases.wiring import load_rules

NAME = "waivers"
PATTERNS = ("^Watchkeeper-Break-Glass:", "^Watchkeeper-Waive:")


def pass_waivers(context: Context, since: Cursor) -> int:
    """Keep every waiver that a commit between the cursor and the tip says; how many were new."""
    new = sum(context.keep(NAME, batch, since) for batch in batches(_drafts(context, since)))
    context.keep(NAME, (), Cursor(context.tip, context.place.generation))
    return new


def _drafts(context: Context, since: Cursor) -> Iterator[Draft]:
    target = Target(context.place.target, context.tip, protected=True, reason="its history is imported")
    source = Source(context.repository, target, [rule.id for rule in load_rules()])
    for commit in read_matching(context.repository, PATTERNS, context.tip, since.tip):
        for grant in source.spoken(commit.sha):
            granted = time_text(grant.granted_at)
            proved = grant.doubt is None
            yield waiver_draft(context.place.repository, grant.waiver, grant.source, granted, 0, lifts=proved)
