"""Reads JSON that pagers export: bounded, with texts and times as far as they are there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.on_call import WEEK, Window

MOST_BYTES = 8 << 20
MOST_ITEMS = 20_000
DAY = 86_400
QUOTED = re.compile(rb'"[^"\\\n]{1,200}"')


def parse_json(data: bytes, file: str) -> Any:
    """The value of a JSON text.

    Raises:
        UsageError: it is no JSON, or larger than 8 MB.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(Problem(f"is larger than {MOST_BYTES >> 20} MB", Place(file), "export less"))
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise UsageError(Problem(f"is not valid JSON: {error.msg}", place, "export it again")) from None
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise UsageError(Problem("is not valid JSON", Place(file), "export it again")) from None


def table(value: Any, *path: str) -> dict[str, Any]:
    """The mapping at a path of keys; an empty one for anything else."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def tables(value: Any, *path: str) -> Iterator[dict[str, Any]]:
    """The mappings of a list at a path of keys, a bounded number."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    for item in value[:MOST_ITEMS] if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def text(value: Any, *path: str) -> str:
    """The text, or the number as text, at a path of keys; "" for anything else."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return ""
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def texts(value: Any, key: str) -> tuple[str, ...]:
    """The texts of a list below a key, a bounded number; () for anything else."""
    found = value.get(key) if isinstance(value, dict) else None
    return tuple(one for one in found[:MOST_ITEMS] if isinstance(one, str)) if isinstance(found, list) else ()


def number(value: Any, *path: str, default: int = 0) -> int:
    """The whole number at a path of keys, also one written as text."""
    found = text(value, *path)
    try:
        return int(float(found)) if found else default
    except (ValueError, OverflowError):
        return default


def moment(written: str) -> int | None:
    """Seconds since the epoch of an RFC 3339 time; one without a zone is UTC; None for anything else."""
    try:
        found = datetime.fromisoformat(written)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def clock(written: str) -> int | None:
    """Seconds from midnight of a time of day (`09:00`, `09:00:00`, `23:59:59Z`); None for anything else."""
    parts = written.strip().rstrip("Z").split(":")
    if len(parts) not in {2, 3} or not all(part.isdigit() and len(part) <= 2 for part in parts):
        return None
    hours, minutes, *rest = (int(part) for part in parts)
    seconds = rest[0] if rest else 0
    within = hours < 24 and minutes < 60 and seconds < 60
    return hours * 3600 + minutes * 60 + seconds if within or (hours, minutes, seconds) == (24, 0, 0) else None


def windows_of(days: Iterable[int], start: int, length: int) -> tuple[Window, ...]:
    """The same hours on days of the week (0 = Monday): `start` in seconds from midnight, `length` in seconds.

    A length of more than a week is a week; none at all, or a start on another day, is no window.
    """
    if not (0 <= start <= DAY and length > 0):
        return ()
    ends = start + min(length, WEEK)
    return tuple(Window(day * DAY + start, day * DAY + ends) for day in days if 0 <= day < 7)


class Places:
    """Tells on which line of a JSON text something stands: where its text first occurs, in quotes."""

    def __init__(self, data: bytes, file: str) -> None:
        self._data = data
        self._file = file

    def __call__(self, *texts: str) -> Place:
        """The place of the first of the texts that is not empty; without a line where it does not occur."""
        found = next((text for text in texts if text), "")
        return Place(self._file, self._lines.get(json.dumps(found).encode(), 0) if found else 0)

    @cached_property
    def _lines(self) -> dict[bytes, int]:
        lines: dict[bytes, int] = {}
        for at, line in enumerate(self._data.split(b"\n"), 1):
            for word in QUOTED.findall(line):
                lines.setdefault(word, at)
        return lines
