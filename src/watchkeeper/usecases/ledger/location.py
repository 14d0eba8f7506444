"""Finds the ledger of a repository: its id, its target, and the database where it is kept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.policy.compose import Policy
from watchkeeper.usecases.load_policy import load_policy
from watchkeeper.usecases.ownership.identify import identify
from watchkeeper.usecases.wiring import load_rules

if TYPE_CHECKING:
    from watchkeeper.ledger.store import Ledger

FILE = "ledger.sqlite"


class Location(Struct, frozen=True):
    """A repository's id, the branch whose history counts (`main`) with its tip, and the ledger's database."""

    repository: str
    branch: str
    target: Target
    database: str
    policy: Policy


def locate(repository: Repository, target_option: str, database: str) -> Location:
    """Where the ledger of this repository is.

    Raises:
        UsageError: the policy is broken, or there is no commit.
        UnknownSubjectError: a shallow clone, whose first commits are not known, declares no name.
    """
    if not repository.resolve("HEAD")[0] and not target_option:
        raise UnknownSubjectError(Problem("the repository has no commit yet", remedy="commit something first"))
    target = find_target(repository, target_option, Opening())
    policy = load_policy(repository, target, None, load_rules()).policy
    id_ = identify(repository, target.commit, policy.file.repository)
    return Location(id_, branch_name(repository, target.ref), target, database or default_database(id_), policy)


def branch_name(repository: Repository, ref: str) -> str:
    """The branch that a reference means, the same in every clone."""
    if ref == "HEAD":
        return repository.head_branch or ref
    code, output, _ = repository.refs.run("rev-parse", "--symbolic-full-name", ref, accept=range(256))
    full = output.decode("utf-8", "replace").strip() if code == 0 else ""
    if (full or ref).startswith("refs/remotes/"):
        return (full or ref).split("/", 3)[3]
    return (full or ref).removeprefix("refs/heads/")


def default_database(repository: str) -> str:
    """`$XDG_STATE_HOME/watchkeeper/<repository id>/ledger.sqlite`."""
    state = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return os.path.join(state, "watchkeeper", repository.replace("/", "%2F"), FILE)


def now_text() -> str:
    """The time of recording; SOURCE_DATE_EPOCH stands in for the clock, so that a run can be repeated."""
    seconds = float(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


@contextmanager
def opened(database: str, *, create: bool = True) -> Iterator[Ledger]:
    """The ledger in a database, open.

    Raises:
        UsageError: the extra is not installed, or the database refuses.
        UnknownSubjectError: there is no ledger, and none is to be made.
    """
    from watchkeeper.ledger.store import Ledger

    if not create and "://" not in database and not os.path.exists(database):
        remedy = "fill one with `watchkeeper ledger import`, or name it with --database"
        raise UnknownSubjectError(Problem(f"there is no ledger at {database}", remedy=remedy))
    with Ledger(database, now_text) as ledger:
        yield ledger


@contextmanager
def ledger_of(repo: str, target: str, database: str, *, create: bool = False) -> Iterator[Ledger]:
    """The ledger that a command means: the one of --database, else that of the repository."""
    if not database:
        with Repository(repo) as repository:
            database = locate(repository, target, "").database
    with opened(database, create=create) as ledger:
        yield ledger
