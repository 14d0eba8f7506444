"""Reads GitHub's event payloads: only the fields that are used, everything else ignored."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from watchkeeper.domain.change import Opening

HEADS = "refs/heads/"


class User(Struct, frozen=True):
    """An account."""

    login: str = ""
    type: str = ""


class Repo(Struct, frozen=True):
    """A repository."""

    full_name: str = ""
    default_branch: str = ""


class Side(Struct, frozen=True):
    """Head or base of a pull request; `repo` is null when a fork was deleted."""

    ref: str = ""
    sha: str = ""
    repo: Repo | None = None


class Label(Struct, frozen=True):
    """A label."""

    name: str = ""


class Pull(Struct, frozen=True):
    """A pull request."""

    number: int = 0
    title: str | None = ""
    body: str | None = ""
    user: User | None = None
    labels: tuple[Label, ...] = ()
    head: Side = Side()
    base: Side = Side()


class MergeGroup(Struct, frozen=True):
    """A group of changes in the merge queue."""

    head_sha: str = ""
    head_ref: str = ""
    base_sha: str = ""
    base_ref: str = ""


class Run(Struct, frozen=True):
    """A workflow run."""

    head_sha: str = ""
    head_branch: str | None = ""


class Event(Struct, frozen=True):
    """The part of any payload that tells of a change."""

    pull_request: Pull | None = None
    merge_group: MergeGroup | None = None
    workflow_run: Run | None = None
    repository: Repo | None = None


def opening_of_github(data: bytes) -> Opening:
    """What a payload tells: pull requests in full, merge groups and workflow runs as far as they know.

    Raises:
        msgspec.DecodeError: no JSON, or a field that is used has another type.
    """
    event = msgspec.json.decode(data, type=Event)
    repository = event.repository or Repo()
    if event.pull_request:
        return _of_pull(event.pull_request, repository)
    known = Opening(forge="github", repository=repository.full_name, default_branch=repository.default_branch)
    if event.merge_group:
        group = event.merge_group
        return msgspec.structs.replace(
            known,
            head_branch=group.head_ref.removeprefix(HEADS),
            head_sha=group.head_sha,
            base_branch=group.base_ref.removeprefix(HEADS),
            base_sha=group.base_sha,
        )
    if event.workflow_run:
        run = event.workflow_run
        return msgspec.structs.replace(known, head_branch=run.head_branch or "", head_sha=run.head_sha)
    return known


def _of_pull(pull: Pull, repository: Repo) -> Opening:
    user = pull.user or User()
    base_repo = pull.base.repo or repository
    name = repository.full_name or base_repo.full_name
    return Opening(
        forge="github",
        repository=name,
        number=pull.number,
        login=user.login,
        login_is_bot=user.type == "Bot" or user.login.endswith("[bot]"),
        title=pull.title or "",
        body=pull.body or "",
        labels=tuple(label.name for label in pull.labels),
        head_branch=pull.head.ref,
        head_sha=pull.head.sha,
        base_branch=pull.base.ref,
        base_sha=pull.base.sha,
        default_branch=repository.default_branch or base_repo.default_branch,
        fork=pull.head.repo is None or pull.head.repo.full_name != name,
    )
