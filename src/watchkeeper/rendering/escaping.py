"""Keeps foreign text in its place: what a path or a message must not do in each format it is written into."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import msgspec

PIECE = 2_000
"""Characters that one piece of foreign text may take; the rest is cut, and the cut is said."""

# Everything else (Markdown, HTML, references of forges, links, mentions) goes into a code span.
_PLAIN = frozenset("-.,;:'\"()%+=?!±≈→…—")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_OPENING, _CLOSING = "('\"", ").,;:'\"?!%"


def one_line(text: str) -> str:
    r"""Foreign text as one printable line: white space is one space, controls (also bidi) become \\xNN.

    `##` is drawn apart, because CI logs take `##[…]` and `##vso[…]` anywhere in a line for a command.
    """
    line = " ".join(text.split())
    while "##" in line:
        line = line.replace("##", "# #")
    return line if line.isprintable() else "".join(c if c.isprintable() else _visible(c) for c in line)


def piece(text: str) -> str:
    """One line of at most `PIECE` characters; a cut is said."""
    line = one_line(text)
    return line if len(line) <= PIECE else f"{line[:PIECE]}… ({len(line) - PIECE:,} more characters)"


def _visible(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape").decode("ascii")


def markdown_prose(text: str) -> str:
    """Foreign text inside a Markdown paragraph: every word that could mean something stands in a code span."""
    return " ".join(_word(word, markdown_code) for word in piece(text).split(" "))


def html_prose(text: str) -> str:
    """Foreign text inside an HTML element where Markdown is not read, by the same rule as `markdown_prose`."""
    return " ".join(_word(word, html_code) for word in piece(text).split(" "))


def _word(word: str, code: Callable[[str], str]) -> str:
    if _is_plain(word):
        return word
    body = word.lstrip(_OPENING)
    lead = word[: len(word) - len(body)]
    core = body.rstrip(_CLOSING)
    return f"{lead}{code(core)}{body[len(core) :]}" if core else code(word)


def _is_plain(word: str) -> bool:
    """Whether a word means nothing in Markdown: no markup, link, emoji code, reference or path."""
    if not all(c.isalnum() or c in _PLAIN for c in word) or word.count(":") > 1:
        return False
    low = word.lower().lstrip(_OPENING)
    if low.startswith(("gh-", ".", "www.")) or "www." in low:
        return False
    # `!12`, `%3` are references on GitLab; `file.py:12` reads better as code
    return not any(a in "!%:" and b.isalnum() for a, b in pairwise(word))


def markdown_code(text: str) -> str:
    """Foreign text as a Markdown code span, fenced with more backticks than it has in a row."""
    line = piece(text) or " "
    fence = "`" * (_longest_run(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def markdown_block(lines: tuple[str, ...]) -> str:
    """Foreign lines as a fenced code block."""
    inside = [piece(line) for line in lines]
    fence = "`" * max(3, max(map(_longest_run, inside), default=0) + 1)
    return "\n".join([f"{fence}text", *inside, fence])


def _longest_run(line: str) -> int:
    longest = run = 0
    for char in line:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    return longest


def mention(person: str) -> str:
    """`@login`, `@org/team` or `@group/sub/team` bare, so that the forge tells them; all else as code."""
    segments = person[1:].split("/")
    good = person.startswith("@") and all(
        s[:1].isalnum() and all(c.isalnum() or c in "-_." for c in s) for s in segments
    )
    return person if good and person.isascii() else markdown_code(person)


def html_code(text: str) -> str:
    """Foreign text as an HTML code element, for places where Markdown is not read."""
    line = piece(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f"<code>{line}</code>"


def workflow_message(text: str) -> str:
    """The message of a GitHub workflow command, escaped as its toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def workflow_property(text: str) -> str:
    """A property of a GitHub workflow command, escaped as its toolkit does."""
    return workflow_message(text).replace(":", "%3A").replace(",", "%2C")


def sarif_message(text: str) -> str:
    """Plain text of a SARIF message: braces are placeholders and `[…](…)` is a link there (§3.11)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def relative_uri(path: str) -> str:
    """A path of the repository as a relative URI reference: every byte but unreserved ones and `/` is %XX."""
    return "".join(chr(b) if b in _UNRESERVED else f"%{b:02X}" for b in path.encode("utf-8", "surrogateescape"))


def json_text(value: object) -> str:
    """A JSON document with a line end: the same value gives the same bytes; `##` never stands in it bare."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return text.replace("##", "#\\u0023") + "\n"
