"""Who answers for a path where an owners file has sections: the last rule of each section that matches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from watchkeeper.analysis.ownership.globs import PathGlob
from watchkeeper.analysis.ownership.index import MAX_FOLDERS, NONE, LastMatch
from watchkeeper.domain.ownership import (
    Demand,
    OwnerRef,
    OwnerRule,
    OwnersFile,
    Resolution,
    RuleRef,
    Section,
    State,
)

_Answer = tuple[State, tuple[OwnerRef, ...], RuleRef | None, tuple[Demand, ...]]
_Find = Callable[[str], int]
MOST_KEPT = 100_000


class SectionResolver:
    """A file with sections compiled once; ask it path by path.

    Each section asks for its own owners. What a section exempts it does not ask for, whatever else it
    says. A section whose matching rule names nobody leaves the path unowned, if it is not optional.
    """

    def __init__(self, owners: OwnersFile, compile_pattern: Callable[[str], PathGlob | None]) -> None:
        self._file = owners.file
        by_name: dict[str, list[OwnerRule]] = {}
        for rule in owners.rules:
            by_name.setdefault(rule.section, []).append(rule)
        known = {section.name: section for section in owners.sections}
        names = sorted(by_name, key=bool)
        self._parts = [_Part(known.get(name, Section(name)), by_name[name], compile_pattern) for name in names]
        self._plans: dict[str, _Plan] = {}
        self._answers: dict[tuple[int, ...], _Answer] = {}

    def resolve(self, path: str) -> Resolution:
        """Who answers for a file, by its path from the root of the repository (no `/` in front)."""
        folder = path.rpartition("/")[0]
        plan = self._plans.get(folder)
        if plan is None:
            plan = self._prepare(folder, path)
        if plan.answer is None:
            hits = plan.hits.copy()
            for at, find in plan.open:
                hits[at] = find(path)
            return Resolution(path, *self._known(tuple(hits)))
        return Resolution(path, *plan.answer)

    def _prepare(self, folder: str, path: str) -> _Plan:
        """What is the same for every file of this folder, and which sections have to look at each name."""
        hits = [part.find(path) for part in self._parts]
        settled = [part.settled(folder) for part in self._parts]
        still = tuple((at, part.find) for at, part in enumerate(self._parts) if settled[at] is None)
        plan = _Plan(hits, still, None if still else self._known(tuple(hits)))
        if len(self._plans) >= MAX_FOLDERS:
            self._plans.clear()
        self._plans[folder] = plan
        return plan

    def _known(self, hits: tuple[int, ...]) -> _Answer:
        answer = self._answers.get(hits)
        if answer is None:
            if len(self._answers) >= MOST_KEPT:
                self._answers.clear()
            answer = self._answers[hits] = self._answer(hits)
        return answer

    def _answer(self, hits: Sequence[int]) -> _Answer:
        demands: list[Demand] = []
        exempt: RuleRef | None = None
        for part, hit in zip(self._parts, hits, strict=True):
            if hit == NONE:
                continue
            rule = part.rules[hit]
            reference = RuleRef(self._file, rule.line, rule.pattern, rule.section)
            if rule.excludes:
                exempt = exempt or reference
                continue
            state: State = "owned" if rule.owners else "unowned"
            section = part.section
            demands.append(Demand(state, rule.owners, reference, section.approvals, section.optional))
        if not demands:
            return ("unowned" if exempt else "unmatched"), (), exempt, ()
        owners = tuple(dict.fromkeys(owner for demand in demands for owner in demand.owners))
        required = [demand for demand in demands if not demand.optional]
        if required:
            decisive = next((demand for demand in required if demand.state != "owned"), required[0])
        else:
            decisive = next((demand for demand in demands if demand.state == "owned"), demands[0])
        plain = len(demands) == 1 and decisive.approvals == 1 and not decisive.optional
        return decisive.state, owners, decisive.rule, () if plain else tuple(demands)


class _Plan:
    """What is known of a folder: hits by section, the sections still open, the answer where none is."""

    __slots__ = ("answer", "hits", "open")

    def __init__(self, hits: list[int], still: tuple[tuple[int, _Find], ...], answer: _Answer | None) -> None:
        self.hits = hits
        self.open = still
        self.answer = answer


class _Part:
    """One section: its rules, and those that exempt; positions are those of its own list."""

    def __init__(
        self, section: Section, rules: list[OwnerRule], compile_pattern: Callable[[str], PathGlob | None]
    ) -> None:
        self.section = section
        self.rules = rules
        self._rules = LastMatch([None if r.excludes else compile_pattern(r.pattern) for r in rules])
        exempting = [compile_pattern(r.pattern) if r.excludes else None for r in rules]
        self._exempt = LastMatch(exempting) if any(exempting) else None
        self.find: _Find = self._find if self._exempt else self._rules.find

    def settled(self, folder: str) -> int | None:
        """The hit of every file of a folder that was looked into, if it is the same for all; else None."""
        exempt = self._exempt.settled(folder) if self._exempt else NONE
        return self._rules.settled(folder) if exempt == NONE else exempt

    def _find(self, path: str) -> int:
        exempt = self._exempt.find(path) if self._exempt else NONE
        return self._rules.find(path) if exempt == NONE else exempt
