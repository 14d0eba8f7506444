"""Reads GitLab's webhook events."""

from __future__ import annotations

import re

from msgspec import Struct

from watchkeeper.domain.change import Opening
from watchkeeper.formats.events.payload import branch_name, commit_id, decode

FORGE = "gitlab"


class _User(Struct):
    id: int | None = None
    username: str = ""


class _Project(Struct):
    path_with_namespace: str = ""
    default_branch: str | None = None


class _Label(Struct):
    title: str = ""


class _Commit(Struct):
    id: str = ""


class _MergeRequest(Struct):
    iid: int = 0
    title: str = ""
    description: str | None = None
    author_id: int | None = None
    action: str | None = None
    source_branch: str = ""
    target_branch: str = ""
    source_project_id: int | None = None
    target_project_id: int | None = None
    last_commit: _Commit | None = None
    labels: tuple[_Label, ...] = ()


class _Kind(Struct):
    object_kind: str = ""


class _RequestEvent(Struct):
    """A hook of a merge request: the request is the object itself."""

    object_attributes: _MergeRequest
    user: _User | None = None
    project: _Project | None = None
    labels: tuple[_Label, ...] | None = None


class _NoteEvent(Struct):
    """A comment; on a merge request when that is there."""

    user: _User | None = None
    project: _Project | None = None
    merge_request: _MergeRequest | None = None


class _PushEvent(Struct):
    ref: str = ""
    before: str | None = None
    after: str | None = None
    user_username: str = ""
    project: _Project | None = None


def parse_gitlab_event(data: bytes, file: str = "event.json") -> Opening:
    """What an event says about a change; the events that speak of none give the project alone.

    Everything is known of a `merge_request` hook but the base commit, which GitLab does not send; of a
    comment on one (`note`) the same without the author, of a push its commits, branch and who pushed. The
    hook names who acted, so the login is the author's only when the numbers agree, else it is "".

    Raises:
        UsageError: it is larger than 25 MB, no JSON (with line and column), or not of GitLab's form.
    """
    kind = decode(data, _Kind, file).object_kind
    if kind == "merge_request":
        event = decode(data, _RequestEvent, file)
        return _merge_request(event.object_attributes, event.project, event.user, event.labels)
    if kind == "push":
        return _push(decode(data, _PushEvent, file))
    note = decode(data, _NoteEvent, file)
    if note.merge_request:
        return _merge_request(note.merge_request, note.project, note.user, None)
    project = note.project or _Project()
    return Opening(forge=FORGE, repository=project.path_with_namespace, default_branch=project.default_branch or "")


def _merge_request(
    request: _MergeRequest, project: _Project | None, user: _User | None, labels: tuple[_Label, ...] | None
) -> Opening:
    project = project or _Project()
    login = user.username if user and _wrote(user, request) else ""
    return Opening(
        forge=FORGE,
        repository=project.path_with_namespace,
        number=request.iid,
        login=login,
        login_is_bot=_is_bot(login),
        title=request.title,
        body=request.description or "",
        labels=tuple(label.title for label in (labels if labels is not None else request.labels)),
        head_branch=request.source_branch,
        head_sha=commit_id(request.last_commit.id if request.last_commit else ""),
        base_branch=request.target_branch,
        default_branch=project.default_branch or "",
        fork=request.source_project_id != request.target_project_id,
    )


def _push(event: _PushEvent) -> Opening:
    project = event.project or _Project()
    return Opening(
        forge=FORGE,
        repository=project.path_with_namespace,
        login=event.user_username,
        login_is_bot=_is_bot(event.user_username),
        head_branch=branch_name(event.ref),
        head_sha=commit_id(event.after),
        base_sha=commit_id(event.before),
        default_branch=project.default_branch or "",
    )


def _wrote(user: _User, request: _MergeRequest) -> bool:
    """Whether who acted is the author; hooks of old versions send no numbers, but opening is the author's act."""
    if user.id is not None and request.author_id is not None:
        return user.id == request.author_id
    return request.action == "open"


def _is_bot(username: str) -> bool:
    """GitLab names the users of its access tokens after their project or group."""
    return bool(re.match(r"(?:project|group)_\d+_bot(?:_|\d|$)", username))
