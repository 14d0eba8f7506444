"""Opens what owners of a target are judged on as people: the lists of the policy, and the history."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from watchkeeper.domain.change import Target
from watchkeeper.domain.evidence import Unknown
from watchkeeper.evidence.knowledge.paths import collect_knowledge
from watchkeeper.evidence.ownership.judging import RULE, Ground, Judge, terms_of
from watchkeeper.evidence.ownership.people import LIST, NO_LIST
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.load_policy import Loaded
from watchkeeper.usecases.wiring import load_signals


class Where(Struct, frozen=True):
    """A target that is open to be asked, the policy in force there, and the time (seconds since the epoch)."""

    repository: Repository
    target: Target
    loaded: Loaded
    now: int


MOST_KNOWN = 100
"""Of so many paths the knowers are looked up; more would take seconds."""


def open_judge(where: Where, paths: Sequence[str] = ()) -> Judge | Unknown:
    """Who judges the owners of a target; `paths` are those whose knowers matter. Unknown without any list of people.

    Raises:
        UsageError, UnknownSubjectError: the mailmap or the history cannot be read.
    """
    repository, target, loaded = where.repository, where.target, where.loaded
    if not (loaded.people.persons or loaded.people.teams):
        return Unknown("ownership/people", target.commit, NO_LIST, LIST)
    signals = load_signals()
    terms = terms_of({RULE: loaded.policy.setting(RULE, ()).options}, loaded.policy.escalation)
    ground = Ground(repository, target.commit, loaded.people, signals, where.now, terms)
    if not 0 < len(paths) <= MOST_KNOWN:
        return Judge(ground)
    known = collect_knowledge(repository, target.commit, paths, signals)
    return Judge(ground, None if isinstance(known, Unknown) else known)
