"""Proposes owners for folders that nobody owns, from who knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from watchkeeper.domain.knowledge import Grasp
from watchkeeper.domain.ownership.proposals import Confidence, ProposedOwner

DEPTH = 2
"""Folders are proposed down to this depth; what lies deeper belongs to them."""
MOST_OWNERS = 2
"""One who answers and one beside, so that nobody is the only owner of a change of their own."""
LEAST_SHARE = 0.1
LITTLE, MOST = 0.25, 0.5
LEAST_FILES = 3
DAY = 86_400
FRESH = 180 * DAY


class Folder(Struct, frozen=True):
    """A folder with what nobody owns in it, and who knows those files, the best first."""

    name: str
    files: int
    lines: int
    knowers: tuple[Grasp, ...]


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


def propose_owners(folders: Sequence[Folder], written: Callable[[Grasp], str], now: int) -> tuple[ProposedOwner, ...]:
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


def why_proposed(owner: str, grasp: Grasp, now: int) -> str:
    """What the history says for a person, as a sentence without a full stop."""
    days = max(0, now - grasp.last) // DAY
    ago = "today" if not days else f"{days:,} day{'' if days == 1 else 's'} ago"
    files = "the file" if grasp.of == 1 else f"{grasp.files:,} of {grasp.of:,} files"
    return f"{owner} did {grasp.share:.0%} of what people did there: worked in {files}, last {ago}"


def confidence_of(grasp: Grasp, now: int) -> Confidence:
    """High: most of the work, in half of the files at least, within half a year; low: little in few, or long ago."""
    age = now - grasp.last
    if age > 2 * FRESH or (grasp.share < LITTLE and grasp.files < grasp.of / 2) or (grasp.files < 2 <= grasp.of):
        return "low"
    if grasp.share >= MOST and grasp.files >= max(LEAST_FILES, grasp.of / 2) and age <= FRESH:
        return "high"
    return "medium"


def _propose(folder: Folder, written: Callable[[Grasp], str], now: int) -> ProposedOwner | None:
    named = [(grasp, text) for grasp in folder.knowers if grasp.share >= LEAST_SHARE and (text := written(grasp))]
    owners = tuple(dict.fromkeys(text for _, text in named))[:MOST_OWNERS]
    if not owners:
        return None
    first = named[0][0]
    why = why_proposed(owners[0], first, now)
    return ProposedOwner(folder.name, owners, confidence_of(first, now), folder.files, folder.lines, why)


def _joined(above: ProposedOwner, below: ProposedOwner) -> ProposedOwner:
    ladder: tuple[Confidence, ...] = ("low", "medium", "high")
    confidence = min(above.confidence, below.confidence, key=ladder.index)
    files, lines = above.files + below.files, above.lines + below.lines
    return ProposedOwner(above.folder, above.owners, confidence, files, lines, above.why)
