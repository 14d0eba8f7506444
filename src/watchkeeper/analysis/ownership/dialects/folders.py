"""Who answers for a path where every folder may have an owners file: the nearest ones and those above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.domain.ownership.owners import Demand, OwnerRef, OwnersFile, Resolution, RuleRef, State
from watchkeeper.formats.owners.go_regex import Matcher, Test, compile_regex

MAX_FOLDERS = 100_000
MOST_KEPT = 1_000
_Answer = tuple[State, tuple[OwnerRef, ...], RuleRef | None, tuple[Demand, ...]]


class FolderResolver:
    """Kubernetes OWNERS files compiled once; ask it path by path. Any approver of any level can approve.

    From the path's own folder up to the root, as Prow does; a file without parent owners ends the walk once
    somebody was found. Reviewers are asked, but cannot approve.
    """

    def __init__(self, files: Sequence[OwnersFile]) -> None:
        self._levels = {file.file.rpartition("/")[0]: _Level(file) for file in files}
        self._plans: dict[str, _Plan] = {}

    def resolve(self, path: str) -> Resolution:
        """Who answers for a file or folder, by its path from the root of the repository (no `/` in front)."""
        folder, _, name = path.rpartition("/")
        if path in self._levels:
            folder, name = f"{path}/", ""
        plan = self._plans.get(folder)
        if plan is None:
            if len(self._plans) >= MAX_FOLDERS:
                self._plans.clear()
            levels = [(at, self._levels[at]) for at in _upwards(folder.rstrip("/")) if at in self._levels]
            plan = self._plans[folder] = _Plan(folder, levels)
        return Resolution(path, *plan.answer(name))


class _Level:
    """The owners file of one folder: its filters, and its entries by role, each with the number of its filter."""

    def __init__(self, file: OwnersFile) -> None:
        self.inherits = file.inherits
        patterns = sorted({rule.pattern for rule in file.rules} - {""})
        self.filters: list[Matcher] = [compile_regex(pattern) for pattern in patterns]
        self.entries: dict[str, list[tuple[int, tuple[OwnerRef, ...], RuleRef]]] = {}
        folder = file.file.rpartition("/")[0]
        for rule in file.rules:
            reference = RuleRef(file.file, rule.line, rule.pattern or f"{folder}/", rule.section)
            entry = (patterns.index(rule.pattern) if rule.pattern else -1, rule.owners, reference)
            self.entries.setdefault(rule.section, []).append(entry)


class _Plan:
    """What is the same for every path of a folder: the levels above it, and answers by which filters match."""

    def __init__(self, folder: str, levels: list[tuple[str, _Level]]) -> None:
        self._levels = [level for _, level in levels]
        self._tests: list[Test] = []
        self._always: list[bool] = []
        for at, level in levels:
            start = folder[len(at) :].lstrip("/")
            for matcher in level.filters:
                if folder.endswith("/"):
                    self._always.append(matcher.search(start.rstrip("/") or "."))
                    continue
                test = matcher.after(f"{start}/" if start else "")
                self._always.append(test is None)
                self._tests += [test] if test else []
        self._answers: dict[tuple[bool, ...], _Answer] = {}

    def answer(self, name: str) -> _Answer:
        """The answer for the file of this name; for the folder itself its name is not looked at."""
        hits = tuple([test(name) for test in self._tests]) if self._tests else ()
        answer = self._answers.get(hits)
        if answer is None:
            if len(self._answers) >= MOST_KEPT:
                self._answers.clear()
            told = iter(hits)
            answer = self._answers[hits] = self._work_out([always or next(told) for always in self._always])
        return answer

    def _work_out(self, hits: list[bool]) -> _Answer:
        approvers, first, nobody = self._people("approvers", hits)
        demands = [Demand("owned", approvers, first)] if approvers else []
        for role in ("required_reviewers", "reviewers"):
            people, where, _ = self._people(role, hits)
            if people:
                needed = len(people) if role == "required_reviewers" else 1
                demands.append(Demand("owned", people, where, needed, optional=True, duty="review"))
        state: State = "owned" if approvers else ("unowned" if nobody else "unmatched")
        plain = len(demands) == 1 and bool(approvers)
        return state, approvers, first or nobody, () if plain else tuple(demands)

    def _people(self, role: str, hits: list[bool]) -> tuple[tuple[OwnerRef, ...], RuleRef | None, RuleRef | None]:
        """Everybody with this role, the nearest entry that names somebody, and the nearest that names nobody."""
        found: dict[str, OwnerRef] = {}
        first: RuleRef | None = None
        nobody: RuleRef | None = None
        start = 0
        for level in self._levels:
            for number, owners, rule in level.entries.get(role, ()):
                if number < 0 or hits[start + number]:
                    for owner in owners:
                        found.setdefault(owner.text, owner)
                    first, nobody = first or (rule if owners else None), nobody or (None if owners else rule)
            start += len(level.filters)
            if found and not level.inherits:
                break
        return tuple(found.values()), first, nobody


def _upwards(folder: str) -> Iterator[str]:
    """A folder and all above it, the root ("") last."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""
