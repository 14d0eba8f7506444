"""Reads objects through one long-lived `git cat-file` process."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Mapping
from threading import RLock
from types import TracebackType
from typing import Self

from msgspec import Struct

from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.git.process import Git

ID_LENGTHS = (40, 64)
MOST_TREES = 1_000
SMALL = 1 << 15
MOST_CONTENTS = 1 << 10
"""Contents of at most 32 KB, and so many of them, are remembered: 32 MB at most."""


class ObjectHead(Struct, frozen=True):
    """Id, type (`blob`, `tree`, `commit`, `tag`) and size in bytes of an object."""

    sha: str
    type: str
    size: int


class Objects:
    """A reader of objects by id or by `commit:path`; a context manager that ends its process.

    Several threads may ask; each question is answered as a whole.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = RLock()
        self._trees: dict[str, Mapping[str, tuple[int, str]]] = {}
        self._contents: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next question starts a new one."""
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()
        self._process = None

    def head(self, name: str) -> ObjectHead | None:
        """What `name` is, or None if it does not exist here."""
        with self._turn:
            return self._ask("info", name)

    def content(self, name: str, limit: int = -1) -> bytes | None:
        """The first `limit` bytes (all if negative) of an object, or None if it does not exist here.

        Small ones that are asked for by their id are remembered: several collectors read the same files.
        """
        if (known := self._contents.get(name)) is not None:
            return known if limit < 0 else known[:limit]
        with self._turn:
            found = self._ask("contents", name)
            if found is None:
                return None
            wanted = found.size if limit < 0 else min(limit, found.size)
            data = self._read(wanted)
            self._skip(found.size - wanted + 1)
            if wanted == found.size <= SMALL and len(name) in ID_LENGTHS:
                self._remember(name, data)
            return data

    def _remember(self, name: str, data: bytes) -> None:
        if len(self._contents) >= MOST_CONTENTS:
            self._contents.clear()
        self._contents[name] = data

    def tree(self, name: str) -> Mapping[str, tuple[int, str]]:
        """Entries of one tree (not recursive): name → (mode, id); empty if it does not exist.

        Trees that are asked for by their id are remembered: folders stay the same from commit to commit.
        """
        if (known := self._trees.get(name)) is not None:
            return known
        found = self._tree(name)
        if len(name) in ID_LENGTHS:
            if len(self._trees) >= MOST_TREES:
                self._trees.clear()
            self._trees[name] = found
        return found

    def _tree(self, name: str) -> dict[str, tuple[int, str]]:
        with self._turn:
            found = self._ask("contents", name)
            if found is None:
                return {}
            data = self._read(found.size)
            self._skip(1)
        return _tree_entries(data, len(found.sha) // 2) if found.type == "tree" else {}

    def _ask(self, command: str, name: str) -> ObjectHead | None:
        if "\n" in name or "\0" in name:
            return None
        process = self._running()
        assert process.stdin is not None  # noqa: S101 - Popen was given pipes
        assert process.stdout is not None  # noqa: S101 - the same
        process.stdin.write(f"{command} {name}\n".encode("utf-8", "surrogateescape"))
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise UnknownSubjectError(Problem(f"git cat-file ended while it was asked for {name}"))
        if answer.endswith((b" missing\n", b" ambiguous\n")):
            return None
        sha, type_, size = answer.split(b" ")[-3:]
        return ObjectHead(sha.decode("ascii"), type_.decode("ascii"), int(size))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch-command", stdin=subprocess.PIPE)
        return self._process

    def _read(self, size: int) -> bytes:
        assert self._process is not None  # noqa: S101 - the question was just asked
        assert self._process.stdout is not None  # noqa: S101 - Popen was given pipes
        return self._process.stdout.read(size)

    def _skip(self, size: int) -> None:
        while size > 0:
            got = len(self._read(min(size, 1 << 20)))
            if not got:
                return
            size -= got


def _tree_entries(data: bytes, id_bytes: int) -> dict[str, tuple[int, str]]:
    entries: dict[str, tuple[int, str]] = {}
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, _, name = data[at:end].partition(b" ")
        sha = data[end + 1 : end + 1 + id_bytes].hex()
        entries[name.decode("utf-8", "surrogateescape")] = (int(mode, 8), sha)
        at = end + 1 + id_bytes
    return entries
