"""Writes a merge request down as the event that GitLab would send, from CI variables and the API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.forges.http import Transport


class _Author(Struct):
    id: int
    username: str


class MergeRequest(Struct, frozen=True):
    """What the variables do not hold: the author, and the whole description."""

    author: _Author
    description: str | None = None


def read_merge_request(transport: Transport, variables: Mapping[str, str]) -> MergeRequest:
    """The merge request of this pipeline as the API knows it.

    Raises:
        UsageError: the token may not read it.
        UnknownSubjectError: GitLab gave no usable answer.
    """
    project, number = _number(variables, "CI_MERGE_REQUEST_PROJECT_ID"), _number(variables, "CI_MERGE_REQUEST_IID")
    path = f"/projects/{quote(project)}/merge_requests/{quote(number)}"
    answer = transport.send("GET", path, needs="reading merge requests (CI_JOB_TOKEN may, from GitLab 17 on)")
    try:
        return msgspec.json.decode(answer.body, type=MergeRequest)
    except msgspec.DecodeError as error:
        raise UnknownSubjectError(Problem(f"GET {path}: not a merge request: {error}", remedy="run again")) from None


def merge_request_event(variables: Mapping[str, str], known: MergeRequest | None) -> dict[str, object]:
    """The event `merge_request` of this pipeline; without `known` its author stays unnamed.

    Raises:
        UsageError: the variables are not those of a merge request pipeline.
    """
    head = variables.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or variables.get("CI_COMMIT_SHA", "")
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", head):
        raise UsageError(Problem(f"CI_COMMIT_SHA is no commit id: {head!r}", remedy="run this in GitLab CI"))
    description = variables.get("CI_MERGE_REQUEST_DESCRIPTION", "") if known is None else known.description or ""
    target = _target(variables)
    event: dict[str, Any] = {
        "object_kind": "merge_request",
        "event_type": "merge_request",
        "project": target,
        "labels": [{"title": t} for t in variables.get("CI_MERGE_REQUEST_LABELS", "").split(",") if t],
        "object_attributes": {
            "iid": int(_number(variables, "CI_MERGE_REQUEST_IID")),
            "title": variables.get("CI_MERGE_REQUEST_TITLE", ""),
            "description": description,
            "source_branch": variables.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", ""),
            "target_branch": variables.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", ""),
            "source_project_id": int(_number(variables, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID")),
            "target_project_id": int(_number(variables, "CI_MERGE_REQUEST_PROJECT_ID")),
            "source": {"path_with_namespace": variables.get("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "")},
            "target": target,
            "last_commit": {"id": head},
            "state": "opened",
        },
    }
    if known:
        event["user"] = {"id": known.author.id, "username": known.author.username}
        event["object_attributes"]["author_id"] = known.author.id
    return event


def _target(variables: Mapping[str, str]) -> dict[str, str]:
    """The project that the change wants to enter; a pipeline in a fork does not know its default branch."""
    own = variables.get("CI_MERGE_REQUEST_PROJECT_ID") == variables.get("CI_PROJECT_ID")
    return {
        "path_with_namespace": variables.get("CI_MERGE_REQUEST_PROJECT_PATH", ""),
        "default_branch": variables.get("CI_DEFAULT_BRANCH", "") if own else "",
    }


def _number(variables: Mapping[str, str], name: str) -> str:
    value = variables.get(name, "")
    if not re.fullmatch(r"[0-9]{1,18}", value):
        remedy = "run this in a merge request pipeline, or name the result file of a GitHub run"
        raise UsageError(Problem(f"{name} is not set to a number", remedy=remedy))
    return value
