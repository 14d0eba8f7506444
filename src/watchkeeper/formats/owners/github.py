r"""Reader of GitHub's CODEOWNERS dialect.

Follows GitHub's page "About code owners": one pattern a line, then its owners; `#` starts a comment,
also behind the owners; a blank in a pattern is written `\ `; a pattern without owners means that
nobody owns what it matches; a line that GitHub cannot read is skipped. `!`, `[ ]` classes and `\#` of
gitignore are not part of the dialect: brackets are ordinary characters, the other two spoil the line.
"""

from __future__ import annotations

from watchkeeper.domain.ownership.owners import OwnerRef, OwnerRule, OwnersFile
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.owners.words import NAME, consists, foreign_letter, is_address, pattern_end, quote

MAX_BYTES = 3 * 1024 * 1024
MAX_PROBLEMS = 100


class _BadLineError(Exception):
    """A line that GitHub skips: offset of the fault (characters from 0), message, remedy."""

    def __init__(self, offset: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.remedy = remedy


def parse_github(text: bytes, file: str) -> OwnersFile:
    """The rules of a CODEOWNERS file in file order.

    Never raises. A line that cannot be read has no rule and stands in `problems` (the first 100, then
    their number). A file above 3 MB has no rules and one problem, as GitHub does not load it. Bytes
    that are not UTF-8 are kept as surrogate escapes, like those of paths.
    """
    if len(text) > MAX_BYTES:
        return OwnersFile(file, "github", (), (_too_large(file, len(text)),))
    rules: list[OwnerRule] = []
    problems: list[Problem] = []
    unread = 0
    known: dict[str, OwnerRef] = {}
    lines = text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").split("\n")
    for number, line in enumerate(lines, 1):
        body = line.strip(" \t\r")
        if not body or body[0] == "#":
            continue
        try:
            pattern, owners = _parse_line(body, known)
        except _BadLineError as fault:
            unread += 1
            if unread <= MAX_PROBLEMS:
                column = line.index(body) + fault.offset + 1
                problems.append(Problem(fault.message, Place(file, number, column), fault.remedy))
            continue
        rules.append(OwnerRule(pattern, owners, number))
    if unread > MAX_PROBLEMS:
        problems.append(_too_many(file, unread - MAX_PROBLEMS))
    return OwnersFile(file, "github", tuple(rules), tuple(problems))


def _too_many(file: str, more: int) -> Problem:
    return Problem(f"{more:,} more lines cannot be read", Place(file), "mend the lines above, then check again")


def _too_large(file: str, size: int) -> Problem:
    return Problem(
        f"the file has {size:,} bytes; GitHub does not load a CODEOWNERS file above 3 MB, so nothing has an owner",
        Place(file),
        "replace single entries by wildcard patterns until the file is under 3 MB",
    )


def _parse_line(body: str, known: dict[str, OwnerRef]) -> tuple[str, tuple[OwnerRef, ...]]:
    """Pattern and owners of one line that has neither blanks at its ends nor a comment at its start."""
    if "\0" in body:
        raise _BadLineError(body.index("\0"), "the line holds a NUL byte, so it is skipped", "save the file as UTF-8")
    end = pattern_end(body)
    pattern = body[:end]
    _check_pattern(pattern)
    owners: list[OwnerRef] = []
    offset = end
    for word in body[end:].partition("#")[0].replace("\t", " ").split(" "):
        if word:
            owners.append(known.get(word) or known.setdefault(word, _owner(word, offset)))
        offset += len(word) + 1
    return pattern, tuple(owners)


def _check_pattern(pattern: str) -> None:
    if pattern[0] == "!":
        raise _BadLineError(
            0,
            f"{quote(pattern)} negates, which CODEOWNERS does not know, so GitHub skips the line",
            "state the exception as a later line with its own owners, or with none to leave it unowned",
        )
    if "***" in pattern:
        raise _BadLineError(
            pattern.index("***"),
            f"{quote(pattern)} has three asterisks in a row, so GitHub skips the line",
            "write `**` for any number of folders, `*` within a name",
        )
    if "#" in pattern:
        raise _BadLineError(
            pattern.index("#"),
            f"{quote(pattern)} holds a `#`, which starts a comment and cannot be escaped, so the line is skipped",
            "write `?` in place of the `#`; put a blank before a comment",
        )


def _owner(word: str, offset: int) -> OwnerRef:
    if word[0] == "@":
        organisation, slash, team = word[1:].partition("/")
        if consists(organisation, NAME) and (not slash or consists(team, NAME)):
            return OwnerRef(word, "team" if slash else "user")
    elif is_address(word):
        return OwnerRef(word, "email")
    raise _BadLineError(
        offset,
        f"{quote(word)} is not an owner{foreign_letter(word)}, so GitHub skips the line",
        "write @user, @organisation/team or an e-mail address; put `#` before a comment",
    )
