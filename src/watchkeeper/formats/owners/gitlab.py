r"""Reader of GitLab's CODEOWNERS dialect.

Follows GitLab's pages "Syntax of CODEOWNERS file" and "Advanced CODEOWNERS configuration": one pattern
a line, then its owners; `[Name]` starts a section, `^` in front makes it optional, `[2]` behind asks for
two approvals, owners behind are the default of its entries; a section that comes again is continued,
whatever the case of its name; `!` in front of a pattern exempts; `\#` and `\ ` are a `#` and a blank. A
comment is a line of its own: owners behind a `#` in an entry count. A word that is no owner is ignored.
"""

from __future__ import annotations

from msgspec import Struct, structs

from watchkeeper.domain.ownership.owners import OwnerRef, OwnerRule, OwnersFile, Section
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.owners.words import NAME, consists, foreign_letter, is_address, pattern_end, quote

MAX_BYTES = 10_000_000
MAX_PROBLEMS = 100
MOST_SECTIONS = 1_000
MOST_APPROVALS = 1_000_000
ROLES = frozenset({"developer", "developers", "maintainer", "maintainers", "owner", "owners"})
_SEGMENT = NAME | {"."}


class Header(Struct, frozen=True):
    """A section's header: its name, and where what follows the name (and the number) starts."""

    name: str
    optional: bool
    approvals: int
    number_unread: bool
    end: int


class _Line(Struct, frozen=True):
    """One line that is no comment: its number, where its text starts (both from 1), and the text."""

    number: int
    column: int
    body: str


def parse_gitlab(text: bytes, file: str) -> OwnersFile:
    """The rules of a CODEOWNERS file in file order; rules without owners have their section's default ones.

    Never raises. Whatever GitLab ignores stands in `problems` (the first 100, then their number). A file
    above 10 MB, or with more than 1,000 sections, has no rules and one problem. Bytes that are not UTF-8
    are kept as surrogate escapes.
    """
    if len(text) > MAX_BYTES:
        message = "the file is larger than 10 MB, so it is not read, and nothing has an owner"
        return OwnersFile(file, "gitlab", (), (Problem(message, Place(file), "replace single entries by patterns"),))
    return _Reader(file).read(text)


def is_header(line: str) -> bool:
    """Whether a line, blanks at its ends removed, is the header of a section."""
    return header_of(line) is not None


