"""Cuts a configuration's text into its outermost blocks without parsing them, so that only what is needed is parsed.

Comments are taken out and here-documents (`<<EOT`) replaced by marks on the way: the parser's own patterns for
them take time that grows with the square of what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem

MOST_BLOCK = 1 << 18
MOST_DEPTH = 48
MARK = "\x00"
"""Stands before the number of a here-document in a text."""

_CODE = re.compile(r'#[^\n]*|//[^\n]*|/\*|"|<<(-?)([A-Za-z_][\w.-]*)[ \t]*\r?\n|[{}()\[\]\n]')
_STRING = re.compile(r'\\.|"|\$\$\{|%%\{|[$%]\{|\n', re.DOTALL)
_TEMPLATE = re.compile(r"\$\$\{|%%\{|[$%]\{")
_HEADER = re.compile(r'[ \t\r]*([\w-]+)((?:[ \t]+(?:"[^"\n]*"|[\w-]+))*)[ \t\r]*')
_LABEL = re.compile(r'"([^"\n]*)"|([\w-]+)')
_PAIRS = {"}": "{", "]": "[", ")": "("}


class Heredoc(Struct, frozen=True):
    """A here-document: its text, and whether its indentation is taken away."""

    text: str
    indented: bool


class Cut(Struct, frozen=True):
    """An outermost block: kind, labels, the line where it begins (from 1), its text from brace to brace."""

    kind: str
    labels: tuple[str, ...]
    line: int
    text: str
    heredocs: tuple[Heredoc, ...] = ()


def cut_blocks(text: str, file: str) -> Iterator[Cut | Problem]:
    """The outermost blocks of a text, in order; a text that ends early or nests too deep is a problem, and ends it."""
    scan = _Scan(text, file)
    while (found := scan.next_block()) is not None:
        yield found
        if isinstance(found, Problem) and scan.over:
            return


def template_parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a template: literal text, and the code between `${` and `}` (True); a directive `%{…}` is code too.

    Code that does not end is literal text, as is `$${`.
    """
    start = at = 0
    while (found := _TEMPLATE.search(text, at)) is not None:
        sign = found[0]
        if len(sign) == 3:
            yield text[start : found.start()] + sign[1:], False
            start = at = found.end()
            continue
        scan = _Scan(text, "", found.end(), ["{"])
        if not scan.close():
            at = found.end()
            continue
        yield text[start : found.start()], False
        code = text[found.end() : scan.at - 1]
        yield (code if sign == "${" else "%" + code), True
        start = at = scan.at
    yield text[start:], False


class _Scan:
    """Walks over the signs that open and close; `waiting` are those that are open."""

    def __init__(self, text: str, file: str, at: int = 0, waiting: list[str] | None = None) -> None:
        self.text, self.file, self.at = text, file, at
        self.over = False
        self._waiting: list[str] = waiting or []
        self._edits: list[tuple[int, int, str]] = []
        self._heredocs: list[Heredoc] = []
        self._line_start = at
        self._counted = (0, 1)
        self._fault: Problem | None = None

    def line(self, at: int) -> int:
        """The line of a position, from 1; positions come in order."""
        before, line = self._counted
        line += self.text.count("\n", before, at)
        self._counted = (at, line)
        return line

    def next_block(self) -> Cut | Problem | None:
        """The next outermost block, a problem, or None at the end."""
        while (found := _CODE.search(self.text, self.at)) is not None:
            self.at = found.end()
            if found[0] == "{":
                return self._block(found.start())
            if not self._step(found):
                return self._stopped(found.start())
            if found[0] == "\n":
                self._line_start = self.at
            if self._waiting and not self.close():
                return self._stopped(found.start())
        return None

    def _block(self, start: int) -> Cut | Problem:
        header = _HEADER.fullmatch(self.text, self._line_start, start)
        line = self.line(start)
        self._edits, self._heredocs = [], []
        self._waiting = ["{"]
        if not self.close():
            return self._stopped(start, line)
        self._line_start = self.at
        if header is None:
            return Problem("is no block", Place(self.file, line), "mend the configuration: terraform validate")
        labels = tuple(quoted or bare for quoted, bare in _LABEL.findall(header[2]))
        if self.at - start > MOST_BLOCK:
            what = f"the block {' '.join((header[1], *labels))} is larger than {MOST_BLOCK >> 10} KB, so it is not read"
            return Problem(what, Place(self.file, line), "split it")
        return Cut(header[1], labels, line, self._clean(start + 1, self.at - 1), tuple(self._heredocs))

    def close(self) -> bool:
        """Go on to where everything that waits is closed; False where that never comes."""
        while self._waiting:
            pattern = _STRING if self._waiting[-1] == '"' else _CODE
            found = pattern.search(self.text, self.at)
            if found is None:
                return False
            self.at = found.end()
            stepped = self._in_string(found[0]) if pattern is _STRING else self._step(found)
            if not stepped:
                return False
        return True

    def _in_string(self, sign: str) -> bool:
        if sign == '"':
            self._waiting.pop()
        elif sign in {"${", "%{"}:
            return self._open("{")
        return sign != "\n"

    def _step(self, found: re.Match[str]) -> bool:
        sign = found[0]
        if sign[0] in "{([":
            return self._open(sign)
        if sign[0] in _PAIRS:
            return bool(self._waiting) and self._waiting.pop() == _PAIRS[sign]
        if sign == '"':
            return self._open('"')
        if sign.startswith("<<"):
            return self._heredoc(found)
        if sign == "/*":
            end = self.text.find("*/", self.at)
            if end < 0:
                return False
            self._edits.append((found.start(), end + 2, " "))
            self.at = end + 2
        elif sign != "\n":
            self._edits.append((found.start(), found.end(), ""))
        return True

    def _open(self, sign: str) -> bool:
        self._waiting.append(sign)
        if len(self._waiting) > MOST_DEPTH:
            place = Place(self.file, self.line(self.at))
            self._fault = Problem(
                f"nests deeper than {MOST_DEPTH} levels, so the rest is not read", place, "flatten it"
            )
            return False
        return True

    def _heredoc(self, found: re.Match[str]) -> bool:
        end = re.compile(rf"^[ \t]*{re.escape(found[2])}[ \t]*\r?$", re.MULTILINE).search(self.text, found.end())
        if end is None:
            return False
        body = self.text[found.end() : end.start()]
        mark = f'"{MARK}{len(self._heredocs)}"' + "\n" * (body.count("\n") + 1)
        self._edits.append((found.start(), end.end(), mark))
        self._heredocs.append(Heredoc(body, bool(found[1])))
        self.at = end.end()
        return True

    def _clean(self, start: int, end: int) -> str:
        pieces, at = [], start
        for first, last, instead in self._edits:
            pieces += [self.text[at:first], instead]
            at = last
        return "".join((*pieces, self.text[at:end]))

    def _stopped(self, at: int, line: int = 0) -> Problem:
        self.over = True
        place = Place(self.file, line or self.line(at))
        return self._fault or Problem(
            "what begins here does not end, so the rest is not read", place, "mend it: terraform fmt -check"
        )
