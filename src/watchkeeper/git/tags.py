"""Lists the tags of a repository with the commits they point to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.git.repository import Repository

FORMAT = "%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00%(creatordate:unix)"


class Tag(Struct, frozen=True):
    """A tag on a commit. `at` is when it was made (annotated) or its commit's time, in seconds."""

    name: str
    commit: str
    at: int


def read_tags(repository: Repository) -> Iterator[Tag]:
    """Tags that point to commits, in the order of their names; tags of trees and blobs are left out."""
    _, output, _ = repository.refs.run("for-each-ref", f"--format={FORMAT}", "refs/tags")
    for line in output.decode("utf-8", "replace").splitlines():
        name, type_, sha, peeled_type, peeled, at = line.split("\0")
        if type_ == "commit" or peeled_type == "commit":
            yield Tag(name, peeled or sha, int(at or 0))
