"""How many people can leave before a place has no authors, and what a single person knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.domain.knowledge import BusFactor, SoleKnower

COVERED = 0.5
"""Share of files that must keep an author (Avelino, Passos, Hora, Valente, ICPC 2016)."""


def analyse_bus_factor(knowledge: Knowledge, roots: Sequence[str] = ("",)) -> tuple[BusFactor, ...]:
    """The truck factor of each folder, by the published greedy way, in the order of the roots.

    Those who author most files leave one after the other until more than half of the files have no author;
    their number is the factor. Files whose authors nobody is on record for count as lost from the start.
    """
    authored = {path: people for path, people, _ in knowledge.file_authors()}
    return tuple(_factor(knowledge, root, _below(root, authored)) for root in roots)


def find_sole_knowers(knowledge: Knowledge, roots: Sequence[str] = ("",)) -> Iterator[SoleKnower]:
    """Files below the roots with one author only, where nobody else ever wrote, directed or reviewed anything."""
    for path, people, traces in knowledge.file_authors():
        if len(people) == 1 and len(traces) == 1 and any(is_below(path, root) for root in roots):
            (person,) = people
            yield SoleKnower(path, knowledge.names[person].email, round(traces[person].lines, 1))


def is_below(path: str, root: str) -> bool:
    """Whether a path lies in a folder (or is it); "" is the whole tree."""
    return not root or path == root or path.startswith(f"{root}/")


def _below(root: str, authored: dict[str, frozenset[int]]) -> list[frozenset[int]]:
    return [people for path, people in authored.items() if is_below(path, root)]


def _factor(knowledge: Knowledge, root: str, files: Sequence[frozenset[int]]) -> BusFactor:
    orphans = sum(not people for people in files)
    counts = Counter(person for people in files for person in people)
    left = [set(people) for people in files if people]
    gone: list[str] = []
    while left and len(left) > COVERED * len(files):
        top = min(counts, key=lambda person: (-counts[person], knowledge.names[person].email))
        gone.append(knowledge.names[top].email)
        left = list(_without(top, left, counts))
    return BusFactor(root, len(gone), len(files) - orphans, orphans, tuple(gone))


def _without(person: int, files: Iterable[set[int]], counts: Counter[int]) -> Iterator[set[int]]:
    """The files that still have an author once a person has left."""
    for people in files:
        if person in people:
            people.discard(person)
            counts[person] -= 1
        if people:
            yield people
    del counts[person]
