"""One record of an export, cut out and not yet read."""

from __future__ import annotations

from msgspec import Struct


class Record(Struct, frozen=True):
    """One record and the line that it starts on, from 1. A bad one has no data, but says what is wrong."""

    data: bytes
    line: int
    problem: str = ""
