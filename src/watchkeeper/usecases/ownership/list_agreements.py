"""Lists where people stand with the components of a target."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from watchkeeper.analysis.ownership.agreements import Question, judge_agreements
from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.agreements import Approval
from watchkeeper.domain.ownership.owners import Agreement
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.evidence.ownership.acceptances import collect_statements
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.load_policy import Loaded, load_policy
from watchkeeper.usecases.wiring import load_rules


def list_agreements(
    repo: str, target_name: str, now: int, known: Collection[str] = (), approvals: Sequence[Approval] = ()
) -> tuple[Agreement, ...]:
    """Every agreement at a target ("" = the default branch) at a time, in seconds since the epoch.

    `known` are the ids of all components, `approvals` those that the ledger heard from a forge.

    Raises:
        UsageError: there is no such target, or its policy is broken.
        UnknownSubjectError: the target's file is broken, or not in this clone.
    """
    with Repository(repo) as repository:
        target = find_target(repository, target_name, Opening())
        loaded = load_policy(repository, target, None, load_rules())
        found = agreements_at(repository, target, loaded, now, known, approvals)
    if isinstance(found, Unknown):
        raise UnknownSubjectError(Problem(found.reason, remedy=found.remedy))
    return found


def agreements_at(
    repository: Repository,
    target: Target,
    loaded: Loaded,
    now: int,
    known: Collection[str] = (),
    approvals: Sequence[Approval] = (),
) -> tuple[Agreement, ...] | Unknown:
    """The same in an open repository, with the policy in force."""
    found = collect_statements(repository, target, loaded.people, approvals)
    if isinstance(found, Unknown):
        return found
    return judge_agreements(found.value, question_of(loaded, now, known))


def question_of(loaded: Loaded, now: int, known: Collection[str] = ()) -> Question:
    """What agreements are judged by under a policy."""
    return Question(now, loaded.people, loaded.policy.agreement_terms, loaded.policy.escalation, known)
