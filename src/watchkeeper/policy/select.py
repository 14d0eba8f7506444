"""Chooses the rules that run on a change."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.analysis.paths import compile_glob
from watchkeeper.domain.change import Change
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.domain.rules import RuleRecord
from watchkeeper.policy.compose import Policy


def select_rules(
    policy: Policy, catalogue: Sequence[RuleRecord], change: Change, only: Sequence[str] = ()
) -> tuple[RuleRecord, ...]:
    """Rules that are not off for this change and that it concerns; of `only`, when that is given.

    Raises:
        UsageError: `only` names a rule that does not exist.
    """
    known = {record.id for record in catalogue}
    if unknown := [rule for rule in only if rule not in known]:
        raise UsageError(*(Problem(f"there is no rule {rule!r}", remedy="see: watchkeeper rules") for rule in unknown))
    paths = [file.path for file in change.files]
    both = {path for file in change.files for path in (file.path, file.old_path)}
    return tuple(
        record
        for record in catalogue
        if (not only or record.id in only)
        and policy.setting(record.id, paths).mode != "off"
        and _concerned(record, both)
    )


def _concerned(record: RuleRecord, paths: set[str]) -> bool:
    return not record.concerns or any(any(map(compile_glob(glob), paths)) for glob in record.concerns)
