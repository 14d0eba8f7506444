"""How large a change is: raw, effective, and what was left out and why."""

from __future__ import annotations

from msgspec import Struct


class Excluded(Struct, frozen=True):
    """Lines of one file that review need not read: how many, and the reason in words."""

    path: str
    lines: int
    reason: str


class Window(Struct, frozen=True):
    """A model's context window, in tokens, from the windows data file."""

    model: str
    tokens: int


class Size(Struct, frozen=True):
    """The size of a change.

    Lines are added plus removed lines. `lines_effective` leaves out what `excluded` lists; `files`
    counts every changed file. `bytes` are the bytes of all changed lines plus those of changed
    binary blobs; `longest_line` is in bytes; `tokens` is the estimate for the effective text, with
    `tokens_error` its relative error (p90, 0..1). `review_minutes` follows published inspection
    rates; `review_cost` is in the currency of the policy's prices, 0.0 when none are set.
    `claims` are exclusions that were claimed but not proved, so those lines count.
    """

    lines_raw: int
    lines_effective: int
    files: int
    files_effective: int
    bytes: int
    longest_line: int
    longest_line_path: str
    tokens: int
    tokens_error: float
    windows_exceeded: tuple[Window, ...]
    review_minutes: int
    review_cost: float
    excluded: tuple[Excluded, ...] = ()
    claims: tuple[Excluded, ...] = ()
    largest: tuple[tuple[str, int], ...] = ()
