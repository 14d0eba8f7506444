"""Path globs of policies and rules: `**` crosses folders, `*` and `?` do not; matching is linear."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

WILD = frozenset("*?")


def matches(path: str, glob: str) -> bool:
    """Whether a path (from the root, `/` between folders) matches a glob as a whole.

    A glob without `/` matches a name at any depth; one that ends in `/` matches everything below.
    """
    return compile_glob(glob)(path)


@lru_cache(maxsize=1024)
def compile_glob(glob: str) -> Callable[[str], bool]:
    """The test of a glob; the common shapes (a name, an ending, a folder) compare text only."""
    parts = _parts(glob)
    last = parts[-1]
    if len(parts) == 2 and parts[0] == "**" and last != "**":
        if not WILD & set(last):
            return lambda path: path == last or path.endswith("/" + last)
        if last[0] == "*" and not WILD & set(last[1:]):
            return lambda path: path.endswith(last[1:])
    if last == "**" and len(parts) > 1 and not any(WILD & set(part) for part in parts[:-1]):
        folder = "/".join(parts[:-1]) + "/"
        return lambda path: path.startswith(folder)
    return lambda path: _match(path.split("/"), parts)


def _parts(glob: str) -> tuple[str, ...]:
    text = glob.removeprefix("./")
    if "/" not in text.rstrip("/"):
        text = f"**/{text}"
    text = text.removeprefix("/")
    return tuple((text + "**" if text.endswith("/") else text).split("/"))


def _match(names: list[str], parts: tuple[str, ...]) -> bool:
    """Match folder by folder; only the last `**` has to be tried again, so time is at most their product."""
    at = name = 0
    back_at, back_name = -1, 0
    while name < len(names):
        if at < len(parts) and parts[at] == "**":
            back_at, back_name = at, name
            at += 1
        elif at < len(parts) and _match_name(names[name], parts[at]):
            at += 1
            name += 1
        elif back_at >= 0:
            back_name += 1
            at, name = back_at + 1, back_name
        else:
            return False
    # a folder glob needs something below: `a/**` does not match `a` itself
    return at == len(parts) or (parts[at:] == ("**",) and len(names) > at)


def _match_name(name: str, part: str) -> bool:
    at = here = 0
    star, mark = -1, 0
    while here < len(name):
        if at < len(part) and part[at] == "*":
            star, mark = at, here
            at += 1
        elif at < len(part) and part[at] in {"?", name[here]}:
            at += 1
            here += 1
        elif star >= 0:
            mark += 1
            at, here = star + 1, mark
        else:
            return False
    return not part[at:].strip("*")
