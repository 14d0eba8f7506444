"""Regular expressions as alert managers compile them: RE2, around the whole value, bounded in size."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

MOST_CHARACTERS = 20_000
_ONE_BYTE = re.compile(r"(?:[^\\]|\\[^CQ])*\\C", re.DOTALL)


class RegexError(ValueError):
    """An expression that the server would refuse; the text says why."""


@lru_cache(maxsize=16_384)
def compile_regex(pattern: str) -> Callable[[str], Any]:
    """A function that is truthy for the values that the expression fits.

    The server compiles `^(?:…)$` around the text and looks for that, and so does this.

    Raises:
        RegexError: it is no expression of RE2 as Go has it, or is too large.
    """
    if len(pattern) > MOST_CHARACTERS:
        raise RegexError(f"is longer than {MOST_CHARACTERS:,} characters")
    if _ONE_BYTE.match(pattern):
        raise RegexError("invalid escape sequence: \\C")
    return _compile(f"^(?:{pattern})$")


def stands_alone(pattern: str) -> bool:
    """Whether an expression compiles by itself, without the brackets that the server puts around it."""
    try:
        _compile(pattern)
    except RegexError:
        return False
    return True


def _compile(pattern: str) -> Callable[[str], Any]:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        search: Callable[[str], Any] = re2.compile(pattern, options).search
    except re2.error as error:
        why = error.args[0] if error.args else "unreadable"
        raise RegexError(why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)) from None
    except UnicodeEncodeError:
        raise RegexError("is not UTF-8 text") from None
    return search
