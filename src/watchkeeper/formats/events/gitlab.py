"""Reads GitLab's merge request hooks: only the fields that are used, everything else ignored."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from watchkeeper.domain.change import Opening


class User(Struct, frozen=True):
    """The account that caused the hook."""

    username: str = ""


class Project(Struct, frozen=True):
    """A project."""

    path_with_namespace: str = ""
    default_branch: str | None = ""


class Label(Struct, frozen=True):
    """A label."""

    title: str = ""


class LastCommit(Struct, frozen=True):
    """The head of a merge request."""

    id: str = ""


class MergeRequest(Struct, frozen=True):
    """A merge request; its author is only known by number, so the login is that of the opening hook's user."""

    iid: int = 0
    title: str | None = ""
    description: str | None = ""
    source_branch: str = ""
    target_branch: str = ""
    source_project_id: int | None = None
    target_project_id: int | None = None
    author_id: int | None = None
    last_commit: LastCommit | None = None
    action: str = ""


class Actor(User, frozen=True):
    """The hook's user with the number that can be compared with the author's."""

    id: int | None = None


class Event(Struct, frozen=True):
    """The part of a hook that tells of a change."""

    object_attributes: MergeRequest = MergeRequest()
    project: Project = Project()
    user: Actor = Actor()
    labels: tuple[Label, ...] = ()


def opening_of_gitlab(data: bytes) -> Opening:
    """What a merge request hook tells.

    Raises:
        msgspec.DecodeError: no JSON, or a field that is used has another type.
    """
    event = msgspec.json.decode(data, type=Event)
    request = event.object_attributes
    acted_himself = request.action == "open" or (request.author_id is not None and request.author_id == event.user.id)
    login = event.user.username if acted_himself else ""
    return Opening(
        forge="gitlab",
        repository=event.project.path_with_namespace,
        number=request.iid,
        login=login,
        login_is_bot=login.startswith("project_") and "_bot" in login,
        title=request.title or "",
        body=request.description or "",
        labels=tuple(label.title for label in event.labels),
        head_branch=request.source_branch,
        head_sha=request.last_commit.id if request.last_commit else "",
        base_branch=request.target_branch,
        default_branch=event.project.default_branch or "",
        fork=request.source_project_id != request.target_project_id,
    )
