"""Reads TOML and JSON manifests of foreign origin, bounded, and looks into them without trusting their shape."""

from __future__ import annotations

from typing import Any

import msgspec

from watchkeeper.domain.problems import Place, Problem, UsageError

MOST_PARSED = 1 << 20
BOM = b"\xef\xbb\xbf"
MOST_TOML = 1 << 18
"""A manifest written by hand is far from this size."""
MOST_DOTS = 200
"""A key with n dots costs tomllib memory by n squared, and more dots in one line are hardly written by hand."""


def read_json(text: bytes, file: str) -> Any:
    """The value of a JSON text.

    Raises:
        UsageError: it is too large, or not JSON.
    """
    if len(text) > MOST_PARSED:
        raise UsageError(too_large(file, MOST_PARSED))
    try:
        return msgspec.json.decode(text.removeprefix(BOM))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(Problem("is not valid JSON", Place(file), "mend the file")) from None


def read_toml(text: bytes, file: str) -> dict[str, Any]:
    """The value of a TOML text.

    Raises:
        UsageError: it is too large, has a line with too many dots, or is not TOML.
    """
    import tomllib

    if len(text) > MOST_TOML:
        raise UsageError(too_large(file, MOST_TOML))
    if any(line.count(b".") > MOST_DOTS for line in text.split(b"\n")):
        raise UsageError(Problem(f"has a line with more than {MOST_DOTS} dots", Place(file), "break the line"))
    try:
        return tomllib.loads(text.removeprefix(BOM).decode("utf-8"))
    except (ValueError, RecursionError):
        raise UsageError(Problem("is not valid TOML", Place(file), "mend the file")) from None


def too_large(file: str, limit: int) -> Problem:
    """The problem of a text that is not read because it is longer than `limit` bytes."""
    return Problem(
        f"is larger than {limit:,} bytes, so it was not read", Place(file), "move bulk data to a file of its own"
    )


def as_table(value: object) -> dict[str, Any]:
    """The value if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """The value if it is a text, else ""."""
    return value if isinstance(value, str) else ""
