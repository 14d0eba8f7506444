"""Finds the lines of names in a JSON text that come in the order of the text, without ever looking at a part twice."""

from __future__ import annotations

import json

MOST_MISSED = 50
"""After so many names that are not found nothing is looked for any more."""


class Lines:
    """The lines of a text; each name is looked for from where the last one was found."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at, self._line, self._missed = 0, 1, 0

    def of(self, name: str) -> int:
        """The line (from 1) where a name next stands in quotes; 0 where it is not found."""
        if not name or self._missed > MOST_MISSED:
            return 0
        needle = json.dumps(name).encode()
        found = self._data.find(needle, self._at)
        if found < 0:
            needle = json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogatepass")
            found = self._data.find(needle, self._at)
        if found < 0:
            self._missed += 1
            return 0
        self._line += self._data.count(b"\n", self._at, found)
        self._at = found
        return self._line
