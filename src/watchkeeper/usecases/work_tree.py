"""Changes one of our own files in a work tree, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.files import read_file, replace_file

LIMIT = 1 << 20


def rewrite(repo: str, name: str, change: Callable[[bytes], bytes]) -> str:
    """Replace a file of the work tree (blank if it is not there) by what `change` makes of it; the path written.

    Raises:
        UsageError: there is no work tree, a link stands in the way, or `change` refuses.
    """
    with Repository(repo) as repository:
        path = os.path.join(repository.work_tree, *name.split("/"))
    if any(os.path.islink(p) for p in (path, os.path.dirname(path))):
        raise UsageError(Problem("is a symbolic link, which is not followed", Place(name), "put a file there"))
    new = change(read_file(path, LIMIT) if os.path.exists(path) else b"")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    except OSError as error:
        problem = Problem(f"cannot make the folder: {error.strerror}", Place(name), "make room for it")
        raise UsageError(problem) from None
    replace_file(path, new)
    return path


def takes_no_entry(name: str) -> UsageError:
    """The error that a file would have to be written anew to take one more entry."""
    return UsageError(Problem("takes no entry without being rewritten", Place(name), "add the printed entry by hand"))
