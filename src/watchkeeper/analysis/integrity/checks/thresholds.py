"""Numbers that a check holds code to: coverage that a change lowers, retries that it raises."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from watchkeeper.analysis.integrity.checks.texts import line_of
from watchkeeper.analysis.integrity.weakening import How, Side, Weakening, clip
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.document import parse_yaml

MOST_DOTS = 200
"""tomllib needs memory that grows with the square of a dotted key's length."""
COVERAGE_WORDS = ("fail_under", "coveragethreshold", "coverage.status", "cov-fail-under", "thresholds")


def weakened_thresholds(path: str, base: str, head: str) -> Iterator[Weakening]:
    """Coverage thresholds that are lower or gone, retries that are higher or new."""
    before, how = _coverage(path, base)
    after, how_after = _coverage(path, head)
    how = "pattern" if "pattern" in {how, how_after} else "parsed"
    for key, old in before.items():
        new = after.get(key)
        if new is None or new < old:
            now = "is gone" if new is None else f"falls to {new:g}"
            detail = f"the coverage threshold {key} of {old:g} {now}"
            line = line_of(head, key.rpartition(".")[2]) if new is not None else line_of(base, key.rpartition(".")[2])
            side: Side = "head" if new is not None else "base"
            yield Weakening("coverage-lowered", path, line, side, clip(key), key, detail, how)
    old_retries, new_retries = _retries(base), _retries(head)
    for key, count in new_retries.items():
        if count > old_retries.get(key, 0):
            detail = f"{key} rises from {old_retries.get(key, 0)} to {count}: failing checks are run again"
            yield Weakening("retries-added", path, line_of(head, key), "head", clip(key), key, detail, "pattern")


def _coverage(path: str, text: str) -> tuple[dict[str, float], How]:
    name = path.rpartition("/")[2].lower()
    found: dict[str, float] = {}
    how: How = "pattern"
    try:
        if name.endswith(".toml") and not any(line.count(".") > MOST_DOTS for line in text.splitlines()):
            found, how = _leaves("", tomllib.loads(text)), "parsed"
        elif name.endswith(".json") or name.startswith(".nycrc"):
            found, how = _leaves("", msgspec.json.decode(text.encode())), "parsed"
        elif "codecov" in name and name.endswith(("yml", "yaml")):
            found, how = _leaves("", parse_yaml(text.encode(), path).value), "parsed"
        elif "config" in name and name.endswith(("js", "ts", "mjs", "cjs", "mts")):
            found = {m[1]: float(m[2]) for m in _config().finditer(text)} if "hreshold" in text else {}
    except (tomllib.TOMLDecodeError, msgspec.DecodeError, UsageError, RecursionError):
        found = {}
    found = (
        {key: value for key, value in found.items() if any(w in key.lower() for w in COVERAGE_WORDS)}
        if how == "parsed"
        else found
    )
    for match in _lines().finditer(text):
        found.setdefault(match[1].replace("_", "-"), float(match[2]))
    return found, how


def _leaves(prefix: str, value: object) -> dict[str, float]:
    """Numbers (and percentages) of a document by dotted key."""
    if isinstance(value, Mapping):
        inner = ((f"{prefix}.{key}" if prefix else str(key), item) for key, item in value.items())
        return {name: number for key, item in inner for name, number in _leaves(key, item).items()}
    return {prefix: number} if (number := _number(value)) is not None else {}


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value).removesuffix("%")
    return float(text) if isinstance(value, str) and text.replace(".", "", 1).isdigit() else None


def _retries(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for match in _repeat().finditer(text):
        found[match[1]] = max(found.get(match[1], 0), int(match[2]))
    return found


@cache
def _lines() -> re.Pattern[str]:
    return re.compile(r"(fail[_-]under|--cov-fail-under|minimum_coverage)\s*[= :]\s*(\d{1,3}(?:\.\d{1,3})?)")


@cache
def _config() -> re.Pattern[str]:
    return re.compile(r"\b(branches|functions|lines|statements)\s*:\s*(\d{1,3})\b")


@cache
def _repeat() -> re.Pattern[str]:
    return re.compile(r"(--reruns|--retries|\bretries|\bretry|\breruns|max_attempts)\s*[= :]\s*(\d{1,3})\b")
