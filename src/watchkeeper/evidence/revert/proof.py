"""Proves that a change is the exact revert of merged changes, or finds that it is not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from watchkeeper.analysis.revert.proof import PROOF, RevertProof, claims_to_revert, named_commits, named_numbers
from watchkeeper.domain.change import Commit, FileChange
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.git.diff import list_files
from watchkeeper.git.log import read_commits
from watchkeeper.git.revert import revert_tree

LOOK_BACK = 200
"""How many merged changes before the base are looked at, by first parent."""


def collect(gathering: Gathering) -> Evidence[RevertProof] | Unknown:
    """Compare the head's tree with what reverting merged changes would give.

    Looked at: the trees the branch had before each of the last `LOOK_BACK` merged changes; when the
    texts speak of a revert also the commits and numbers they name, and merged changes with the same
    files. A claim in words is never enough: the trees have to be equal.
    """
    change = gathering.change
    if gathering.span.root or not change.commits or not change.files:
        return _evidence(gathering, ())
    head_tree = change.commits[0].tree
    merged = list(
        islice(read_commits(gathering.repository, "--first-parent", f"-n{LOOK_BACK}", change.base), LOOK_BACK)
    )
    for at, commit in enumerate(merged[1:], start=1):
        if commit.tree == head_tree:
            return _evidence(gathering, merged[:at])
    if claims_to_revert(change):
        for candidate in _candidates(gathering, merged):
            if revert_tree(gathering.repository, change.base, candidate) == head_tree:
                return _evidence(gathering, candidate)
    return _evidence(gathering, ())


def _candidates(gathering: Gathering, merged: list[Commit]) -> Iterable[list[Commit]]:
    named = [*_by_id(gathering, merged), *_by_number(gathering, merged)]
    if named:
        order = {commit.sha: at for at, commit in enumerate(merged)}
        newest_first = sorted({c.sha: c for c in named}.values(), key=lambda c: order.get(c.sha, LOOK_BACK))
        yield newest_first
        if len(newest_first) > 1:
            yield from ([commit] for commit in newest_first)
    paths = _paths(gathering.change.files)
    for commit in merged:
        if commit.parents and _paths(list_files(gathering.repository, commit.parents[0], commit.sha)) == paths:
            yield [commit]


def _paths(files: Iterable[FileChange]) -> set[str]:
    """Every path that a change touches; its exact revert touches the same."""
    return {path for file in files for path in (file.path, file.old_path)}


def _by_id(gathering: Gathering, merged: list[Commit]) -> list[Commit]:
    """Commits named by id that are in the base's history."""
    found: list[Commit] = []
    for name in named_commits(gathering.change):
        near = [commit for commit in merged if commit.sha.startswith(name)]
        if not near:
            head = gathering.repository.objects.head(name)
            if head and head.type == "commit" and _is_merged(gathering, head.sha):
                near = list(read_commits(gathering.repository, "-n1", head.sha))
        found.extend(near[:1])
    return found


def _is_merged(gathering: Gathering, sha: str) -> bool:
    return gathering.repository.merge_base(sha, gathering.change.base) == sha


def _by_number(gathering: Gathering, merged: list[Commit]) -> list[Commit]:
    """Merged changes whose subject carries a number that the texts name."""
    marks = [(f"(#{n})", f"pull request #{n} ", f"See merge request !{n}") for n in named_numbers(gathering.change)]
    return [c for options in marks for c in merged if any(mark in c.subject + " " for mark in options)]


def _evidence(gathering: Gathering, reverted: Iterable[Commit]) -> Evidence[RevertProof]:
    proof = RevertProof(tuple(commit.sha for commit in reverted))
    return Evidence(PROOF.name, gathering.change.head, proof, "simulated" if proof.reverted else "absent")
