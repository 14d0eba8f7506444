"""Who answers for a path where an owners file has sections: the last rule of each section that matches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from watchkeeper.analysis.ownership.dialects.globs import PathGlob
from watchkeeper.analysis.ownership.dialects.index import MAX_DEPTH, MAX_FOLDERS, NONE, LastMatch
from watchkeeper.domain.ownership.owners import (
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
_Ask = Callable[[str], int]
MOST_KEPT = 100_000
MOST_NAMES = 10_000


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
        self._lively = [at for at, part in enumerate(self._parts) if part.lively]
        self._places: dict[str, list[int]] = {}
        for at, part in enumerate(self._parts):
            for place in part.places:
                self._places.setdefault(place, []).append(at)
        self._plans: dict[str, _Plan] = {}
        self._names: dict[tuple[tuple[int, _Ask], ...], dict[str, tuple[int, ...]]] = {}
        self._answers: dict[tuple[int, ...], _Answer] = {}

    def resolve(self, path: str) -> Resolution:
        """Who answers for a file, by its path from the root of the repository (no `/` in front)."""
        folder, _, name = path.rpartition("/")
        plan = self._plans.get(folder)
        if plan is None:
            if folder.count("/") >= MAX_DEPTH:
                return Resolution(path, *self._known(tuple([part.find(path) for part in self._parts])))
            plan = self._prepare(folder)
        if plan.answer is not None:
            return Resolution(path, *plan.answer)
        found = plan.names.get(name)
        if found is None:
            found = self._ask(plan, name)
        answer = plan.answers.get(found)
        if answer is None:
            answer = plan.answers[found] = self._known(plan.merge(found))
        return Resolution(path, *answer)

    @staticmethod
    def _ask(plan: _Plan, name: str) -> tuple[int, ...]:
        """The hits of the open sections for a name, kept for every folder where the same are asked."""
        if len(plan.names) >= MOST_NAMES:
            plan.names.clear()
        found = plan.names[name] = tuple([ask(name) for ask in plan.still.values()])
        return found

    def _prepare(self, folder: str) -> _Plan:
        """What is the same for every file of a folder, from the nearest folder above that is known."""
        if len(self._plans) >= MAX_FOLDERS:
            self._plans.clear()
            self._names.clear()
        if not folder:
            return self._plan("", None, range(len(self._parts)))
        above = folder.rpartition("/")[0]
        plan = self._plans.get(above) or self._prepare(above)
        changed = {*self._lively, *self._places.get(folder, ()), *self._places.get(above, ())}
        return self._plan(folder, plan, changed)

    def _plan(self, folder: str, above: _Plan | None, changed: Iterable[int]) -> _Plan:
        """The plan of the folder above, with these sections looked at again."""
        hits = above.hits.copy() if above else [NONE] * len(self._parts)
        still = above.still.copy() if above else {}
        for at in changed:
            hits[at], ask = self._parts[at].look(folder)
            still.pop(at, None)
            if ask:
                still[at] = ask
        if above and hits == above.hits and still == above.still:
            plan = above
        else:
            names = self._names.setdefault(tuple(still.items()), {})
            plan = _Plan(hits, still, names, None if still else self._known(tuple(hits)))
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
    """What is known of a folder: hits by section, who tells for those still open, their hits by name, answers."""

    __slots__ = ("answer", "answers", "hits", "names", "still")

    def __init__(
        self, hits: list[int], still: dict[int, _Ask], names: dict[str, tuple[int, ...]], answer: _Answer | None
    ) -> None:
        self.hits = hits
        self.still = still
        self.names = names
        self.answer = answer
        self.answers: dict[tuple[int, ...], _Answer] = {}

    def merge(self, found: tuple[int, ...]) -> tuple[int, ...]:
        """The hits of all sections, with those of the open ones for one name."""
        hits = self.hits.copy()
        for at, hit in zip(self.still, found, strict=True):
            hits[at] = hit
        return tuple(hits)


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
        self.lively = self._rules.lively or (self._exempt is not None and self._exempt.lively)
        self.places = self._rules.places | (self._exempt.places if self._exempt else frozenset())

    def find(self, path: str) -> int:
        """The position of the rule that decides for a path, or NONE."""
        exempt = self._exempt.find(path) if self._exempt else NONE
        return self._rules.find(path) if exempt == NONE else exempt

    def look(self, folder: str) -> tuple[int, _Ask | None]:
        """What every file of a folder gets, and, if its name matters, who tells by the name."""
        hit, ask = self._rules.look(folder)
        exempt, ask_exempt = self._exempt.look(folder) if self._exempt else (NONE, None)
        if ask_exempt is None:
            return (hit, ask) if exempt == NONE else (exempt, None)
        return NONE, _Exempting(ask_exempt, hit, ask)


class _Exempting:
    """Tells by the name where exemptions look at it; equal where all it asks is."""

    __slots__ = ("_ask", "_exempt", "_hit")

    def __init__(self, exempt: _Ask, hit: int, ask: _Ask | None) -> None:
        self._exempt = exempt
        self._hit = hit
        self._ask = ask

    def __call__(self, name: str) -> int:
        exempt = self._exempt(name)
        if exempt != NONE:
            return exempt
        return self._ask(name) if self._ask else self._hit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Exempting) and (self._exempt, self._hit, self._ask) == (
            other._exempt,
            other._hit,
            other._ask,
        )

    def __hash__(self) -> int:
        return hash((self._exempt, self._hit, self._ask))
