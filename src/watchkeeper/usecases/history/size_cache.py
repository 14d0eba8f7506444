"""Sizes of changes that were measured before, by what they are of: safe to delete, shared by all ledgers.

A size is that of two whole trees, since lines may move from file to file; so the pair of commits is the key.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Mapping, Sequence

MOST_PARAMETERS = 500


class SizeCache:
    """Encoded sizes by (base, head) of one version of the counter; without a place to keep them it holds nothing."""

    def __init__(self, version: int) -> None:
        root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        self._database: sqlite3.Connection | None = None
        with contextlib.suppress(OSError, sqlite3.Error):
            os.makedirs(os.path.join(root, "watchkeeper"), exist_ok=True)
            self._database = _opened(os.path.join(root, "watchkeeper", f"sizes-{version}.sqlite"))

    def close(self) -> None:
        """Give the file back."""
        if self._database:
            self._database.close()

    def load(self, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
        """The sizes that are known."""
        found: dict[tuple[str, str], bytes] = {}
        by_key = {f"{base}..{head}": (base, head) for base, head in pairs}
        keys = list(by_key)
        with contextlib.suppress(sqlite3.Error):
            for start in range(0, len(keys) if self._database else 0, MOST_PARAMETERS):
                part = keys[start : start + MOST_PARAMETERS]
                marks = ",".join("?" * len(part))
                rows = self._rows(f"SELECT pair, size FROM sizes WHERE pair IN ({marks})", part)  # noqa: S608 - marks
                found.update((by_key[key], size) for key, size in rows)
        return found

    def keep(self, sizes: Mapping[tuple[str, str], bytes]) -> None:
        """Keep sizes for the next time."""
        rows = [(f"{base}..{head}", size) for (base, head), size in sizes.items()]
        with contextlib.suppress(sqlite3.Error):
            if self._database and rows:
                with self._database:
                    self._database.executemany("INSERT OR IGNORE INTO sizes VALUES (?, ?)", rows)

    def _rows(self, query: str, values: Sequence[str]) -> list[tuple[str, bytes]]:
        return self._database.execute(query, values).fetchall() if self._database else []


def _opened(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=5)
    try:
        database.execute("CREATE TABLE IF NOT EXISTS sizes (pair TEXT PRIMARY KEY, size BLOB) WITHOUT ROWID")
    except sqlite3.Error:
        database.close()
        raise
    return database
