"""Makes a name that a reference takes out of one that people wrote."""

from __future__ import annotations

import re

OTHER = re.compile(r"[^a-z0-9_.-]+")
MOST = 63


def slug(name: str) -> str:
    """The name in lower case, with `-` for everything that a reference does not take; "unnamed" if nothing is left."""
    return OTHER.sub("-", name.lower())[:MOST].strip("-_.") or "unnamed"
