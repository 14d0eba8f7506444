"""Decides whom a commit credits: its lines to people, never to programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

Person = int
"""A place in the table of identities."""


class Part(Struct, frozen=True, gc=False):
    """Who had which part in a commit, as places in the table of identities; time in seconds since the epoch.

    `program` tells that the author is an agent or a bot; the other fields hold people only. `author` is
    then of no use. `merger` brought the commit in by a merge, `committer` is another person than the author.
    """

    author: Person
    program: bool
    co_authors: tuple[Person, ...] = ()
    committer: Person = -1
    merger: Person = -1
    mergers_told: tuple[Person, ...] = ()
    reviewers: tuple[Person, ...] = ()
    time: int = 0


class Credits(Struct, frozen=True, gc=False):
    """Whom a commit credits: with its lines (shared equally), with writing, directing, reviewing it.

    All empty: a program wrote it, and nobody is on record who directed or approved it.
    """

    lines: tuple[Person, ...]
    writers: tuple[Person, ...]
    directors: tuple[Person, ...]
    reviewers: tuple[Person, ...]
    time: int


def credit(part: Part) -> Credits:
    """The credits of a commit.

    A person's commit credits its lines to the author; co-authors wrote it too. A program's commit credits
    lines to the first of these that there is: human co-authors (they directed it), the human who committed
    it, who merged it, who reviewed it.
    """
    approvers = _distinct((part.merger, *part.mergers_told, part.committer, *part.reviewers))
    if not part.program:
        writers = _distinct((part.author, *part.co_authors))
        return Credits((part.author,), writers, (), _without(approvers, writers), part.time)
    ladder = (part.co_authors, (part.committer,), (part.merger, *part.mergers_told), part.reviewers)
    directors = next((found for rung in ladder if (found := _distinct(rung))), ())
    return Credits(directors, (), directors, _without(approvers, directors), part.time)


def _distinct(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(dict.fromkeys(person for person in people if person >= 0))


def _without(people: Sequence[Person], others: Sequence[Person]) -> tuple[Person, ...]:
    return tuple(person for person in people if person not in others)
