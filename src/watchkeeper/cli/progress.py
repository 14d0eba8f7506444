"""Tells progress on standard error, on one line, when a run takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

LATEST = 0.2


def progress(*, quiet: bool = False) -> Callable[[str, int], None]:
    """A function that is told what is being done and how much of it is; it writes at most five times a second."""
    start = time.monotonic()
    last = [start + 0.8]
    terminal = sys.stderr.isatty()

    def tell(what: str, done: int) -> None:
        now = time.monotonic()
        if quiet or now - last[0] < LATEST:
            return
        last[0] = now + (0 if terminal else 5)
        seconds = now - start
        text = f"{what}: {done:,} ({seconds:.0f} s)"
        click.echo(f"\r{text:<60}\r" if terminal else text, err=True, nl=not terminal)

    return tell
