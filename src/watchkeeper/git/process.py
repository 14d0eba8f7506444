"""Starts git with a fixed environment and configuration, and checks every exit code."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError

FIXED = (
    "-c", "core.quotePath=false",
    "-c", "core.attributesFile=" + os.devnull,
    "-c", "core.excludesFile=" + os.devnull,
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=" + os.devnull,
    "-c", "protocol.allow=never",
    "-c", "safe.directory=*",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "log.showSignature=false",
    "-c", "diff.renameLimit=1000",
    "-c", "diff.noprefix=false",
)  # fmt: skip
"""Options before every command: nothing of the user's configuration changes an answer or runs a
program, and no transport may open (a blobless clone fetches nothing behind our back)."""

KEPT = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH")


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """The environment git runs in: the path, a fixed locale, no user configuration, and `extra`."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    fixed = {
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "cat",
    }
    return {**kept, **fixed, **extra}


class Git:
    """Runs git commands in one repository directory with one environment."""

    def __init__(self, directory: str, extra: Mapping[str, str]) -> None:
        self.directory = directory
        self.environment = environment(extra)

    def start(self, *arguments: str, stdin: int | None = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start a command with pipes for output and errors.

        Raises:
            UsageError: git is not installed, or the directory does not exist.
        """
        try:
            return subprocess.Popen(
                ["git", *FIXED, *arguments],
                cwd=self.directory,
                env=self.environment,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=1 << 20,
            )
        except FileNotFoundError as error:
            missing = error.filename or "git"
            remedy = "install git 2.39 or newer" if missing == "git" else "name an existing repository with --repo"
            raise UsageError(Problem(f"{missing} was not found", remedy=remedy)) from None
        except NotADirectoryError:
            raise UsageError(Problem(f"{self.directory} is not a directory")) from None

    def run(self, *arguments: str, accept: Sequence[int] = (0,), stdin: bytes = b"") -> tuple[int, bytes, str]:
        """Run a command to its end: exit code, standard output, standard error.

        Raises:
            UnknownSubjectError: the exit code is not among `accept`.
        """
        process = self.start(*arguments, stdin=subprocess.PIPE)
        output, errors = process.communicate(stdin)
        text = errors.decode("utf-8", "replace").strip()
        if process.returncode not in accept:
            raise failure(arguments[0], process.returncode, text)
        return process.returncode, output, text

    @contextmanager
    def stream(self, *arguments: str) -> Iterator[Stream]:
        """A command while it runs; left early, it is ended.

        Raises:
            UnknownSubjectError: the command failed after its output was read to the end, and nobody
                was told by `Stream.finish`.
        """
        stream = Stream(self.start(*arguments), arguments[0])
        try:
            yield stream
            if not stream.told and not stream.output.read(1):
                stream.finish()
        finally:
            stream.close()


class Stream:
    """The output of a running command, and its end."""

    def __init__(self, process: subprocess.Popen[bytes], command: str) -> None:
        assert process.stdout is not None  # noqa: S101 - Popen was given a pipe
        self.output: IO[bytes] = process.stdout
        self.told = False
        self._process = process
        self._command = command

    def finish(self) -> None:
        """Wait for the end after all output was read.

        Raises:
            UnknownSubjectError: the command failed.
        """
        self.told = True
        _, errors = self._process.communicate()
        if self._process.returncode != 0:
            raise failure(self._command, self._process.returncode, errors.decode("utf-8", "replace").strip())

    def close(self) -> None:
        """End the command if it still runs, and its pipes."""
        if self._process.poll() is None:
            self._process.kill()
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        self._process.wait()


def failure(command: str, code: int, text: str) -> UnknownSubjectError:
    """What a failed git command means to a person."""
    shown = text.splitlines()[0] if text else "no message"
    missing = ("unable to read", "missing blob", "could not fetch", "bad object", "promisor", "not our ref")
    if any(sign in text.lower() for sign in missing):
        remedy = "fetch it: git fetch --refetch origin, or clone without --filter"
        return UnknownSubjectError(Problem(f"content is not in this clone (git {command}: {shown})", remedy=remedy))
    problem = Problem(f"git {command} failed with code {code}: {shown}", remedy="run `git fsck` in the repository")
    return UnknownSubjectError(problem)
