"""Tells which repository a clone is."""

from __future__ import annotations

from watchkeeper.domain.identifiers import repository_id
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.cache import cached, keep

NAMELESS = "this-clone"
"""Stands for the id where a shallow clone cannot know it; it is good for one answer, and never recorded."""


def identify(repository: Repository, tip: str, declared: str) -> str:
    """The repository's id: its declared name, else the hash of its first commits.

    Raises:
        UnknownSubjectError: neither is known.
    """
    if declared:
        return declared
    if repository.shallow:
        remedy = "declare `repository: NAME` in .watchkeeper.yaml, or fetch the history (git fetch --unshallow)"
        raise UnknownSubjectError(Problem("a shallow clone does not know which repository it is", remedy=remedy))
    roots = cached("roots", tip)
    if roots is None:
        _, roots, _ = repository.git.run("rev-list", "--max-parents=0", tip)
        keep("roots", tip, roots)
    return repository_id("", roots.decode("ascii").split())


def identify_here(repository: Repository, tip: str, declared: str) -> str:
    """The same for an answer on the spot: a shallow clone without a declared name is `NAMELESS`."""
    try:
        return identify(repository, tip, declared)
    except UnknownSubjectError:
        return NAMELESS
