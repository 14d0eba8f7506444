"""Reads the tests of a file line by line, with the patterns of its language: no parser, so indentation is trusted."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from watchkeeper.analysis.integrity.suites.case import Assertion, Case, Mark, Suite
from watchkeeper.analysis.integrity.suites.languages import Language

MAX_LINE = 600
REACH = 12
CLOSERS = ("}", ")", "]", "end", "{", "*/", "</")
ATTACHED = ("@", "[", "#[", "#!")
SKIPPING = (".skip", ".todo", ".fixme", ".fail")


class _Open(Struct):
    """A test or group of tests whose end has not been reached."""

    indent: int
    is_test: bool
    name: str
    line: int
    text: str
    marks: list[Mark]
    lines: set[str]
    assertions: list[Assertion]
    loops: int = 0
    body_indent: int = -1


class _Reader:
    """Walks the lines once, with a stack of open blocks."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.open: list[_Open] = []
        self.cases: list[Case] = []
        self.loose_marks: list[Mark] = []
        self.loose_assertions: list[str] = []
        self.pending: list[Mark] = []
        self.pending_loops = 0
        self.annotated = 0
        self.unnamed: _Open | None = None
        self.in_comment = False

    def read(self, lines: list[str]) -> None:
        """Read every line, then close what is open."""
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if not line or self._is_comment(line):
                continue
            line = line[:MAX_LINE]
            indent = len(raw) - len(raw.lstrip())
            self._close_above(indent, line)
            self._line(number, indent, line)
            for block in reversed(self.open):
                if block.is_test:
                    block.lines.add(line)
                    break
        while self.open:
            self._close()

    def _is_comment(self, line: str) -> bool:
        start, end = self.language.block
        if self.in_comment:
            self.in_comment = end not in line
            return True
        if start and line.startswith(start):
            self.in_comment = end not in line
            return True
        return line.startswith(self.language.comment) and not self._matches("maybe", line)

    def _matches(self, what: str, line: str) -> re.Match[str] | None:
        pattern = getattr(self.language, what)
        return _compiled(pattern).match(line) if pattern else None

    def _close_above(self, indent: int, line: str) -> None:
        closing = line.startswith(CLOSERS) or (line[0] == "#" and line[1:2] not in ("[", "!"))
        while self.open and (indent < self.open[-1].indent or (indent == self.open[-1].indent and not closing)):
            self._close()

    def _close(self) -> None:
        block = self.open.pop()
        if not block.is_test:
            return
        inherited = [m for outer in self.open for m in outer.marks]
        self.cases.append(
            Case(
                name=block.name,
                group=" ".join(o.name for o in self.open if not o.is_test),
                line=block.line,
                text=block.text,
                lines=frozenset(block.lines),
                assertions=tuple(block.assertions),
                marks=(*inherited, *block.marks),
                loops=block.loops,
            )
        )

    def _line(self, number: int, indent: int, line: str) -> None:
        if self.unnamed:
            self._name_late(line)
        if found := self._matches("test", line):
            self._start(number, indent, line, found, is_test=True)
        elif found := self._matches("group", line):
            self._start(number, indent, line, found, is_test=False)
        elif found := self._matches("annotation", line):
            self.annotated = number
            self._mark(number, indent, line)
            if method := self._matches("method", re.sub(r"^\S*\s*", "", line[found.end() :])):
                self._start(number, indent, line, method, is_test=True)
        elif self.annotated and number - self.annotated <= REACH and (found := self._matches("method", line)):
            self._start(number, indent, line, found, is_test=True)
        else:
            self._inside(number, indent, line)

    def _name_late(self, line: str) -> None:
        """A name on the line after `it(`, or after a table of cases."""
        assert self.unnamed is not None  # noqa: S101 - the caller looked
        found = re.match(r"""(?:.{0,200}\)\s*\(\s*)?['"`]([^'"`\n]*)['"`]?""", line)
        if found:
            self.unnamed.name = found[1]
            self.unnamed = None
        elif self.unnamed not in self.open:
            self.unnamed = None

    def _start(self, number: int, indent: int, line: str, found: re.Match[str], *, is_test: bool) -> None:
        parts = found.groupdict()
        name = next((parts[k] for k in ("name", "a", "b", "c") if parts.get(k) is not None), "")
        block = _Open(indent, is_test, name, number, line, self.pending, set(), [])
        block.loops = self.pending_loops
        if "DISABLED_" in name:
            block.name = name.replace("DISABLED_", "")
            block.marks.append(Mark("skip", number, line, block.name))
        self.pending, self.annotated, self.pending_loops = [], 0, 0
        mods = parts.get("mods") or ""
        if parts.get("only") or ".only" in mods:
            block.marks.append(Mark("only", number, line, name))
        if parts.get("off") or any(word in mods for word in SKIPPING):
            block.marks.append(Mark("skip", number, line, name))
        elif ".skipIf" in mods or ".runIf" in mods:
            block.marks.append(Mark("skip", number, line, name, conditional=True))
        block.loops += ".each" in mods or ".for" in mods
        self.open.append(block)
        if not name and is_test:
            self.unnamed = block

    def _inside(self, number: int, indent: int, line: str) -> None:
        block = next((b for b in reversed(self.open) if b.is_test), None)
        if block and block.body_indent < 0 and indent > block.indent:
            block.body_indent = indent
        if self._mark(number, indent, line):
            return
        if self._matches("check", line):
            if block:
                block.assertions.append(Assertion(number, line))
            else:
                self.loose_assertions.append(line)
        if self._matches("loop", line):
            if block:
                block.loops += 1
            else:
                self.pending_loops += self.annotated > 0
        if self.pending and not self.annotated and not line.startswith(ATTACHED):
            self.loose_marks.extend(self.pending)
            self.pending = []

    def _mark(self, number: int, indent: int, line: str) -> bool:
        """Take note of a mark: on the test around it, or kept for the test below it."""
        mark = self._read_mark(number, line)
        if mark is None:
            return False
        block = next((b for b in reversed(self.open) if b.is_test), None)
        if block:
            guarded = mark.conditional or (block.body_indent >= 0 and indent > block.body_indent)
            scope = block.name
            block.marks.append(Mark(mark.kind, number, line, scope, guarded, mark.value))
        elif line.startswith(ATTACHED):
            self.pending.append(mark)
        elif self.open:
            self.open[-1].marks.append(mark)
        elif indent == 0:
            self.loose_marks.append(mark)
        return True

    def _read_mark(self, number: int, line: str) -> Mark | None:
        if self._matches("skip", line):
            return Mark("skip", number, line)
        if self._matches("maybe", line):
            return Mark("skip", number, line, conditional=True)
        if self._matches("retry", line):
            digits = re.search(r"\d+", line)
            return Mark("retry", number, line, value=float(digits[0]) if digits else 0.0)
        return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def read_lines(text: str, language: Language) -> Suite:
    """The suite of a file as far as line patterns can tell."""
    reader = _Reader(language)
    reader.read(text.split("\n"))
    cases = sorted(reader.cases, key=_line_of)
    loose = tuple(reader.loose_marks)
    return Suite("pattern", tuple(cases), (), loose, tuple(reader.loose_assertions), frozenset({""}))


def _line_of(case: Case) -> int:
    return case.line
