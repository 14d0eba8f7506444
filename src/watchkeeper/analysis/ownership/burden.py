"""Weighs how much of a tree is owned by name, by a line for everything, by people who are gone, by nobody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.ownership.catch_all import by_catch_all
from watchkeeper.domain.ownership.burden import HOLDINGS, Burden, Doing, Gap, Holding, Share
from watchkeeper.domain.ownership.owners import Resolution

DEPTH = 2
"""Folders of a gap are told down to this depth."""
MOST_GAPS = 20
Hold = Callable[[str], Holding]


class PastChange(Struct, frozen=True):
    """A merged change: its paths, who wrote and reviewed it (any key of a person), and whether it was a fix."""

    paths: tuple[str, ...]
    authors: tuple[str, ...]
    reviewers: tuple[str, ...] = ()
    fix: bool = False


def holding_of(resolution: Resolution, gone: Callable[[str], bool]) -> Holding:
    """How a path is held; `gone` tells of an owner's text whether nobody stands behind it any more."""
    if resolution.state != "owned":
        return "nobody"
    if all(gone(owner.text) for owner in resolution.owners):
        return "dissolved"
    return "catch-all" if by_catch_all(resolution) else "name"


def weigh(
    files: Iterable[tuple[str, int]],
    hold: Hold,
    components: Mapping[str, Holding],
    changes: Sequence[PastChange],
    team_of: Callable[[str], str],
) -> Burden:
    """The burden of a tree: `files` with their lines, `components` by name, `changes` newest first.

    `team_of` gives a person's team, "" where none is known. The counts of the shares add up to the totals.
    """
    by_files: Counter[Holding] = Counter()
    by_lines: Counter[Holding] = Counter()
    gaps: dict[tuple[str, Holding], list[int]] = {}
    for path, lines in files:
        holding = hold(path)
        by_files[holding] += 1
        by_lines[holding] += lines
        if holding != "name":
            gap = gaps.setdefault((_folder(path), holding), [0, 0])
            gap[0] += 1
            gap[1] += lines
    by_components = Counter(components.values())
    by_changes = Counter(_worst(change.paths, hold) for change in changes if change.paths)
    found = [Gap(folder, holding, count, lines) for (folder, holding), (count, lines) in gaps.items()]
    return Burden(
        shares=tuple(Share(h, by_files[h], by_lines[h], by_components[h], by_changes[h]) for h in HOLDINGS),
        gaps=tuple(sorted(found, key=lambda gap: (-gap.lines, -gap.files, gap.folder, gap.holding))[:MOST_GAPS]),
        doings=_doings(changes, hold, team_of),
        files=by_files.total(),
        lines=by_lines.total(),
        components=by_components.total(),
        changes=by_changes.total(),
        unowned_components=tuple(sorted(name for name, holding in components.items() if holding != "name")),
    )


def _folder(path: str) -> str:
    return "/".join(path.split("/")[:-1][:DEPTH])


def _worst(paths: Iterable[str], hold: Hold) -> Holding:
    return max((hold(path) for path in paths), key=HOLDINGS.index)


def _doings(changes: Sequence[PastChange], hold: Hold, team_of: Callable[[str], str]) -> tuple[Doing, ...]:
    """Who changed, fixed and reviewed where nobody is named, by team; the busiest first."""
    people: dict[str, set[str]] = {}
    counts: dict[str, Counter[str]] = {}
    for change in changes:
        if not change.paths or _worst(change.paths, hold) == "name":
            continue
        wrote = {team_of(person) for person in change.authors}
        reviewed = {team_of(person) for person in change.reviewers}
        for person in (*change.authors, *change.reviewers):
            people.setdefault(team_of(person), set()).add(person)
        for team in wrote | reviewed:
            count = counts.setdefault(team, Counter())
            count["changes"] += team in wrote
            count["fixes"] += change.fix and team in wrote
            count["reviews"] += team in reviewed
    found = [Doing(t, len(people[t]), c["changes"], c["fixes"], c["reviews"]) for t, c in counts.items()]
    return tuple(sorted(found, key=lambda doing: (-doing.changes - doing.reviews, doing.team)))
