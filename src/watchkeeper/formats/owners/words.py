"""Words of owners files that several dialects share: addresses, shortened quotes, letters that only look right."""

from __future__ import annotations

import unicodedata

from watchkeeper.domain.change import display_path

LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
NAME = LETTERS | frozenset("0123456789-_")
_LOCAL = NAME | frozenset(".%+")
_HOST = NAME - {"_"} | {"."}
_SHOWN = 60


def consists(text: str, of: frozenset[str]) -> bool:
    """Whether a text has characters, and all are among these."""
    return bool(text) and of.issuperset(text)


def pattern_end(body: str) -> int:
    """Where the first blank without a backslash before it stands, else the length."""
    if "\\" not in body:
        return len(body.partition(" ")[0].partition("\t")[0])
    at = 0
    while at < len(body):
        if body[at] == "\\":
            at += 1
        elif body[at] in " \t":
            return at
        at += 1
    return len(body)


def is_address(word: str) -> bool:
    """Whether a word is an e-mail address as forges take it."""
    local, _, host = word.partition("@")
    domain, _, top = host.rpartition(".")
    return consists(local, _LOCAL) and consists(domain, _HOST) and len(top) > 1 and consists(top, LETTERS)


def quote(text: str) -> str:
    """A foreign text within a message, cut to 60 characters."""
    shown = display_path(text[:_SHOWN])
    return f"`{shown}{'…' if len(text) > _SHOWN else ''}`"


def foreign_letter(word: str) -> str:
    """The first letter outside ASCII, named, as ` (it holds U+0430, …)`; "" without one."""
    odd = next((c for c in word if not c.isascii()), "")
    if not odd:
        return ""
    name = unicodedata.name(odd, "a byte outside UTF-8" if "\udc80" <= odd <= "\udcff" else "unnamed")
    return f" (it holds U+{ord(odd):04X}, {name})"
