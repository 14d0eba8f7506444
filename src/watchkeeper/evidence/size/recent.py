"""Finds what the initiator of a change merged or has open in the same place lately, and measures it."""

from __future__ import annotations

from typing import Literal

from watchkeeper.analysis.size.counter import FileMeasure, total_size
from watchkeeper.analysis.size.recent import RECENT, Recent, RecentChange, place_of
from watchkeeper.domain.change import Commit
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.size.attributes import TargetAttributes
from watchkeeper.evidence.size.change import measure_difference
from watchkeeper.git.diff import open_difference
from watchkeeper.git.log import read_commits

RULE = "size/cumulative"
DAY = 86_400
MOST_CHANGES = 200
MOST_BRANCHES = 200


Other = tuple[str, Commit, Literal["merged", "open"]]


def collect(gathering: Gathering) -> Evidence[Recent] | Unknown:
    """Effective lines of the initiator's other changes in the place where this change has most lines.

    The initiator is the author address of the newest commit. Time is that of evaluation, or of the
    head when the change is already merged.
    """
    change = gathering.change
    own = next((c for c in change.commits if len(c.parents) < 2), None)
    if own is None:
        return Unknown(RECENT.name, change.head, "the change has no commit of its own", "check the commits it merges")
    if gathering.repository.shallow:
        return Unknown(RECENT.name, change.head, "this clone is shallow", "git fetch --unshallow")
    days = int(str(gathering.options.get(RULE, {}).get("days", 7)))
    initiator = own.author.email.casefold()
    since = gathering.now - days * DAY
    others = [*_merged(gathering, initiator, since), *_open(gathering, initiator, since)]
    if not others:
        return Evidence(RECENT.name, change.head, Recent(initiator, "", days, 0, ()), "resolved")
    lines = _lines_by_place(gathering, change.base, change.head)
    place = min(lines, key=lambda name: (-lines[name], name), default="")
    counted = [
        RecentChange(
            commit.sha, commit.subject, _lines_by_place(gathering, base, commit.sha, place).get(place, 0), state
        )
        for base, commit, state in others
    ]
    value = Recent(initiator, place, days, lines.get(place, 0), tuple(c for c in counted if c.lines))
    return Evidence(RECENT.name, change.head, value, "resolved")


def _merged(gathering: Gathering, initiator: str, since: int) -> list[Other]:
    """Changes on the target's first-parent line since then, by whoever wrote their tip."""
    tip = gathering.judge.commit
    if not tip:
        return []
    commits = {c.sha: c for c in read_commits(gathering.repository, f"--since={since}", tip)}
    found: list[Other] = []
    at = commits.get(tip)
    while at and len(found) < MOST_CHANGES:
        wrote = commits.get(at.parents[1], at) if len(at.parents) > 1 else at
        if wrote.author.email.casefold() == initiator and at.parents and at.committed_at >= since:
            found.append((at.parents[0], at, "merged"))
        at = commits.get(at.parents[0]) if at.parents else None
    return found


def _open(gathering: Gathering, initiator: str, since: int) -> list[Other]:
    """Branches of the initiator in this clone that are neither merged nor part of this change."""
    repository, head, tip = gathering.repository, gathering.change.head, gathering.judge.commit
    if not tip:
        return []
    _, output, _ = repository.refs.run(
        "for-each-ref", "--sort=-committerdate", f"--count={MOST_BRANCHES}",
        "--format=%(objectname) %(committerdate:unix) %(authoremail:trim)", "refs/heads", "refs/remotes",
    )  # fmt: skip
    found: dict[str, Other] = {}
    for line in output.decode("utf-8", "replace").splitlines():
        sha, _, rest = line.partition(" ")
        time, _, email = rest.partition(" ")
        if email.casefold() != initiator or int(time or 0) < since or sha in {head, tip} or sha in found:
            continue
        base = repository.merge_base(sha, tip)
        if base in {None, sha} or repository.merge_base(sha, head) in {sha, head}:
            continue
        commit = next(read_commits(repository, "-n1", sha))
        found[sha] = (str(base), commit, "open")
    return list(found.values())


def _lines_by_place(gathering: Gathering, base: str, head: str, *below: str) -> dict[str, int]:
    """Effective lines by place, counted by the one counter."""
    attributes = TargetAttributes(gathering.judge)
    with open_difference(gathering.repository, base, head, *(path for path in below if path)) as difference:
        measures = measure_difference(difference, attributes, gathering.repository.objects, gathering.yardsticks.model)
    by_place: dict[str, list[FileMeasure]] = {}
    for measure in measures:
        by_place.setdefault(place_of(measure.path), []).append(measure)
    return {place: total_size(found, gathering.yardsticks).lines_effective for place, found in by_place.items()}
