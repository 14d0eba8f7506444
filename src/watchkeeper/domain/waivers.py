"""A waiver: who lets which rule pass for which head, why, and until when."""

from __future__ import annotations

from msgspec import Struct


class Waiver(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One entry of `.watchkeeper/waivers.yaml`. `until` is RFC 3339; `head` the full commit id."""

    rule: str
    head: str
    reason: str
    by: str
    until: str
    second: str = ""
    follow_up: str = ""
