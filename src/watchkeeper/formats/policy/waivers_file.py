"""Reads `.watchkeeper/waivers.yaml`."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.domain.waivers import Waiver
from watchkeeper.formats.policy.shapes import decode
from watchkeeper.formats.policy.times import parse_time
from watchkeeper.formats.yaml.document import Document, parse_yaml

HEAD = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class WaiversFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's shape."""

    version: Literal[1]
    waivers: tuple[Waiver, ...] = ()


def parse_waivers(text: bytes, file: str) -> tuple[Waiver, ...]:
    """The waivers of a file.

    Raises:
        UsageError: it does not fit, a head is no full commit id, a time is no time, a reason is blank.
    """
    document = parse_yaml(text, file)
    waivers = decode(document, WaiversFile).waivers
    problems = [p for at, waiver in enumerate(waivers) for p in _faults(waiver, at, document)]
    if problems:
        raise UsageError(*problems)
    return waivers


def _faults(waiver: Waiver, at: int, document: Document) -> list[Problem]:
    found = []
    if not HEAD.fullmatch(waiver.head):
        remedy = "write all 40 (or 64) hexadecimal digits of the head commit"
        found.append(
            Problem(f"head {waiver.head!r} is no full commit id", document.place(("waivers", at, "head")), remedy)
        )
    if parse_time(waiver.until) is None:
        remedy = "write it like 2026-03-01T18:00:00Z"
        found.append(Problem(f"until {waiver.until!r} is no time", document.place(("waivers", at, "until")), remedy))
    for name, value in (("reason", waiver.reason), ("by", waiver.by)):
        if not value.strip():
            found.append(Problem(f"{name} is blank", document.place(("waivers", at, name)), f"write the {name}"))
    return found
