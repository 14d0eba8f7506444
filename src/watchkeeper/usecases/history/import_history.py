"""Imports the history of a repository's target into its ledger."""

from __future__ import annotations

import time

from msgspec import structs

from watchkeeper.analysis.changes.drafts import Place
from watchkeeper.analysis.size.counter import Yardsticks
from watchkeeper.domain.ledger import ImportedHistory
from watchkeeper.git.repository import Repository
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.reading import read_merged
from watchkeeper.ledger.store import Ledger
from watchkeeper.usecases.history import (
    agreements_pass,
    changes_pass,
    releases_pass,
    reverts_pass,
    sizes_pass,
    waivers_pass,
)
from watchkeeper.usecases.history.context import Context, Cursor, Tell
from watchkeeper.usecases.history.known import KnownChanges
from watchkeeper.usecases.history.rewritten import Rewriting, find_rewriting, rewritten_drafts
from watchkeeper.usecases.wiring import load_signals, load_token_model


def import_history(
    repository: Repository, ledger: Ledger, place: Place, tip: str, tell: Tell, *, sizes: bool = True
) -> ImportedHistory:
    """Keep what the history of `tip` says, and go on where the last import of this target ended."""
    start = time.perf_counter()
    context = Context(repository, ledger, place, tip, tell)
    done = ImportedHistory(place.target, tip, place.repository, ledger.shown, shallow=repository.shallow)
    since = context.cursor(changes_pass.NAME)
    context = structs.replace(context, place=structs.replace(place, generation=since.generation))
    if since.tip != tip:
        context, since, done = _pass_changes(context, since, done)
    if (spoken := context.cursor(waivers_pass.NAME)).tip != tip:
        begin = spoken if spoken.generation == context.place.generation else Cursor()
        waived = waivers_pass.pass_waivers(context, begin)
        done = structs.replace(done, waivers=waived, new=done.new + waived)
    if (told := context.cursor(agreements_pass.NAME)).tip != tip:
        begin = told if told.generation == context.place.generation else Cursor()
        agreed = agreements_pass.pass_agreements(context, begin)
        done = structs.replace(done, agreements=agreed, new=done.new + agreed)
    done = _pass_releases(context, done)
    if (reverted := context.cursor(reverts_pass.NAME)).tip != tip:
        advance(ledger)
        begin = reverted if reverted.generation == context.place.generation else Cursor()
        new = reverts_pass.pass_reverts(context, begin)
        done = structs.replace(done, reverts=new, new=done.new + new)
    if sizes:
        yardsticks = Yardsticks(load_token_model())
        measured, missing = sizes_pass.pass_sizes(context, yardsticks)
        done = structs.replace(done, measured=measured, not_measured=missing, new=done.new + measured)
    advance(ledger)
    return structs.replace(done, seconds=time.perf_counter() - start)


def _pass_changes(context: Context, since: Cursor, done: ImportedHistory) -> tuple[Context, Cursor, ImportedHistory]:
    known = known_changes(context)
    rewriting = find_rewriting(context, since) if since.tip else Rewriting(since.tip)
    if rewriting.dropped:
        generation = since.generation + 1
        context = structs.replace(context, place=structs.replace(context.place, generation=generation))
        drafts = rewritten_drafts(context, rewriting)
        context.keep("rewritten", drafts, Cursor(context.tip, generation))
        for change in drafts:
            last = change.subject.rpartition("/")[2]
            known.release(int(last) if last.isdigit() else 0)
        done = structs.replace(done, rewritten=len(drafts))
    since = Cursor(rewriting.since, context.place.generation)
    if since.tip:
        advance(context.ledger)
    passed = changes_pass.pass_changes(context, since, load_signals(), known)
    done = structs.replace(
        done,
        new=done.new + passed.new,
        changes=passed.changes,
        skewed=passed.skewed,
        cut=passed.cut,
        unsized=passed.unsized,
    )
    return context, since, done


def _pass_releases(context: Context, done: ImportedHistory) -> ImportedHistory:
    passed = releases_pass.pass_releases(context, load_signals, lambda: known_changes(context))
    return structs.replace(
        done,
        releases=passed.releases,
        backports=passed.backports,
        beside=passed.beside,
        new=done.new + passed.new,
    )


def known_changes(context: Context) -> KnownChanges:
    """The numbers that changes of this repository bear already."""
    known = KnownChanges()
    for merged in read_merged(context.ledger, context.place.repository):
        known.claim(merged.number, merged.title_hash, merged.commit)
    return known
