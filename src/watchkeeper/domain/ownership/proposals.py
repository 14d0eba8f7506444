"""Owners proposed for what nobody owns, from who wrote, reviewed and fixed there."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Confidence = Literal["high", "medium", "low"]


class ProposedOwner(Struct, frozen=True):
    """Owners for the files of a folder that nobody owns; `folder` "" is the top of the tree.

    `owners` are texts as an owners file takes them, the best first. `files` and `lines` count what
    nobody owns there. `why` says what the people did, as a sentence.
    """

    folder: str
    owners: tuple[str, ...]
    confidence: Confidence
    files: int
    lines: int
    why: str
