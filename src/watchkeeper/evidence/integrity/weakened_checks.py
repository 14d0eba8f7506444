"""Reads both versions of the files that hold tests and checks, and finds what got weaker."""

from __future__ import annotations

from watchkeeper.analysis.integrity.find import concerns, find_weakenings
from watchkeeper.analysis.integrity.weakening import WEAKENED, TextPair, Weakenings
from watchkeeper.domain.change import FileChange
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.evidence.gathering import Gathering

LIMIT = 5 << 20
REGULAR = frozenset({0o100644, 0o100755, 0})


def collect(gathering: Gathering) -> Evidence[Weakenings] | Unknown:
    """Weakened checks, base against head; only concerned files are read."""
    change = gathering.change
    concerned = [file for file in change.files if concerns(file.path) or concerns(file.old_path)]
    pairs = (pair for file in concerned if (pair := _pair(gathering, file)) is not None)
    changed = tuple(file.path for file in change.files)
    deleted = tuple(file.path for file in change.files if file.status == "deleted")
    found = find_weakenings(pairs, changed, deleted)
    return Evidence(WEAKENED.name, change.head, found, "resolved")


def _pair(gathering: Gathering, file: FileChange) -> TextPair | None:
    if file.old_mode not in REGULAR or file.new_mode not in REGULAR:
        return None
    return TextPair(file.path, file.old_path, _blob(gathering, file.old_blob), _blob(gathering, file.new_blob))


def _blob(gathering: Gathering, blob: str) -> bytes | None:
    """The content, one byte more than the limit when it is too large; None for a side that is absent."""
    if not blob:
        return None
    data = gathering.repository.objects.content(blob, LIMIT + 1)
    if data is None:
        missing = Problem(
            f"the content of object {blob[:12]} is not in this clone", remedy="git fetch --refetch origin"
        )
        raise UnknownSubjectError(missing)
    return data
