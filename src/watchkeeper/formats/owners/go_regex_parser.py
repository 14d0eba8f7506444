"""Reads the syntax of Go's regular expressions (RE2) into a tree, as far as it is supported."""

from __future__ import annotations

from msgspec import Struct

MOST_CHARACTERS = 1_000
MOST_DEPTH = 50
MOST_REPEATS = 1_000
_LAST = chr(0x10FFFF)
_DIGITS = (("0", "9"),)
_WORD = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACE = (("\t", "\n"), ("\f", "\r"), (" ", " "))
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_NAMED = {
    "digit": _DIGITS, "word": _WORD, "space": (*_SPACE, ("\v", "\v")), "upper": (("A", "Z"),),
    "lower": (("a", "z"),), "alpha": (("A", "Z"), ("a", "z")), "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "blank": (("\t", "\t"), (" ", " ")), "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")), "ascii": (("\0", "\x7f"),),
    "cntrl": (("\0", "\x1f"), ("\x7f", "\x7f")), "graph": (("!", "~"),), "print": ((" ", "~"),),
}  # fmt: skip
_CONTROLS = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_Ranges = tuple[tuple[str, str], ...]


class RegexError(ValueError):
    """What is wrong with an expression, as words that follow its name."""


class Mark(Struct, frozen=True):
    """A place in the text: its start or its end."""

    name: str


START, END = Mark("start"), Mark("end")


class Symbols(Struct, frozen=True):
    """One character: of these ranges, or, negated, of none of them."""

    ranges: _Ranges
    negated: bool = False
    folded: bool = False

    @property
    def single(self) -> str:
        """The one character that it takes; "" if it takes several."""
        if self.negated or self.folded or len(self.ranges) != 1:
            return ""
        low, high = self.ranges[0]
        return low if low == high else ""

    def has(self, character: str) -> bool:
        """Whether it takes this character."""
        forms = {character, character.lower(), character.upper()} if self.folded else (character,)
        return any(low <= form <= high for form in forms for low, high in self.ranges) != self.negated


class Sequence(Struct, frozen=True):
    """Parts in a row; none is the empty text."""

    parts: tuple[Node, ...]


class Alternatives(Struct, frozen=True):
    """One of several."""

    choices: tuple[Node, ...]


class Repeat(Struct, frozen=True):
    """The same again, `least` to `most` times; `most` below 0 is any number."""

    node: Node
    least: int
    most: int


Node = Mark | Symbols | Sequence | Alternatives | Repeat
EMPTY = Sequence(())
ANY = Symbols((("\n", "\n"),), negated=True)
_REPEATS = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}


def parse_expression(pattern: str) -> Node:
    """The tree of an expression.

    Raises:
        RegexError: it is no expression of Go, is not supported, or has more than 1,000 characters.
    """
    if len(pattern) > MOST_CHARACTERS:
        raise RegexError(f"is longer than {MOST_CHARACTERS:,} characters")
    parser = _Parser(pattern)
    node = parser.alternatives(0)
    if not parser.done:
        raise RegexError("has a `)` without a `(`")
    return node


