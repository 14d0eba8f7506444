"""Lists every file of a commit's tree in one go."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.git.repository import Repository

CHUNK = 1 << 20


def list_files(repository: Repository, commit: str) -> Iterator[tuple[str, int, str]]:
    """Path, mode and blob id of every file, link and submodule of a commit, in git's order.

    Paths are UTF-8, bytes that are not are surrogate escapes. Commit "" is the empty tree.

    Raises:
        UnknownSubjectError: a folder of the tree is not in this clone.
    """
    if not commit:
        return
    with repository.git.stream("ls-tree", "-r", "-z", "--full-tree", commit) as stream:
        rest = b""
        while piece := stream.output.read(CHUNK):
            *whole, rest = (rest + piece).split(b"\0")
            for entry in whole:
                head, _, path = entry.partition(b"\t")
                mode, _, blob = head.split(b" ")
                yield path.decode("utf-8", "surrogateescape"), int(mode, 8), blob.decode("ascii")
