"""Path globs of policies and rules: `**` crosses folders, `*` and `?` do not; matching is linear."""

from __future__ import annotations

from functools import lru_cache


def matches(path: str, glob: str) -> bool:
    """Whether a path (from the root, `/` between folders) matches a glob as a whole.

    A glob without `/` matches a name at any depth; one that ends in `/` matches everything below.
    """
    parts = _parts(glob)
    return _match(path.split("/"), parts)


@lru_cache(maxsize=1024)
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
