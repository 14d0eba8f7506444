"""Reads matchers (`severity=~"page|critical"`) by both of Alertmanager's grammars, as it decides between them.

The UTF-8 grammar is tried first. Where only the classic one can read the text, or where the two disagree, the
classic one counts: that is what a server does that was told nothing else.
"""

from __future__ import annotations

import re

from watchkeeper.domain.readiness.routing import Matcher, Operator
from watchkeeper.formats.routes.regex import RegexError, compile_regex

OPERATORS: dict[str, Operator] = {"=": "=", "!=": "!=", "=~": "=~", "!~": "!~"}
SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_UNICODE_SPACE = re.compile(f"[{SPACES}]*")
_TOKEN = re.compile(
    rf"""[{SPACES}]*(?:
        (?P<mark>[{{}},]) | (?P<operator>!=|!~|=~|=) | (?P<quoted>"(?:[^"\\]|\\.)*")
        | (?P<plain>[^{SPACES}{{}}!=~,\\"'`]+) | (?P<end>\Z) | (?P<bad>.) )""",
    re.VERBOSE | re.DOTALL,
)
_CLASSIC = re.compile(r"[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)[\t\n\f\r ]*")
_CLASSIC_SPACE = "\t\n\f\r "
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\\"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))", re.DOTALL
)
_SINGLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


class MatcherError(ValueError):
    """A text that is no matcher; the text of the error says why."""


def is_label(name: str) -> bool:
    """Whether a name is a label's of old: letters, digits and `_`, no digit first."""
    return _LABEL.fullmatch(name) is not None


def make_matcher(name: str, operator: str, value: str) -> Matcher:
    """A matcher whose expression was compiled once.

    Raises:
        MatcherError: its regular expression is none.
    """
    if operator in {"=~", "!~"}:
        try:
            compile_regex(value)
        except RegexError as error:
            raise MatcherError(f"the regular expression {value[:200]!r}: {error}") from None
    return Matcher(name, OPERATORS[operator], value)


def parse_matchers(text: str) -> tuple[Matcher, ...]:
    """The matchers of a text, as Alertmanager reads it by default.

    Raises:
        MatcherError: neither grammar can read it.
    """
    try:
        modern = parse_utf8_matchers(text)
    except MatcherError:
        return parse_classic_matchers(text)
    try:
        classic = parse_classic_matchers(text)
    except MatcherError:
        return modern
    return classic


def parse_utf8_matchers(text: str) -> tuple[Matcher, ...]:
    """The matchers of a text by the UTF-8 grammar alone.

    Raises:
        MatcherError: it cannot read it.
    """
    tokens = _tokens(text)
    kind, value = tokens.pop()
    braces = (kind, value) == ("mark", "{")
    if braces:
        kind, value = tokens.pop()
    found: list[Matcher] = []
    while kind in {"plain", "quoted"}:
        found.append(_matcher(_unquote(kind, value), tokens))
        kind, value = tokens.pop()
        if (kind, value) != ("mark", ","):
            break
        kind, value = tokens.pop()
    if braces:
        if (kind, value) != ("mark", "}"):
            raise MatcherError(f"expected close brace: {text[:200]}")
        kind, value = tokens.pop()
    if kind != "end":
        raise MatcherError(f"unexpected {value!r}: {text[:200]}")
    return tuple(found)


def parse_classic_matchers(text: str) -> tuple[Matcher, ...]:
    """The matchers of a text by the classic grammar alone.

    Raises:
        MatcherError: it cannot read it.
    """
    return tuple(_classic(part) for part in _split(text.removeprefix("{").removesuffix("}")))


def _tokens(text: str) -> list[tuple[str, str]]:
    """The tokens of a text, the first one last; the end is a token, and there are always enough of it."""
    found: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "end"
        if kind == "bad":
            raise MatcherError(f"invalid input at {match[kind]!r}: {text[:200]}")
        found.append((kind, match[kind]))
        if kind == "end":
            break
    return [("end", ""), ("end", ""), *reversed(found)]


def _matcher(name: str, tokens: list[tuple[str, str]]) -> Matcher:
    kind, operator = tokens.pop()
    if kind != "operator":
        raise MatcherError(f"expected an operator such as '=', '!=', '=~' or '!~' after {name[:200]!r}")
    kind, value = tokens.pop()
    if kind not in {"plain", "quoted"}:
        raise MatcherError(f"expected a label value after {name[:200]!r}")
    return make_matcher(name, operator, _unquote(kind, value))


def _unquote(kind: str, token: str) -> str:
    """What a quoted token says, by the rules of Go's string literals."""
    if kind == "plain":
        return token
    inner = token[1:-1]
    if "\n" in inner:
        raise MatcherError(f"{token[:200]}: a line break inside quotes")
    try:
        return b"".join(_pieces(inner)).decode("utf-8")
    except UnicodeError:
        raise MatcherError(f"{token[:200]}: not UTF-8") from None


def _pieces(inner: str) -> list[bytes]:
    found: list[bytes] = []
    at = 0
    for match in _ESCAPE.finditer(inner):
        found.append(inner[at : match.start()].encode("utf-8"))
        at = match.end()
        single, octal, byte, short, long, _ = match.groups()
        if single:
            found.append(_SINGLE[single].encode())
        elif (octal and int(octal, 8) < 256) or byte:
            found.append(bytes([int(octal, 8) if octal else int(byte, 16)]))
        elif (short or long) and int(short or long, 16) < 0x110000:
            found.append(chr(int(short or long, 16)).encode("utf-8"))
        else:
            raise MatcherError(f"invalid escape sequence {match[0]!r}")
    return [*found, inner[at:].encode("utf-8")]


def _split(text: str) -> list[str]:
    """The parts between commas outside quotes; an escaped quote opens and closes nothing."""
    parts: list[str] = []
    start = 0
    inside = escaped = False
    for at, char in enumerate(text):
        if char == ",":
            if not inside:
                parts.append(text[start:at])
                start = at + 1
        elif char == '"':
            inside = inside if escaped else not inside
            escaped = False
        else:
            escaped = not escaped if char == "\\" else False
    rest = _trim(text[start:])
    return [*parts, rest] if rest else parts


def _trim(text: str) -> str:
    first = _UNICODE_SPACE.match(text)
    text = text[first.end() if first else 0 :]
    end = len(text)
    while end and _UNICODE_SPACE.fullmatch(text[end - 1]):
        end -= 1
    return text[:end]


def _classic(text: str) -> Matcher:
    head = _CLASSIC.match(text)
    if head is None:
        raise MatcherError(f"bad matcher format: {text[:200]}")
    raw = text[head.end() :].rstrip(_CLASSIC_SPACE)
    return make_matcher(head[1], head[2], _classic_value(raw))


def _classic_value(raw: str) -> str:
    body = raw.removeprefix('"')
    waiting = body != raw
    value: list[str] = []
    escaped = False
    for at, char in enumerate(body):
        last = at == len(body) - 1
        if escaped:
            escaped = False
            value.append("\n" if char == "n" else char if char in '"\\' else f"\\{char}")
        elif char == "\\" and not last:
            escaped = True
        elif char == '"':
            if not (waiting and last):
                raise MatcherError(f"matcher value contains unescaped double quote: {raw[:200]}")
            waiting = False
        else:
            value.append(char)
    if waiting:
        raise MatcherError(f"matcher value contains unescaped double quote: {raw[:200]}")
    return "".join(value)
