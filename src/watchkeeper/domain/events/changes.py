"""What happens to a change: opened, reviewed, approved, merged, measured, reverted, backported."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.change import AuthorshipKind
from watchkeeper.domain.events.event import Payload, Person, Text, Time

ReviewState = Literal["approved", "changes-requested", "commented", "dismissed"]
ActorKind = Literal["person", "bot", "agent", "unknown"]
MergeMethod = Literal["merge", "squash", "rebase", "direct", "queue", "unknown"]
ChangeKind = Literal["fix", "hotfix", "revert", "reland", "feature", "maintenance", "unknown"]
RevertBasis = Literal["named", "number", "title", "tree", "forge"]


class ChangeOpened(Payload, frozen=True):
    """A change was offered for review.

    `ready_at` is when it stopped being a draft: pickup time starts there. A branch often bears its
    author's login, hence it is a text.
    """

    number: int = 0
    author: Person = ""
    author_kind: ActorKind = "unknown"
    base: str = ""
    head: str = ""
    branch: Text = ""
    draft: bool = False
    ready_at: Time = ""
    title: Text = ""


class ChangeReviewed(Payload, frozen=True):
    """Somebody reviewed a change on one head. A bot's comment is kept, but is no human review."""

    reviewer: Person
    state: ReviewState
    reviewer_kind: ActorKind = "unknown"
    head: str = ""
    comments: int = 0


class ChangeApproved(Payload, frozen=True):
    """Somebody approved a change on one head."""

    approver: Person
    approver_kind: ActorKind = "unknown"
    head: str = ""


class SignalSeen(Struct, frozen=True):
    """A mark of authorship by its id, and how often it stood in the change."""

    id: str
    times: int = 1


class ChangeMerged(Payload, frozen=True):
    """A change reached the target.

    `commit` is where the target stood after it, `base` before it, `head` the last commit of the
    branch where one is known. `first_commit_at` is the earliest author time and may lie after the
    merge when clocks disagree (`skewed`). `rewritten` means that the target's history was rewritten and no
    longer holds it (`generation` counts how often), `integration` that it only joined branches, whose changes
    stand for themselves.
    Lines are raw, as git counts them with renames found;
    `unsized` says that they are not known, because contents are not in the clone.
    `share_signed` is in basis points. `kind_proxy` means that `kind` was read from words.
    """

    commit: str
    target: str = ""
    number: int = 0
    base: str = ""
    head: str = ""
    how: MergeMethod = "unknown"
    author: Person = ""
    author_kind: ActorKind = "unknown"
    merged_by: Person = ""
    opened_at: Time = ""
    first_commit_at: Time = ""
    skewed: bool = False
    rewritten: bool = False
    integration: bool = False
    generation: int = 0
    commits: tuple[str, ...] = ()
    commits_count: int = 1
    lines_added: int = 0
    lines_removed: int = 0
    files: int = 0
    binary_files: int = 0
    unsized: bool = False
    authorship: AuthorshipKind = "unknown"
    share_signed: int = 0
    signals: tuple[SignalSeen, ...] = ()
    kind: ChangeKind = "unknown"
    kind_proxy: bool = False
    title_hash: str = ""


class ExcludedLines(Struct, frozen=True):
    """Lines that need no reading, by the reason they were left out for."""

    reason: str
    lines: int


class ChangeMeasured(Payload, frozen=True):
    """The gate's counter was run over a merged change; `counter` is the counter's version."""

    commit: str
    counter: int
    lines_raw: int
    lines_effective: int
    files: int = 0
    files_effective: int = 0
    bytes: int = 0
    tokens: int = 0
    excluded: tuple[ExcludedLines, ...] = ()


class ChangeReverted(Payload, frozen=True):
    """A change was taken back by a later one (`by`, a change id).

    A revert of the revert re-lands the change; then it does not count as reverted. `partial` is a
    revert of a part. `proxy` means that it was read from history, not told by a forge.
    """

    by: str
    commit: str = ""
    basis: RevertBasis = "named"
    partial: bool = False
    proxy: bool = False


class ChangeBackported(Payload, frozen=True):
    """A change was copied to another branch; the copy is no change of its own."""

    branch: str
    commit: str
    basis: Literal["cherry-pick", "number", "patch", "title"] = "cherry-pick"
