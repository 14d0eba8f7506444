"""Judges recurrence rules before they are worked out: which never end, never match, or cost too much."""

from __future__ import annotations

import re
from datetime import date, timedelta

PERIODS = {"HOURLY": 3600, "DAILY": 86_400, "WEEKLY": 604_800, "MONTHLY": 2_629_800, "YEARLY": 31_557_600}
PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYHOUR", "BYMINUTE", "BYSECOND",
     "BYSETPOS", "WKST"}
)  # fmt: skip
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SHAPES = {
    "BYDAY": re.compile(r"[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)"), "BYMONTH": re.compile(r"([1-9]|0[1-9]|1[0-2])"),
    "BYMONTHDAY": re.compile(r"[+-]?([1-9]|0[1-9]|[12]\d|3[01])"), "BYHOUR": re.compile(r"([01]?\d|2[0-3])"),
    "BYMINUTE": re.compile(r"[0-5]?\d"), "BYSECOND": re.compile(r"[0-5]?\d"),
    "BYSETPOS": re.compile(r"[+-]?[1-9]\d{0,2}"), "WKST": re.compile(r"MO|TU|WE|TH|FR|SA|SU"),
    "INTERVAL": re.compile(r"[1-9]\d{0,4}"), "COUNT": re.compile(r"[1-9]\d{0,5}"),
    "UNTIL": re.compile(r"\d{8}(T\d{6}Z?)?"),
}  # fmt: skip
LAST_YEAR = 9_900
CYCLE = 28 * 366
"""Days in which every weekday has met every day of the year."""


def fault_of(rule: str, first: str) -> str:
    """Why a rule cannot be worked out, as the end of a sentence; "" for a sound one. `first` is its start's date."""
    parts = parts_of(rule)
    frequency = parts.get("FREQ", "").upper()
    if frequency not in PERIODS:
        return f"repeats {frequency.lower() or 'without saying how often'}, which no rota does"
    if unknown := sorted(set(parts) - PARTS):
        return f"repeats by {unknown[0]}, which is not understood"
    for name, shape in SHAPES.items():
        if name in parts and not all(shape.fullmatch(word) for word in parts[name].upper().split(",")):
            return f"has {name}={parts[name][:40]}, which is no such value"
    if any("," in parts.get(name, "") for name in ("BYMINUTE", "BYSECOND")):
        return "repeats several times an hour by BYMINUTE or BYSECOND, which no rota does"
    if frequency == "HOURLY" and any(name.startswith("BY") for name in parts):
        return "repeats hourly with further conditions, which is not understood"
    if _odd_choice(parts, frequency):
        return "combines BYDAY, BYMONTHDAY and BYSETPOS in a way that is not understood"
    return "" if _ever(parts, frequency, first) else "never happens: no day fits all its conditions"


def cost_of(rule: str, first: str, end: str) -> int:
    """About how many steps it takes to walk a sound rule from its start to a date (both `YYYYMMDD`)."""
    parts = parts_of(rule)
    try:
        days = (_day(end) - _day(first)).days
    except ValueError:
        return 1
    period = PERIODS[parts["FREQ"].upper()] * int(parts.get("INTERVAL", "1"))
    a_time = 1
    for name in ("BYDAY", "BYMONTHDAY", "BYHOUR"):
        a_time *= parts.get(name, "").count(",") + 1
    walked = max(1, days * 86_400 // period)
    return min(walked, int(parts.get("COUNT", walked))) * a_time


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by name in capitals; the last of one name counts."""
    pairs = (part.partition("=") for part in rule.split(";") if part)
    return {name.strip().upper(): value.strip() for name, _, value in pairs}


def _ever(parts: dict[str, str], frequency: str, first: str) -> bool:
    """Whether any day fits: a rule that never does is walked to the year 9999 by every implementation."""
    try:
        start = _day(first)
    except ValueError:
        return False
    months = {int(word) for word in parts.get("BYMONTH", "").split(",") if word}
    days = {int(word) for word in parts.get("BYMONTHDAY", "").split(",") if word}
    named = {word[-2:].upper() for word in parts.get("BYDAY", "").split(",") if word}
    if not (months or days) and (frequency != "DAILY" or not named):
        return True
    step = int(parts.get("INTERVAL", "1")) if frequency == "DAILY" else 1
    day = start
    for _ in range(max(400, CYCLE // step)):
        if day.year > LAST_YEAR:
            break
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if (
            (not months or day.month in months)
            and (not days or day.day in days or day.day - last.day - 1 in days)
            and (not named or DAYS[day.weekday()] in named)
        ):
            return True
        day += timedelta(days=step)
    return False


def _odd_choice(parts: dict[str, str], frequency: str) -> bool:
    """Whether numbered weekdays and positions are combined so that nobody can tell quickly if they ever fit."""
    words = [word.upper() for word in parts.get("BYDAY", "").split(",") if word]
    numbers = [abs(int(word[:-2])) for word in words if word[:-2] not in {"", "+", "-"}]
    monthly = frequency == "MONTHLY" or "BYMONTH" in parts
    if numbers and ("BYMONTHDAY" in parts or not 1 <= min(numbers) <= max(numbers) <= (5 if monthly else 53)):
        return True
    positions = [abs(int(word)) for word in parts.get("BYSETPOS", "").split(",") if word]
    if not positions:
        return False
    sound = frequency in {"MONTHLY", "YEARLY"} and words and not numbers and "BYMONTHDAY" not in parts
    return not sound or max(positions) > 4 * len(words)


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
