"""A cache of facts by the object they are about: safe to delete, never needed."""

from __future__ import annotations

import contextlib
import os


def cached(kind: str, key: str) -> bytes | None:
    """What was kept of that kind under that key (an object id), or None."""
    try:
        with open(_path(kind, key), "rb") as file:
            return file.read()
    except OSError:
        return None


def keep(kind: str, key: str, value: bytes) -> None:
    """Keep a fact; where nothing can be written, nothing is kept."""
    path = _path(kind, key)
    temporary = f"{path}.{os.getpid()}.part"
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(value)
        os.replace(temporary, path)


def _path(kind: str, key: str) -> str:
    """`$XDG_CACHE_HOME/watchkeeper/KIND/ab/cdef…`."""
    root = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(root, "watchkeeper", kind, key[:2], key[2:])
