"""Reads how important a catalog says that something is."""

from __future__ import annotations

import re

TIER = re.compile(r"(?:tier|t|p)?[\s_-]*([0-4])", re.IGNORECASE)


def parse_tier(text: str) -> int:
    """A tier from 1 to 4 (`2`, `tier-2`, `T2`, `tier_2`); 0 where none can be read. Tier 0 is the most important: 1."""
    found = TIER.fullmatch(text.strip())
    return max(1, int(found[1])) if found else 0
