"""A repository as the gate sees it: its objects in isolation, its refs by name, nothing written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.git.objects import ObjectHead, Objects
from watchkeeper.git.process import Git

BRANCH = "ref: refs/heads/"
AI_NOTES = "refs/notes/ai"
EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


class Repository:
    """Two views of one repository.

    `refs` runs in the real git directory and only resolves names. `git` and `objects` run in an
    empty temporary one that borrows the object directory, so that no configuration, replacement,
    attribute file or promisor remote of the repository can change an answer; objects that a
    command writes there go to the temporary directory and are deleted with it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.refs = Git(path, {})
        code, output, errors = self.refs.run(
            "rev-parse", "--path-format=absolute", "--git-dir", "--git-path", "objects", "--git-path", "shallow",
            "--show-object-format", "--is-shallow-repository", accept=range(256),
        )  # fmt: skip
        if code != 0:
            raise UsageError(_not_a_repository(path, errors))
        git_dir, objects, shallow, self.object_format, is_shallow = os.fsdecode(output).splitlines()
        self.git_dir = git_dir
        self.shallow = is_shallow == "true"
        self._temporary = _lay_out(self.object_format)
        extra = {
            "GIT_DIR": self._temporary,
            "GIT_OBJECT_DIRECTORY": os.path.join(self._temporary, "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": _quoted(objects),
        }
        if self.shallow:
            extra["GIT_SHALLOW_FILE"] = shallow
        self.git = Git(self._temporary, extra)
        self.objects = Objects(self.git)
        self._names: dict[str, ObjectHead | None] = {}
        self._bases: dict[tuple[str, str], str | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the reader and delete the temporary directory."""
        self.objects.close()
        for folder, folders, files in os.walk(self._temporary, topdown=False):
            with contextlib.suppress(OSError):
                for name in files:
                    os.unlink(os.path.join(folder, name))
                for name in folders:
                    os.rmdir(os.path.join(folder, name))
        with contextlib.suppress(OSError):
            os.rmdir(self._temporary)

    @property
    def head_branch(self) -> str:
        """The branch that is checked out, "" when HEAD is detached or kept in another way."""
        try:
            with open(os.path.join(self.git_dir, "HEAD"), encoding="utf-8", errors="replace") as head:
                text = head.read(4096).strip()
        except OSError:
            return ""
        return text.removeprefix(BRANCH) if text.startswith(BRANCH) else ""

    @property
    def configured_email(self) -> str:
        """The address that a commit made here would carry, "" when none is configured."""
        own = Git(self.path, {name: os.environ[name] for name in ("XDG_CONFIG_HOME",) if name in os.environ})
        for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM"):
            own.environment.pop(name)
            own.environment.update({name: os.environ[name]} if name in os.environ else {})
        _, output, _ = own.run("config", "--get", "user.email", accept=(0, 1))
        return output.decode("utf-8", "replace").strip()

    @property
    def work_tree(self) -> str:
        """The top folder of the work tree.

        Raises:
            UsageError: the repository is bare.
        """
        code, top, _ = self.refs.run("rev-parse", "--show-toplevel", accept=(0, 128))
        if code != 0:
            raise UsageError(Problem("a bare repository has no work tree to write to", remedy="run in a clone"))
        return os.fsdecode(top).rstrip("\n")

    @property
    def empty_tree(self) -> str:
        """The id of the tree without entries, base of a root commit."""
        return EMPTY_TREES[self.object_format]

    def resolve(self, *names: str) -> tuple[ObjectHead | None, ...]:
        """What each name means as a commit (tags peeled), None where it means nothing here; asked once.

        Raises:
            UsageError: a name holds a line break, or is ambiguous.
        """
        if bad := next((n for n in names if "\n" in n or "\0" in n), None):
            raise UsageError(Problem(f"{bad!r} is not a revision"))
        new = [name for name in dict.fromkeys(names) if name not in self._names]
        if new:
            self._names.update(zip(new, self._resolve(new), strict=True))
        return tuple(self._names[name] for name in names)

    def _resolve(self, names: Sequence[str]) -> tuple[ObjectHead | None, ...]:
        asked = "".join(f"{name}^{{commit}}\n" for name in names).encode("utf-8", "surrogateescape")
        _, output, errors = self.refs.run("cat-file", "--batch-check", stdin=asked)
        if "is ambiguous" in errors:
            raise UsageError(Problem(errors.splitlines()[0], remedy="write the full name, for example refs/heads/NAME"))
        return tuple(_head_of(line) for line in output.splitlines())

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor of two commits, or None when their histories are unrelated.

        Raises:
            UnknownSubjectError: history is cut off (shallow), so that none can be known.
        """
        if (one, other) not in self._bases:
            self._bases[one, other] = self._merge_base(one, other)
        return self._bases[one, other]

    def _merge_base(self, one: str, other: str) -> str | None:
        code, output, _ = self.git.run("merge-base", one, other, accept=(0, 1))
        if code == 0:
            return output.split()[0].decode("ascii")
        if self.shallow:
            raise UnknownSubjectError(
                Problem(
                    f"this clone is shallow: the common ancestor of {one[:12]} and {other[:12]} is not in it",
                    remedy="fetch the history: git fetch --unshallow (in CI: fetch-depth: 0)",
                )
            )
        return None


def _lay_out(object_format: str) -> str:
    """Make an empty bare repository; by hand, because importing tempfile costs as much as the rest of a check."""
    parent = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - the name below is random and the folder private
    directory = os.path.join(parent, f"watchkeeper-{os.getpid()}-{os.urandom(8).hex()}")
    os.mkdir(directory, mode=0o700)
    for name in ("objects", "refs"):
        os.mkdir(os.path.join(directory, name))
    with open(os.path.join(directory, "HEAD"), "w", encoding="ascii") as head:
        head.write("ref: refs/heads/none\n")
    version = 1 if object_format != "sha1" else 0
    with open(os.path.join(directory, "config"), "w", encoding="ascii") as config:
        config.write(f"[core]\n\trepositoryformatversion = {version}\n\tbare = true\n")
        if version:
            config.write(f"[extensions]\n\tobjectFormat = {object_format}\n")
    return directory


def _quoted(directory: str) -> str:
    """A path as an element of git's list of object directories (`:` and quotes need quoting)."""
    if ":" not in directory and not directory.startswith('"'):
        return directory
    return '"' + directory.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _head_of(line: bytes) -> ObjectHead | None:
    if line.endswith((b" missing", b" ambiguous")):
        return None
    with contextlib.suppress(ValueError):
        sha, type_, size = line.split(b" ")
        return ObjectHead(sha.decode("ascii"), type_.decode("ascii"), int(size))
    return None


def _not_a_repository(path: str, errors: str) -> Problem:
    where = os.path.abspath(path)
    if "not a git repository" in errors:
        return Problem(f"{where} is not in a git repository", remedy="run inside one, or name it with --repo PATH")
    return Problem(f"git cannot open {where}: {errors.splitlines()[0] if errors else 'no message'}")
