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
    """A change was offered for review. The event happened when it was opened.

    Attributes:
        number: the change's number on the forge; 0 where it has none.
        author: who opened it.
        author_kind: whether the author is a person, a bot or an agent, as the source tells.
        base: the commit of the target that it was opened against.
        head: the last commit of its branch.
        branch: the name of its branch, which often bears its author's login.
        draft: it was opened as a draft.
        ready_at: when it stopped being a draft: pickup time starts there.
        title: its title.
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
    """Somebody reviewed a change on one head. A bot's comment is kept, but is no human review.

    Attributes:
        reviewer: who reviewed.
        state: what the review said.
        reviewer_kind: whether the reviewer is a person, a bot or an agent, as the source tells.
        head: the commit that was reviewed.
        comments: how many comments the review holds.
    """

    reviewer: Person
    state: ReviewState
    reviewer_kind: ActorKind = "unknown"
    head: str = ""
    comments: int = 0


class ChangeApproved(Payload, frozen=True):
    """Somebody approved a change on one head.

    Attributes:
        approver: who approved.
        approver_kind: whether the approver is a person, a bot or an agent, as the source tells.
        head: the commit that was approved.
    """

    approver: Person
    approver_kind: ActorKind = "unknown"
    head: str = ""


class SignalSeen(Struct, frozen=True):
    """A mark of authorship by its id, and how often it stood in the change.

    Attributes:
        id: the signal's id in the data file of signals.
        times: how often it stood in the change.
    """

    id: str
    times: int = 1


class ChangeMerged(Payload, frozen=True):
    """A change reached the target. The event happened at the committer's time of `commit`.

    Lines are raw, as git counts them with renames found. A fact that the source does not tell is empty, 0 or `unknown`.

    Attributes:
        commit: where the target stood after the change.
        target: the branch that it reached; `refs/tags/NAME` for what only a release has.
        number: the change's number on the forge; 0 where none is known, or where another change bears it already.
        base: where the target stood before the change.
        head: the last commit of its branch; empty where git does not tell.
        how: how it landed; `direct` is a commit without a number, `rebase` several commits without a merge.
        author: who wrote it: the author of its first commit.
        author_kind: whether the author is a person, a bot or an agent; git alone never says `person`.
        merged_by: who put it on the target: the author of a merge, the committer of other commits, unless that is the
            forge.
        opened_at: when it was offered for review, where the source tells.
        first_commit_at: the earliest author time of its commits; it may lie after the merge when clocks disagree.
        skewed: `first_commit_at` lies after the merge: no lead time follows from it.
        rewritten: the target's history was rewritten and no longer holds the change.
        integration: the commit only joined branches, whose changes stand for themselves.
        generation: how often the target's history had been rewritten when this was said.
        commits: the commits that came with it, newest first, at most 2,000; empty when it is `commit` alone.
        commits_count: how many commits came with it, a merge commit included.
        unsized: its lines are not known, because contents are not in the clone.
        lines_added: lines added.
        lines_removed: lines removed.
        files: files changed.
        binary_files: binary files among them; they have no lines.
        authorship: who or what wrote it, from marks in commits; absence of marks is `unknown`.
        share_signed: share of the changed lines in commits that bear a mark of authorship, in basis points.
        signals: the marks of authorship that were found.
        kind: what it was for.
        kind_proxy: `kind` was read from words of the title, branch or message, and is a guess.
        title_hash: sixteen hexadecimal digits of the title's SHA-256 (lower case, single blanks): equal titles are
            found.
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
    """Lines that need no reading, by the reason they were left out for.

    Attributes:
        reason: the kind of reason, without paths.
        lines: how many lines were left out for it.
    """

    reason: str
    lines: int


class ChangeMeasured(Payload, frozen=True):
    """The gate's counter was run over a merged change, between the two sides of its merge.

    Attributes:
        commit: where the target stood after the change.
        counter: the version of the counter; a newer counter measures again and supersedes.
        lines_raw: lines added plus lines removed.
        lines_effective: lines that somebody has to read: raw lines without the excluded ones.
        files: changed files.
        files_effective: changed files of which something has to be read.
        bytes: bytes of all changed lines and of changed binary files.
        tokens: estimated tokens of the effective text.
        excluded: what was left out, summed by reason.
    """

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
    """A change (the subject) was taken back by a later one.

    A revert of the revert re-lands the change; then it does not count as reverted.

    Attributes:
        by: the id of the change that took it back.
        commit: the commit of that change that says so.
        basis: how it is known: the commit's id (`named`), its number, its title, an equal tree, or the forge.
        partial: only a part of the change was taken back.
        proxy: it was read from history, not told by a forge.
    """

    by: str
    commit: str = ""
    basis: RevertBasis = "named"
    partial: bool = False
    proxy: bool = False


class ChangeBackported(Payload, frozen=True):
    """A change was copied to another branch; the copy is no change of its own.

    Attributes:
        branch: the branch or release tag (`refs/tags/NAME`) that has the copy.
        commit: the commit that is the copy.
        basis: how it is known: a cherry-pick's trailer, a number, an equal patch, an equal title.
    """

    branch: str
    commit: str
    basis: Literal["cherry-pick", "number", "patch", "title"] = "cherry-pick"
