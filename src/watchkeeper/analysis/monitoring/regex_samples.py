"""Makes a text that a regular expression fits: the shortest that comes to mind, to be checked by whoever asks."""

from __future__ import annotations

MOST_CHARACTERS = 2_000
MOST_DEPTH = 30
CLASSES = {
    "d": "0",
    "w": "a",
    "s": " ",
    "D": "a",
    "W": "-",
    "S": "a",
    "n": "\n",
    "t": "\t",
    "b": "",
    "B": "",
    "A": "",
    "z": "",
}
ANY = "0"
"""What stands for any character: a digit also fits most classes of words and numbers."""


def sample(pattern: str) -> str:
    """A text that may fit; only plain syntax is followed, so it has to be checked against the expression."""
    if len(pattern) > MOST_CHARACTERS:
        return ""
    return _Reader(pattern).alternatives(0)


class _Reader:
    """Goes through an expression from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def _next(self) -> str:
        return self._text[self._at] if self._at < len(self._text) else ""

    def alternatives(self, depth: int) -> str:
        """The first alternative that is not empty, up to the bracket that closes them."""
        found = [self._sequence(depth)]
        while self._next() == "|":
            self._at += 1
            found.append(self._sequence(depth))
        return next((one for one in found if one), "")

    def _sequence(self, depth: int) -> str:
        parts = []
        while (char := self._next()) and char not in "|)":
            one = self._atom(char, depth)
            parts.append(self._repeated(one))
        return "".join(parts)

    def _atom(self, char: str, depth: int) -> str:
        self._at += 1
        if char == "(":
            return self._group(depth)
        if char == "[":
            return self._class()
        if char == "\\":
            escaped = self._next()
            self._at += 1
            return CLASSES.get(escaped, escaped)
        if char in "^$":
            return ""
        return ANY if char == "." else char

    def _group(self, depth: int) -> str:
        if self._next() == "?":
            end = min((at for at in (self._text.find(sign, self._at) for sign in ":>)") if at >= 0), default=-1)
            if end < 0:
                self._at = len(self._text)
                return ""
            closed = self._text[end] == ")"
            self._at = end + 1
            if closed:
                return ""
        inside = self.alternatives(depth + 1) if depth < MOST_DEPTH else ""
        if self._next() == ")":
            self._at += 1
        return inside

    def _class(self) -> str:
        end = self._text.find("]", self._at + 1 + (self._next() == "^"))
        if end < 0:
            self._at = len(self._text)
            return ""
        body = self._text[self._at : end]
        self._at = end + 1
        if body.startswith("^"):
            return next((one for one in "a0-_ ~" if one not in body), "z")
        if body.startswith("\\"):
            return CLASSES.get(body[1:2], body[1:2])
        return body[0]

    def _repeated(self, one: str) -> str:
        char = self._next()
        times = 1
        if char and char in "*+?":
            self._at += 1
        elif char == "{" and (end := self._text.find("}", self._at)) > 0:
            least = self._text[self._at + 1 : end].partition(",")[0]
            times = min(int(least), 100) if least.isdecimal() else 1
            self._at = end + 1
        if self._next() == "?":
            self._at += 1
        return one * min(times, max(1, MOST_CHARACTERS // max(len(one), 1)))
