"""Guesses from words what a change was for: a stand-in until a forge or an incident says it."""

from __future__ import annotations

import re

from watchkeeper.domain.events.changes import ChangeKind

REVERT = re.compile(r"^(?:\[[^\]]*\] *)*(?:revert\b|back(?:ed)?[ -]?out\b|undo\b)", re.IGNORECASE)
RELAND = re.compile(r"^(?:\[[^\]]*\] *)*(?:re-?land|re-?apply|un-?revert)", re.IGNORECASE)
REVERTED_REVERT = re.compile(r"^revert:? *[\"“'`]?revert\b", re.IGNORECASE)
HOTFIX = re.compile(r"\bhot-?fix", re.IGNORECASE)
CONVENTIONAL = re.compile(r"^(?P<type>[a-z]+)(?:\([^)]*\))?!?:", re.IGNORECASE)
FIX = re.compile(
    r"\b(?:fix(?:e[sd]|ing)?|bug-?fix(?:es)?|regression|crash(?:e[sd])?|correct(?:s|ed)?|repair(?:s|ed)?|workaround)\b",
    re.IGNORECASE,
)
CLOSES = re.compile(r"^(?:fix(?:es|ed)?|bug):? +(?:\S+/\S+)?#\d+", re.IGNORECASE | re.MULTILINE)
NOT_A_DEFECT = re.compile(
    r"\b(?:typos?|lint(?:er|ing)?|spelling|grammar|docs?|documentation|readme|changelog|comments?|format(?:ting)?|style|"
    r"tests?|ci|flaky|warnings?|mypy|types?|typing|pylint|flake8|ruff|links?)\b",
    re.IGNORECASE,
)
UPKEEP = re.compile(
    r"^(?:bump|update dependenc|upgrade|chore|release|version|merge|docs?\b|test|ci\b|build|style|refactor|typo|lint)",
    re.IGNORECASE,
)
TYPES: dict[str, ChangeKind] = {
    "fix": "fix", "bugfix": "fix", "hotfix": "hotfix", "revert": "revert", "feat": "feature", "feature": "feature",
    "chore": "maintenance", "docs": "maintenance", "doc": "maintenance", "test": "maintenance", "tests": "maintenance",
    "ci": "maintenance", "build": "maintenance", "style": "maintenance", "refactor": "maintenance",
    "deps": "maintenance", "release": "maintenance",
}  # fmt: skip


def guess_kind(title: str, branch: str, body: str) -> ChangeKind:
    """The kind that title, branch name and body suggest; `unknown` where they say nothing."""
    if RELAND.match(title) or REVERTED_REVERT.match(title):
        return "reland"
    if REVERT.match(title):
        return "revert"
    if HOTFIX.search(title) or HOTFIX.search(branch):
        return "hotfix"
    found = CONVENTIONAL.match(title)
    if found and (named := TYPES.get(found["type"].casefold())):
        return named
    if FIX.search(title) and not NOT_A_DEFECT.search(title):
        return "fix"
    if UPKEEP.match(title):
        return "maintenance"
    return "fix" if CLOSES.search(body) and not NOT_A_DEFECT.search(title) else "unknown"
