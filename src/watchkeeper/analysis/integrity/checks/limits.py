"""Numbers that a check holds code to, compared over the whole change: a limit may move between files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct

from watchkeeper.analysis.integrity.weakening import Check, How, Weakening, clip


class Limit(Struct, frozen=True):
    """One number: `key` names it across files, `label` for a reader.

    `weaker` says which way it becomes weaker. `floor` is what holds where it is not written (retries: 0);
    None = its absence is the weakest of all.
    """

    key: str
    label: str
    value: float
    path: str
    line: int
    text: str
    how: How
    weaker: Literal["lower", "higher"]
    form: str = ""
    floor: float | None = None


def weaker_limits(check: Check, base: Sequence[Limit], head: Sequence[Limit]) -> Iterator[Weakening]:
    """One weakening for each limit that is weaker or gone; the same limit in another file counts as kept."""
    before, after = _numbered(base), _numbered(head)
    spare = {(limit.key, limit.value): limit for key, limit in after.items() if key not in before}
    for key, old in before.items():
        new = after.get(key)
        if new is None:
            if old.floor is None and not _moved(old, spare.values()):
                detail = f"{old.label} of {old.value:g} is gone"
                yield _found(check, old, detail, "base")
        elif _is_weaker(old, new):
            verb = "falls" if new.value < old.value else "rises"
            yield _found(check, new, f"{new.label} {verb} from {old.value:g} to {new.value:g}", "head")
    for key, new in after.items():
        if key not in before and new.floor is not None and new.value > new.floor and not _had(new, base):
            yield _found(check, new, f"{new.label} rises from {new.floor:g} to {new.value:g}", "head")


def _numbered(limits: Iterable[Limit]) -> dict[tuple[str, str, int], Limit]:
    """Limits by path, key and how many of the kind came before in the file."""
    found: dict[tuple[str, str, int], Limit] = {}
    for limit in limits:
        n = 0
        while (limit.path, limit.key, n) in found:
            n += 1
        found[limit.path, limit.key, n] = limit
    return found


def _is_weaker(old: Limit, new: Limit) -> bool:
    return new.value < old.value if new.weaker == "lower" else new.value > old.value


def _moved(old: Limit, spare: Iterable[Limit]) -> bool:
    return any(new.key == old.key and not _is_weaker(old, new) for new in spare)


def _had(new: Limit, base: Sequence[Limit]) -> bool:
    """Whether some file of the base already had this limit as high."""
    return any(old.key == new.key and old.value >= new.value for old in base)


def _found(check: Check, limit: Limit, detail: str, side: Literal["base", "head"]) -> Weakening:
    return Weakening(check, limit.path, limit.line, side, clip(limit.text), limit.label, detail, limit.how, limit.form)
