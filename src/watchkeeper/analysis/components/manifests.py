"""Reads TOML and JSON manifests of foreign origin, bounded, and looks into them without trusting their shape."""

from __future__ import annotations

from typing import Any

import msgspec

from watchkeeper.analysis.components.candidate import MOST_BYTES
from watchkeeper.domain.problems import Place, Problem, UsageError

MOST_TOML = 1 << 18
"""A TOML file takes milliseconds a kilobyte, and no manifest written by hand is near this size."""
MOST_NESTING = 100
MOST_DOTS = 64


def read_json(text: bytes, file: str) -> Any:
    """The value of a JSON text.

    Raises:
        UsageError: it is too large, or not JSON.
    """
    if len(text) > MOST_BYTES:
        raise UsageError(too_large(file, MOST_BYTES))
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(Problem("is not valid JSON", Place(file), "mend the file")) from None


def read_toml(text: bytes, file: str) -> dict[str, Any]:
    """The value of a TOML text.

    Raises:
        UsageError: it is too large, nested beyond reason, or not TOML.
    """
    import tomllib

    if len(text) > MOST_TOML:
        raise UsageError(too_large(file, MOST_TOML))
    if _nested_beyond_reason(text):
        raise UsageError(Problem("is nested beyond reason", Place(file), "write the file as people do"))
    try:
        return tomllib.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UsageError(Problem("is not valid TOML", Place(file), "mend the file")) from None


def too_large(file: str, limit: int) -> Problem:
    """The problem of a text that is not read because it is longer than `limit` bytes."""
    return Problem(f"is larger than {limit:,} bytes, so it was not read", Place(file), "move bulk data to a file of its own")


def as_table(value: object) -> dict[str, Any]:
    """The value if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """The value if it is a text, else ""."""
    return value if isinstance(value, str) else ""


def _nested_beyond_reason(text: bytes) -> bool:
    """Whether one line has more dots in a row of keys, or the text opens more brackets, than tomllib reads well."""
    if any(line.partition(b"=")[0].count(b".") > MOST_DOTS for line in text.split(b"\n")):
        return True
    deepest = depth = 0
    for byte in text:
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest > MOST_NESTING
