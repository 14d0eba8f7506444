"""Ranks components by how few people know them, from the whole history of the target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from msgspec.structs import replace

from watchkeeper.analysis.knowledge.bus_factor import analyse_bus_factor, find_sole_knowers, is_below
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.knowledge import Presence
from watchkeeper.domain.ownership.knowers import KnownBy, RankedKnowers
from watchkeeper.domain.people import Person
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.usecases.ownership.find_owners import Question, open_tree
from watchkeeper.usecases.ownership.list_components import choose_components, inventory_at
from watchkeeper.usecases.ownership.load_knowledge import load_knowledge
from watchkeeper.usecases.ownership.stand_behind import open_judge
from watchkeeper.usecases.wiring import load_signals


def rank_by_knowers(question: Question) -> RankedKnowers:
    """The components of the target, those that a single person knows first.

    Raises:
        UsageError, UnknownSubjectError: as `open_owners`; the history cannot be read.
    """
    with open_tree(replace(question, targets=())) as opened:
        where = opened.where
        repository, commit = where.repository, where.target.commit
        knowledge = load_knowledge(repository, commit, load_signals())
        if isinstance(knowledge, Unknown):
            raise UnknownSubjectError(Problem(knowledge.reason, remedy=knowledge.remedy))
        judge = open_judge(where)
        components = choose_components(inventory_at(repository, commit, where.loaded).components, ())
    called: dict[str, list[str]] = {}
    for component in components:
        called.setdefault(component.root, []).append(component.name)
    names = {root: ", ".join(dict.fromkeys(shared)) for root, shared in called.items()}
    roots = ("", *(root for root in names if root))
    sole = Counter(root for found in find_sole_knowers(knowledge) for root in roots if is_below(found.path, root))
    present = {person.person: person for person in knowledge.presence()}
    by_address = None if isinstance(judge, Unknown) else judge.roster.directory.by_address
    ranked = [
        KnownBy(
            name=names.get(factor.root, ""),
            factor=factor,
            sole=sole[factor.root],
            people=tuple(_called(present[person], by_address) for person in factor.people if person in present),
            last=present[factor.people[0]].last if factor.people and factor.people[0] in present else 0,
        )
        for factor in analyse_bus_factor(knowledge, roots)
    ]
    order = sorted(ranked[1:], key=lambda one: (not one.factor.files, one.factor.factor, -one.factor.files, one.name))
    at_top = f" ({names['']})" if names.get("") else ""
    tree = replace(ranked[0], name=f"the whole tree{at_top}")
    return RankedKnowers(commit, where.target.name, tree, tuple(order), knowledge.coverage.notes)


def _called(person: Presence, by_address: Callable[[str], Person | None] | None) -> str:
    """What people call somebody: the login where a list tells it, else name and address."""
    found = next((p for p in map(by_address, person.addresses) if p), None) if by_address else None
    login = (found.logins.github or found.logins.gitlab) if found else ""
    return f"@{login}" if login else f"{person.name} <{person.person}>"
