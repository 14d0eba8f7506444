"""Reader of git's double-quoted names: C escapes and three-digit octal bytes."""

from __future__ import annotations

_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_OCTAL = frozenset("01234567")


def unquote(text: str, start: int) -> tuple[str, int] | None:
    """The name whose opening quote stands at `start`, and where its closing quote ends.

    `text` holds one byte a character (latin-1), and so does the name. None when the quote is not closed
    or an escape is not one of git's.
    """
    name: list[str] = []
    at = start + 1
    while at < len(text):
        character = text[at]
        if character == '"':
            return "".join(name), at + 1
        if character != "\\":
            name.append(character)
            at += 1
            continue
        escape = text[at + 1 : at + 4]
        if escape[:1] in _ESCAPES:
            name.append(_ESCAPES[escape[0]])
            at += 2
        elif len(escape) == 3 and escape[0] in "0123" and _OCTAL.issuperset(escape):
            name.append(chr(int(escape, 8)))
            at += 4
        else:
            return None
    return None
