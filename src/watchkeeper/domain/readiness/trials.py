"""What came of trying an alert rule on made-up series."""

from __future__ import annotations

from msgspec import Struct


class Trial(Struct, frozen=True):
    """Whether a rule fired, and the labels of each alert that it fired with.

    `fired` is None where it did not, or was not tried: that proves nothing, and `why` says what happened.
    """

    fired: bool | None
    why: str = ""
    labels: tuple[dict[str, str], ...] = ()
