"""Opens a state that was read: with the target's files, its mailmap, and what is missing told in words."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.analysis.knowledge.state import State
from watchkeeper.domain.change import Identity
from watchkeeper.domain.knowledge import Coverage
from watchkeeper.git.listing import list_files
from watchkeeper.git.mailmap import map_identities
from watchkeeper.git.repository import Repository

KNOWLEDGE = "knowledge/history"
SUBMODULE = 0o160000


def open_knowledge(repository: Repository, tip: str, state: State, *notes: str) -> Knowledge:
    """What the state tells of the files of `tip`, as of the time of that commit.

    Raises:
        UnknownSubjectError: the commit or its trees are missing.
    """
    mapped = map_identities(repository, tip, [Identity(*pair) for pair in state.identities])
    coverage = Coverage(state.commits, state.since, state.uncounted, (*notes, *_notes(state)))
    files = frozenset(path for path, mode, _ in list_files(repository, tip) if mode != SUBMODULE)
    return Knowledge(state, mapped, time_of(repository, tip), files, coverage)


def time_of(repository: Repository, commit: str) -> int:
    """When a commit was made, in seconds since the epoch."""
    _, output, _ = repository.git.run("log", "-1", "--format=%ct", commit)
    return int(output or 0)


def _notes(state: State) -> Iterator[str]:
    if state.since:
        yield "this clone is shallow: who wrote what was there before is not known"
    if state.uncounted:
        yield (
            f"the contents of {state.uncounted} commits are not in this clone: their changes count, their lines "
            "do not, and renames in them are not seen"
        )
    if state.nobody:
        yield f"{state.nobody} commits were written by programs, and nobody is on record who directed or approved them"
