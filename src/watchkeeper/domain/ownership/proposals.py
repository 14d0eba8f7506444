"""Owners proposed for what nobody owns, from who wrote, reviewed and fixed there."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.handover import FilePatch
from watchkeeper.domain.ownership.owners import Dialect

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


class ProposedTool(Struct, frozen=True):
    """An owner for a tool or service without one; `owner` "" = nobody can be named, and `why` says so."""

    name: str
    root: str
    owner: str
    confidence: Confidence
    why: str


class LeftOut(Struct, frozen=True):
    """A folder with files that nobody owns, for which nobody is written, and why, as a sentence."""

    folder: str
    files: int
    why: str


class OwnerProposals(Struct, frozen=True):
    """Everything proposed at one commit of a target: for `unowned` of `files` files, and for tools.

    `everything` counts files that only a line for everything owns, `on_purpose` those that a line exempts;
    neither is touched. `patches` hold what can be written. `unknown` says why the history could not be read.
    """

    target: str
    commit: str
    dialect: Dialect
    files: int
    unowned: int
    everything: int
    on_purpose: int
    owners: tuple[ProposedOwner, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    tools: tuple[ProposedTool, ...] = ()
    patches: tuple[FilePatch, ...] = ()
    unknown: Unknown | None = None
