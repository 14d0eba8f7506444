"""Proves a ledger, and publishes its head where the ledger's owner cannot quietly change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from watchkeeper.domain.ledger import Head, Verification
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.git.repository import Repository
from watchkeeper.ledger.verification import verify
from watchkeeper.usecases.files import read_file
from watchkeeper.usecases.ledger.location import ledger_of, now_text

NOTES = "refs/notes/watchkeeper-ledger"
LIMIT = 1 << 16


def verify_ledger(
    repo: str, target: str, database: str, heads: Sequence[str], tell: Callable[[int], None]
) -> Verification:
    """Walk the chain; `heads` are files, or `note:COMMIT`, that hold heads published before.

    Raises:
        UsageError: a head cannot be read.
        UnknownSubjectError: there is no ledger.
    """
    published = [read_head(repo, head) for head in heads]
    with ledger_of(repo, target, database) as ledger:
        return verify(ledger, published, tell)


def head_text(head: Head) -> str:
    """A head as it is published."""
    value = {"schema": "watchkeeper.ledger-head/1", **msgspec.to_builtins(head), "published_at": now_text()}
    return msgspec.json.encode(value).decode("utf-8") + "\n"


def write_note(repo: str, head: Head, commit: str) -> str:
    """Write a head as a git note on a commit; the note's reference. Asked for, because it writes to the repository.

    Raises:
        UsageError: the commit does not exist, or the note cannot be written.
    """
    with Repository(repo) as repository:
        (found,) = repository.resolve(commit)
        if found is None:
            raise UsageError(Problem(f"{commit!r} is no commit here", remedy="name one that exists"))
        who = ("-c", "user.name=watchkeeper", "-c", "user.email=ledger@watchkeeper.invalid")
        code, _, errors = repository.refs.run(
            *who, "notes", f"--ref={NOTES}", "add", "-f", "-m", head_text(head).strip(), found.sha, accept=range(256)
        )
        if code:
            raise UsageError(Problem(f"the note cannot be written: {errors.splitlines()[0] if errors else code}"))
        return f"{NOTES} on {found.sha}"


def read_head(repo: str, where: str) -> Head:
    """A published head from a file, or from the note on a commit (`note:COMMIT`).

    Raises:
        UsageError: there is none, or it is no head.
    """
    if where.startswith("note:"):
        with Repository(repo) as repository:
            code, data, _ = repository.refs.run("notes", f"--ref={NOTES}", "show", where[5:], accept=range(256))
        if code:
            remedy = f"git notes --ref={NOTES} list"
            raise UsageError(Problem(f"there is no published head on {where[5:]}", remedy=remedy))
    else:
        data = read_file(where, LIMIT)
    try:
        return msgspec.json.decode(data, type=Head)
    except msgspec.DecodeError as error:
        remedy = "name the file that --publish wrote"
        raise UsageError(Problem(f"{where} is no published head: {error}", remedy=remedy)) from None
