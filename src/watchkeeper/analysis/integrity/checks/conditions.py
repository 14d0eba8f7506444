"""Conditions of jobs and steps: those that never hold, and those that keep a job from judging changes."""

from __future__ import annotations

import re

LITERAL = re.compile(r"'([^']*)'\s*(==|!=)\s*'([^']*)'|(\d+)\s*(==|!=)\s*(\d+)")
EVENT = re.compile(r"github\.event_name\s*(==|!=)\s*'(\w+)'")
CHANGES = ("pull_request", "merge_group", "pull_request_target")


def never_holds(condition: str) -> bool:
    """Whether an `if` is false whatever happens: `false`, `1 == 2`, or a conjunction with one of these."""
    bare = _bare(condition)
    if not bare or "||" in bare or "!(" in bare:
        return False
    return any(_is_false(part.strip().strip("()").strip()) for part in bare.split("&&"))


def excludes_changes(condition: str) -> bool:
    """Whether an `if` holds for no proposed change: it asks for another event, or for not this one."""
    bare = _bare(condition)
    if "||" in bare:
        return False
    for sign, event in EVENT.findall(bare):
        if (sign == "==" and event not in CHANGES) or (sign == "!=" and event == "pull_request"):
            return True
    return False


def _bare(condition: str) -> str:
    text = condition.strip()
    if text.startswith("${{") and text.endswith("}}") and text.count("${{") == 1:
        text = text[3:-2]
    return text.strip()


def _is_false(part: str) -> bool:
    if part.casefold() in {"false", "0", "''", "null", "!true", "! true"}:
        return True
    found = LITERAL.fullmatch(part)
    if not found:
        return False
    left, sign, right = (found[1], found[2], found[3]) if found[2] else (found[4], found[5], found[6])
    return (left == right) != (sign == "==")
