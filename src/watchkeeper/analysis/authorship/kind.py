"""Decides who wrote a change from its signals; no signal means unknown."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.analysis.authorship.signals import SignalCatalogue, commit_signals, opening_signals
from watchkeeper.domain.change import Authorship, AuthorshipKind, Commit, Opening, Signal
from watchkeeper.domain.evidence import Kind
from watchkeeper.formats.git.ai_notes import AiNote

AUTHORSHIP: Kind[Authorship] = Kind("authorship/change")
STRONG = frozenset({"author", "trailer", "session", "note"})
MOST_SIGNALS = 100


def analyse_authorship(
    commits: tuple[Commit, ...],
    opening: Opening,
    notes: Mapping[str, AiNote],
    changed_lines: Mapping[str, int],
    catalogue: SignalCatalogue,
    attested: frozenset[str] = frozenset(),
) -> Authorship:
    """Authorship of a change.

    In this order: an agent opened it or its branch is an agent's → *agent*; some commits are signed
    and some are not → *mixed*; every commit is signed → *agent* if an agent is an author, else
    *assisted*; the forge's body or label says so → *assisted*; only review suggestions were applied →
    *suggested*; every commit is attested by a known human → *human-attested*; else *unknown*. Merge
    commits are not counted as commits, but the branch that a merge names is a signal.
    """
    own = [commit for commit in commits if len(commit.parents) < 2]
    found = {c.sha: _of_commit(c, notes.get(c.sha), catalogue, attested) for c in commits}
    of_opening = list(opening_signals(opening, catalogue))
    everything = list(dict.fromkeys([*of_opening, *(signal for signals in found.values() for signal in signals)]))
    signed = {sha for sha, signals in found.items() if any(s.kind in STRONG for s in signals)}
    return Authorship(
        kind=_kind(own, found, signed, everything),
        share_signed=_share(own, signed, changed_lines),
        signals=tuple(everything[:MOST_SIGNALS]),
    )


def _of_commit(
    commit: Commit, note: AiNote | None, catalogue: SignalCatalogue, attested: frozenset[str]
) -> list[Signal]:
    signals = list(dict.fromkeys(commit_signals(commit, catalogue, attested)))
    if note and note.agents:
        signals.append(Signal("ai-note", commit.sha, "note"))
    elif note and note.humans:
        signals.append(Signal("human-note", commit.sha, "human"))
    return signals


def _kind(
    own: list[Commit], found: Mapping[str, list[Signal]], signed: set[str], everything: list[Signal]
) -> AuthorshipKind:
    classes = {signal.kind for signal in everything}
    if classes & {"opener", "branch"}:
        return "agent"
    signed_own = [commit for commit in own if commit.sha in signed]
    if signed_own and len(signed_own) < len(own):
        return "mixed"
    if signed_own:
        return "agent" if "author" in classes else "assisted"
    if classes & {"body", "label"}:
        return "assisted"
    if "suggestion" in classes:
        return "suggested"
    if own and all(any(s.kind == "human" for s in found[commit.sha]) for commit in own):
        return "human-attested"
    return "unknown"


def _share(own: list[Commit], signed: set[str], changed_lines: Mapping[str, int]) -> float:
    """Share of changed lines in signed commits; of commits, when no lines are known."""
    weights = {commit.sha: changed_lines.get(commit.sha, 0) for commit in own}
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    total = sum(weights.values())
    return round(sum(n for sha, n in weights.items() if sha in signed) / total, 4) if total else 0.0
