"""Reads which host, account or repository a record's web address speaks of."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://(?:[^/?#@\s]*@)?([^/?#@\s]+)([^?#\s]*)", re.IGNORECASE)


def host_and_path(url: str | None) -> tuple[str, str]:
    """The host in small letters and the path without its outer slashes; both "" for what is no web address."""
    found = _ADDRESS.match(url or "")
    return (found[1].casefold(), found[2].strip("/")) if found else ("", "")
