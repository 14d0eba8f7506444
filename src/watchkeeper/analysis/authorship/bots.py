"""Knows machine accounts for dependencies, releases and CI by their names."""

from __future__ import annotations

BOT_NAMES = frozenset({"dependabot", "dependabot-preview", "renovate", "renovate-bot", "github-actions", "greenkeeper"})


def is_bot(name: str, email: str) -> bool:
    """Whether an author is a machine account for dependencies, releases or CI."""
    plain = name.casefold().strip()
    return plain.endswith(("[bot]", "-bot")) or "[bot]@" in email.casefold() or plain in BOT_NAMES
