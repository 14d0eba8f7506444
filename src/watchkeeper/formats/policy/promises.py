"""Reads support promises: `24x7`, `business-hours ZONE`, `best-effort`, `unsupported until DATE`."""

from __future__ import annotations

import re
from datetime import date

from watchkeeper.domain.ownership.promises import SupportPromise

ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]{1,30}(?:/[A-Z][A-Za-z0-9_+-]{1,30}){1,2}")
FORMS = "24x7, business-hours ZONE, best-effort, unsupported until DATE"


def parse_promise(text: str) -> SupportPromise | None:
    """The promise that a text makes; None when it is none of the four forms.

    The zone has to look like an IANA name (`Europe/Berlin`, `UTC`); whether it exists is not asked.
    """
    kind, *rest = text.split()[:4] or [""]
    kind = kind.casefold()
    if kind == "24x7" and not rest:
        return SupportPromise("24x7")
    if kind == "best-effort" and not rest:
        return SupportPromise("best-effort")
    if kind == "business-hours" and len(rest) == 1 and ZONE.fullmatch(rest[0]):
        return SupportPromise("business-hours", zone=rest[0])
    if kind == "unsupported" and len(rest) == 2 and rest[0].casefold() == "until" and _is_date(rest[1]):
        return SupportPromise("unsupported", until=rest[1])
    return None


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
