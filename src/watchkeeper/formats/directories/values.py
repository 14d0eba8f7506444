"""Takes plain values out of JSON exports: values one after the other, pages and lists of pages, wrong types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from watchkeeper.domain.problems import Place, Problem

MOST_BYTES = 32 << 20
MOST_ENTRIES = 200_000
MOST_TEXT = 400
MOST_PROBLEMS = 100
_BLANKS = re.compile(r"[\s\x1e]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_REMEDY = "export it again"


def read_objects(text: bytes, file: str) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The objects of an export: one, several one after the other, in a list, or in lists of lists.

    Never raises. What stands before a fault is kept, and the fault is a problem; so is what is no object.
    """
    if len(text) > MOST_BYTES:
        return [], [Problem(f"is larger than {MOST_BYTES:,} bytes", Place(file), "split the export")]
    values, problems = _values(text.decode("utf-8-sig", "replace"), file)
    objects: list[dict[str, Any]] = []
    others = 0
    for value in _flat(values):
        if isinstance(value, dict):
            objects.append(value)
        else:
            others += 1
    if others:
        problems.append(Problem(f"{others:,} values are no objects and say nothing", Place(file), _REMEDY))
    if len(objects) > MOST_ENTRIES:
        problems.append(Problem(f"holds more than {MOST_ENTRIES:,} entries", Place(file), "split the export"))
    return objects[:MOST_ENTRIES], problems


def text_of(value: object) -> str:
    """A text or a whole number as text without blanks around it; "" for anything else, and for what no name holds."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int):
        return str(value) if -(2**63) < value < 2**63 else ""
    plain = value.strip()
    return "" if len(plain) > MOST_TEXT or _CONTROL.search(plain) else plain


def texts_of(value: object) -> tuple[str, ...]:
    """The texts of a list, each once; of a single text a list of one."""
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(text for item in values if (text := text_of(item))))


def objects_of(value: object) -> list[dict[str, Any]]:
    """The objects of a list; an empty list for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def told(problems: list[Problem], file: str) -> tuple[Problem, ...]:
    """The first hundred different problems, and how many more there are."""
    every = list(dict.fromkeys(problems))
    more = len(every) - MOST_PROBLEMS
    if more <= 0:
        return tuple(every)
    return (
        *every[:MOST_PROBLEMS],
        Problem(f"{more:,} more problems", Place(file), "mend those above, then look again"),
    )


def _values(text: str, file: str) -> tuple[list[Any], list[Problem]]:
    decoder = json.JSONDecoder()
    found: list[Any] = []
    at = _end_of_blanks(text, 0)
    if at == len(text):
        return [], [Problem("is empty", Place(file), _REMEDY)]
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "a value is too deep or too long"
            position = error.pos if isinstance(error, json.JSONDecodeError) else at
            line, column = text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
            return found, [Problem(f"is no JSON from here on ({what})", Place(file, line, column), _REMEDY)]
        found.append(value)
        at = _end_of_blanks(text, at)
    return found, []


def _end_of_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _flat(values: list[Any]) -> Iterator[Any]:
    """The values with lists opened, two levels deep: a list of pages holds lists of entries."""
    for value in values:
        if isinstance(value, list):
            for inner in value:
                yield from inner if isinstance(inner, list) else (inner,)
        else:
            yield value
