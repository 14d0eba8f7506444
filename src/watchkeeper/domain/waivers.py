"""A waiver: who lets which rule pass for which head, why, until when, and whether that is in force."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.problems import Place

WaiverSource = Literal["file", "commit", "forge", "ledger", "break-glass"]
State = Literal["in-force", "expired", "declared", "second-missing"]
EVERY_RULE = "*"


class Waiver(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a person says: one entry of `.watchkeeper/waivers.yaml`, or the same told in another place.

    `head` is the full commit id. It ends at `until` (RFC 3339), or when the commit `until_commit` is on
    the target, whichever comes first. `second` is the second person; `incident` the incident that made
    it necessary. The rule of a break-glass may be `EVERY_RULE`.
    """

    rule: str
    head: str
    reason: str
    by: str
    until: str = ""
    until_commit: str = ""
    second: str = ""
    follow_up: str = ""
    follow_up_owner: str = ""
    incident: str = ""


class Grant(Struct, frozen=True):
    """A waiver with where it was found and what could be proved of it.

    `granted_at` and `second_at` are seconds since the epoch, UTC, 0 when not known. `doubt` says why
    its source proves nothing (a bad signature, a cut-off history); such a waiver is declared only.
    `ended` says whether `until_commit` is on the target; Unknown where this clone cannot tell.
    """

    waiver: Waiver
    source: WaiverSource
    place: Place
    granted_at: int = 0
    second_at: int = 0
    doubt: Unknown | None = None
    ended: bool | Unknown = False


class Terms(Struct, frozen=True):
    """The policy's terms: hours that a waiver counts at most, working days in which a second person agrees."""

    max_hours: int = 8
    second_within_days: int = 2


class Standing(Struct, frozen=True):
    """What a waiver is worth at one time; only `in-force` lifts anything.

    `until` is its real end (RFC 3339, "" when unknown), `second` who agreed as second person, `second_by`
    until when one has to (only while nobody did). `reason` and `remedy` say why it is not in force and
    what makes it count. `lifted` is true where it lifted a block.
    """

    grant: Grant
    state: State
    until: str = ""
    second: str = ""
    second_by: str = ""
    reason: str = ""
    remedy: str = ""
    notes: tuple[str, ...] = ()
    lifted: bool = False
