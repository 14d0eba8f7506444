"""Puts a history in the order in which the main line got it: what each step brought, then the step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence


def steps_of(main_line: Iterable[str], parents: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each commit of the main line (oldest first) with the commits that its other parents brought, oldest first.

    `parents` holds the commits that are new; others were there before. The order depends on the graph alone,
    so that reading a history in two goes gives the same as reading it in one.
    """
    seen: set[str] = set()
    for step in main_line:
        seen.add(step)
        yield step, tuple(_brought(parents.get(step, ())[1:], parents, seen))


def _brought(tips: Sequence[str], parents: Mapping[str, Sequence[str]], seen: set[str]) -> Iterator[str]:
    """The commits below the tips that nothing brought before, parents first (post-order, first parent first)."""
    stack: list[tuple[str, Iterator[str]]] = []
    for tip in tips:
        if tip in parents and tip not in seen:
            seen.add(tip)
            stack.append((tip, iter(parents[tip])))
        while stack:
            commit, rest = stack[-1]
            above = next((one for one in rest if one in parents and one not in seen), None)
            if above is None:
                yield commit
                stack.pop()
            else:
                seen.add(above)
                stack.append((above, iter(parents[above])))
