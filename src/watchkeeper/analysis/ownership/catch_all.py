"""Which lines of an owners file cover everything, so that they name nobody in particular."""

from __future__ import annotations

from watchkeeper.domain.ownership.owners import Resolution, RuleRef

EVERYTHING = frozenset({"*", "**", "/**", "**/*", "/**/*", "/", "/*/**"})
"""Patterns of a line that covers the whole repository."""
ROOT_FILES = frozenset({"OWNERS"})
"""Owners files that, by their place, speak of the whole tree."""


def is_catch_all(rule: RuleRef) -> bool:
    """Whether a line covers the whole repository, by its pattern or by its place."""
    return rule.pattern in EVERYTHING or (rule.file in ROOT_FILES and rule.pattern in {"", ".*"})


def by_catch_all(resolution: Resolution) -> bool:
    """Whether a path is owned, and by nothing but lines that cover everything."""
    if resolution.state != "owned":
        return False
    rules = [demand.rule for demand in resolution.demands if demand.owners and demand.duty == "approve"]
    told = [rule for rule in (rules or [resolution.rule]) if rule]
    return bool(told) and all(is_catch_all(rule) for rule in told)
