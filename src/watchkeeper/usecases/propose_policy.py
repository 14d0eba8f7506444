"""Proposes a policy from the repository's own history, and writes it when asked."""

from __future__ import annotations

import os
from collections.abc import Callable

from watchkeeper.analysis.replay.propose import propose
from watchkeeper.domain.change import Opening
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.proposal import Proposal, Replayed
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.check_change import load_bundle
from watchkeeper.usecases.load_policy import load_preset
from watchkeeper.usecases.replay import replay

POLICY = ".watchkeeper.yaml"


def propose_policy(repo: str, target: str, count: int, progress: Callable[[int], None]) -> Proposal:
    """Replay the last `count` merged changes under the recommended preset and propose a policy.

    `progress` is told how many are done.

    Raises:
        UsageError: there is no default branch, or it has no change to replay.
    """
    bundle = load_bundle()
    with Repository(repo) as repository:
        found = find_target(repository, target, Opening())
        loaded = load_preset("recommended", bundle.rules)
        done: list[Replayed] = []
        for change in replay(repository, found.commit, count, loaded, bundle):
            done.append(change)
            progress(len(done))
    if not done:
        raise UsageError(Problem(f"{found.ref} has no change to replay", remedy="commit something first"))
    return propose(done, {rule.id: rule.mode for rule in bundle.rules}, found.ref)


def write_policy(repo: str, proposal: Proposal, *, keep: bool = False) -> tuple[str, ...]:
    """Write the proposed policy into the work tree; the path written. `keep`: one that is there stays.

    Raises:
        UsageError: the repository is bare, or has a policy already.
    """
    with Repository(repo) as repository:
        path = os.path.join(repository.work_tree, POLICY)
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(proposal.policy)
    except FileExistsError:
        if keep:
            return ()
        problem = Problem("there is a policy already", Place(POLICY), "compare it with the proposal, edit it by hand")
        raise UsageError(problem) from None
    return (path,)
