"""Reader of .gitattributes files, and the attributes that all files of a tree give to a path.

Follows gitattributes(5): the file nearest to the path wins, in a file the last line that matches, on a
line the last word; `[attr]` macros count in the root's file only. What lies outside the tree, such as
`info/attributes` or a person's own file, is not looked at: a verdict must not depend on the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from watchkeeper.domain.change import display_path
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.git.attribute_patterns import compile_path_test
from watchkeeper.formats.git.quoting import unquote

ATTRIBUTES_NAME = ".gitattributes"
MAX_BYTES = 1024 * 1024
MAX_LINE_BYTES = 2047
MAX_PROBLEMS = 100
MAX_FOLDERS = 256
_SHOWN = 60
_MACRO = "[attr]"
_BLANKS = " \t\r\n"
_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")

AttributeState = Literal["set", "unset", "unspecified", "value"]


class Assignment(Struct, frozen=True):
    """What a line says of one attribute; `value` is "" unless the state is `value`."""

    name: str
    state: AttributeState
    value: str = ""


class AttributeRule(Struct, frozen=True):
    """One line: a path pattern, or the name of a macro that it defines, and its assignments in order."""

    pattern: str
    macro: str
    assignments: tuple[Assignment, ...]
    line: int


class AttributesFile(Struct, frozen=True):
    """A parsed .gitattributes file, rules in file order, with the lines that git ignores."""

    file: str
    rules: tuple[AttributeRule, ...]
    problems: tuple[Problem, ...] = ()


class AttributeValue(Struct, frozen=True):
    """What an attribute is for a path. `place` is the line whose pattern decided; None if none did."""

    state: AttributeState
    value: str = ""
    place: Place | None = None


UNSPECIFIED = AttributeValue("unspecified")
_BINARY = tuple(Assignment(name, "unset") for name in ("diff", "merge", "text"))


class _IgnoredLineError(Exception):
    """A line that git ignores: offset of the fault (bytes from 0), message, remedy."""

    def __init__(self, offset: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.remedy = remedy


def parse_attributes(text: bytes, file: str) -> AttributesFile:
    """The lines of a .gitattributes file; `file` is its path in the tree.

    Never raises. Lines that git ignores stand in `problems` (the first 100, then their number). A file
    above 1 MB has no rules and one problem (git's own limit is 100 MB).
    """
    if len(text) > MAX_BYTES:
        message = f"the file has {len(text):,} bytes; above 1 MB its attributes are not read"
        return AttributesFile(file, (), (Problem(message, Place(file), "replace single paths by patterns"),))
    rules: list[AttributeRule] = []
    problems: list[Problem] = []
    ignored = 0
    for number, line in enumerate(text.removeprefix(b"\xef\xbb\xbf").decode("latin-1").split("\n"), 1):
        try:
            rule = _parse_line(line.removesuffix("\r").partition("\0")[0], number, in_root="/" not in file)
        except _IgnoredLineError as fault:
            ignored += 1
            if ignored <= MAX_PROBLEMS:
                problems.append(Problem(fault.message, Place(file, number, fault.offset + 1), fault.remedy))
        else:
            if rule:
                rules.append(rule)
    if ignored > MAX_PROBLEMS:
        message = f"{ignored - MAX_PROBLEMS:,} more lines are ignored"
        problems.append(Problem(message, Place(file), "mend the lines above, then check again"))
    return AttributesFile(file, tuple(rules), tuple(problems))


def _parse_line(line: str, number: int, *, in_root: bool) -> AttributeRule | None:
    start = len(line) - len(line.lstrip(_BLANKS))
    if start == len(line) or line[start] == "#":
        return None
    if len(line) > MAX_LINE_BYTES:
        message = f"the line has {len(line):,} bytes; git ignores lines above {MAX_LINE_BYTES:,}"
        raise _IgnoredLineError(0, message, "split it into several lines with the same pattern")
    quoted = unquote(line, start) if line[start] == '"' else None
    pattern, end = quoted or _word(line, start)
    macro = ""
    if len(pattern) > len(_MACRO) and pattern.startswith(_MACRO):
        macro = _word(pattern.removeprefix(_MACRO).lstrip(_BLANKS), 0)[0]
        _check_macro(macro, start, in_root=in_root)
    elif pattern.startswith("!"):
        message = f"{_quote(pattern)} negates, which git does not allow here, so it ignores the line"
        raise _IgnoredLineError(start, message, r"unset the attributes with `-name`; a file's own `!` is written `\!`")
    return AttributeRule("" if macro else _text(pattern), macro, _assignments(line, end), number)


def _check_macro(macro: str, start: int, *, in_root: bool) -> None:
    if not in_root:
        message = f"{_quote(_MACRO + macro)} defines a macro, which git allows in the root's file only"
        raise _IgnoredLineError(start, message, "move the line to the .gitattributes of the root")
    _check_name(macro, start + len(_MACRO))


def _check_name(name: str, offset: int) -> None:
    if not name or name[0] == "-" or not _NAME.issuperset(name):
        message = f"{_quote(name)} is not the name of an attribute, so git ignores the line"
        raise _IgnoredLineError(offset, message, "use letters, digits, `-`, `.`, `_`; no blanks around `=`")


def _assignments(line: str, start: int) -> tuple[Assignment, ...]:
    found: list[Assignment] = []
    while True:
        start += len(line) - start - len(line[start:].lstrip(_BLANKS))
        if start == len(line):
            return tuple(found)
        word, end = _word(line, start)
        found.append(_assignment(word, start))
        start = end


def _assignment(word: str, offset: int) -> Assignment:
    sign = word[0] if word[0] in "-!" else ""
    name, equals, value = word.removeprefix(sign).partition("=")
    _check_name(name, offset + len(sign))
    if sign:
        return Assignment(name, "unset" if sign == "-" else "unspecified")
    return Assignment(name, "value", _text(value)) if equals else Assignment(name, "set")


def _word(line: str, start: int) -> tuple[str, int]:
    """The word that starts here and where it ends."""
    end = start
    while end < len(line) and line[end] not in _BLANKS:
        end += 1
    return line[start:end], end


def _quote(raw: str) -> str:
    return f"`{display_path(_text(raw[:_SHOWN]))}{'…' if len(raw) > _SHOWN else ''}`"


def _text(raw: str) -> str:
    """Text from one byte a character, as paths are kept: UTF-8, other bytes as surrogate escapes."""
    return raw if raw.isascii() else raw.encode("latin-1").decode("utf-8", "surrogateescape")


def _raw(text: str) -> str:
    """One byte a character, from text as paths are kept."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


class Attributes:
    """The attributes of a tree, from all its .gitattributes files.

    `files` maps a folder of the tree ("" for the root, no slash at the end) to the file in it. git does
    not follow a .gitattributes that is a symbolic link, so such an entry must be left out.
    """

    def __init__(self, files: Mapping[str, AttributesFile]) -> None:
        self._files = files
        self._macros = {"binary": _BINARY}
        if "" in files:
            self._macros |= {rule.macro: rule.assignments for rule in files[""].rules if rule.macro}
        self._views: dict[tuple[str, ...], _View] = {}

    def lookup(self, path: str, names: Iterable[str]) -> dict[str, AttributeValue]:
        """Each of these attributes for the file at this path (from the root, no slash in front)."""
        wanted = tuple(names)
        view = self._views.get(wanted)
        if view is None:
            view = self._views[wanted] = _View(self._files, self._macros, wanted)
        return view.lookup(_raw(path))


class _Line:
    """A line that can decide a wanted attribute: the folder that its matches stand in or below, its test."""

    __slots__ = ("assignments", "folder", "matches", "place")

    def __init__(self, base: str, rule: AttributeRule, assignments: tuple[Assignment, ...], place: Place) -> None:
        self.folder, self.matches = compile_path_test(base, _raw(rule.pattern))
        self.assignments = assignments
        self.place = place


class _View:
    """Those lines of all files that can decide one of the wanted attributes."""

    def __init__(
        self, files: Mapping[str, AttributesFile], macros: Mapping[str, tuple[Assignment, ...]], wanted: tuple[str, ...]
    ) -> None:
        self._wanted = wanted
        self._macros = macros
        deciding = _deciding(macros, wanted)
        self._lines: dict[str, list[_Line]] = {}
        for folder, file in files.items():
            base = _raw(folder) + "/" if folder else ""
            for rule in reversed(file.rules):
                said = tuple(each for each in rule.assignments if each.name in deciding)
                if said and not rule.macro:
                    line = _Line(base, rule, said, Place(file.file, rule.line))
                    self._lines.setdefault(_raw(folder), []).append(line)
        self._chains: dict[str, list[_Line]] = {}

    def lookup(self, path: str) -> dict[str, AttributeValue]:
        """The wanted attributes of a path, one byte a character."""
        folder, _, name = path.rpartition("/")
        chain = self._chains.get(folder)
        if chain is None:
            chain = self._chain(folder)
        found: dict[str, AttributeValue] = {}
        for line in chain:
            if line.matches(path, name):
                self._assign(found, line)
                if all(each in found for each in self._wanted):
                    break
        return {each: found.get(each, UNSPECIFIED) for each in self._wanted}

    def _chain(self, folder: str) -> list[_Line]:
        """The lines that may match in a folder, the most binding first."""
        chain: list[_Line] = []
        above = folder
        while self._lines:
            chain += (line for line in self._lines.get(above, ()) if _is_in(folder, line.folder))
            if not above:
                break
            above = above.rpartition("/")[0]
        if len(self._chains) >= MAX_FOLDERS:
            self._chains.clear()
        self._chains[folder] = chain
        return chain

    def _assign(self, found: dict[str, AttributeValue], line: _Line) -> None:
        """What the line says, the last word first; a macro that becomes set speaks at once."""
        said = list(line.assignments)
        while said:
            each = said.pop()
            if each.name in found:
                continue
            found[each.name] = AttributeValue(each.state, each.value, line.place)
            if each.state == "set":
                said += self._macros.get(each.name, ())


def _is_in(folder: str, top: str) -> bool:
    return not top or folder == top or folder.startswith(top + "/")


def _deciding(macros: Mapping[str, tuple[Assignment, ...]], wanted: Iterable[str]) -> set[str]:
    """The wanted names and every macro that may set one of them, however indirectly."""
    speakers: dict[str, list[str]] = {}
    for macro, assignments in macros.items():
        for each in assignments:
            speakers.setdefault(each.name, []).append(macro)
    deciding: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in deciding:
            deciding.add(name)
            waiting += speakers.get(name, ())
    return deciding
