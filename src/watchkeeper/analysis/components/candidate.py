"""What the readers of deployables are given and what they give: texts of one path, and pieces found in one text."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

DeployableKind = Literal[
    "container", "compose-service", "process", "scheduled-job", "scheduled-workflow", "deploying-workflow",
    "serverless", "kubernetes", "infrastructure", "app", "low-code", "data-pipeline", "entry-point", "package",
    "notebook", "action",
]  # fmt: skip
MOST_BYTES = 8 << 20
"""A text longer than this was cut by who read it, so that the length tells. Parsers take less (1 MB)."""

MOST_LINES = 100
"""So many pieces of one text are told with their line; looking up more would take quadratic time."""
LOCK_FILES = frozenset({"pnpm-lock.yaml"})


class Side(Struct, frozen=True):
    """A text as it stood before the change, under the path that it had then."""

    path: str
    text: bytes


class Candidate(Struct, frozen=True):
    """One concerned path of a change: its text now (None = deleted) and every text it had before.

    `before` holds the base's text (under its old path when the file moved) and the target's if that
    differs; `beside` the manifests of the same folder that can name the same commands. `neighbours`
    are the names that the file's folder has at the base or the target. `linked` means that the path
    is now a symbolic link, whose content is not read. Texts have at most `MOST_BYTES` + 1 bytes.
    """

    path: str
    head: bytes | None
    before: tuple[Side, ...] = ()
    beside: tuple[Side, ...] = ()
    neighbours: frozenset[str] = frozenset()
    linked: bool = False


class Piece(Struct, frozen=True):
    """Something in one text that makes a tool run somewhere.

    Pieces of one kind with the same `key` are the same thing, wherever they stand; the empty key
    belongs to its file. `leads_to` is what an entry point starts: under a new name it is not new.
    `folder` is where the tool stands if its file says so (None = where the file stands). A `weak`
    piece alone does not show that anything runs for others: a library, a notebook, a database that
    an app needs. A `part` tells how the nearest tool around it is kept running (a unit of systemd).
    """

    kind: DeployableKind
    name: str
    detail: str
    key: str = ""
    leads_to: str = ""
    line: int = 0
    folder: str | None = None
    weak: bool = False
    part: bool = False

    def marks(self) -> set[tuple[str, str, str]]:
        """By what this piece is known again in the same file: its key, and what it leads to."""
        by_target = {(self.kind, "leads to", self.leads_to)} if self.leads_to else set()
        return {(self.kind, "key", self.key)} | by_target


def folder_of(path: str) -> str:
    """The folder of a path, "" for the top."""
    return path.rpartition("/")[0]


def name_of(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def is_yaml(path: str) -> bool:
    """Whether a file is YAML that people write; lock files can be long and hold nothing to run."""
    return path.endswith((".yaml", ".yml")) and name_of(path) not in LOCK_FILES


def line_of(text: bytes, *needles: str) -> int:
    """The number (from 1) of the first line that holds all needles, 0 if none does."""
    wanted = [needle.encode("utf-8", "surrogateescape") for needle in needles]
    start = text.find(wanted[0])
    while start >= 0:
        begin = text.rfind(b"\n", 0, start) + 1
        end = text.find(b"\n", start)
        line = text[begin : end if end >= 0 else len(text)]
        if all(needle in line for needle in wanted[1:]):
            return text.count(b"\n", 0, begin) + 1
        start = text.find(wanted[0], begin + len(line) + 1)
    return 0
