"""The automaton that cuts a text of JSON values into records, token by token and chunk by chunk."""

from __future__ import annotations

import re
from enum import Enum, auto

from watchkeeper.formats.exports.record import Record

PAGES = frozenset({"incidents", "log_entries", "data", "items", "results", "records", "value", "values"})
"""Not `alerts`: an Alertmanager webhook holds its alerts beside what they have in common, and is one record."""
_DEPTH = 500
_LONGEST_NAME = max(len(name) for name in PAGES)
_GAP = re.compile(rb"[ \t\r\n]*")
_BLANKS = re.compile(rb"[ \t\r]*")
_PLAIN = re.compile(rb'[^"\\\n]*')
_WORD = re.compile(rb'[^ \t\r\n,:"{}\[\]]*')
_SCALAR = re.compile(rb"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_PAIRS = {ord("}"): ord("{"), ord("]"): ord("[")}
_ENDED = "the text ends before the record does"


def _run(value: bytes, name: bytes = b"") -> re.Pattern[bytes]:
    """Values, or members with such values, one after the other, up to the comma or bracket behind the last."""
    one = name + value + rb"(?=[ \t\r\n]*+[,}\]])"
    return re.compile(one + rb"(?:[ \t\r\n]*+,[ \t\r\n]*+" + one + rb")*+")


def _flat(left: bytes, one: bytes, right: bytes) -> bytes:
    """An object or list that holds no other one."""
    gap = rb"[ \t\r\n]*+"
    return left + gap + rb"(?:" + one + gap + rb"(?:," + gap + one + gap + rb")*+)?+" + right


_STRING = rb'"(?:[^"\\\n]++|\\[^\n])*+"'
_SIMPLE = rb"(?:" + _STRING + rb"|[-+.0-9A-Za-z]++)"
_NAME = _STRING + rb"[ \t\r\n]*+:[ \t\r\n]*+"
_VALUE = (
    rb"(?:" + _SIMPLE + rb"|" + _flat(rb"\{", _NAME + _SIMPLE, rb"\}") + rb"|" + _flat(rb"\[", _SIMPLE, rb"\]") + rb")"
)
_SIMPLE_MEMBERS = _run(_SIMPLE, _NAME)
_MEMBERS = _run(_VALUE, _NAME)
_VALUES = _run(_VALUE)
"""The three runs only save time: what they match, the tokens one by one would find as well."""


class _Expect(Enum):
    VALUE = auto()
    VALUE_OR_END = auto()
    KEY = auto()
    KEY_OR_END = auto()
    COLON = auto()
    NEXT = auto()


class _Within(Enum):
    """The token that a chunk may end in."""

    NOTHING = auto()
    STRING = auto()
    ESCAPE = auto()
    WORD = auto()


class Cutter:
    """Reads JSON token by token and keeps the bytes of the record that it is in.

    `_open` holds the brackets that are open. A value is a record when as many are open as `_level` says: none at
    the top, one within a list, two within a page's list; -1 is a page's other members, which are no records.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._found: list[Record] = []
        self._chunk = b""
        self._position = 0
        self._kept: bytearray | None = None
        self._from = 0
        self._open = bytearray()
        self._level = 0
        self._expect = _Expect.VALUE
        self._within = _Within.NOTHING
        self._name: bytearray | None = None
        self._page = False
        self._line = 1
        self._column = 0
        self._started = (1, 0)
        self._fresh = True
        self._lost = False
        self._indent: int | None = None
        self._lenient = False

    def feed(self, chunk: bytes) -> list[Record]:
        """The records that end within this chunk."""
        self._chunk, self._position, self._from, self._found = chunk, 0, 0, []
        while self._position < len(chunk):
            if self._lost:
                self._find()
            elif self._within is _Within.NOTHING:
                self._token()
            elif self._within is _Within.WORD:
                self._word()
            else:
                self._string()
        self._keep()
        return self._found

    def end(self) -> list[Record]:
        """What is left at the end of the text."""
        self._chunk, self._position, self._from, self._found = b"", 0, 0, []
        if self._within is _Within.WORD:
            self._finish_word()
        if self._open or self._within is not _Within.NOTHING:
            self._found.append(Record(b"", self._started[0], _ENDED))
        return self._found

    def _keep(self) -> None:
        """Keep the record's bytes up to here, unless they are too many."""
        if self._kept is None:
            return
        if len(self._kept) + self._position - self._from > self._limit:
            self._found.append(Record(b"", self._started[0], f"the record has more than {self._limit:,} bytes"))
            self._kept = None
        else:
            self._kept += self._chunk[self._from : self._position]
            self._from = self._position

    def _go(self, end: int) -> None:
        self._column += end - self._position
        self._position = end

    def _token(self) -> None:
        """Pass a gap and begin the token behind it."""
        end = _matched(_GAP, self._chunk, self._position)
        if end > self._position:
            self._pass_gap(end)
            return
        byte = self._chunk[self._position]
        if self._expect is _Expect.COLON:
            self._punctuation(byte, b":", _Expect.VALUE)
        elif byte in b"}]" and self._expect in {_Expect.NEXT, _Expect.VALUE_OR_END, _Expect.KEY_OR_END}:
            self._close(byte)
        elif self._expect is _Expect.NEXT:
            self._punctuation(byte, b",", _Expect.VALUE if self._open[-1] == ord("[") else _Expect.KEY)
        elif not self._pass_run():
            self._key(byte) if self._expect in {_Expect.KEY, _Expect.KEY_OR_END} else self._value(byte)
        self._fresh = False

    def _pass_run(self) -> bool:
        """Pass a run of plain members or values within a record, as far as this chunk holds it whole."""
        if len(self._open) == self._level or not self._open or self._page:
            return False
        if self._expect in {_Expect.VALUE, _Expect.VALUE_OR_END}:
            if self._open[-1] != ord("["):
                return False
            run = _VALUES
        else:
            run = _SIMPLE_MEMBERS if len(self._open) == 1 and self._level <= 0 else _MEMBERS
        found = run.match(self._chunk, self._position)
        if found:
            self._pass_gap(found.end())
            self._expect = _Expect.NEXT
        return bool(found)

    def _pass_gap(self, end: int) -> None:
        lines = self._chunk.count(b"\n", self._position, end)
        if lines:
            self._line += lines
            self._column = end - self._chunk.rfind(b"\n", self._position, end) - 1
            self._position = end
            self._fresh = True
        else:
            self._go(end)

    def _punctuation(self, byte: int, wanted: bytes, then: _Expect) -> None:
        if byte != wanted[0]:
            self._break(f"there is {_shown(byte)} where {wanted.decode()!r} belongs")
            return
        self._expect = then
        self._go(self._position + 1)

    def _key(self, byte: int) -> None:
        if byte != ord('"'):
            self._break(f"there is {_shown(byte)} where a name belongs")
            return
        self._name = bytearray() if len(self._open) == 1 and self._level <= 0 else None
        self._within = _Within.STRING
        self._go(self._position + 1)

    def _value(self, byte: int) -> None:
        if self._page:
            self._turn_page(byte)
        if not self._open and byte in b",]}" and self._lenient:
            self._go(self._position + 1)
        elif byte in b",:]}" or byte >= 0x80 or byte < 0x20:
            self._break(f"there is {_shown(byte)} where a value belongs")
        elif not self._open and byte == ord("["):
            self._level, self._started = 1, (self._line, self._column)
            self._push(byte)
        else:
            self._begin(byte)

    def _turn_page(self, byte: int) -> None:
        """A list under a page's name is begun: if it holds objects, they are the records, and not what is around."""
        self._page = False
        if byte == ord("{"):
            self._level, self._kept = 2, None

    def _begin(self, byte: int) -> None:
        if len(self._open) == self._level:
            self._kept, self._from, self._started = bytearray(), self._position, (self._line, self._column)
        if byte in b"{[":
            self._page = byte == ord("[") and self._name is not None and _is_page(self._name)
            self._push(byte)
        elif byte == ord('"'):
            self._within = _Within.STRING
            self._go(self._position + 1)
        else:
            self._within = _Within.WORD

    def _push(self, byte: int) -> None:
        if len(self._open) >= _DEPTH:
            self._break("the record is nested too deeply")
            return
        self._name = None if byte == ord("[") else self._name
        self._open.append(byte)
        self._expect = _Expect.VALUE_OR_END if byte == ord("[") else _Expect.KEY_OR_END
        self._go(self._position + 1)

    def _close(self, byte: int) -> None:
        if self._open[-1] != _PAIRS[byte]:
            self._break(f"{_shown(byte)} closes what {_shown(self._open[-1])} opened")
            return
        self._open.pop()
        self._go(self._position + 1)
        if self._page:
            self._page, self._level, self._kept = False, -1, None
        if len(self._open) < self._level:
            self._level = -1 if self._level == 2 else 0
        elif len(self._open) == self._level:
            self._finish()
        self._expect = _Expect.NEXT if self._open else _Expect.VALUE
        self._level = self._level if self._open else 0

    def _finish(self) -> None:
        """A record ends here."""
        self._keep()
        if self._kept is not None:
            self._found.append(Record(bytes(self._kept), self._started[0]))
        self._kept = None

    def _value_ended(self) -> None:
        self._within = _Within.NOTHING
        self._expect = _Expect.NEXT if self._open else _Expect.VALUE
        if len(self._open) == self._level:
            self._finish()

    def _word(self) -> None:
        self._go(_matched(_WORD, self._chunk, self._position))
        if self._position < len(self._chunk):
            self._finish_word()

    def _finish_word(self) -> None:
        if len(self._open) == self._level and self._kept is not None:
            self._keep()
            if self._kept is not None and not _SCALAR.fullmatch(self._kept):
                self._break("this is no JSON")
                return
        self._value_ended()

    def _string(self) -> None:
        if self._within is _Within.ESCAPE and self._chunk[self._position] != ord("\n"):
            self._within = _Within.STRING
            self._go(self._position + 1)
            return
        end = _matched(_PLAIN, self._chunk, self._position)
        if self._name is not None and self._expect in {_Expect.KEY, _Expect.KEY_OR_END}:
            self._name += self._chunk[self._position : min(end, self._position + _LONGEST_NAME + 1)]
            del self._name[_LONGEST_NAME + 1 :]
        self._go(end)
        if end < len(self._chunk):
            self._string_stopped(self._chunk[end])

    def _string_stopped(self, byte: int) -> None:
        if byte == ord("\n"):
            self._break("a text runs over the end of its line")
            return
        self._go(self._position + 1)
        if byte == ord("\\"):
            self._within = _Within.ESCAPE
        elif self._expect in {_Expect.KEY, _Expect.KEY_OR_END}:
            self._within, self._expect = _Within.NOTHING, _Expect.COLON
        else:
            self._value_ended()

    def _break(self, problem: str) -> None:
        """Report the record that broke and look for the next one, from this line on if it begins here."""
        inside = bool(self._open) or self._kept is not None
        line, indent = self._started if inside else (self._line, self._column)
        self._found.append(Record(b"", line, problem))
        self._started = (line, indent)
        self._open.clear()
        self._kept, self._name, self._page, self._level = None, None, False, 0
        self._expect, self._within = _Expect.VALUE, _Within.NOTHING
        self._indent = self._column if self._fresh and inside else None
        self._lost = self._lenient = True

    def _find(self) -> None:
        """Go to the next line that starts a record, or to the end of the chunk."""
        if self._indent is None:
            end = self._chunk.find(b"\n", self._position)
            self._position = len(self._chunk) if end < 0 else end + 1
            if end >= 0:
                self._next_line()
            return
        end = _matched(_BLANKS, self._chunk, self._position)
        self._indent += end - self._position
        self._position = end
        if end == len(self._chunk):
            return
        if self._chunk[end] == ord("\n"):
            self._position += 1
            self._next_line()
        elif self._chunk[end] in b"{[" and self._indent <= self._started[1]:
            self._lost, self._fresh, self._column = False, True, self._indent
        else:
            self._indent = None

    def _next_line(self) -> None:
        self._line += 1
        self._indent = 0


def _matched(pattern: re.Pattern[bytes], chunk: bytes, start: int) -> int:
    """Where a match that may be empty ends."""
    found = pattern.match(chunk, start)
    return found.end() if found else start


def _is_page(name: bytearray) -> bool:
    return name.decode("ascii", "replace") in PAGES


def _shown(byte: int) -> str:
    return repr(chr(byte)) if 0x20 < byte < 0x7F else f"byte 0x{byte:02x}"
