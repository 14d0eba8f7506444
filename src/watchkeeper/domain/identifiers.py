"""Names that stay the same for ever: components, people, changes, deployments, incidents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from watchkeeper.domain.problems import UsageError

_NOT_IN_NAMES = re.compile(r"[^a-z0-9_.-]+")
_LONGEST = 63


def repository_id(declared: str, root_commits: Iterable[str]) -> str:
    """The declared name, else the SHA-256 (hex) of the sorted root commit ids joined by newlines."""
    return declared or hashlib.sha256("\n".join(sorted(root_commits)).encode()).hexdigest()


def component_id(name: str, namespace: str = "default") -> str:
    """The id of a declared component."""
    return f"component:{namespace}/{name}"


def undeclared_component_id(repository: str, root: str) -> str:
    """The id of a component that nobody declared, by repository id and root path."""
    return f"component:undeclared/{repository}/{root}"


def change_id(repository: str, head: str, number: int = 0) -> str:
    """The id of a change: by its number on the forge if it has one, else by its head commit."""
    return f"change:{repository}/{number or head}"


def person_id(name: str) -> str:
    """The id of a person."""
    return f"person:{name}"


def team_id(name: str) -> str:
    """The id of a team."""
    return f"team:{name}"


def choose(name: str, candidates: Sequence[str]) -> str:
    """The one identifier that a bare or full name means.

    Raises:
        UsageError: nothing matches, or several do (then all are listed).
    """
    full = [c for c in candidates if c == name or c.rpartition("/")[2] == name]
    if len(full) == 1:
        return full[0]
    if not full:
        raise UsageError(f"nothing is called {name!r}")
    raise UsageError(f"{name!r} is ambiguous: {', '.join(sorted(full))}")


def deepest_root(path: str, roots: Iterable[str]) -> str | None:
    """The root that a path belongs to: the deepest folder that contains it; "" is the whole tree."""
    containing = [r for r in roots if not r or path == r or path.startswith(r.rstrip("/") + "/")]
    return max(containing, key=len, default=None)


def slug(name: str) -> str:
    """The name in lower case, with `-` for everything that a reference does not take; "unnamed" if nothing is left."""
    return _NOT_IN_NAMES.sub("-", name.lower())[:_LONGEST].strip("-_.") or "unnamed"
