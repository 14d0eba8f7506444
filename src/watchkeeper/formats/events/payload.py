"""Decodes the JSON of an event, and says in words what is wrong with it."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from watchkeeper.domain.problems import Place, Problem, UsageError

MAX_BYTES = 25 << 20
T = TypeVar("T")
_REMEDY = "pass the event file as the code host wrote it"


def decode(data: bytes, shape: type[T], file: str) -> T:
    """The event as `shape`; fields that the shape lacks are ignored.

    Raises:
        UsageError: it is larger than 25 MB, no JSON (with line and column), or a field has another type.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(Problem(f"the event has {len(data):,} bytes; at most 25 MB are read", Place(file), _REMEDY))
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as error:
        raise UsageError(Problem(f"the event is not of the known form: {error}", Place(file), _REMEDY)) from None
    except msgspec.DecodeError as error:
        raise UsageError(_syntax(data, str(error), file)) from None
    except UnicodeDecodeError as error:
        raise UsageError(Problem(f"the event is not UTF-8 ({error.reason})", Place(file), _REMEDY)) from None
    except RecursionError:
        raise UsageError(Problem("the event is nested too deeply", Place(file), _REMEDY)) from None


def _syntax(data: bytes, message: str, file: str) -> Problem:
    """Where the text stops being JSON; msgspec counts bytes, and what follows the end from one byte later."""
    found = re.search(r" \(byte (\d+)\)$", message)
    what = message.removesuffix(found[0]).removeprefix("JSON is malformed: ") if found else "the text ends too early"
    offset = int(found[1]) - (what == "trailing characters") if found else len(data)
    before = data[:offset]
    place = Place(file, before.count(b"\n") + 1, offset - before.rfind(b"\n"))
    return Problem(f"this is no JSON: {what}", place, _REMEDY)


def commit_id(text: str | None) -> str:
    """A full commit id, or "" for anything else, such as the zeros that stand for no commit."""
    if not text or len(text) not in {40, 64} or not set("0123456789abcdef").issuperset(text) or not text.strip("0"):
        return ""
    return text


def branch_name(ref: str | None) -> str:
    """The branch that a ref names; "" for a tag or nothing. A name without `refs/` is a branch's."""
    if not ref or (ref.startswith("refs/") and not ref.startswith("refs/heads/")):
        return ""
    return ref.removeprefix("refs/heads/")
