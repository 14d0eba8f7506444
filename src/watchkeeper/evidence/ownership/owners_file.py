"""Loads the owners file of a tree, from the first of GitHub's places where one stands."""

from __future__ import annotations

from watchkeeper.domain.ownership import OwnersFile
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.owners.github import MAX_BYTES, OWNERS_PLACES, parse_github
from watchkeeper.git.trees import FOLDER, Tree

SUBMODULE = 0o160000


def load_owners(tree: Tree) -> OwnersFile | None:
    """The parsed owners file of a tree, None without one.

    A file above 3 MB has no rules and one problem, as GitHub does not load it: nothing is owned.

    Raises:
        UsageError: the file is a symbolic link, which is not followed.
        UnknownSubjectError: its content is not in this clone.
    """
    for place in OWNERS_PLACES:
        entry = tree.entry(place)
        if entry is None or entry[0] in {FOLDER, SUBMODULE}:
            continue
        text = tree.content(place, MAX_BYTES + 1) or b""
        if len(text) > MAX_BYTES:
            return OwnersFile(place, "github", (), (_too_large(place, tree.commit),))
        return parse_github(text, place)
    return None


def _too_large(place: str, commit: str) -> Problem:
    return Problem(
        "the file is larger than 3 MB, which GitHub does not load, so nothing has an owner",
        Place(place, commit=commit),
        "replace single entries by wildcard patterns until the file is under 3 MB",
    )
