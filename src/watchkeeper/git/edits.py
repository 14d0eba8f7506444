"""Streams what commits did to each file, lines counted and renames found, through a few git processes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import cast

from msgspec import Struct

from watchkeeper.domain.knowledge import NOT_COUNTED, Edit, EditStatus
from watchkeeper.git.repository import Repository

CHUNK = 500
MOST_PROCESSES = 4
MOST_GAPS = 50
"""Commits without contents after which lines are not asked for any more: the clone has none."""
COMMAND = ("diff-tree", "--stdin", "--root", "--always", "-r", "-z", "--no-ext-diff", "--no-textconv", "--no-color")
LINES = ("--raw", "--numstat", "-M", "-l1000")
NAMES = ("--raw", "--no-renames")
SUBMODULE = "160000"


class Edited(Struct, frozen=True):
    """One commit's edits; `counted` is False where lines and renames could not be known."""

    sha: str
    edits: tuple[Edit, ...]
    counted: bool = True


class EditReader:
    """Reads the edits of commits that have at most one parent; without `lines` only which files they are."""

    def __init__(self, repository: Repository, *, lines: bool = True) -> None:
        self._git = repository.git
        self._gaps = 0 if lines else MOST_GAPS + 1

    def read(self, commits: Sequence[str]) -> Iterator[Edited]:
        """What each commit did against its parent, in the order asked for.

        Raises:
            UnknownSubjectError: trees of a commit are missing.
        """
        chunks = [commits[at : at + CHUNK] for at in range(0, len(commits), CHUNK)]
        processes = max(1, min(MOST_PROCESSES, os.cpu_count() or 1, len(chunks)))
        with ThreadPoolExecutor(processes) as pool:
            running: deque[tuple[Sequence[str], bool, Future[tuple[int, bytes, str]]]] = deque()
            for chunk in chunks:
                counted = self._countable
                running.append((chunk, counted, pool.submit(self._run, chunk, LINES if counted else NAMES)))
                if len(running) > 2 * processes:
                    yield from self._finish(*running.popleft())
            while running:
                yield from self._finish(*running.popleft())

    @property
    def _countable(self) -> bool:
        return self._gaps <= MOST_GAPS

    def _run(self, commits: Sequence[str], wanted: Sequence[str]) -> tuple[int, bytes, str]:
        asked = "".join(f"{sha}\n" for sha in commits).encode("ascii")
        return self._git.run(*COMMAND, *wanted, accept=range(256), stdin=asked)

    def _finish(self, chunk: Sequence[str], counted: bool, asked: Future[tuple[int, bytes, str]]) -> Iterator[Edited]:
        """The edits of a chunk; where git stopped at missing contents, that commit is asked by names alone."""
        code, output, _ = asked.result()
        done = parse_edits(output, counted=counted)
        if code != 0:
            done = done[:-1]  # git may have stopped in the midst of the last one
        yield from done
        if code != 0 or len(done) < len(chunk):
            yield from self._rest(chunk[len(done) :])

    def _rest(self, commits: Sequence[str]) -> Iterator[Edited]:
        at = 0
        while at < len(commits):
            if not self._countable:
                _, output, _ = self._git.run(*COMMAND, *NAMES, stdin="\n".join([*commits[at:], ""]).encode("ascii"))
                yield from parse_edits(output, counted=False)
                return
            code, output, _ = self._run(commits[at:], LINES)
            done = parse_edits(output) if code == 0 else parse_edits(output)[:-1]
            yield from done
            at += len(done)
            for sha in commits[at : at + 2] if code else ():
                yield self._alone(sha)
                at += 1

    def _alone(self, sha: str) -> Edited:
        code, output, _ = self._run([sha], LINES)
        if code == 0:
            return parse_edits(output)[0]
        self._gaps += 1
        _, output, _ = self._git.run(*COMMAND, *NAMES, stdin=f"{sha}\n".encode("ascii"))
        return parse_edits(output, counted=False)[0]


def parse_edits(output: bytes, *, counted: bool = True) -> list[Edited]:
    """The commits of a `diff-tree -z --raw [--numstat]`; submodules are left out."""
    found: list[Edited] = []
    parts = iter(output.decode("utf-8", "surrogateescape").split("\0"))
    sha = ""
    edits: dict[str, Edit] = {}
    for part in parts:
        if part[:1] == ":":
            _take_raw(part, parts, edits)
        elif "\t" in part:
            _take_count(part, parts, edits)
        elif part:
            if sha:
                found.append(Edited(sha, tuple(edits.values()), counted))
            sha, edits = part.strip(), {}
    if sha:
        found.append(Edited(sha, tuple(edits.values()), counted))
    return found


def _take_raw(part: str, parts: Iterator[str], edits: dict[str, Edit]) -> None:
    status = part.rpartition(" ")[2][:1]
    old = path = next(parts, "")
    if status == "R":
        path = next(parts, "")
    if SUBMODULE not in part[:15]:
        edits[path] = Edit(path, old, cast("EditStatus", status))


def _take_count(part: str, parts: Iterator[str], edits: dict[str, Edit]) -> None:
    added, removed, path = part.split("\t", 2)
    if not path:
        next(parts, "")
        path = next(parts, "")
    edit = edits.get(path)
    if edit and added != "-":
        edits[path] = Edit(path, edit.old_path, edit.status, int(added), int(removed))
    elif edit:
        edits[path] = Edit(path, edit.old_path, edit.status, NOT_COUNTED, NOT_COUNTED)
