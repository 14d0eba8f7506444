"""git's wildmatch for paths: `*`, `?`, `**`, classes and escapes, in time linear in the path.

The pattern becomes an automaton whose states are the bits of one integer, so a path is read once and
no choice is taken back. Patterns and texts hold one byte a character (latin-1), as git compares bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

SPECIAL = frozenset("*?[\\")


class _MalformedError(Exception):
    """A class that is not closed or a class name that git does not know: nothing matches."""


def compile_wildmatch(pattern: str) -> Callable[[str], bool]:
    """A function that tells whether a whole text matches, `*` and `?` never taking a slash.

    A pattern that git cannot read matches nothing.
    """
    try:
        return _Automaton(pattern).matches
    except _MalformedError:
        return _never


def literal_length(pattern: str) -> int:
    """How many characters stand before the first special one."""
    return next((at for at, character in enumerate(pattern) if character in SPECIAL), len(pattern))


def _never(_: str) -> bool:
    return False


class _Automaton:
    """States are positions in the pattern; bit i is set while position i may come next.

    `_steps` maps a character to the positions that it moves one on, `_stays` the positions of stars.
    `_skips` may be left without a character; `_leaps` are the starts of a `**/`, which may take nothing.
    """

    def __init__(self, pattern: str) -> None:
        self._taken: dict[frozenset[str], int] = {}
        self._stays = self._stays_on_slash = self._skips = self._leaps = 0
        self._length = 0
        at = 0
        while at < len(pattern):
            at = self._read(pattern, at)
        self._steps: dict[str, int] = {}
        for characters, positions in self._taken.items():
            for character in characters:
                self._steps[character] = self._steps.get(character, 0) | positions
        self._start = self._closure(1)

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        states = self._start
        steps = self._steps
        for character in text:
            stays = self._stays_on_slash if character == "/" else self._stays
            states = self._closure((states & steps.get(character, 0)) << 1 | states & stays)
            if not states:
                return False
        return bool(states >> self._length & 1)

    def _closure(self, states: int) -> int:
        while True:
            more = states | (states & self._skips) << 1 | (states & self._leaps) << 3
            if more == states:
                return states
            states = more

    def _read(self, pattern: str, at: int) -> int:
        """Adds the element at this place; returns where the next one starts."""
        character = pattern[at]
        if character == "*":
            return self._read_stars(pattern, at)
        if character == "?":
            self._take(_all_bytes() - {"/"})
        elif character == "[":
            taken, at = _read_class(pattern, at)
            self._take(taken - {"/"})
        elif character == "\\":
            at += 1
            if at == len(pattern):
                raise _MalformedError
            self._take(frozenset(pattern[at]))
        else:
            self._take(frozenset(character))
        return at + 1

    def _take(self, characters: frozenset[str]) -> None:
        self._taken[characters] = self._taken.get(characters, 0) | 1 << self._length
        self._length += 1

    def _read_stars(self, pattern: str, at: int) -> int:
        end = at
        while pattern[end : end + 1] == "*":
            end += 1
        opens = end - at > 1 and (at == 0 or pattern[at - 1] == "/")
        whole = opens and (end == len(pattern) or pattern[end] == "/" or pattern[end : end + 2] == "\\/")
        bit = 1 << self._length
        if whole and pattern[end : end + 1] == "/":
            self._leaps |= bit
            self._skips |= bit
            self._length += 1
            bit <<= 1
        self._stays |= bit
        self._skips |= bit
        if whole:
            self._stays_on_slash |= bit
        self._length += 1
        while whole and pattern[end : end + 4] == "/**/":
            end += 3
        return end


def _read_class(pattern: str, at: int) -> tuple[frozenset[str], int]:
    """The characters of the class that opens at this place, and where its closing bracket stands."""
    taken: set[str] = set()
    at += 1
    negated = pattern[at : at + 1] in {"!", "^"} and at < len(pattern)
    at += negated
    before = ""
    first = True
    while first or pattern[at : at + 1] != "]":
        first = False
        character = pattern[at : at + 1]
        if not character:
            raise _MalformedError
        named = _named_class(pattern, at) if pattern[at : at + 2] == "[:" else None
        if named:
            taken |= named[0]
            at = named[1]
            before = ""
        elif character == "-" and before and pattern[at + 1 : at + 2] not in {"", "]"}:
            character, at = _escaped(pattern, at + 1)
            taken.update(map(chr, range(ord(before), ord(character) + 1)))
            before = ""
        else:
            before, at = _escaped(pattern, at)
            taken.add(before)
        at += 1
    return (_all_bytes() - taken if negated else frozenset(taken)), at


def _escaped(pattern: str, at: int) -> tuple[str, int]:
    """The character meant at this place, and the place of its last character."""
    at += pattern[at] == "\\"
    if at == len(pattern):
        raise _MalformedError
    return pattern[at], at


def _named_class(pattern: str, at: int) -> tuple[frozenset[str], int] | None:
    """The characters of `[:name:]` and the place of its last bracket; None if it is no such thing."""
    end = pattern.find("]", at + 2)
    if end < 0:
        raise _MalformedError
    if end == at + 2 or pattern[end - 1] != ":":
        return None
    taken = _class_table().get(pattern[at + 2 : end - 1])
    if taken is None:
        raise _MalformedError
    return taken, end


@cache
def _all_bytes() -> frozenset[str]:
    return frozenset(map(chr, range(256)))


@cache
def _class_table() -> dict[str, frozenset[str]]:
    """The named classes as git has them: ASCII only, vertical tab and form feed are no space."""
    digits, lower = frozenset("0123456789"), frozenset("abcdefghijklmnopqrstuvwxyz")
    upper = frozenset(letter.upper() for letter in lower)
    printed = frozenset(map(chr, range(32, 127)))
    return {
        "alnum": digits | lower | upper,
        "alpha": lower | upper,
        "blank": frozenset(" \t"),
        "cntrl": frozenset(map(chr, range(32))) | {"\x7f"},
        "digit": digits,
        "graph": printed - {" "},
        "lower": lower,
        "print": printed,
        "punct": printed - digits - lower - upper - {" "},
        "space": frozenset(" \t\n\r"),
        "upper": upper,
        "xdigit": digits | frozenset("abcdefABCDEF"),
    }
