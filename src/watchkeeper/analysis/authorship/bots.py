"""Knows machine accounts for dependencies, releases and CI by their names."""

from __future__ import annotations

BOT_NAMES = frozenset({"dependabot", "dependabot-preview", "renovate", "renovate-bot", "github-actions", "greenkeeper"})


def is_bot(name: str, email: str) -> bool:
    """Whether an author is a machine account for dependencies, releases or CI."""
    plain, local = name.casefold().strip(), email.casefold().partition("@")[0]
    both = plain.endswith("bot") and local.endswith("-bot")  # Bot alone is a surname
    return plain.endswith(("[bot]", "-bot")) or local.endswith("[bot]") or plain in BOT_NAMES or both
