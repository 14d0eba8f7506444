"""Tells names that only look like others: letters of other scripts, invisible characters, digits for letters."""

# The table is about letters that look like others.
# ruff: noqa: RUF001
from __future__ import annotations

import unicodedata

_TWINS = {
    # Cyrillic, small and capital
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ѐ": "e", "ё": "e", "һ": "h", "і": "i", "ї": "i", "ј": "j",
    "к": "k", "ӏ": "l", "м": "m", "н": "h", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t",
    "ц": "u", "ѵ": "v", "ѡ": "w", "ԝ": "w", "х": "x", "у": "y", "ү": "y", "А": "a", "В": "b", "С": "c", "Е": "e",
    "Ѕ": "s", "І": "l", "Ј": "j", "К": "k", "М": "m", "Н": "h", "О": "o", "Р": "p", "Т": "t", "Х": "x", "У": "y",
    "З": "3", "з": "3", "б": "6",
    # Greek
    "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t",
    "υ": "u", "χ": "x", "γ": "y", "ω": "w", "Α": "a", "Β": "b", "Ε": "e", "Ζ": "z", "Η": "h", "Ι": "l", "Κ": "k",
    "Μ": "m", "Ν": "n", "Ο": "o", "Ρ": "p", "Τ": "t", "Υ": "y", "Χ": "x",
    # Latin letters without a decomposition, Armenian, punctuation
    "ı": "i", "ȷ": "j", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʀ": "r", "ʏ": "y", "ł": "l", "ø": "o", "đ": "d", "ħ": "h",
    "օ": "o", "ո": "n", "ս": "u", "հ": "h", "ց": "g", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    # ASCII
    "I": "l", "1": "l", "|": "l", "0": "o",
}  # fmt: skip
"""Characters that are drawn like an ASCII one, after the well-known part of Unicode's list of confusables."""
_TABLE = str.maketrans(_TWINS)
_MOST = 400


def skeleton(text: str) -> str:
    """What a name looks like: names that look alike have one skeleton. Only the first 400 characters count."""
    apart = unicodedata.normalize("NFKD", text[:_MOST]).translate(_TABLE)
    seen = "".join(c for c in apart if unicodedata.category(c) not in {"Cf", "Mn", "Cc", "Zs"})
    return seen.lower().replace("rn", "m").replace("vv", "w")


def odd_characters(text: str) -> tuple[str, ...]:
    """The characters that no login has, by number and name, each once; only those that are not ASCII."""
    return tuple(dict.fromkeys(f"U+{ord(c):04X} {unicodedata.name(c, 'without a name')}" for c in text if ord(c) > 127))
