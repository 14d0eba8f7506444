"""Who answers for a path by an owners file: owned, explicitly unowned, or matched by nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from watchkeeper.analysis.ownership.dialects.github import compile_github
from watchkeeper.analysis.ownership.dialects.index import LastMatch
from watchkeeper.domain.change import FileChange
from watchkeeper.domain.ownership.owners import (
    Dialect,
    OwnerRef,
    OwnersFile,
    Resolution,
    RuleRef,
    State,
    WrittenOwners,
)

BOTH_SIDES: frozenset[Dialect] = frozenset({"gitlab"})
"""Dialects that ask the owner of the old path of a rename as well as that of the new one.

GitLab takes old and new paths of a merge request's files (`modified_paths` of its `merge_request_diff.rb`).
Prow's approve plugin takes the new name alone (`approve.go`, `change.Filename`), and so does GitHub."""

_Answer = tuple[State, tuple[OwnerRef, ...], RuleRef | None]


class Resolver(Protocol):
    """Written owners compiled once; ask it path by path."""

    def resolve(self, path: str) -> Resolution:
        """Who answers for a file, by its path from the root of the repository (no `/` in front).

        Case counts. Bytes outside UTF-8 are surrogate escapes, in the file's patterns as in paths.
        """
        ...


class LastRuleResolver:
    """A file in which the last rule that matches decides."""

    def __init__(self, owners: OwnersFile) -> None:
        answers: list[_Answer] = []
        for rule in owners.rules:
            reference = RuleRef(owners.file, rule.line, rule.pattern, rule.section)
            answers.append(("owned" if rule.owners else "unowned", rule.owners, reference))
        answers.append(("unmatched", (), None))
        self._find = LastMatch([compile_github(rule.pattern) for rule in owners.rules]).find
        self._answers = answers

    def resolve(self, path: str) -> Resolution:
        """Who answers for a file, by its path from the root of the repository (no `/` in front)."""
        state, owners, rule = self._answers[self._find(path)]
        return Resolution(path, state, owners, rule)


class NobodyResolver:
    """Where nothing is written, nothing matches."""

    def resolve(self, path: str) -> Resolution:
        """Unmatched."""
        return Resolution(path, "unmatched")


def compile_owners(owners: OwnersFile) -> Resolver:
    """The resolver of one owners file, in the file's own dialect."""
    if owners.dialect == "kubernetes":
        return _compile_folders([owners])
    if owners.dialect == "gitlab":
        from watchkeeper.analysis.ownership.dialects.gitlab import compile_gitlab
        from watchkeeper.analysis.ownership.dialects.sections import SectionResolver

        return SectionResolver(owners, compile_gitlab)
    return LastRuleResolver(owners)


def compile_written(written: WrittenOwners) -> Resolver:
    """The resolver of everything that a tree says about owners."""
    if not written.files:
        return NobodyResolver()
    if written.dialect == "kubernetes":
        return _compile_folders(written.files)
    return compile_owners(written.files[0])


def _compile_folders(files: Sequence[OwnersFile]) -> Resolver:
    from watchkeeper.analysis.ownership.dialects.folders import FolderResolver

    return FolderResolver(files)


def asked_paths(file: FileChange, dialect: Dialect) -> tuple[str, ...]:
    """The paths of a changed file whose owners are asked: of a rename also the old one, where the dialect says so."""
    if file.status == "deleted":
        return (file.old_path,)
    if file.status == "renamed" and dialect in BOTH_SIDES:
        return (file.old_path, file.path)
    return (file.path,)
