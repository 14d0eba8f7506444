"""Finds the change that a commit on another line is a copy of."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from watchkeeper.analysis.changes.landing import CLOSING, plain_title, title_hash
from watchkeeper.analysis.changes.walk import Landed
from watchkeeper.domain.identifiers import change_id

PICKED = re.compile(r"^\(?cherry[ -]picked from (?:commit )?([0-9a-f]{7,64})\b", re.MULTILINE | re.IGNORECASE)
BACKPORT = re.compile(
    r"\b(?:back-?port(?:s|ed|ing)?|cherry[ -]?pick(?:s|ed)?)(?: of| from|:)?"
    r"(?: (?:pr|mr|pull request|merge request))?:? "
    r"(?:\S*/(?:pull|merge_requests)/|[\w.-]+/[\w.-]+#|[#!])(\d{1,9})\b",
    re.IGNORECASE,
)
PREFIX = re.compile(r"^(?:\[[^\]]*\] *|(?:back-?port|cherry[ -]?pick|\U0001F352)[^:]{0,40}: *)+", re.IGNORECASE)
NUMBERS = re.compile(r"[(\[][#!](\d{1,9})[)\]]")


class Original(Struct, frozen=True):
    """The change that was copied, and how that is known."""

    change: str
    basis: Literal["cherry-pick", "number", "patch", "title"]


def original_of(
    landed: Landed,
    repository: str,
    *,
    by_commit: Callable[[str], str],
    known: Callable[[int], bool],
    by_title: Callable[[str], str],
) -> Original | None:
    """The change of the target that a landed copy repeats: by its trailer, its numbers, its title.

    `by_commit` gives the change of a commit id, `known` tells whether a number is that of a change, `by_title` the
    last change with a title's hash, by the same author, before the copy.
    """
    for commit in landed.commits:
        for name in PICKED.findall(commit.message):
            if change := by_commit(name):
                return Original(change, "cherry-pick")
    tip = landed.tip
    numbers = [int(n) for n in BACKPORT.findall(tip.message)] + [int(n) for n in NUMBERS.findall(tip.subject)]
    own = [int(n) for n in CLOSING.findall(tip.subject)]
    for number in numbers:
        if (number not in own or len(numbers) == 1) and known(number):
            return Original(change_id(repository, "", number), "number")
    title = plain_title(PREFIX.sub("", landed.landing.title))
    change = by_title(title_hash(title)) if len(title) >= LONG_ENOUGH else ""
    return Original(change, "title") if change else None


LONG_ENOUGH = 20
"""Letters of a title below which equal titles are no sign of a copy ("Fix typo")."""
