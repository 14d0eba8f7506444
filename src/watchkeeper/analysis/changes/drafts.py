"""Words a landed change as events of the ledger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from watchkeeper.analysis.authorship.bots import is_bot
from watchkeeper.analysis.changes.kinds import guess_kind
from watchkeeper.analysis.changes.landing import title_hash
from watchkeeper.analysis.changes.walk import Landed
from watchkeeper.domain.change import Authorship, Commit, Identity
from watchkeeper.domain.events.changes import ActorKind, ChangeMerged, SignalSeen
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.identifiers import change_id

MOST_COMMITS = 2_000
"""Commit ids that one event lists; a change of more is an import of history."""
LAST_SECOND = 253_402_300_799
NOREPLY = re.compile(r"(?:\d+[+-])?(?P<login>[^@+]+)@users\.noreply\.(?P<forge>github|gitlab)\.com")
FORGE_ITSELF = frozenset({"noreply@github.com", "noreply@gitlab.com"})
BRANCH = re.compile(r"from \S+?[/:](\S+)|[Mm]erge (?:remote-tracking )?branch '([^']+)'")


class Lines(Struct, frozen=True):
    """What a change changed: lines added and removed, files, binary files among them; `known` but for files."""

    added: int = 0
    removed: int = 0
    files: int = 0
    binary: int = 0
    known: bool = True


class Place(Struct, frozen=True):
    """Where a change landed: the repository's id, the target's name, how often its history was rewritten."""

    repository: str
    target: str
    generation: int = 0


def time_text(seconds: int) -> str:
    """Seconds since the epoch as RFC 3339 in UTC; times that no calendar holds end at its limits."""
    return datetime.fromtimestamp(min(max(seconds, 0), LAST_SECOND), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def person_reference(identity: Identity) -> str:
    """A git identity as the ledger's reference of a person: a forge's no-reply address is a login."""
    email = identity.email.strip().casefold()
    if found := NOREPLY.fullmatch(email):
        return f"login:{found['forge']}:{found['login']}"
    return f"email:{email}" if email else f"name:{identity.name.strip().casefold()}"


def subject_of(landed: Landed, place: Place, number: int) -> str:
    """The id of a landed change: its number, else the head of its branch, else its last commit."""
    return change_id(place.repository, landed.head or landed.tip.sha, number)


def merged_draft(landed: Landed, place: Place, number: int, lines: Lines, authorship: Authorship) -> Draft:
    """The event that a change was merged; `number` is 0 when the forge's number is not known or not its own."""
    written = [c for c in landed.commits if len(c.parents) < 2] or [landed.tip]
    first, tip = written[-1], landed.tip
    subject = subject_of(landed, place, number)
    landing = landed.landing
    author = person_reference(first.author)
    merger = _merger(landed)
    commits = [c.sha for c in landed.commits]
    started = min(c.authored_at for c in written)
    kind = guess_kind(landing.title, _branch(tip), tip.message.partition("\n")[2][:2_000])
    payload = ChangeMerged(
        commit=tip.sha,
        target=place.target,
        number=number,
        base=next(iter(landed.steps[0].parents), ""),
        head=landed.head,
        how=landing.how,
        author=author,
        author_kind=_author_kind(first, authorship),
        merged_by=person_reference(merger) if merger else "",
        first_commit_at=time_text(started),
        skewed=started > tip.committed_at,
        rewritten=False,
        integration=landed.integration,
        generation=place.generation,
        commits=tuple(commits[:MOST_COMMITS]) if commits != [tip.sha] else (),
        commits_count=len(commits),
        lines_added=lines.added,
        lines_removed=lines.removed,
        files=lines.files,
        binary_files=lines.binary,
        unsized=not lines.known,
        authorship=authorship.kind,
        share_signed=round(authorship.share_signed * 10_000),
        signals=_signals(authorship),
        kind=kind,
        kind_proxy=kind != "unknown",
        title_hash=title_hash(landing.title),
    )
    names = {author: first.author.name} | ({payload.merged_by: merger.name} if merger else {})
    return Draft(
        source=f"git:{place.repository}",
        source_id=f"{subject.rpartition('/')[2]}#merged",
        subject=subject,
        occurred_at=time_text(tip.committed_at),
        payload=payload,
        revision=place.generation,
        names=tuple((reference, name.strip()) for reference, name in names.items()),
    )


def _merger(landed: Landed) -> Identity | None:
    """Who landed it, when git tells: the author of a merge, the committer of what a person put there."""
    tip = landed.tip
    who = tip.author if len(tip.parents) > 1 else tip.committer
    return None if who.email.casefold() in FORGE_ITSELF or not (who.email or who.name) else who


def _author_kind(first: Commit, authorship: Authorship) -> ActorKind:
    if authorship.kind == "agent" and any(signal.kind == "author" for signal in authorship.signals):
        return "agent"
    return "bot" if is_bot(first.author.name, first.author.email) else "unknown"


def _signals(authorship: Authorship) -> tuple[SignalSeen, ...]:
    counted = Counter(signal.id for signal in authorship.signals)
    return tuple(SignalSeen(id_, times) for id_, times in sorted(counted.items()))


def _branch(tip: Commit) -> str:
    found = BRANCH.search(tip.subject)
    return (found[1] or found[2] or "") if found else ""


def summed(counts: Sequence[Lines]) -> Lines:
    """The lines of several steps together."""
    return Lines(
        sum(c.added for c in counts), sum(c.removed for c in counts), sum(c.files for c in counts),
        sum(c.binary for c in counts), all(c.known for c in counts),
    )  # fmt: skip
