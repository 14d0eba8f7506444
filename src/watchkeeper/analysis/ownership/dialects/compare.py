"""Which paths change owner when another dialect reads what is written."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.analysis.ownership.dialects.resolver import Resolver
from watchkeeper.domain.ownership.owners import Comparison, Dialect, Moved, Resolution

_Why = tuple[object, ...]


def compare_resolvers(
    before: tuple[Dialect, Resolver], after: tuple[Dialect, Resolver], paths: Iterable[str]
) -> Comparison:
    """Paths whose state or owners differ, in groups that have the same two rules; largest groups first."""
    groups: dict[_Why, tuple[Resolution, Resolution, list[str]]] = {}
    count = 0
    ask, ask_again = before[1].resolve, after[1].resolve
    for path in paths:
        count += 1
        old, new = ask(path), ask_again(path)
        if old.state == new.state and (old.owners == new.owners or _names(old) == _names(new)):
            continue
        why = (old.state, old.owners, old.rule, new.state, new.owners, new.rule)
        groups.setdefault(why, (old, new, []))[2].append(path)
    found = [Moved(old, new, tuple(members)) for old, new, members in groups.values()]
    found.sort(key=lambda moved: (-len(moved.paths), moved.paths[0]))
    return Comparison(before[0], after[0], count, tuple(found))


def _names(resolution: Resolution) -> set[str]:
    return {owner.text.casefold() for owner in resolution.owners}
