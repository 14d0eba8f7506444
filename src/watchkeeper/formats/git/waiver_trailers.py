"""Reads the waivers that the trailers of a commit message declare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from watchkeeper.domain.waivers import EVERY_RULE, Waiver
from watchkeeper.formats.git.trailers import Trailer, parse_trailers
from watchkeeper.formats.policy.times import parse_time, utc_text

BREAK_GLASS, LIMIT, FOLLOW_UP = "Watchkeeper-Break-Glass", "Watchkeeper-Break-Glass-Rule", "Watchkeeper-Follow-Up"
WAIVE = "Watchkeeper-Waive"
NOTATION = f"{WAIVE}: RULE until 2026-03-01T18:00:00Z: REASON"
PLAIN = re.compile(r"(?P<rule>\S+)\s+until\s+(?P<until>\S+?):\s+(?P<reason>\S.*)")
MISPLACED = re.compile(rf"^(?:{BREAK_GLASS}|{WAIVE}):", re.IGNORECASE | re.MULTILINE)


class Spoken(Struct, frozen=True):
    """A waiver as a commit message declares it; `fault` says what is wrong with its notation, or is ""."""

    source: Literal["break-glass", "commit"]
    waiver: Waiver
    fault: str = ""


def parse_waiver_trailers(message: str, head: str, by: str) -> tuple[Spoken, ...]:
    """The break-glass and the plain waivers of a message, for the commit `head` and the person `by`.

    Only trailers count (the last paragraph); a line elsewhere that looks like one is told as a fault.
    """
    trailers = parse_trailers(message, divider=False)
    found = (*_broken_glass(trailers, head, by), *_plain(trailers, head, by))
    if not found and MISPLACED.search(message):
        fault = "it does not stand among the trailers, which are the last paragraph of the message and nothing else"
        return (Spoken("break-glass", Waiver(EVERY_RULE, head, "", by), fault),)
    return found


def _values(trailers: tuple[Trailer, ...], key: str) -> list[str]:
    return [trailer.value.strip() for trailer in trailers if trailer.named(key)]


def _broken_glass(trailers: tuple[Trailer, ...], head: str, by: str) -> Iterator[Spoken]:
    reasons = _values(trailers, BREAK_GLASS)
    if not reasons:
        return
    reason = "; ".join(reason for reason in reasons if reason)
    follow_up = "; ".join(text for text in _values(trailers, FOLLOW_UP) if text)
    for rule in _values(trailers, LIMIT) or [EVERY_RULE]:
        fault = "" if reason else "it gives no reason"
        if not rule:
            fault = f"{LIMIT} names no rule"
        waiver = Waiver(rule, head, reason, by, follow_up=follow_up, follow_up_owner=by if follow_up else "")
        yield Spoken("break-glass", waiver, fault)


def _plain(trailers: tuple[Trailer, ...], head: str, by: str) -> Iterator[Spoken]:
    for value in _values(trailers, WAIVE):
        parts = PLAIN.fullmatch(value)
        if parts is None or parse_time(parts["until"]) is None:
            yield Spoken("commit", Waiver("", head, value, by), f"it is not written as {NOTATION}")
        else:
            yield Spoken("commit", Waiver(parts["rule"], head, parts["reason"], by, until=utc_text(parts["until"])))
