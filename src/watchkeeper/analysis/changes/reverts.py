"""Reads from a message which changes it takes back: by commit id, by number, by title."""

from __future__ import annotations

import re

from msgspec import Struct

LONGEST = 20_000
WORD = re.compile(r"revert|re-?land|re-?apply|back(?:ed|s|ing)?[ -]out|roll(?:ed|s|ing)?[ -]?back|undo", re.IGNORECASE)
NAMED = re.compile(
    r"\brevert(?:s|ed|ing)?(?: part(?:s|ially)? of)?(?: the)?(?: following)?(?: changes? (?:made )?(?:in|by|from))?"
    r"(?: git)?(?: merge)?(?: commits?| changesets?| revisions?| sha)?[:\s(]+"
    r"(?P<list>(?:(?:commit |and |[*-] ?|https?://\S+?/commit/)*[\"'`]?[0-9a-f]{7,64}\b[\"'`]?"
    r"(?:[ ,;&]|\n(?!\n)|\((?:[^()\n]*)\))*)+)",
    re.IGNORECASE,
)
SHA = re.compile(r"\b[0-9a-f]{7,64}\b")
BACKED_OUT = re.compile(r"\bbacked out (?:changesets?|commits?) ([0-9a-f]{7,64})\b", re.IGNORECASE)
NUMBERED = re.compile(
    r"\brevert(?:s|ed|ing)?:?(?: the)?(?: (?:pr|mr|pull[ -]request|merge[ -]request|changes? (?:from|in|of)))?:? "
    r"(?P<list>(?:\S*/(?:pull|merge_requests)/|[\w.-]+/[\w.-]+[#!]|[#!])\d{1,9}\b(?:(?:,| and| &)* [#!]\d{1,9}\b)*)",
    re.IGNORECASE,
)
NUMBER = re.compile(r"[#!/](\d{1,9})\b")
BRANCH = re.compile(r"\bfrom \S*[/:]revert[-_](?:pr[-_])?(\d{1,9})\b", re.IGNORECASE)
MERGED = re.compile(r"[\"“'`]Merge pull request #(\d{1,9}) ")
QUOTED = re.compile(
    r"^(?:\[[^\]]*\] *)*(?:[a-z]+(?:\([^)]*\))?!?: *)?(?:partial(?:ly)? )?"
    r"(?P<word>revert|back ?out|undo|roll ?back)s?:?(?: commit| pr| changes?)?(?: of)? *[\"“'`](?P<title>.+)[\"”'`]",
    re.IGNORECASE,
)
CONVENTIONAL = re.compile(r"^revert(?:\([^)]*\))?!?: *(?P<title>.+)$", re.IGNORECASE)
PLAIN = re.compile(r"^(?:\[[^\]]*\] *)*Revert (?P<title>[^\"“'`].*)$")
RELAND = re.compile(
    r"^(?:\[[^\]]*\] *)*(?:re-?land|re-?apply|un-?revert)(?:ed|s|ing)?:? *[\"“'`]?(?P<title>.+?)[\"”'`]?$",
    re.IGNORECASE,
)
PARTIAL = re.compile(r"\bpartial(?:ly)?\b[^\n]{0,20}\brevert|\brevert\w*[^\n]{0,10}\bpart(?:s|ially)?\b", re.IGNORECASE)


class TakenBack(Struct, frozen=True):
    """What a message says is taken back: commit ids (possibly short), numbers, possible titles in order."""

    commits: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    partial: bool = False
    subject: bool = False

    def __bool__(self) -> bool:
        return bool(self.commits or self.numbers or self.titles)


def read_taken_back(message: str) -> TakenBack:
    """What a message takes back; nothing when it does not speak of it. Linear in time.

    `subject` tells that the subject itself says so, and not only a line of the body.
    """
    text = message[:LONGEST]
    if not WORD.search(text):
        return TakenBack()
    subject = text.partition("\n")[0]
    shas = [sha for found in NAMED.finditer(text) for sha in SHA.findall(found["list"])]
    shas += BACKED_OUT.findall(text)
    numbers = [int(found) for pattern in (BRANCH, MERGED) for found in pattern.findall(subject)]
    numbers += [int(n) for found in NUMBERED.finditer(text) for n in NUMBER.findall(found["list"])]
    return TakenBack(
        commits=tuple(dict.fromkeys(shas)),
        numbers=tuple(dict.fromkeys(numbers)),
        titles=_titles(subject),
        partial=bool(PARTIAL.search(text)),
        subject=bool(WORD.search(subject)),
    )


def _titles(subject: str) -> tuple[str, ...]:
    """Titles that the change taken back may have had; a re-landing takes back the revert."""
    if found := RELAND.match(subject):
        title = found["title"].strip()
        return f'Revert "{title}"', f"Revert {title}", f"revert: {title}"
    for pattern in (QUOTED, CONVENTIONAL, PLAIN):
        if found := pattern.match(subject):
            return (found["title"].strip(),)
    return ()
