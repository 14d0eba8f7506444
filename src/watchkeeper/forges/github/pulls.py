"""Asks GitHub for a pull request and writes it down as the event that GitHub itself would send."""

from __future__ import annotations

from urllib.parse import quote

import msgspec
from msgspec import Struct

from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.forges.http import Transport


class User(Struct, frozen=True):
    """An account; `type` is User, Bot or Organization."""

    login: str
    type: str = "User"


class Label(Struct, frozen=True):
    """A label."""

    name: str


class HeadRepository(Struct, frozen=True):
    """Where the head lives."""

    full_name: str
    fork: bool = False


class BaseRepository(Struct, frozen=True):
    """The repository that the pull request wants to enter."""

    full_name: str
    default_branch: str


class Head(Struct, frozen=True):
    """The proposed tip; its repository is None when it was deleted."""

    ref: str
    sha: str
    repo: HeadRepository | None = None


class Base(Struct, frozen=True):
    """The branch that the change wants to enter."""

    ref: str
    sha: str
    repo: BaseRepository


class Pull(Struct, frozen=True):
    """A pull request, with the fields of GitHub's answer that the gate reads."""

    number: int
    state: str
    title: str
    head: Head
    base: Base
    body: str | None = None
    user: User | None = None
    labels: tuple[Label, ...] = ()
    draft: bool = False


def read_pull(transport: Transport, repository: str, number: int) -> Pull:
    """The pull request as it is now.

    Raises:
        UsageError: there is none, or the token may not read it.
        UnknownSubjectError: GitHub gave no usable answer.
    """
    path = f"/repos/{quote(repository)}/pulls/{number}"
    answer = transport.send("GET", path, needs="pull-requests: read")
    try:
        return msgspec.json.decode(answer.body, type=Pull)
    except msgspec.DecodeError as error:
        raise UnknownSubjectError(Problem(f"GET {path}: not a pull request: {error}", remedy="run again")) from None


def pull_request_event(pull: Pull) -> dict[str, object]:
    """The event `pull_request` of this pull request, with the fields that were read."""
    return {
        "action": "synchronize",
        "number": pull.number,
        "pull_request": msgspec.to_builtins(pull),
        "repository": msgspec.to_builtins(pull.base.repo),
    }
