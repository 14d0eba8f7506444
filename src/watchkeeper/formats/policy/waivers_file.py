"""Reads `.watchkeeper/waivers.yaml`."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct, structs

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.waivers import Waiver
from watchkeeper.formats.policy.shapes import decode
from watchkeeper.formats.policy.times import parse_time, utc_text
from watchkeeper.formats.yaml.document import Document, parse_yaml

HEAD = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class WaiversFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's shape."""

    version: Literal[1]
    waivers: tuple[Waiver, ...] = ()


def parse_waivers(text: bytes, file: str) -> tuple[Waiver, ...]:
    """The waivers of a file, their times in UTC.

    Raises:
        UsageError: it does not fit, a head is no full commit id, a time is no time, a reason is blank,
            nothing ends a waiver, or a follow-up has no owner; all faults at once.
    """
    return tuple(waiver for waiver, _ in parse_placed_waivers(text, file))


def parse_placed_waivers(text: bytes, file: str) -> tuple[tuple[Waiver, Place], ...]:
    """The waivers of a file, each with the place where it is written.

    Raises:
        UsageError: as `parse_waivers`.
    """
    document = parse_yaml(text, file)
    waivers = decode(document, WaiversFile).waivers
    problems = [p for at, waiver in enumerate(waivers) for p in _faults(waiver, at, document)]
    if problems:
        raise UsageError(*problems)
    return tuple((_in_utc(waiver), document.place(("waivers", at))) for at, waiver in enumerate(waivers))


def _in_utc(waiver: Waiver) -> Waiver:
    return structs.replace(waiver, until=utc_text(waiver.until)) if waiver.until else waiver


def _faults(waiver: Waiver, at: int, document: Document) -> list[Problem]:
    found = []
    for name, value in (("head", waiver.head), ("until_commit", waiver.until_commit)):
        if not HEAD.fullmatch(value) and (value or name == "head"):
            remedy = "write all 40 (or 64) hexadecimal digits of the commit"
            place = document.place(("waivers", at, name))
            found.append(Problem(f"{name} {value!r} is no full commit id", place, remedy))
    if waiver.until and parse_time(waiver.until) is None:
        remedy = "write it like 2026-03-01T18:00:00Z"
        found.append(Problem(f"until {waiver.until!r} is no time", document.place(("waivers", at, "until")), remedy))
    if not waiver.until and not waiver.until_commit:
        place = document.place(("waivers", at))
        found.append(Problem("nothing ends this waiver", place, "add until (a time) or until_commit (a commit id)"))
    for name, value in (("reason", waiver.reason), ("by", waiver.by)):
        if not value.strip():
            found.append(Problem(f"{name} is blank", document.place(("waivers", at, name)), f"write the {name}"))
    if bool(waiver.follow_up.strip()) != bool(waiver.follow_up_owner.strip()):
        place = document.place(("waivers", at, "follow_up"))
        remedy = "write both follow_up and follow_up_owner, or neither"
        found.append(Problem("a follow-up and its owner belong together", place, remedy))
    return found
