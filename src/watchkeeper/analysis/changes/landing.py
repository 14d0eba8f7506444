"""Reads from a commit on a target how a change landed: its number on the forge, the method, the title."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256

from msgspec import Struct

from watchkeeper.domain.change import Commit
from watchkeeper.domain.events.changes import MergeMethod

LONGEST = 20_000
"""Characters of a message that are read for marks."""
MERGE_MARKS = (
    r"Merge pull request #(\d+) (?:from|in) ",
    r"Merge pull request '.*' \(#(\d+)\) from ",
    r"Merge pull request (\d+) from ",
    r"Merged in .+ \(pull request #(\d+)\)",
    r"Pull request #(\d+):? ",
    r"Merged PR (\d+):? ",
    r"(?:Auto|Rollup) merge of #(\d+)\b",
    r"Merge (?:PR|MR) [#!]?(\d+)\b",
    r"[a-z]+ #(\d+) \S.* \([\w., -]+\)$",
)
"""How forges and merge bots word the subject of a merge; the group is the number."""
QUEUE = re.compile(r"(?:Merge|Try) ((?:#\d+ ?)+)$")
CLOSING = re.compile(r"[(\[][#!](\d{1,9})[)\]]\s*(?:\[[^\]]*\]\s*)*$")
"""A number in brackets at the end of a subject, as a squash merge writes it; marks like [skip ci] may follow."""
BODY_MARKS = (
    r"^See merge request (?:\S+)?!(\d+)\s*$",
    r"^(?:PR-URL|Pull Request resolved|Pull-Request|Reviewed-on): ?\S*?/(?:pull|pulls|merge_requests|\+)/(\d+)\b",
    r"^Differential Revision: ?\S*?/D(\d+)\s*$",
)
LONG_LIVED = re.compile(
    r"Merge (?:(?:remote-tracking )?branch|tag|commit) '?(?:[\w.-]+/)?"
    r"(?:main|master|trunk|develop(?:ment)?|dev|unstable|next|maint(?:enance)?|stable|staging|production"
    r"|(?:release|releases|rel|hotfix|support|stable|maint)[-/_.][\w./-]+|v?\d+(?:[._]\w+)*)'?(?:$| (?:of|into|in|to) )"
)
"""A merge that joins long-lived branches: what it brings are changes of their own."""
ROLLUP = re.compile(r"^Rollup of \d+ pull requests|^Auto merge of #\d+ - [\w-]+:rollup", re.MULTILINE)


class Landing(Struct, frozen=True):
    """What a commit on the target says of the change it ends.

    `numbers` are the change's numbers on the forge (several for a batch of a merge queue), `title` the
    subject without them. `integration` means that the merge joins long-lived branches.
    """

    numbers: tuple[int, ...]
    how: MergeMethod
    title: str
    integration: bool = False


def read_landing(commit: Commit) -> Landing:
    """The landing that a commit's subject and body tell; linear in time."""
    message = commit.message[:LONGEST]
    subject, _, body = message.partition("\n")
    if len(commit.parents) > 1:
        return _merge(subject, body, message)
    numbers = _first(_merge_marks(), subject) or _closing(subject) or _first(_body_marks(), body)
    how: MergeMethod = "squash" if numbers else "direct"
    return Landing(numbers, how, plain_title(subject))


def _merge(subject: str, body: str, message: str) -> Landing:
    title = next((line.strip() for line in body.split("\n") if line.strip()), subject)
    if batch := QUEUE.fullmatch(subject):
        return Landing(tuple(int(n) for n in re.findall(r"\d+", batch[1])), "queue", plain_title(title))
    joins = bool(LONG_LIVED.match(subject) or ROLLUP.search(message))
    numbers = _first(_merge_marks(), subject) or _closing(subject) or _first(_body_marks(), body)
    return Landing(numbers, "merge", plain_title(title if numbers else subject), joins)


def plain_title(subject: str) -> str:
    """A subject without numbers in brackets at its end and outer blanks."""
    before, title = "", subject.strip()
    while before != title:
        before, title = title, CLOSING.sub("", title).strip()
    return title


def title_hash(title: str) -> str:
    """Sixteen hexadecimal digits of a title, so that equal titles are found without keeping their words."""
    plain = " ".join(title.split()).casefold()
    return sha256(plain.encode("utf-8", "replace")).hexdigest()[:16] if plain else ""


@cache
def _merge_marks() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(mark) for mark in MERGE_MARKS)


@cache
def _body_marks() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(mark, re.MULTILINE) for mark in BODY_MARKS)


def _first(marks: tuple[re.Pattern[str], ...], text: str) -> tuple[int, ...]:
    for mark in marks:
        if found := mark.search(text) if mark.flags & re.MULTILINE else mark.match(text):
            return (int(found[1]),)
    return ()


def _closing(subject: str) -> tuple[int, ...]:
    found = CLOSING.search(subject)
    return (int(found[1]),) if found else ()
