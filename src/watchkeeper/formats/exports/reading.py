"""Decodes one record of an export, its times included, and says in words what is wrong with it and where."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.formats.policy.times import parse_time, utc_text

T = TypeVar("T")
Id = str | int
Number = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
_REMEDY = "export the record again, as the tool gives it"
_NEVER = "0001-"
"""Tools written in Go print the first second of the year 1 for a time that they do not know."""


class Moment:
    """A time in a record, checked when the record is decoded: UTC text, and seconds since the epoch."""

    __slots__ = ("seconds", "text")

    def __init__(self, written: str) -> None:
        seconds = parse_time(written)
        if seconds is None:
            raise ValueError(f"{shorten(written)} is no RFC 3339 time")
        self.seconds = seconds
        self.text = utc_text(written)


def decode(record: bytes, shape: type[T]) -> T:
    """The record as `shape`; fields that the shape lacks are ignored.

    Raises:
        UsageError: it is no JSON, or a field is not of the known form (its path is named).
    """
    try:
        decoder: msgspec.json.Decoder[T] = _decoder(shape)  # type: ignore[arg-type]  # every type is hashable
        return decoder.decode(record)
    except msgspec.ValidationError as error:
        what, _, path = str(error).rpartition(" - at `")
        raise malformed(path.rstrip("`") if what else "$", what or str(error)) from None
    except ValueError as error:
        raise malformed("$", f"this is no JSON ({error})") from None
    except RecursionError:
        raise malformed("$", "this is nested too deeply") from None


def members(record: bytes) -> frozenset[str]:
    """The names of the record's members, which tell what kind of thing it is.

    Raises:
        UsageError: it is no JSON object.
    """
    return frozenset(decode(record, dict[str, msgspec.Raw]))


def has_members(record: bytes, *names: str) -> bool:
    """Whether the record is an object that has all these members."""
    try:
        return members(record).issuperset(names)
    except UsageError:
        return False


def matches(record: bytes, shape: type[Struct]) -> bool:
    """Whether the record decodes as `shape`."""
    try:
        decode(record, shape)
    except UsageError:
        return False
    return True


def malformed(path: str, what: str, remedy: str = _REMEDY) -> UsageError:
    """The error about one place of a record."""
    return UsageError(Problem(f"{path}: {what}", remedy=remedy))


def shorten(text: str) -> str:
    """A quoted text, cut so that an error stays readable."""
    return repr(text if len(text) <= 80 else text[:77] + "...")


def told(moment: Moment | None) -> Moment | None:
    """The moment, or None where a tool wrote its word for no time at all."""
    return None if moment is None or moment.text.startswith(_NEVER) else moment


def text_of(moment: Moment | None) -> str:
    """The moment as the ledger writes times, or "" when it is not told."""
    known = told(moment)
    return known.text if known else ""


def revision_of(moment: Moment | None) -> int:
    """The revision of a record that was last changed then; 0 when it does not say."""
    known = told(moment)
    return max(known.seconds, 0) if known else 0


@cache
def _decoder(shape: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape, dec_hook=_custom)


def _custom(wanted: type[Any], value: object) -> Moment:
    if wanted is Moment and isinstance(value, str):
        return Moment(value)
    raise ValueError(f"Expected `str`, got `{type(value).__name__}`")
