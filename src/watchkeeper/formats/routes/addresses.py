"""Takes URLs apart: scheme, host, path and query, nothing else of them is ever kept."""

from __future__ import annotations

import re

from msgspec import Struct

_URL = re.compile(
    r"(?P<scheme>https?)://(?:[^/?#@]*@)?(?P<host>\[[0-9a-fA-F:.%]+\]|[^/?#:\s{}\[\]@]*)(?::(?P<port>[0-9]{0,5}))?"
    r"(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?:#.*)?",
    re.IGNORECASE,
)
_NEVER = re.compile(r"[\x00-\x1f\x7f]|%(?![0-9a-fA-F]{2})")


class Address(Struct, frozen=True):
    """The parts of a URL of the web."""

    host: str
    path: str = ""
    query: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the query, as written."""
        return tuple(part.partition("=")[2] for part in self.query.split("&") if "=" in part)


def split_address(text: str) -> Address | None:
    """The parts of a URL that starts with http:// or https:// and has a host; None for anything else."""
    match = None if _NEVER.search(text) else _URL.fullmatch(text)
    if match is None or not match["host"]:
        return None
    return Address(match["host"].strip("[]").lower(), match["path"] or "", match["query"] or "")
