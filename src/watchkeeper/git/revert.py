"""What a real `git revert` would give, computed without a work tree and without writing to the repository."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.change import Commit
from watchkeeper.git.repository import Repository

AUTHOR = {
    "GIT_AUTHOR_NAME": "watchkeeper", "GIT_AUTHOR_EMAIL": "watchkeeper@invalid", "GIT_AUTHOR_DATE": "@0 +0000",
    "GIT_COMMITTER_NAME": "watchkeeper", "GIT_COMMITTER_EMAIL": "watchkeeper@invalid", "GIT_COMMITTER_DATE": "@0 +0000",
}  # fmt: skip


def revert_tree(repository: Repository, onto: str, commits: Sequence[Commit]) -> str | None:
    """The tree after reverting these commits in order on top of `onto`, or None where one conflicts.

    A merge is reverted to its first parent. The merge base of `git merge-tree` is forced by a
    commit whose parent is the commit to revert and whose tree is that of its first parent.
    """
    current = onto
    tree = ""
    for commit in commits:
        before = f"{commit.parents[0]}^{{tree}}" if commit.parents else repository.empty_tree
        opposite = _commit_tree(repository, before, commit.sha)
        code, output, _ = repository.git.run("merge-tree", "--write-tree", current, opposite, accept=(0, 1))
        if code != 0:
            return None
        tree = output.split()[0].decode("ascii")
        current = _commit_tree(repository, tree, current)
    return tree or None


def _commit_tree(repository: Repository, tree: str, parent: str) -> str:
    environment = repository.git.environment
    added = {name: value for name, value in AUTHOR.items() if name not in environment}
    environment.update(added)
    _, output, _ = repository.git.run("commit-tree", tree, "-p", parent, "-m", "revert")
    return output.strip().decode("ascii")
