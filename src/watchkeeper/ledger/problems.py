"""Turns what a database says into what a person can do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from watchkeeper.domain.problems import Problem, UsageError

REMEDIES = (
    ("database is locked", "it is locked by another process", "wait for that process to end, then run this again"),
    ("database or disk is full", "the disk is full", "free some space and run this again: what was kept is whole"),
    ("no space left", "the disk is full", "free some space and run this again: what was kept is whole"),
    ("disk i/o error", "the disk does not answer", "check the disk; what was kept before is whole"),
    ("readonly database", "it may only be read", "make the file and its folder writable"),
    ("unable to open", "it cannot be opened", "name a file in a folder that exists and is writable"),
    ("file is not a database", "it is no ledger", "name the ledger's file with --database"),
    ("malformed", "the file is damaged", "restore it from a copy; `watchkeeper ledger verify` tells a good one"),
    ("could not decode", "it was altered: it holds bytes that are no text", "restore it from a copy"),
    ("fatal:  database", "the server has no such database", "make it (createdb), or check the address"),
    ("authentication failed", "the server does not accept name or password", "check the address given with --database"),
    ("connection failed", "the database does not answer", "check the address given with --database"),
    ("lock timeout", "it is locked by another process", "wait for that process to end, then run this again"),
)


@contextmanager
def explained(shown: str) -> Iterator[None]:
    """Errors of the database inside become errors that say what to do; `shown` names the ledger.

    Raises:
        UsageError: the database refused.
    """
    try:
        yield
    except DBAPIError as error:
        raise UsageError(_problem(shown, error)) from None


def _problem(shown: str, error: DBAPIError) -> Problem:
    text = str(error.orig).strip() or type(error).__name__
    for sign, meaning, remedy in REMEDIES:
        if sign in text.casefold():
            return Problem(f"the ledger {shown}: {meaning}", remedy=remedy)
    return Problem(f"the ledger {shown}: {text.splitlines()[0]}", remedy="see the database's own log")
