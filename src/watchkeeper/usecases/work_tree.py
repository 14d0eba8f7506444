"""Changes files in a work tree, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.files import read_file, replace_file

LIMIT = 3 << 20


def rewrite(repo: str, name: str, change: Callable[[bytes], bytes]) -> str:
    """Replace a file of the work tree (blank if it is not there) by what `change` makes of it; the path written.

    Raises:
        UsageError: there is no work tree, a link stands in the way, or `change` refuses.
    """
    return rewrite_all(repo, {name: change})[0]


def rewrite_all(repo: str, changes: Mapping[str, Callable[[bytes], bytes]]) -> tuple[str, ...]:
    """The same for several files: none is written where one of the changes refuses. The paths written.

    Raises:
        UsageError: as `rewrite`; all refusals at once.
    """
    with Repository(repo) as repository:
        top = repository.work_tree
    ready: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, change in changes.items():
        path = os.path.join(top, *name.split("/"))
        if any(os.path.islink(p) for p in (path, os.path.dirname(path))):
            problems.append(Problem("is a symbolic link, which is not followed", Place(name), "put a file there"))
            continue
        try:
            ready[path] = change(read_file(path, LIMIT) if os.path.exists(path) else b"")
        except UsageError as error:
            problems += error.problems
    if problems:
        raise UsageError(*problems)
    for path, new in ready.items():
        _put(path, new)
    return tuple(ready)


def _put(path: str, new: bytes) -> None:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as error:
        problem = Problem(f"cannot make the folder: {error.strerror}", Place(path), "make room for it")
        raise UsageError(problem) from None
    replace_file(path, new)


def takes_no_entry(name: str) -> UsageError:
    """The error that a file would have to be written anew to take one more entry."""
    return UsageError(Problem("takes no entry without being rewritten", Place(name), "add the printed entry by hand"))
