"""Picks the files of a tree that may say something about readiness, and reads each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.paths import compile_glob
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.git.listing import Listing
from watchkeeper.git.repository import Repository

REGULAR = frozenset({0o100644, 0o100755})
MOST_BYTES = 8 << 20
MOST_FOUND = 5_000
"""So many files are looked through where the policy names none."""


class Files:
    """The files of one commit, read when somebody asks. Links are not followed."""

    def __init__(self, repository: Repository, listing: Listing) -> None:
        self._objects = repository.objects
        self._blobs: Mapping[str, str] = {path: blob for path, mode, blob in listing.files if mode in REGULAR}
        self._read: dict[str, bytes | None] = {}
        self.commit = listing.commit

    def __contains__(self, path: object) -> bool:
        return path in self._blobs

    @property
    def paths(self) -> Iterable[str]:
        """Every regular file, in git's order."""
        return self._blobs

    def content(self, path: str) -> bytes | None:
        """The bytes of a file, or None where there is none, it is too large, or this clone does not have it."""
        if path not in self._read:
            blob = self._blobs.get(path)
            data = self._objects.content(blob, MOST_BYTES + 1) if blob else None
            self._read[path] = data if data is not None and len(data) <= MOST_BYTES else None
        return self._read[path]

    def matching(self, globs: Iterable[str]) -> Iterator[str]:
        """The files that one of these paths or globs means."""
        for glob in globs:
            if not any(sign in glob for sign in "*?["):
                if glob in self._blobs:
                    yield glob
                continue
            fits = compile_glob(glob)
            yield from (path for path in self._blobs if fits(path))

    def missing(self, globs: Iterable[str], key: str) -> Iterator[Problem]:
        """A problem for each path or glob of the policy that means no file."""
        for glob in globs:
            if next(self.matching((glob,)), None) is None:
                yield Problem(
                    f"{key}: {glob} means no file of this tree", Place(".watchkeeper.yaml"), "correct the path"
                )

    def likely(self, endings: tuple[str, ...], *, skip: Callable[[str], bool] | None = None) -> Iterator[str]:
        """Files by the ending of their names, without examples, tests and vendored folders; a bounded number."""
        found = 0
        for path in self._blobs:
            if path.endswith(endings) and counts(path, scaffolds=True) and not (skip and skip(path)):
                found += 1
                if found > MOST_FOUND:
                    return
                yield path
