"""Who answers for a path by an owners file: owned, explicitly unowned, or matched by nothing."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.analysis.ownership.github import compile_github
from watchkeeper.analysis.ownership.globs import PathGlob
from watchkeeper.analysis.ownership.index import LastMatch
from watchkeeper.domain.ownership import Dialect, OwnerRef, OwnersFile, Resolution, RuleRef, State
from watchkeeper.domain.problems import Place, Problem, UsageError

_PATTERNS: dict[Dialect, Callable[[str], PathGlob | None]] = {"github": compile_github}
_Answer = tuple[State, tuple[OwnerRef, ...], RuleRef | None]


class Resolver:
    """An owners file compiled once; ask it path by path. The last rule that matches decides."""

    def __init__(self, index: LastMatch, answers: list[_Answer]) -> None:
        self._find = index.find
        self._answers = answers

    def resolve(self, path: str) -> Resolution:
        """Who answers for a file, by its path from the root of the repository (no `/` in front).

        Case counts. Bytes outside UTF-8 are surrogate escapes, in the file's patterns as in paths.
        """
        state, owners, rule = self._answers[self._find(path)]
        return Resolution(path, state, owners, rule)


def compile_owners(owners: OwnersFile) -> Resolver:
    """The resolver of an owners file, in the file's own dialect.

    Raises:
        UsageError: no pattern semantics are known for the dialect.
    """
    compile_pattern = _PATTERNS.get(owners.dialect)
    if compile_pattern is None:
        known = ", ".join(_PATTERNS)
        problem = f"owners dialect {owners.dialect!r} cannot be resolved"
        raise UsageError(Problem(problem, Place(owners.file), f"choose one of: {known}"))
    answers: list[_Answer] = []
    for rule in owners.rules:
        reference = RuleRef(owners.file, rule.line, rule.pattern, rule.section)
        answers.append(("owned" if rule.owners else "unowned", rule.owners, reference))
    answers.append(("unmatched", (), None))
    return Resolver(LastMatch([compile_pattern(rule.pattern) for rule in owners.rules]), answers)
