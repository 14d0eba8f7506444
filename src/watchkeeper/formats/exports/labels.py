"""Knows which labels of an issue say that it is about an incident."""

from __future__ import annotations

import re
from collections.abc import Iterable

_KINDS = ("incident", "incidents", "production-incident", "prod-incident", "outage", "postmortem", "post-mortem")
_SEVERITIES = tuple(
    f"{word}{gap}{level}" for word in ("sev", "severity") for gap in ("", "-") for level in (0, 1, 2, 3, 4, 5)
)
INCIDENT_LABELS = frozenset(
    f"{prefix}{name}" for name in (*_KINDS, *_SEVERITIES) for prefix in ("", "type-", "kind-", "incident-")
)
"""In small letters, with `-` for every run of spaces, colons, slashes and underscores."""
_GAPS = re.compile(r"[\s:/_-]+")


def says_incident(labels: Iterable[str]) -> bool:
    """Whether one of the labels is in the table."""
    return any(_plain(label) in INCIDENT_LABELS for label in labels)


def severity(labels: Iterable[str]) -> str:
    """The first label that is a severity, in the source's words; "" when there is none."""
    return next((label for label in labels if _plain(label).removeprefix("incident-") in _SEVERITIES), "")


def _plain(label: str) -> str:
    return _GAPS.sub("-", label.strip().casefold())
