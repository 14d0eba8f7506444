"""Fills a repository's ledger from its history."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.analysis.changes.drafts import Place
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.history.context import Tell
from watchkeeper.usecases.history.import_history import Imported, import_history
from watchkeeper.usecases.ledger.location import locate, need, opened


class Result(Struct, frozen=True):
    """What was imported into which database, and for which repository."""

    repository: str
    database: str
    imported: Imported


def import_git(repo: str, target: str, database: str, tell: Tell, *, sizes: bool) -> Result:
    """Import the history of the target.

    Raises:
        UsageError, UnknownSubjectError: as `locate` and the ledger raise them.
    """
    need("sqlalchemy", "ledger")
    with Repository(repo) as repository:
        where = locate(repository, target, database)
        with opened(where.database) as ledger:
            place = Place(where.repository, where.branch)
            imported = import_history(repository, ledger, place, where.target.commit, tell, sizes=sizes)
            return Result(where.repository, ledger.shown, imported)
