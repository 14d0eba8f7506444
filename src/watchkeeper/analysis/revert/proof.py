"""The value of a revert's proof, and the words that make it worth looking for one."""

from __future__ import annotations

import re

from msgspec import Struct

from watchkeeper.domain.change import Change
from watchkeeper.domain.evidence import Kind

NAMED = re.compile(r"\b[0-9a-f]{7,64}\b")
NUMBERED = re.compile(r"(?:Reverts?\b[^\n]{0,200}?#|\(#)(\d{1,9})\b")
WORDS = re.compile(r"\brevert|\broll(?:ed|ing|s)?[ -]?back|\bback(?:ed|ing|s)? out\b|\bundo\b", re.IGNORECASE)
MAX_NAMED = 32


class RevertProof(Struct, frozen=True):
    """Merged commits that the change undoes exactly, newest first; none: it is no exact revert."""

    reverted: tuple[str, ...]


PROOF: Kind[RevertProof] = Kind("revert/proof")


def claims_to_revert(change: Change) -> bool:
    """Whether a message, the title or the branch speaks of undoing something."""
    return any(WORDS.search(text) for text in _texts(change))


def named_commits(change: Change) -> tuple[str, ...]:
    """Commit ids (possibly short) that the texts name, in order, at most `MAX_NAMED`."""
    found = [match for text in _texts(change) for match in NAMED.findall(text)]
    return tuple(dict.fromkeys(found))[:MAX_NAMED]


def named_numbers(change: Change) -> tuple[int, ...]:
    """Numbers of changes that the texts say are reverted, in order."""
    found = [int(match) for text in _texts(change) for match in NUMBERED.findall(text)]
    return tuple(dict.fromkeys(found))[:MAX_NAMED]


def _texts(change: Change) -> list[str]:
    opening = change.opening
    return [opening.title, opening.body, opening.head_branch, *(c.message for c in change.commits)]
