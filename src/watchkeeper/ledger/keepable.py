"""What a draft must be like so that every store, and every reader of its JSON, keeps it alike."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import msgspec

from watchkeeper.domain.events.event import Draft, Payload, Time
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.ledger.chain import LARGEST

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
EVENT = re.compile(r"[0-9a-f]{64}")
SUSPECT = re.compile(rb"\\u0000|[0-9]{16}")
"""Payloads without this hold neither a NUL character nor a number that is too large; few need a closer look."""


def check_draft(draft: Draft) -> None:
    """Hold the envelope and the times of the payload to what can be kept.

    Raises:
        UsageError: they are not; the error says what is wrong.
    """
    for text in (draft.source, draft.source_id, draft.subject):
        if "\0" in text or not _is_unicode(text):
            raise _refused(draft, "holds characters that no database keeps", "leave them out")
    if draft.supersedes and not EVENT.fullmatch(draft.supersedes):
        raise _refused(draft, f"supersedes {draft.supersedes!r}, which is no event", "give the id of an event")
    if abs(draft.revision) > LARGEST:
        raise _refused(draft, f"has the revision {draft.revision}", "give seconds since 1970")
    times = [getattr(draft.payload, name) for name in _time_fields(type(draft.payload))]
    for time in (draft.occurred_at, *filter(None, times)):
        if not _is_time(time):
            raise _refused(draft, f"has the time {time!r}", "give times like 2026-03-01T18:00:00Z")


def check_payload(draft: Draft, payload: bytes) -> None:
    """Hold the canonical payload to what can be kept.

    Raises:
        UsageError: it holds a NUL character, or a number that not every reader of JSON reads alike.
    """
    if SUSPECT.search(payload) and not _fits(msgspec.json.decode(payload)):
        raise _refused(draft, f"holds a NUL character or a number above {LARGEST}", "leave it out")


def clean(text: str) -> str:
    """The text without the characters that no database keeps."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _fits(value: Any) -> bool:
    if isinstance(value, dict):
        return all(map(_fits, value.values()))
    if isinstance(value, list):
        return all(map(_fits, value))
    if isinstance(value, str):
        return "\0" not in value
    return not isinstance(value, int | float) or abs(value) <= LARGEST


def _is_unicode(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


@lru_cache(maxsize=4_096)
def _is_time(text: str) -> bool:
    if not TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def _time_fields(payload: type[Payload]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(payload) if field.type == Time)


def _refused(draft: Draft, what: str, remedy: str) -> UsageError:
    return UsageError(Problem(f"{draft.type} {draft.source_id!r} {what}", remedy=remedy))
