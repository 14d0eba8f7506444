"""Reads the newest changes of a main line: what they touched, who wrote and reviewed them, which were fixes."""

from __future__ import annotations

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.changes.kinds import guess_kind
from watchkeeper.analysis.changes.landing import read_landing
from watchkeeper.analysis.knowledge.credits import credit
from watchkeeper.analysis.knowledge.state import State
from watchkeeper.analysis.ownership.burden import PastChange
from watchkeeper.domain.change import Commit
from watchkeeper.evidence.knowledge.history import read_history
from watchkeeper.git.log import read_commits
from watchkeeper.git.repository import Repository

FIXES = frozenset({"fix", "hotfix"})


def read_recent(repository: Repository, tip: str, count: int, catalogue: SignalCatalogue) -> tuple[PastChange, ...]:
    """The last `count` changes by first parent, newest first; people by their addresses in lower case.

    What an agent wrote counts for the people who directed it.

    Raises:
        UnknownSubjectError: commits or trees are missing.
    """
    steps = list(read_commits(repository, "--first-parent", f"-n{count + 1}", tip))
    state = State(tip=steps[count].sha if len(steps) > count else "")
    paths: dict[str, dict[str, None]] = {}
    people: dict[str, tuple[dict[int, None], dict[int, None]]] = {}
    for read in read_history(repository, tip, catalogue, state):
        if read.cut:
            continue
        credits_ = credit(read.part)
        wrote, reviewed = people.setdefault(read.step, ({}, {}))
        wrote |= dict.fromkeys((*credits_.writers, *credits_.directors))
        reviewed |= dict.fromkeys(credits_.reviewers)
        paths.setdefault(read.step, {}).update(dict.fromkeys(edit.path for edit in read.edits))
    return tuple(
        PastChange(
            tuple(paths[step.sha]),
            tuple(state.identities[at][1].casefold() for at in people[step.sha][0]),
            tuple(state.identities[at][1].casefold() for at in people[step.sha][1]),
            _is_fix(step),
        )
        for step in steps[:count]
        if step.sha in paths
    )


def _is_fix(step: Commit) -> bool:
    landing = read_landing(step)
    return guess_kind(landing.title, "", step.message) in FIXES
