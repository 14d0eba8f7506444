"""Finds the judge files that a change edits and compares their two versions, as data."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.analysis.integrity.judge_files import (
    JUDGES,
    JudgeFile,
    JudgeRole,
    Judges,
    compare_exclusions,
    compare_owners,
    compare_policies,
    is_workflow,
    role_of,
    runs_the_gate,
)
from watchkeeper.analysis.ownership.dialects.resolver import compile_written
from watchkeeper.domain.change import FileChange
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.ownership.owners import Resolution
from watchkeeper.domain.policy import PolicyFile
from watchkeeper.domain.problems import WatchkeeperError
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.owners_file import load_owners_of
from watchkeeper.evidence.size.attributes import TargetAttributes
from watchkeeper.git.trees import Tree

LIMIT = 1 << 20


def collect(gathering: Gathering) -> Evidence[Judges] | Unknown:
    """Every judge file among the changed ones, with what its version in the change would do."""
    found: list[JudgeFile] = []
    compared: set[JudgeRole] = set()
    for file in gathering.change.files:
        role = role_of(file.path) or role_of(file.old_path) or _workflow_role(gathering, file)
        if role is None:
            continue
        compare = COMPARISONS.get(role)
        differences = compare(gathering) if compare and role not in compared else ()
        compared.add(role)
        found.append(JudgeFile(file.path, role, differences))
    return Evidence(JUDGES.name, gathering.change.head, Judges(tuple(found)), "resolved")


def _workflow_role(gathering: Gathering, file: FileChange) -> JudgeRole | None:
    if not (is_workflow(file.path) or is_workflow(file.old_path)):
        return None
    texts = (_text(gathering.judge, file.old_path), _text(gathering.head, file.path))
    return "workflow" if any(runs_the_gate(text) for text in texts) else None


def _text(tree: Tree, path: str) -> bytes:
    try:
        return tree.content(path, LIMIT) or b""
    except WatchkeeperError:
        return b""


def _policy_differences(gathering: Gathering) -> tuple[str, ...]:
    try:
        before, after = (_policy(tree) for tree in (gathering.judge, gathering.head))
    except WatchkeeperError as error:
        return (f"the new version cannot be read: {error.problems[0]}",)
    return compare_policies(before, after)


def _policy(tree: Tree) -> PolicyFile | None:
    from watchkeeper.formats.policy.policy_file import parse_policy

    text = tree.content(".watchkeeper.yaml", LIMIT + 1)
    return None if text is None else parse_policy(text, ".watchkeeper.yaml")[0]


def _owner_differences(gathering: Gathering) -> tuple[str, ...]:
    paths, forge = [file.path for file in gathering.change.files], gathering.change.opening.forge
    try:
        return compare_owners(*(_resolve(tree, paths, forge) for tree in (gathering.judge, gathering.head)))
    except WatchkeeperError as error:
        return (f"the new version cannot be read: {error.problems[0]}",)


def _resolve(tree: Tree, paths: list[str], forge: str) -> list[Resolution]:
    resolver = compile_written(load_owners_of(tree, paths, forge))
    return [resolver.resolve(path) for path in paths]


def _attribute_differences(gathering: Gathering) -> tuple[str, ...]:
    before, after = TargetAttributes(gathering.judge), TargetAttributes(gathering.head)
    paths = [file.path for file in gathering.change.files]
    return compare_exclusions({p: before.reason(p) for p in paths}, {p: after.reason(p) for p in paths})


COMPARISONS: dict[JudgeRole, Callable[[Gathering], tuple[str, ...]]] = {
    "policy": _policy_differences,
    "owners": _owner_differences,
    "attributes": _attribute_differences,
}
