"""Fills a repository's ledger from its history."""

from __future__ import annotations

from watchkeeper.analysis.changes.drafts import Place
from watchkeeper.domain.ledger import ImportedHistory
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.history.context import Tell
from watchkeeper.usecases.history.import_history import import_history
from watchkeeper.usecases.ledger.location import locate, opened


def import_git(repo: str, target: str, database: str, tell: Tell, *, sizes: bool) -> ImportedHistory:
    """Import the history of the target.

    Raises:
        UsageError, UnknownSubjectError: as `locate` and the ledger raise them.
    """
    with Repository(repo) as repository:
        where = locate(repository, target, database)
        with opened(where.database) as ledger:
            place = Place(where.repository, where.branch)
            return import_history(repository, ledger, place, where.target.commit, tell, sizes=sizes)
