r"""Patterns for one name of a path, from the text of an owners file: `*`, `?`, `\`, and `[…]` where it is known."""

from __future__ import annotations

from watchkeeper.analysis.ownership.dialects.brackets import BracketGlob, Characters, Piece
from watchkeeper.analysis.ownership.dialects.globs import STAR, Name, NameGlob, Run


def compile_name(text: str) -> Name:
    r"""The pattern of one name where `[` is an ordinary character; `\` takes the next one literally."""
    if not ("*" in text or "?" in text or "\\" in text):
        return text
    if text == "*":
        return STAR
    runs: list[list[str]] = [[]]
    escaped = False
    for character in text:
        if escaped:
            runs[-1].append(character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "*":
            runs.append([])
        else:
            runs[-1].append("" if character == "?" else character)
    if len(runs) == 1 and "" not in runs[0]:
        return "".join(runs[0])
    return NameGlob(tuple(_run(run) for at, run in enumerate(runs) if run or at in {0, len(runs) - 1}))


def compile_bracket_name(text: str) -> Name | None:
    r"""The pattern of one name as Ruby's `File.fnmatch` reads it; None if it can match nothing.

    `[a-z]`, `[!a]` and `[^a]` are brackets, `\` takes the next character literally (at the end it is itself);
    a bracket that is not closed, or empty, matches nothing.
    """
    if "[" not in text:
        return compile_name(text + "\\" if text.endswith("\\") and not _escaped_end(text) else text)
    rows: list[list[Piece]] = [[]]
    at = 0
    while at < len(text):
        character = text[at]
        at += 1
        if character == "*":
            rows.append([])
        elif character == "?":
            rows[-1].append(None)
        elif character == "[":
            bracket, at = _bracket(text, at)
            if bracket is None:
                return None
            rows[-1].append(bracket)
        else:
            if character == "\\" and at < len(text):
                character = text[at]
                at += 1
            rows[-1].append(character)
    return BracketGlob(tuple(tuple(row) for n, row in enumerate(rows) if row or n in {0, len(rows) - 1}))


def _bracket(text: str, at: int) -> tuple[Characters | None, int]:
    """The bracket that opens before `at`, and where the text goes on."""
    negated = text[at : at + 1] in {"!", "^"}
    at += negated
    ranges: list[tuple[str, str]] = []
    while at < len(text) and text[at] != "]":
        low, at = _member(text, at)
        high = low
        if text[at : at + 1] == "-" and text[at + 1 : at + 2] not in {"", "]"}:
            high, at = _member(text, at + 1)
        ranges.append((low, high))
    if at >= len(text) or (not ranges and not negated):
        return None, at
    return Characters(tuple(ranges), negated), at + 1


def _member(text: str, at: int) -> tuple[str, int]:
    if text[at] == "\\" and at + 1 < len(text):
        at += 1
    return text[at], at + 1


def _escaped_end(text: str) -> bool:
    """Whether the backslash at the end is itself escaped."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 0


def _run(characters: list[str]) -> Run:
    """A run from its characters in order, "" for one that may be anything."""
    pieces: list[tuple[int, str]] = []
    for offset, character in enumerate(characters):
        if character and pieces and pieces[-1][0] + len(pieces[-1][1]) == offset:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + character)
        elif character:
            pieces.append((offset, character))
    return len(characters), tuple(pieces)
