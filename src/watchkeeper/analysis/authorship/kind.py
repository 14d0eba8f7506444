"""Decides who wrote a change from its signals; no signal means unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from watchkeeper.analysis.authorship.marks import (
    branch_marks,
    identity_marks,
    merged_branch,
    note_marks,
    opening_marks,
    passage_marks,
    trailer_marks,
)
from watchkeeper.analysis.authorship.messages import read_message
from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.domain.change import Authorship, AuthorshipKind, Commit, Opening, Signal, SignalClass
from watchkeeper.domain.evidence import Kind
from watchkeeper.formats.git.ai_notes import AiNote
from watchkeeper.formats.git.trailers import parse_trailers

AUTHORSHIP: Kind[Authorship] = Kind("authorship/change")
MOST_SIGNALS = 100
"""Signals that are told; the first of each id come first, so that no id is lost."""

Standing = Literal["written", "assisted", "suggested", "attested", "unsigned"]


class _Reading(Struct, frozen=True):
    """What the marks of one commit say: how it stands, the share of it that is signed (0..1), the marks."""

    standing: Standing
    share: float
    signals: tuple[Signal, ...]


def analyse_authorship(
    commits: tuple[Commit, ...],
    opening: Opening,
    notes: Mapping[str, AiNote],
    changed_lines: Mapping[str, int],
    catalogue: SignalCatalogue,
    attested: frozenset[str] = frozenset(),
) -> Authorship:
    """Authorship of a change from its commits, its opening and the notes by commit id.

    A commit is *written* when its author is an agent or a merge names the agent's branch that brought it,
    *assisted* when a trailer, footer, session, note or the committer credits an agent, *suggested* when
    only review suggestions are credited, *attested* when a known human's note or a declaration by someone
    in `attested` (addresses in lower case) says so and no agent is credited, else *unsigned*. Written and
    assisted are signed. A squash of which only some listed commits are signed is both. Merges do not
    count, unless there is nothing else. The change is, by the first line that holds:

    1. its opener or head branch is an agent's: *agent*, as that covers every commit that proves nothing
       else; *mixed* when a commit is attested;
    2. some commits are signed and some unsigned or attested, or one squash is both: *mixed*;
    3. some are signed, none of the others unsigned: *agent* if one of them is written, else *assisted*;
    4. the forge's body or label credits an agent: *assisted*, *mixed* when a commit is attested;
    5. some are suggested: *suggested*;
    6. all are attested: *human-attested*;
    7. else *unknown*, never human. Automations such as dependency updates are no agents.

    `share_signed` is the share of `changed_lines` (by commit id) in commits with a mark of an agent,
    suggestions included; a squash that is both counts by the share of its listed commits. Without any
    lines it is a share of commits.
    """
    counted = [commit for commit in commits if len(commit.parents) < 2] or list(commits)
    branches = _merged_branches(commits, catalogue)
    readings = [_read_commit(c, notes.get(c.sha), branches.get(c.sha, ()), catalogue, attested) for c in counted]
    opened = tuple(opening_marks(opening, [commit.author for commit in counted], catalogue))
    signals = [*opened, *(signal for found in branches.values() for signal in found)]
    signals += [signal for reading in readings for signal in reading.signals]
    return Authorship(
        kind=_kind(readings, {signal.kind for signal in opened}),
        share_signed=_share(zip(counted, readings, strict=True), changed_lines),
        signals=_told(signals),
    )


def _merged_branches(commits: Sequence[Commit], catalogue: SignalCatalogue) -> dict[str, tuple[Signal, ...]]:
    """For each commit the signals of the merges, among the commits, that brought it in from a branch."""
    found: dict[str, tuple[Signal, ...]] = {}
    by_id = {commit.sha: commit for commit in commits}
    for merge in commits:
        branch = merged_branch(merge.subject)
        if not branch:
            continue
        brought = _brought(merge, by_id) or {commit.sha for commit in commits}
        authors = [by_id[sha].author for sha in brought if len(by_id[sha].parents) < 2]
        if signals := tuple(branch_marks(branch, merge.sha, authors, catalogue)):
            for sha in sorted(brought):
                found[sha] = (*found.get(sha, ()), *signals)
    return found


def _brought(merge: Commit, by_id: Mapping[str, Commit]) -> set[str]:
    """The commits that only the other parents of a merge reach."""
    return _reachable(merge.parents[1:], by_id) - _reachable(merge.parents[:1], by_id)


def _reachable(tips: Iterable[str], by_id: Mapping[str, Commit]) -> set[str]:
    seen: set[str] = set()
    waiting = [tip for tip in tips if tip in by_id]
    while waiting:
        sha = waiting.pop()
        if sha not in seen:
            seen.add(sha)
            waiting += [parent for parent in by_id[sha].parents if parent in by_id]
    return seen


def _read_commit(
    commit: Commit,
    note: AiNote | None,
    branch: tuple[Signal, ...],
    catalogue: SignalCatalogue,
    attested: Collection[str],
) -> _Reading:
    author = commit.author.email.casefold()
    identities = list(identity_marks(commit, catalogue))
    signals = [*branch, *(signal for signal, _ in identities)]
    signed_parts: list[bool] = []
    if author in catalogue.automations:
        signals += trailer_marks(parse_trailers(commit.message, divider=False), commit.sha, catalogue)
    else:
        message = read_message(commit.message)
        signals += passage_marks(message.whole, commit.sha, catalogue, attested, author=author)
        for part in message.parts:
            marks = list(passage_marks(part, commit.sha, catalogue))
            signed_parts.append(any(_is_strong(mark) for mark in marks))
            signals += marks
    if note:
        signals += note_marks(note, commit.sha, catalogue)
    signals = list(dict.fromkeys(signals))
    if branch or any(writes for _, writes in identities):
        return _Reading("written", 1.0, tuple(signals))
    return _Reading(_standing(signals), _signed_share(signals, signed_parts), tuple(signals))


def _standing(signals: Iterable[Signal]) -> Standing:
    classes = {signal.kind for signal in signals}
    if classes - {"suggestion", "human"}:
        return "assisted"
    return "suggested" if "suggestion" in classes else "attested" if classes else "unsigned"


def _is_strong(signal: Signal) -> bool:
    return signal.kind not in {"suggestion", "human"}


def _signed_share(signals: Sequence[Signal], signed_parts: Sequence[bool]) -> float:
    if any(signed_parts):
        return sum(signed_parts) / len(signed_parts)
    return float(any(signal.kind != "human" for signal in signals))


def _kind(readings: Sequence[_Reading], opened: set[SignalClass]) -> AuthorshipKind:
    standings = {reading.standing for reading in readings}
    signed = standings & {"written", "assisted"}
    attested = "attested" in standings
    if "opener" in opened or "branch" in opened:
        return "mixed" if attested else "agent"
    if signed and (standings & {"unsigned", "attested"} or any(0 < reading.share < 1 for reading in readings)):
        return "mixed"
    if signed:
        return "agent" if "written" in standings else "assisted"
    if opened & {"body", "label"}:
        return "mixed" if attested else "assisted"
    if "suggested" in standings:
        return "suggested"
    return "human-attested" if standings == {"attested"} else "unknown"


def _share(readings: Iterable[tuple[Commit, _Reading]], changed_lines: Mapping[str, int]) -> float:
    weighed = [(changed_lines.get(commit.sha, 0), reading.share) for commit, reading in readings]
    if not any(lines for lines, _ in weighed):
        weighed = [(1, share) for _, share in weighed]
    total = sum(lines for lines, _ in weighed)
    return round(sum(lines * share for lines, share in weighed) / total, 4) if total else 0.0


def _told(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """The signals without repetition; above the limit, the first of each id before all others."""
    every = list(dict.fromkeys(signals))
    firsts = {signal.id: signal for signal in reversed(every)}
    return tuple(sorted(every, key=lambda signal: firsts[signal.id] is not signal)[:MOST_SIGNALS])
