"""Compares names as people mean them: `customer_api`, `Customer API` and `customer-api` are one."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"[\s_./:]+|(?<=[a-z0-9])(?=[A-Z])")


def plain_name(text: str) -> str:
    """A name in small letters, its words joined by hyphens."""
    return _BETWEEN.sub("-", text.strip()).strip("-").lower()
