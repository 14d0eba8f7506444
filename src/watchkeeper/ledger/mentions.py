"""Finds the words that name a person in texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 3
"""A name or login of fewer letters is looked for as a word of its own: as a part it would hit everywhere."""
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class Mentions:
    """Words that name a person, in any spelling of capitals and accents, plain or escaped as JSON does."""

    def __init__(self, words: Iterable[str]) -> None:
        patterns = sorted({_pattern(folded(word)) for word in words if folded(word)})
        self._words = re.compile("|".join(patterns)) if patterns else None

    def found_in(self, text: str) -> bool:
        """Whether the text holds one of the words."""
        if self._words is None:
            return False
        if self._words.search(folded(text)):
            return True
        return "\\u" in text and bool(self._words.search(folded(_unescaped(text))))


def folded(text: str) -> str:
    """The text as it is compared: composed, without case, blanks alike."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def _pattern(word: str) -> str:
    return re.escape(word) if len(word) >= SHORTEST else rf"(?<!\w){re.escape(word)}(?!\w)"


def _unescaped(text: str) -> str:
    plain = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