class _Reader:
    """Builds rules and sections line by line."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._rules: list[OwnerRule] = []
        self._problems: list[Problem] = []
        self._more = 0
        self._sections: dict[str, Section] = {}
        self._defaults: dict[str, tuple[OwnerRef, ...]] = {}
        self._current = ""
        self._known: dict[str, OwnerRef | None] = {}

    def read(self, text: bytes) -> OwnersFile:
        lines = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").split("\n")
        for number, line in enumerate(lines, 1):
            body = line.strip(" \t\r")
            if not body or body[0] == "#":
                continue
            at = _Line(number, line.index(body) + 1, body)
            if "\0" in body:
                self._tell(at, body.index("\0"), "the line holds a NUL byte, so it is skipped", "save it as UTF-8")
            elif body[0] in "[^" and (header := header_of(body)):
                self._enter(header, at)
            else:
                self._add(at)
            if len(self._sections) > MOST_SECTIONS:
                message = f"the file has more than {MOST_SECTIONS:,} sections; it is not read, so nothing has an owner"
                return OwnersFile(self._file, "gitlab", (), (Problem(message, Place(self._file), "merge sections"),))
        if self._more:
            problem = Problem(f"{self._more:,} more points like these", Place(self._file), "mend the lines above")
            self._problems.append(problem)
        sections = tuple(self._sections.values())
        return OwnersFile(self._file, "gitlab", tuple(self._rules), tuple(self._problems), sections)

    def _enter(self, header: Header, at: _Line) -> None:
        """Starts a section, or continues the one of that name."""
        key = header.name.casefold()
        known = self._sections.get(key)
        section = Section(header.name, header.approvals, header.optional)
        if known:
            approvals = max(known.approvals, section.approvals)
            section = structs.replace(known, approvals=approvals, optional=known.optional and section.optional)
        self._sections[key] = section
        self._current = key
        if header.number_unread:
            message = f"the number of approvals of {quote(header.name)} is not 1 or more, so GitLab takes 1"
            self._tell(at, 0, message, "write a number such as [2]")
        if owners := self._owners(at, header.end):
            self._defaults[key] = owners

    def _add(self, at: _Line) -> None:
        body = at.body
        end = pattern_end(body)
        pattern = body[:end]
        section = self._sections[self._current].name if self._current else ""
        if pattern[0] == "!":
            self._rules.append(OwnerRule(pattern, (), at.number, section, excludes=True))
            return
        owners = self._owners(at, end) or self._defaults.get(self._current, ())
        if not owners:
            message = f"{quote(pattern)} names nobody; GitLab approves it by itself, here nobody owns what it matches"
            self._tell(at, 0, message, "name an owner, or exempt the path with `!`")
        self._rules.append(OwnerRule(pattern, owners, at.number, section))

    def _owners(self, at: _Line, start: int) -> tuple[OwnerRef, ...]:
        """The owners from `start` on; each once, in order."""
        if start >= len(at.body):
            return ()
        found: dict[str, OwnerRef] = {}
        offset = start
        commented = False
        for word in at.body[start:].replace("\t", " ").split(" "):
            if word:
                commented = commented or word[0] == "#"
                owner = self._owner(word.lstrip("#") if commented else word)
                if owner:
                    found[owner.text] = owner
                self._judge(at, offset, word, owner, commented=commented)
            offset += len(word) + 1
        return tuple(found.values())

    def _owner(self, word: str) -> OwnerRef | None:
        if word not in self._known:
            self._known[word] = _parse_owner(word)
        return self._known[word]

    def _judge(self, at: _Line, offset: int, word: str, owner: OwnerRef | None, *, commented: bool) -> None:
        if owner and commented:
            message = f"{quote(word)} stands behind a `#`; GitLab knows no comment there and takes it for an owner"
            self._tell(at, offset, message, "put the comment on a line of its own")
        elif not owner and not commented:
            message = f"{quote(word)} is not an owner{foreign_letter(word)}, so GitLab ignores it"
            self._tell(at, offset, message, "write @user, @group/subgroup, @@role or an e-mail address")

    def _tell(self, at: _Line, offset: int, message: str, remedy: str) -> None:
        if len(self._problems) >= MAX_PROBLEMS:
            self._more += 1
            return
        self._problems.append(Problem(message, Place(self._file, at.number, at.column + offset), remedy))


def header_of(body: str) -> Header | None:
    """The header that a line is, blanks at its ends removed; None for an entry. It has a name in closed brackets."""
    optional = body[:1] == "^"
    start = 1 if optional else 0
    end = body.find("]", start)
    if body[start : start + 1] != "[" or end < 0 or not body[start + 1 : end].strip():
        return None
    name = body[start + 1 : end].strip()
    number, after = "1", end + 1
    if body[after : after + 1] == "[" and (close := body.find("]", after)) > 0:
        number, after = body[after + 1 : close].strip(), close + 1
    digits = number[:12] if number.isascii() and number.isdigit() else "0"
    approvals = min(int(digits), MOST_APPROVALS)
    return Header(name, optional, max(1, approvals), approvals < 1, after)


def _parse_owner(word: str) -> OwnerRef | None:
    if word.startswith("@@"):
        role = word[2:].casefold()
        return OwnerRef(f"@@{role}", "role") if role in ROLES else None
    if word.startswith("@"):
        names = word[1:].split("/")
        if all(consists(name, _SEGMENT) for name in names):
            return OwnerRef(word, "team" if len(names) > 1 else "user")
        return None
    return OwnerRef(word, "email") if is_address(word) else None
