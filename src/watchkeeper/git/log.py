"""Reads commits and their sizes from `git log`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.domain.change import Commit, Identity
from watchkeeper.git.repository import Repository

FIELDS = ("%H", "%T", "%P", "%an", "%ae", "%cn", "%ce", "%at", "%ct", "%B")
FORMAT = "--format=tformat:" + "%x00".join(FIELDS)


def read_commits(repository: Repository, *arguments: str) -> Iterator[Commit]:
    """Commits that `git log` lists for these arguments, in its order, while it runs."""
    with repository.git.stream("log", "-z", "--no-show-signature", "--encoding=UTF-8", FORMAT, *arguments) as stream:
        fields: list[str] = []
        rest = b""
        while chunk := stream.output.read(1 << 16):
            *whole, rest = (rest + chunk).split(b"\0")
            fields.extend(part.decode("utf-8", "replace") for part in whole)
            while len(fields) >= len(FIELDS):
                yield _commit(fields[: len(FIELDS)])
                del fields[: len(FIELDS)]


def _commit(fields: Sequence[str]) -> Commit:
    sha, tree, parents, name, email, committer, committer_email, authored, committed, message = fields
    return Commit(
        sha=sha,
        tree=tree,
        parents=tuple(parents.split()),
        author=Identity(name, email),
        committer=Identity(committer, committer_email),
        authored_at=int(authored or 0),
        committed_at=int(committed or 0),
        message=message,
    )


def read_line_counts(repository: Repository, *arguments: str) -> dict[str, int]:
    """Added plus removed lines by commit id, merges left out."""
    _, output, _ = repository.git.run("log", "--no-merges", "--format=%H", "--numstat", "--no-renames", *arguments)
    counts: dict[str, int] = {}
    current = ""
    for line in output.splitlines():
        numbers = line.split(b"\t", 2)
        if len(numbers) == 1 and line:
            current = line.decode("ascii")
            counts[current] = 0
        elif len(numbers) == 3:
            counts[current] += sum(int(n) for n in numbers[:2] if n != b"-")
    return counts