class _Parser:
    """Reads from left to right; `at` is the next character."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._fold = False
        self._dot = ANY
        self._flags(pattern)

    @property
    def done(self) -> bool:
        return self._at >= len(self._text)

    def alternatives(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise RegexError(f"nests deeper than {MOST_DEPTH} groups")
        choices = [self._sequence(depth)]
        while self._take("|"):
            choices.append(self._sequence(depth))
        return choices[0] if len(choices) == 1 else Alternatives(tuple(choices))

    def _sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while not self.done and self._text[self._at] not in "|)":
            part = self._repeated(self._atom(depth))
            parts += part.parts if isinstance(part, Sequence) else (part,)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self, node: Node) -> Node:
        bounds = self._bounds()
        if bounds is None:
            return node
        self._take("?")
        if self._bounds() is not None:
            raise RegexError("repeats a repetition")
        least, most = bounds
        if max(least, most) > MOST_REPEATS:
            raise RegexError(f"repeats more than {MOST_REPEATS:,} times")
        if 0 <= most < least:
            raise RegexError("has bounds in the wrong order")
        return Repeat(node, least, most)

    def _bounds(self) -> tuple[int, int] | None:
        """How often what stands before is repeated; None, and nothing taken, where it is not."""
        if self.done:
            return None
        if self._text[self._at] in _REPEATS:
            self._at += 1
            return _REPEATS[self._text[self._at - 1]]
        end = self._text.find("}", self._at)
        if self._text[self._at] != "{" or end < 0:
            return None
        least, comma, most = self._text[self._at + 1 : end].partition(",")
        if not _number(least) or (most and not _number(most)):
            return None
        self._at = end + 1
        return int(least), (int(most) if most else -1) if comma else int(least)

    def _atom(self, depth: int) -> Node:
        if self._text[self._at] in "*+?{" and self._bounds() is not None:
            raise RegexError("has a repetition of nothing")
        character = self._next()
        if character == "(":
            return self._group(depth)
        if character == "[":
            return self._bracket()
        if character == "\\":
            return self._escape()
        marks: dict[str, Node] = {"^": START, "$": END, ".": self._dot}
        return marks.get(character) or self._symbols(((character, character),))

    def _group(self, depth: int) -> Node:
        if self._take("?") and not self._take(":") and not self._named():
            raise RegexError("uses flags or look-around in a group, which is not supported")
        node = self.alternatives(depth + 1)
        if not self._take(")"):
            raise RegexError("has a `(` without a `)`")
        return node

    def _named(self) -> bool:
        """Whether the group has a name (`P<name>` or `<name>`), which is skipped."""
        self._take("P")
        end = self._text.find(">", self._at)
        name = self._text[self._at + 1 : end]
        if not self._take("<") or end < 0 or not name.isidentifier():
            return False
        self._at = end + 1
        return True

    def _escape(self) -> Node:
        character = self._next()
        if character in {"A", "z"}:
            return START if character == "A" else END
        if character.lower() in _CLASSES:
            return Symbols(_CLASSES[character.lower()], negated=character.isupper())
        literal = self._literal(character)
        return self._symbols(((literal, literal),))

    def _literal(self, character: str) -> str:
        """The character that a backslash and this one stand for."""
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character.isascii() and character.isalnum():
            raise RegexError(f"uses `\\{character}`, which is not supported")
        return character

    def _bracket(self) -> Node:
        negated = self._take("^")
        ranges: list[tuple[str, str]] = []
        first = True
        while first or not self._take("]"):
            first = False
            ranges += self._members()
        return self._symbols(tuple(ranges), negated=negated)

    def _members(self) -> _Ranges:
        character = self._next()
        if character == "[" and self._text.startswith(":", self._at):
            end = self._text.find(":]", self._at)
            name = self._text[self._at + 1 : end] if end > 0 else ""
            if name.removeprefix("^") not in _NAMED:
                raise RegexError("names an unknown class in a bracket")
            self._at = end + 2
            found = _NAMED[name.removeprefix("^")]
            return _opposite(found) if name.startswith("^") else found
        if character == "\\":
            character = self._next()
            if character.lower() in _CLASSES:
                found = _CLASSES[character.lower()]
                return _opposite(found) if character.isupper() else found
            character = self._literal(character)
        high = character
        if self._text[self._at : self._at + 1] == "-" and self._text[self._at + 1 : self._at + 2] not in {"", "]"}:
            self._at += 1
            high = self._next()
            high = self._literal(self._next()) if high == "\\" else high
            if high < character:
                raise RegexError("has a range in the wrong order")
        return ((character, high),)

    def _symbols(self, ranges: _Ranges, *, negated: bool = False) -> Symbols:
        return Symbols(ranges, negated, self._fold)

    def _flags(self, pattern: str) -> None:
        """Flags at the very front: `i` (case does not count), `s` (`.` takes line ends too)."""
        end = pattern.find(")")
        letters = pattern[2:end]
        if pattern.startswith("(?") and end > 2 and set(letters) <= {"i", "s"}:
            self._fold = "i" in letters
            self._dot = Symbols(((_LAST, _LAST),), negated=True) if "s" in letters else ANY
            self._at = end + 1

    def _next(self) -> str:
        if self.done:
            raise RegexError("ends too early")
        self._at += 1
        return self._text[self._at - 1]

    def _take(self, character: str) -> bool:
        """Whether this character comes next; if so it is taken."""
        found = self._text.startswith(character, self._at)
        self._at += found
        return found


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6


def _opposite(ranges: _Ranges) -> _Ranges:
    """Every character outside these ranges, which are in order."""
    found: list[tuple[str, str]] = []
    low = 0
    for start, end in sorted(ranges):
        if ord(start) > low:
            found.append((chr(low), chr(ord(start) - 1)))
        low = ord(end) + 1
    return (*found, (chr(low), _LAST))
