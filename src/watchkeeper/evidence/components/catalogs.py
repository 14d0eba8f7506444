"""Loads what the catalogs of a tree declare."""

from __future__ import annotations

from watchkeeper.domain.catalogs import CatalogEntity
from watchkeeper.domain.problems import Problem
from watchkeeper.git.repository import Repository


def load_catalogs(repository: Repository, commit: str) -> tuple[tuple[CatalogEntity, ...], tuple[Problem, ...]]:  # noqa: ARG001 - the readers come next
    """The entities of every catalog of a commit, and what was wrong with them."""
    return (), ()
