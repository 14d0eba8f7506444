"""Reads what an unprivileged run claims and what GitHub itself says about that run."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from watchkeeper.domain.problems import Place, Problem, UsageError

CLAIM_LIMIT = 4_096
"""Bytes of a claim; it is written by code that anybody may have changed."""
COMMIT = r"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\Z"


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """Which pull request a run says it looked at, and its head. Not to be believed."""

    schema: Literal["watchkeeper.claim/1"]
    number: Annotated[int, Meta(ge=1, le=2**53)]
    head: Annotated[str, Meta(pattern=COMMIT)]


class Run(Struct, frozen=True):
    """The run as GitHub describes it: the repository it ran in, and the head it ran for."""

    repository: str
    head: str
    head_repository: str
    head_branch: str


class _Repository(Struct):
    full_name: str


class _WorkflowRun(Struct):
    event: str
    head_sha: Annotated[str, Meta(pattern=COMMIT)]
    head_branch: str | None = None
    head_repository: _Repository | None = None


class _Event(Struct):
    workflow_run: _WorkflowRun
    repository: _Repository


def parse_claim(content: bytes, name: str) -> Claim:
    """The claim in a result file; `name` is the file's, for the error.

    Raises:
        UsageError: it is anything but one small JSON object with exactly the fields of a claim.
    """
    if len(content) > CLAIM_LIMIT:
        raise _no_claim(name, f"it has more than {CLAIM_LIMIT:,} bytes")
    try:
        claim = msgspec.json.decode(content, type=Claim)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_claim(name, str(error)) from None
    keys = [key for key, _ in json.loads(content, object_pairs_hook=list)]
    if len(keys) != len(set(keys)):
        raise _no_claim(name, "a key stands twice")
    return claim


def parse_run(content: bytes, name: str) -> Run:
    """The run in a `workflow_run` event; `name` is the file's, for the error.

    Raises:
        UsageError: it is no such event, or not of a run for a pull request.
    """
    try:
        event = msgspec.json.decode(content, type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = Problem(f"no workflow_run event: {error}", Place(name), "run this in a workflow_run workflow")
        raise UsageError(problem) from None
    run = event.workflow_run
    if run.event != "pull_request":
        remedy = "let the workflow run only if: github.event.workflow_run.event == 'pull_request'"
        raise UsageError(Problem(f"the run was started by {run.event!r}, not by pull_request", Place(name), remedy))
    if run.head_repository is None:
        raise UsageError(Problem("the repository of the head is gone", Place(name), "close the pull request"))
    return Run(event.repository.full_name, run.head_sha, run.head_repository.full_name, run.head_branch or "")


def _no_claim(name: str, reason: str) -> UsageError:
    remedy = "nothing is posted for this run; look at the workflow of the change"
    return UsageError(Problem(f"no claim of watchkeeper: {reason}", Place(name), remedy))
