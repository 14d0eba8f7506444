"""Finds out whether the owners of the changed paths are people who can be reached and who know the code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.analysis.ownership.reach import PEOPLE, PathGroup, PathPeople
from watchkeeper.domain.evidence import Evidence, Rung, Unknown
from watchkeeper.domain.ownership.owners import OwnerAnswer, OwnerRef, Resolution
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.paths import collect as collect_owners

NO_LIST = "no list of people or teams is named in the policy"
LIST = "name one under people or sources.people (docs/people.md)"


def collect(gathering: Gathering) -> Evidence[PathPeople] | Unknown:
    """The owned changed paths by the line that owns them, with what each owner comes to.

    Without any list of people every owner is unknown, and no history is read.
    """
    owners = collect_owners(gathering)
    if isinstance(owners, Unknown):
        return Unknown(PEOPLE.name, gathering.change.head, owners.reason, owners.remedy)
    grouped = list(_groups(owners.value.resolutions))
    listed = bool(gathering.people.persons or gathering.people.teams)
    if listed and grouped:
        from watchkeeper.evidence.ownership.judging import open_judge

        judge = open_judge(gathering, owners.value, [paths for paths, _ in grouped])
        groups = tuple(PathGroup(paths, judge.judge(r.owners, paths), r.rule) for paths, r in grouped)
    else:
        groups = tuple(PathGroup(paths, tuple(map(_unlisted, r.owners)), r.rule) for paths, r in grouped)
    value = PathPeople(groups, listed, gathering.escalation, gathering.judge.commit)
    rung: Rung = "resolved" if any(group.state == "stands" for group in groups) else "declared"
    return Evidence(PEOPLE.name, gathering.change.head, value, rung if groups else "absent", sources=owners.sources)


def _groups(resolutions: Sequence[Resolution]) -> Iterator[tuple[tuple[str, ...], Resolution]]:
    found: dict[tuple[object, tuple[OwnerRef, ...]], list[Resolution]] = {}
    for resolution in resolutions:
        if resolution.state == "owned":
            found.setdefault((resolution.rule, resolution.owners), []).append(resolution)
    yield from ((tuple(r.path for r in group), group[0]) for group in found.values())


def _unlisted(owner: OwnerRef) -> OwnerAnswer:
    return OwnerAnswer(owner, "unknown", (), NO_LIST, LIST)
