"""How fast what a person did fades: half as much counts after each half-life."""

from __future__ import annotations

DAY = 86_400
FILE_HALF_LIFE = 90 * DAY
FOLDER_HALF_LIFE = 30 * DAY
TREE_HALF_LIFE = 10 * DAY
"""Found on the six tuning repositories of `docs/measurements.md`: what is wide fades fast."""


def half_life(folder: str | None) -> int:
    """Seconds after which an act counts half: in a file (None), a folder, the whole tree ("")."""
    return FILE_HALF_LIFE if folder is None else FOLDER_HALF_LIFE if folder else TREE_HALF_LIFE


def faded(weight: float, since: int, now: int, half: int) -> float:
    """What is left of a weight of the time `since`; nothing grows backwards."""
    return weight * 0.5 ** ((now - since) / half) if now > since else weight
