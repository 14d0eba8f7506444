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
    if parts[0] == "**" and parts[-1] != "**" and len(parts) == 2:
        name = _compile_name(parts[1])
        return lambda path: name(path.rpartition("/")[2])
    if parts[0] == "**" and parts[-1] == "**" and len(parts) == 3 and parts[1] != "**":
        folder_name = _compile_name(parts[1])
        return lambda path: any(map(folder_name, path.split("/")[:-1]))
    if parts[-1] == "**" and len(parts) > 1 and not any(WILD & set(part) for part in parts[:-1]):
        folder = "/".join(parts[:-1]) + "/"
        return lambda path: path.startswith(folder)
    return lambda path: _match(path.split("/"), parts)


def _compile_name(part: str) -> Callable[[str], bool]:
    """The test of one name: whole, by its ending, by its beginning, by what it holds, else step by step."""
    inner = part.strip("*")
    if WILD & set(inner):
        return lambda name: _match_name(name, part)
    starts, ends = not part.startswith("*"), not part.endswith("*")
    if starts and ends:
        return lambda name: name == inner
    if starts:
        return lambda name: name.startswith(inner)
    return (lambda name: name.endswith(inner)) if ends else (lambda name: inner in name)


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
    # a last `**` that was not reached has nothing below it: `a/**` does not match `a` itself
    return at == len(parts)


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
