"""Merge requests, approvals and notes of GitLab, and the drafts they give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.domain.events.changes import (
    ActorKind,
    ChangeApproved,
    ChangeMerged,
    ChangeOpened,
    ChangeReviewed,
    MergeMethod,
    ReviewState,
)
from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.identifiers import change_id
from watchkeeper.formats.events.payload import commit_id
from watchkeeper.formats.exports.people import Who, by_login, names
from watchkeeper.formats.exports.reading import Id, Moment, Number, revision_of, told

_JUDGEMENTS: dict[str, ReviewState] = {
    "approved this merge request": "approved",
    "unapproved this merge request": "dismissed",
    "requested changes": "changes-requested",
}
"""Notes that GitLab itself writes when somebody judges a merge request."""
_ON_CODE = "DiffNote"
_BOT = re.compile(r"(?:project|group)_\d+_bot(?:_|\d|$)|service_account_|(?:alert|support|security|migration)-bot$")
_NOBODY_KNOWN = "ghost"
_COUNT = re.compile(r"[0-9]{1,9}")


class User(Struct):
    """A user of GitLab."""

    id: Id | None = None
    username: str | None = None
    name: str | None = None


class DiffRefs(Struct):
    """The commits that a merge request lies between."""

    base_sha: str | None = None


class MergeRequest(Struct):
    """A merge request; lists leave out the base commit and the number of files."""

    iid: Number
    created_at: Moment
    title: str = ""
    web_url: str | None = None
    author: User | None = None
    updated_at: Moment | None = None
    merged_at: Moment | None = None
    merge_user: User | None = None
    merged_by: User | None = None
    target_branch: str = ""
    source_branch: str = ""
    draft: bool | None = None
    work_in_progress: bool | None = None
    sha: str | None = None
    merge_commit_sha: str | None = None
    squash_commit_sha: str | None = None
    diff_refs: DiffRefs | None = None
    changes_count: str | None = None


class Approval(Struct):
    """Who approved; GitLab says when only since version 18."""

    user: User
    approved_at: Moment | None = None


class Approvals(Struct):
    """The approvals of a merge request as they stand."""

    iid: Number
    approved_by: tuple[Approval, ...] = ()


class Note(Struct):
    """A comment of a person, or of GitLab itself (`system`)."""

    id: Id
    created_at: Moment
    noteable_type: str
    noteable_iid: Number | None = None
    type: str | None = None
    body: str = ""
    system: bool = False
    author: User | None = None


def who(user: User | None) -> Who:
    """The person or bot; GitLab names the users of tokens and service accounts by a pattern."""
    if user is None:
        return Who()
    return by_login("gitlab", user.username, user.name, _kind(user.username or ""))


def _kind(username: str) -> ActorKind:
    if username == _NOBODY_KNOWN:
        return "unknown"
    return "bot" if _BOT.match(username) else "person"


def request_drafts(request: MergeRequest, source: str, repository: str) -> Iterator[Draft]:
    """A merge request is opened and, if it says when, merged."""
    about = _About(source, repository, request.iid)
    revision, author = revision_of(request.updated_at), who(request.author)
    base = commit_id(request.diff_refs.base_sha if request.diff_refs else "")
    opened = ChangeOpened(
        number=request.iid,
        author=author.ref,
        author_kind=author.kind,
        base=base,
        head=commit_id(request.sha),
        branch=request.source_branch,
        draft=bool(request.draft or request.work_in_progress),
        title=request.title,
    )
    yield about.draft("#opened", request.created_at, opened, revision, author)
    merged, merger = told(request.merged_at), who(request.merge_user or request.merged_by)
    if merged:
        payload = _merged(request, base, author, merger)
        yield about.draft("#merged", merged, payload, revision, author, merger)


def _merged(request: MergeRequest, base: str, author: Who, merger: Who) -> ChangeMerged:
    """Fast-forwarded, a merge request has no commit of its own: its head is where the target stood."""
    how: MergeMethod = "merge" if request.merge_commit_sha else "squash" if request.squash_commit_sha else "unknown"
    return ChangeMerged(
        commit=commit_id(request.merge_commit_sha or request.squash_commit_sha or request.sha),
        target=request.target_branch,
        number=request.iid,
        base=base,
        head=commit_id(request.sha),
        how=how,
        author=author.ref,
        author_kind=author.kind,
        merged_by=merger.ref,
        opened_at=request.created_at.text,
        files=_files(request.changes_count or ""),
    )


def _files(count: str) -> int:
    """GitLab stops counting (`1000+`); a count that is none is not said."""
    return int(count) if _COUNT.fullmatch(count) else 0


def approval_drafts(approvals: Approvals, source: str, repository: str) -> Iterator[Draft]:
    """Each approval that says when; of older versions the notes say it."""
    about = _About(source, repository, approvals.iid)
    for position, approval in enumerate(approvals.approved_by):
        at = told(approval.approved_at)
        if at:
            name = position if approval.user.id is None else approval.user.id
            yield from _judged(about, f"/approval/{name}", at, who(approval.user), "approved")


def note_drafts(note: Note, source: str, repository: str) -> Iterator[Draft]:
    """A judgement that GitLab noted, or a comment on lines of code; other notes are talk, and give nothing."""
    if note.noteable_type != "MergeRequest" or note.noteable_iid is None:
        return
    about, author = _About(source, repository, note.noteable_iid), who(note.author)
    if note.system and note.body.strip() in _JUDGEMENTS:
        name = note.id if note.author is None or note.author.id is None else note.author.id
        yield from _judged(about, f"/approval/{name}", note.created_at, author, _JUDGEMENTS[note.body.strip()])
    elif not note.system and note.type == _ON_CODE:
        payload = ChangeReviewed(reviewer=author.ref, state="commented", reviewer_kind=author.kind, comments=1)
        yield about.draft(f"/note/{note.id}#reviewed", note.created_at, payload, 0, author)


def _judged(about: _About, name: str, at: Moment, reviewer: Who, state: ReviewState) -> Iterator[Draft]:
    """A person's judgement replaces the one before: it is named by the person's number, not by the note's."""
    revision = revision_of(at)
    reviewed = ChangeReviewed(reviewer=reviewer.ref, state=state, reviewer_kind=reviewer.kind)
    yield about.draft(f"{name}#reviewed", at, reviewed, revision, reviewer)
    if state == "approved":
        approved = ChangeApproved(approver=reviewer.ref, approver_kind=reviewer.kind)
        yield about.draft(f"{name}#approved", at, approved, revision, reviewer)


class _About(Struct):
    """The merge request that drafts are about."""

    source: str
    repository: str
    number: int

    def draft(self, what: str, at: Moment, payload: Payload, revision: int, *people: Who) -> Draft:
        return Draft(
            source=self.source,
            source_id=f"merge_request/{self.number}{what}",
            subject=change_id(self.repository, "", self.number),
            occurred_at=at.text,
            payload=payload,
            revision=revision,
            names=names(*people),
        )
