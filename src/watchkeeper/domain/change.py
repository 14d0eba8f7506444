"""A change: a pull request, a merge request or a range of commits, as git objects tell it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Status = Literal["added", "modified", "deleted", "renamed", "copied", "type-changed"]
AuthorshipKind = Literal["agent", "assisted", "suggested", "mixed", "human-attested", "unknown"]
SignalClass = Literal[
    "author", "trailer", "suggestion", "session", "branch", "opener", "body", "label", "note", "human"
]


class Identity(Struct, frozen=True):
    """A name and an address as git records them; a hint, not a proof."""

    name: str
    email: str


class Commit(Struct, frozen=True):
    """One commit of a change. Times are seconds since the epoch, UTC; message is the whole text."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Identity
    committer: Identity
    authored_at: int
    committed_at: int
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


class FileChange(Struct, frozen=True):
    """One file of a change. `path` is UTF-8, bytes that are not are kept as surrogate escapes.

    `old_path` differs from `path` only for a rename or copy. Blob ids are the empty string and
    modes 0 where a side does not exist. Mode 0o120000 is a symlink, 0o160000 a submodule.
    """

    path: str
    old_path: str
    status: Status
    old_mode: int
    new_mode: int
    old_blob: str
    new_blob: str
    similarity: int = 0


class Signal(Struct, frozen=True):
    """One mark of authorship: which signal of the data file, where it stands, its class."""

    id: str
    where: str
    kind: SignalClass = field(name="class")


class Authorship(Struct, frozen=True):
    """Who wrote a change, with evidence. Absence of signals is `unknown`, never human.

    `share_signed` is the share of changed lines (0..1) that stand in commits with a signal.
    """

    kind: AuthorshipKind
    share_signed: float
    signals: tuple[Signal, ...] = ()


class Target(Struct, frozen=True):
    """Where policy, owners, waivers and attributes are read. `commit` is "" when there is none."""

    ref: str
    commit: str
    protected: bool
    reason: str

    @property
    def name(self) -> str:
        """The branch as people call it."""
        return self.ref.removeprefix("refs/heads/").removeprefix("refs/remotes/") or "the target"


class Opening(Struct, frozen=True):
    """What the forge says about how a change was opened; all fields "" or empty without an event."""

    forge: str = ""
    repository: str = ""
    number: int = 0
    login: str = ""
    login_is_bot: bool = False
    title: str = ""
    body: str = ""
    labels: tuple[str, ...] = ()
    head_branch: str = ""
    head_sha: str = ""
    base_branch: str = ""
    base_sha: str = ""
    default_branch: str = ""
    fork: bool = False


class Change(Struct, frozen=True):
    """A change from `base` (a commit, or the empty tree of a root commit) to `head`.

    `commits` are newest first, without those already in the base.
    """

    base: str
    head: str
    commits: tuple[Commit, ...]
    files: tuple[FileChange, ...]
    target: Target
    opening: Opening = Opening()
    author_login: str = ""


def shell_word(text: str) -> str:
    """A text of the change as one word of a shell's command line, so that nothing in it is run."""
    from shlex import quote

    return quote(display_path(text))


def display_path(path: str) -> str:
    r"""A path as text that any output can carry: bytes outside UTF-8 become \\xNN, controls too."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
