"""Reader of Kubernetes' OWNERS and OWNERS_ALIASES files, as Prow reads them.

Follows Prow's `repoowners`: a file either names approvers, reviewers and required reviewers for its folder, or
lists `filters`, which are Go expressions looked for in the path below the folder; a file that does both is
read as the former. Logins are lower case. A name of OWNERS_ALIASES stands for its members, one level deep.
A value of the wrong kind spoils its whole file, and the owners of the folder above answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from watchkeeper.domain.ownership.owners import Alias, OwnerRef, OwnerRule, OwnersFile
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.owners.go_regex import compile_regex
from watchkeeper.formats.owners.go_regex_parser import RegexError
from watchkeeper.formats.owners.words import NAME, consists, foreign_letter, quote
from watchkeeper.formats.yaml.foreign import Foreign, Path, Value, parse_foreign_lines

MAX_PROBLEMS = 100
MOST_FILTERS = 100
ROLES = ("approvers", "reviewers", "required_reviewers")
_KEYS = frozenset({*ROLES, "labels", "options", "filters", "emeritus_approvers", "emeritus_reviewers"})
_TRUE, _FALSE = frozenset({"true", "yes", "on", "y"}), frozenset({"false", "no", "off", "n", "", "null", "~"})
_LINE_STARTS = ("set noparent", "per-file ", "file:", "include ")
Members = Mapping[str, tuple[str, ...]]
Syntax = Literal["kubernetes", "lines", "neither"]


class _SpoiledError(Exception):
    """A value of the wrong kind: where it stands, and what it should be."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


def parse_kubernetes(text: bytes, file: str, aliases: Members) -> OwnersFile:
    """The entries of an OWNERS file by role (`section`); `aliases` are members by name, both normalised.

    Never raises. Whatever does not count stands in `problems`; a file that is no such YAML has no rules.
    """
    if told_apart(text) == "lines":
        message = "is written in the line syntax of Chromium and Gerrit, another dialect, which is not read"
        return OwnersFile(file, "kubernetes", (), (Problem(message, Place(file), "write approvers as YAML"),))
    try:
        foreign = parse_foreign_lines(text, file)
    except UsageError as error:
        return OwnersFile(file, "kubernetes", (), error.problems)
    reader = _Reader(file, foreign, aliases)
    try:
        rules, inherits = reader.read()
    except _SpoiledError as error:
        message = f"{error}, so Prow takes nothing from this file and asks the owners of the folder above"
        place = Place(file, reader.line(error.path))
        problem = Problem(message, place, "write a list of logins, one a line, each behind a dash")
        return OwnersFile(file, "kubernetes", (), (problem,))
    return OwnersFile(file, "kubernetes", rules, tuple(reader.problems[:MAX_PROBLEMS]), inherits=inherits)


def parse_aliases(text: bytes, file: str) -> tuple[tuple[Alias, ...], tuple[Problem, ...]]:
    """The aliases of an OWNERS_ALIASES file in file order, and what does not count in it. Never raises."""
    try:
        foreign = parse_foreign_lines(text, file)
    except UsageError as error:
        return (), error.problems
    table = _lower(foreign.value).get("aliases", "") if isinstance(foreign.value, dict) else foreign.value
    if not isinstance(table, dict):
        problem = Problem("holds no table `aliases`", Place(file), "write `aliases:`, then names with lists of logins")
        return (), (problem,) if table else ()
    names = {_normal(name) for name in table}
    found: dict[str, Alias] = {}
    problems: list[Problem] = []
    for name, written in table.items():
        line = foreign.line(("aliases", name))
        if isinstance(written, str) and written.casefold() not in {"", "null", "~"}:
            message = f"the alias {quote(name)} is no list of logins, so nobody stands behind it"
            problems.append(Problem(message, Place(file, line), "write its members one a line, each behind a dash"))
        members: list[str] = []
        for member in _texts(written):
            fault = _fault(member)
            if not fault and _normal(member) in names:
                fault = f"the alias {quote(name)} names the alias {quote(member)}, which is not looked through"
            if fault:
                problems.append(Problem(fault, Place(file, line), "write the logins themselves"))
            else:
                members.append(f"@{_normal(member)}")
        found[_normal(name)] = Alias(_normal(name), tuple(dict.fromkeys(members)), line)
    return tuple(found.values()), tuple(problems[:MAX_PROBLEMS])


def told_apart(text: bytes) -> Syntax:
    """Which of the syntaxes that share the name OWNERS a file is written in."""
    lines = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").split("\n")
    for line in lines:
        body = line.partition("#")[0].rstrip()
        if not body or body == "---":
            continue
        key, colon, _ = body.strip("\"'{ ").partition(":")
        if colon and key.rstrip("\"' ").casefold() in _KEYS:
            return "kubernetes"
        word = body.strip()
        if word == "*" or word.startswith(_LINE_STARTS) or ("@" in word and " " not in word and ":" not in word):
            return "lines"
    return "neither"


