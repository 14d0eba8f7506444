"""Reads what `promtool test rules` prints: per test file, what each expression was, and what is wrong with the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from msgspec import Struct

_FILE = re.compile(r"Unit Testing:\s+(.*)")
_EXPRESSION = re.compile(r"\s*expr: (\"(?:\\.|[^\"\\])*\"), time: ([^,\s]+),\s*(?:err: (.*))?")
_GOT = re.compile(r"\s*got: ?(.*)")
_LABEL = re.compile(r"\s*,?\s*(\"(?:\\.|[^\"\\])*\"|[A-Za-z_][\w.]*)=(\"(?:\\.|[^\"\\])*\")")
_NAME = re.compile(r"([A-Za-z_:][\w:]*)?\{")
_VALUE = re.compile(r"\}\s*(\S+?)(?:,\s+|\s*$)")
_NOT_JSON = re.compile(r"\\(?:x([0-9a-f]{2})|U([0-9a-f]{8})|([av']))")
WORDS = frozenset({"SUCCESS", "FAILED:"})


class Answer(Struct, frozen=True):
    """What an expression was at a time: the labels of each series with its value as printed, or an error."""

    expression: str
    time: str
    series: tuple[tuple[dict[str, str], str], ...] = ()
    error: str = ""


class Outcome(Struct, frozen=True):
    """What is told of one test file: expressions that were not as expected, and faults that stopped it."""

    file: str
    answers: tuple[Answer, ...] = ()
    faults: tuple[str, ...] = ()
    passed: bool = False


def parse_promtool_output(text: str) -> tuple[Outcome, ...]:
    """The test files in the order that they were run in. Text that is not of promtool's form is a fault."""
    found: list[Outcome] = []
    file, lines = "", list[str]()
    for line in text.split("\n"):
        if match := _FILE.fullmatch(line):
            found += _closed(file, lines)
            file, lines = match[1], []
        else:
            lines.append(line)
    return (*found, *_closed(file, lines))


def _closed(file: str, lines: list[str]) -> list[Outcome]:
    answers, faults = _answers(lines)
    passed = any(line.strip() == "SUCCESS" for line in lines)
    return [Outcome(file, answers, faults, passed)] if file or faults else []


def _answers(lines: list[str]) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    answers: list[Answer] = []
    faults: list[str] = []
    for line in lines:
        if match := _EXPRESSION.fullmatch(line):
            answers.append(Answer(_unquoted(match[1]), match[2], error=match[3] or ""))
        elif (match := _GOT.fullmatch(line)) and answers:
            last = answers[-1]
            answers[-1] = Answer(last.expression, last.time, tuple(_series(match[1])), last.error)
        elif (word := line.strip()) and word not in WORDS and not word.startswith(("exp:", "name:")):
            faults.append(word)
    return tuple(answers), tuple(faults)


def _series(text: str) -> Iterator[tuple[dict[str, str], str]]:
    at = 0
    while start := _NAME.match(text, at):
        labels = {"__name__": start[1]} if start[1] else {}
        at = start.end()
        while pair := _LABEL.match(text, at):
            labels[_unquoted(pair[1]) if pair[1].startswith('"') else pair[1]] = _unquoted(pair[2])
            at = pair.end()
        value = _VALUE.match(text, at)
        if value is None:
            return
        yield labels, value[1]
        at = value.end()


def _unquoted(text: str) -> str:
    """A text in quotes as Go writes it."""
    plain = _NOT_JSON.sub(_as_json, text)
    try:
        value = json.loads(plain, strict=False)
    except ValueError:
        return text[1:-1]
    return value if isinstance(value, str) else text[1:-1]


def _as_json(found: re.Match[str]) -> str:
    if found[1]:
        return f"\\u00{found[1]}"
    if found[2]:
        number = int(found[2], 16)
        return chr(number) if number < 0x110000 else "?"
    return {"a": "\\u0007", "v": "\\u000b", "'": "'"}[found[3]]
