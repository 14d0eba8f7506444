"""Writes what is proposed for a component: each file, what is to be put in by hand, and what proves it."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.readiness.scaffold import Piece, Scaffold
from watchkeeper.rendering.escaping import json_text, markdown_prose, one_line, piece

SCHEMA = "watchkeeper.scaffold/1"
NOTHING = "Nothing is missing that could be proposed."


def render_scaffold(found: Scaffold, style: str) -> str:
    """The proposals as `terminal`, `markdown` or `json`."""
    if style == "json":
        return json_text(
            {
                "schema": SCHEMA,
                "component": one_line(found.component),
                "broken": list(found.broken),
                "pieces": [_json(one) for one in found.pieces],
                "by_hand": list(found.by_hand),
                "proves": _proof(found),
            }
        )
    lines = _markdown(found) if style == "markdown" else _terminal(found)
    return "\n".join(lines).rstrip() + "\n"


def _json(found: Piece) -> dict[str, object]:
    return {
        "what": found.what,
        "links": list(found.links),
        "path": one_line(found.path) or None,
        "where": one_line(found.where) or None,
        "text": found.text,
        "left_open": found.left_open or None,
        "rung": "declared",
    }


def _proof(found: Scaffold) -> str:
    return f"watchkeeper drill {one_line(found.name)}"


def _title(found: Scaffold) -> str:
    broken = ", ".join(found.broken)
    missing = f"links that do not hold: {broken}" if broken else "every link that is asked for holds"
    return f"{one_line(found.name)}: {missing}"


def _about(found: Piece) -> str:
    place = piece(found.path) if found.path else f"by hand, into {piece(found.where)}"
    return f"{found.what} (for {', '.join(found.links)}): {place}"


def _terminal(found: Scaffold) -> Iterator[str]:
    yield _title(found)
    if not found.pieces and not found.by_hand:
        yield NOTHING
        return
    for number, one in enumerate(found.pieces, 1):
        yield ""
        yield f"{number}. {_about(one)}"
        if one.left_open:
            yield f"   left open: {one.left_open}"
        yield from (f"   | {line}".rstrip() for line in _lines(one.text))
    yield from _end(found)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text, each printable, with the white space at its beginning."""
    for line in text.splitlines():
        body = line.lstrip(" ")
        yield " " * (len(line) - len(body)) + one_line(body)


def _end(found: Scaffold) -> Iterator[str]:
    if found.by_hand:
        yield ""
        yield "Nothing can be proposed for this:"
        yield from (f"   - {text}" for text in found.by_hand)
    yield ""
    yield f"Each piece is declared, no more, until it is proved: {_proof(found)}"


def _markdown(found: Scaffold) -> Iterator[str]:
    yield f"## {markdown_prose(_title(found))}"
    for one in found.pieces:
        yield ""
        yield f"**{markdown_prose(_about(one))}**"
        if one.left_open:
            yield f"Left open: {markdown_prose(one.left_open)}"
        yield ""
        yield from ("```text", *(line.replace("`", "'") for line in _lines(one.text)), "```")
    yield from _end(found)