class _Reader:
    """Turns one file's values into rules."""

    def __init__(self, file: str, foreign: Foreign, aliases: Members) -> None:
        self._file = file
        self._value = foreign.value
        self._lines = Foreign(foreign.value, {_lowered(path): line for path, line in foreign.lines.items()})
        self._aliases = aliases
        self.problems: list[Problem] = []

    def read(self) -> tuple[tuple[OwnerRule, ...], bool]:
        """The rules, and whether owners of the folders above answer too."""
        value = self._value
        if not isinstance(value, dict):
            if value:
                raise _SpoiledError((), "is no table of approvers and reviewers")
            return (), True
        table = _lower(value)
        inherits = self._options(table.get("options", ""))
        simple = {role: self._list(table.get(role, ""), (role,)) for role in (*ROLES, "labels")}
        if any(simple.values()):
            if table.get("filters"):
                self._tell(("filters",), "filters do not count beside approvers, reviewers or labels of the folder")
            return tuple(self._rules("", simple, ())), inherits
        return tuple(self._filters(table.get("filters", ""))), inherits

    def line(self, path: Path) -> int:
        """The line at a path of keys, whose case does not count."""
        return self._lines.line(_lowered(path))

    def _options(self, options: Value) -> bool:
        if isinstance(options, list) or (isinstance(options, str) and options.casefold() not in _FALSE):
            raise _SpoiledError(("options",), "options are no table")
        table = _lower(options) if isinstance(options, dict) else {}
        if self._flag(table, "auto_approve_unowned_subfolders"):
            message = (
                "auto_approve_unowned_subfolders lets changes below pass without anybody; here the approvers answer"
            )
            self._tell(("options", "auto_approve_unowned_subfolders"), message)
        return not self._flag(table, "no_parent_owners")

    def _flag(self, table: Mapping[str, Value], name: str) -> bool:
        value = table.get(name, "")
        if not isinstance(value, str) or value.casefold() not in _TRUE | _FALSE:
            raise _SpoiledError(("options", name), f"{name} is neither true nor false")
        return value.casefold() in _TRUE

    def _filters(self, filters: Value) -> Iterator[OwnerRule]:
        if isinstance(filters, list) or (isinstance(filters, str) and filters.casefold() not in _FALSE):
            raise _SpoiledError(("filters",), "filters are no table")
        table = filters if isinstance(filters, dict) else {}
        if len(table) > MOST_FILTERS:
            raise _SpoiledError(("filters",), f"there are more than {MOST_FILTERS} filters")
        for pattern, config in table.items():
            if isinstance(config, list) or (isinstance(config, str) and config.casefold() not in _FALSE):
                raise _SpoiledError(("filters", pattern), f"the filter {quote(pattern)} is no table")
            inner = _lower(config) if isinstance(config, dict) else {}
            lists = {role: self._list(inner.get(role, ""), ("filters", pattern, role)) for role in ROLES}
            try:
                compile_regex(pattern)
            except RegexError as error:
                self._tell(("filters", pattern), f"the filter {quote(pattern)} {error}, so it does not count")
                continue
            yield from self._rules(pattern, lists, ("filters", pattern))

    def _rules(self, pattern: str, lists: Mapping[str, list[str]], path: Path) -> Iterator[OwnerRule]:
        for role in ROLES:
            if lists[role]:
                owners = tuple(self._owners(lists[role], (*path, role)))
                yield OwnerRule(pattern, owners, self.line((*path, role)), role)

    def _owners(self, names: list[str], path: Path) -> Iterator[OwnerRef]:
        """Each person once: those named, and those behind an alias."""
        seen: set[str] = set()
        for name in names:
            alias = _normal(name)
            fault = _fault(name) if alias not in self._aliases else ""
            if fault:
                self._tell(path, fault)
                continue
            for login in self._aliases.get(alias, (f"@{alias}",)):
                if login not in seen:
                    seen.add(login)
                    yield OwnerRef(login, "user", alias if alias in self._aliases else "")

    def _list(self, value: Value, path: Path) -> list[str]:
        if isinstance(value, str) and value.casefold() in {"", "null", "~"}:
            return []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _SpoiledError(path, f"{path[-1]} are no list of names")
        return list(_texts(value))

    def _tell(self, path: Path, message: str) -> None:
        self.problems.append(Problem(message, Place(self._file, self.line(path)), "mend the entry"))


def _fault(name: str) -> str:
    """Why a name is nobody's login; "" if it may be one."""
    login = _normal(name).removesuffix("[bot]")
    if consists(login, NAME):
        return ""
    return f"{quote(name)} is not a login{foreign_letter(name)}, so it does not count"


def _normal(login: str) -> str:
    return login.strip().lower().removeprefix("@")


def _lower(table: Value) -> dict[str, Value]:
    """A table with its keys in lower case, as Go's JSON reader takes them."""
    return {key.lower(): value for key, value in table.items()} if isinstance(table, dict) else {}


def _lowered(path: Path) -> Path:
    return tuple(key.lower() if isinstance(key, str) else key for key in path)


def _texts(value: Value) -> Iterator[str]:
    """The names of a list, or the keys of a table (`{a, b}`), without blank ones."""
    yield from (item for item in value if isinstance(item, str) and item.strip()) if not isinstance(value, str) else ()
