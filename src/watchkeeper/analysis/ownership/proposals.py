"""Proposes owners for folders that nobody owns, from who knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from watchkeeper.domain.knowledge import Knower
from watchkeeper.domain.ownership.proposals import Confidence, ProposedOwner

DEPTH = 2
"""Folders are proposed down to this depth; what lies deeper belongs to them."""
MOST_OWNERS = 2
"""One who answers and one beside, so that nobody is the only owner of a change of their own."""
LEAST_SHARE = 0.15
DAY = 86_400
FRESH = 180 * DAY


class Folder(Struct, frozen=True):
    """A folder with what nobody owns in it, and who knows those files, the best first."""

    name: str
    files: int
    lines: int
    knowers: tuple[Knower, ...]


def folder_of(path: str) -> str:
    """The folder that a path is proposed with: its own, or the one above at `DEPTH`."""
    return "/".join(path.split("/")[:-1][:DEPTH])


def group_folders(files: Iterable[tuple[str, int]]) -> Mapping[str, tuple[list[str], int]]:
    """Paths and lines by the folder that they are proposed with."""
    found: dict[str, tuple[list[str], int]] = {}
    for path, lines in files:
        paths, total = found.get(folder_of(path), ([], 0))
        paths.append(path)
        found[folder_of(path)] = (paths, total + lines)
    return found


def propose_owners(folders: Sequence[Folder], written: Callable[[Knower], str], now: int) -> tuple[ProposedOwner, ...]:
    """Owners for each folder, in the order of names; a folder that nobody known stands for is left out.

    `written` gives the text by which a person is named as owner, "" for somebody who cannot be: a bot,
    somebody who left. A folder below one with the same owners is not told again.
    """
    found: dict[str, ProposedOwner] = {}
    for folder in sorted(folders, key=lambda folder: folder.name):
        proposal = _propose(folder, written, now)
        above = found.get(folder.name.rpartition("/")[0]) if "/" in folder.name else None
        if proposal is None:
            continue
        if above and above.owners == proposal.owners:
            found[above.folder] = _joined(above, proposal)
        else:
            found[folder.name] = proposal
    return tuple(found.values())


def _propose(folder: Folder, written: Callable[[Knower], str], now: int) -> ProposedOwner | None:
    named = [(knower, text) for knower in folder.knowers if knower.share >= LEAST_SHARE and (text := written(knower))]
    owners = tuple(dict.fromkeys(text for _, text in named))[:MOST_OWNERS]
    if not owners:
        return None
    first = named[0][0]
    days = max(0, now - first.last) // DAY
    why = (
        f"{owners[0]} has {first.share:.0%} of what is known there "
        f"({first.deliveries:,} changes, {first.reviews:,} reviewed or directed, the last {days:,} days ago)"
    )
    return ProposedOwner(folder.name, owners, _confidence(first, now), folder.files, folder.lines, why)


def _confidence(first: Knower, now: int) -> Confidence:
    seen = first.deliveries + first.reviews
    if now - first.last > 2 * FRESH or seen < 2:
        return "low"
    if first.share >= 0.5 and seen >= 5 and now - first.last <= FRESH:
        return "high"
    return "medium"


def _joined(above: ProposedOwner, below: ProposedOwner) -> ProposedOwner:
    ladder: tuple[Confidence, ...] = ("low", "medium", "high")
    confidence = min(above.confidence, below.confidence, key=ladder.index)
    files, lines = above.files + below.files, above.lines + below.lines
    return ProposedOwner(above.folder, above.owners, confidence, files, lines, above.why)
