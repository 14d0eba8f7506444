"""Coverage thresholds: what share of the code the tests have to reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from watchkeeper.analysis.integrity.checks.commands import Script
from watchkeeper.analysis.integrity.checks.documents import Entry, entries_of
from watchkeeper.analysis.integrity.checks.limits import Limit
from watchkeeper.analysis.integrity.checks.texts import line_at
from watchkeeper.analysis.integrity.weakening import How, Weakening, clip

MEASURES = frozenset({"branches", "functions", "lines", "statements", "perFile"})
REACH = 600


def coverage_limits(path: str, text: str) -> tuple[Limit, ...]:
    """The thresholds that a configuration file sets."""
    entries = entries_of(path, text)
    found = [limit for entry in entries if (limit := _limit(path, entry))]
    if not entries:
        found += _script_config(path, text)
    return tuple(found)


def coverage_commands(scripts: Sequence[Script]) -> Iterator[Limit]:
    """The thresholds on command lines: `--cov-fail-under=90`, `coverage report --fail-under 90`."""
    for script in scripts:
        for number, command in script.lines:
            for match in _flag().finditer(command[:REACH]):
                if limit := _made("fail_under", script.path, match[1], number, command, script.how):
                    yield limit


def informational(path: str, base: str, head: str) -> Iterator[Weakening]:
    """Codecov statuses that only inform, or are switched off, where they could fail before."""
    before = {entry.keys for entry in entries_of(path, base) if _is_switched_off(entry)}
    for entry in entries_of(path, head):
        if _is_switched_off(entry) and entry.keys not in before:
            label = ".".join(entry.keys)
            detail = f"the coverage status {label} can no longer fail"
            yield Weakening(
                "coverage-lowered", path, entry.line, "head", clip(f"{label}: {entry.text}"), label, detail, entry.how
            )


def _is_switched_off(entry: Entry) -> bool:
    if "status" not in entry.keys:
        return False
    last, value = entry.keys[-1], entry.text.casefold()
    return (last == "informational" and value == "true") or (
        last in {"project", "patch", "enabled"} and value in {"false", "off", "no"}
    )


def _limit(path: str, entry: Entry) -> Limit | None:
    last = entry.keys[-1]
    if last in {"fail_under", "fail-under"}:
        other = any("interrogate" in key for key in entry.keys)
        return _made("interrogate" if other else "fail_under", path, entry.text, entry.line, last, entry.how)
    if last == "addopts" and (match := _flag().search(entry.text[:REACH])):
        return _made("fail_under", path, match[1], entry.line, entry.text, entry.how)
    if last in MEASURES and (_is_threshold(entry) or path.rpartition("/")[2].startswith(".nycrc")):
        return _made(f"{_scope(entry)}{last}", path, entry.text, entry.line, last, entry.how)
    if "status" in entry.keys and last == "target":
        return _made(".".join(entry.keys), path, entry.text, entry.line, f"target: {entry.text}", entry.how)
    return None


def _is_threshold(entry: Entry) -> bool:
    return any("threshold" in key.casefold() for key in entry.keys) or entry.keys[:1] in {("nyc",), ("c8",)}


def _scope(entry: Entry) -> str:
    """What a threshold of a JavaScript tool is for: the whole, or some files."""
    above = entry.keys[-2] if len(entry.keys) > 1 else ""
    return "" if above in {"global", "nyc", "c8"} or "threshold" in above.casefold() else f"{above} "


def _script_config(path: str, text: str) -> Iterator[Limit]:
    """Thresholds in configuration that is code, found by pattern."""
    if path.endswith((".simplecov", "_helper.rb")):
        for match in re.finditer(r"minimum_coverage[ (]+(\d{1,3}(?:\.\d{1,3})?)", text):
            if limit := _made("minimum_coverage", path, match[1], line_at(text, match.start()), match[0], "pattern"):
                yield limit
    for start in re.finditer(r"coverageThreshold|thresholds?\s*:", text):
        for match in _measure().finditer(text, start.end(), start.end() + REACH):
            line = line_at(text, match.start())
            if limit := _made(match[1], path, match[2], line, match[0], "pattern"):
                yield limit


def _made(key: str, path: str, value: str, line: int, text: str, how: How) -> Limit | None:
    number = Entry((key,), value, line, "parsed").number
    if number is None:
        return None
    label = "the coverage threshold" if key in {"fail_under", "minimum_coverage"} else f"the coverage threshold {key}"
    return Limit(key, label, number, path, line, text, how, "lower")


@cache
def _flag() -> re.Pattern[str]:
    return re.compile(r"--(?:cov-)?fail-under[= ](\d{1,3}(?:\.\d{1,3})?)")


@cache
def _measure() -> re.Pattern[str]:
    return re.compile(r"\b(branches|functions|lines|statements)\s*:\s*(-?\d{1,3}(?:\.\d{1,3})?)")
