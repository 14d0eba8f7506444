"""Finds out which pull request a run speaks for, without believing the run."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.forges.github.claims import CLAIM_LIMIT, Claim, Run, parse_claim, parse_run
from watchkeeper.forges.github.pulls import Pull, pull_request_event, read_pull
from watchkeeper.forges.gitlab.events import merge_request_event, read_merge_request
from watchkeeper.usecases.connect_forge import connect_github, connect_gitlab
from watchkeeper.usecases.files import read_file

EVENT_LIMIT = 25 << 20


class Request(Struct, frozen=True):
    """What `pull` is asked. `claim_file` is None in GitLab, whose variables say it all."""

    claim_file: str | None
    event_file: str | None
    online: bool


class Resolved(Struct, frozen=True):
    """The event of the pull request as JSON, or "" and why there is nothing to judge any more."""

    event: str
    superseded: str = ""


def resolve_pull(request: Request, environment: Mapping[str, str]) -> Resolved:
    """The pull request that a finished GitHub run speaks for, or that a GitLab pipeline runs for.

    Raises:
        UsageError: the claim is malformed or forged, or the forge refuses.
        UnknownSubjectError: the forge cannot be reached.
    """
    if request.claim_file is None:
        return _merge_request(request, environment)
    if request.event_file is None:
        raise UsageError(Problem("which run?", remedy='add --event "$GITHUB_EVENT_PATH" (a workflow_run event)'))
    if not request.online:
        raise UsageError(Problem("a claim can only be checked with the forge", remedy="add --online"))
    claim = parse_claim(read_file(request.claim_file, CLAIM_LIMIT), request.claim_file)
    run = parse_run(read_file(request.event_file, EVENT_LIMIT), request.event_file)
    if claim.head != run.head:
        raise _forged(claim, f"its head is {claim.head[:12]}, GitHub says that the run was for {run.head[:12]}")
    pull = read_pull(connect_github(environment), run.repository, claim.number)
    superseded = judge_claim(claim, run, pull)
    return Resolved("" if superseded else _json(pull_request_event(pull)), superseded)


def judge_claim(claim: Claim, run: Run, pull: Pull) -> str:
    """Why this run is not worth reporting any more, or "" when it speaks for the pull request as it is.

    Raises:
        UsageError: the run does not belong to the pull request that it names.
    """
    if pull.number != claim.number or pull.base.repo.full_name.casefold() != run.repository.casefold():
        raise _forged(claim, f"number {claim.number} belongs to {pull.base.repo.full_name}#{pull.number}")
    if pull.head.repo is None:
        return "the repository of the head is gone"
    theirs, ours = (
        (pull.head.repo.full_name.casefold(), pull.head.ref),
        (run.head_repository.casefold(), run.head_branch),
    )
    if theirs != ours:
        raise _forged(claim, f"that pull request comes from {':'.join(theirs)}, the run from {':'.join(ours)}")
    if pull.state != "open":
        return f"pull request {pull.number} is {pull.state}"
    if pull.head.sha != run.head:
        return f"pull request {pull.number} has moved on to {pull.head.sha[:12]}"
    return ""


def _merge_request(request: Request, environment: Mapping[str, str]) -> Resolved:
    known = read_merge_request(connect_gitlab(environment, to_write=False), environment) if request.online else None
    return Resolved(_json(merge_request_event(environment, known)))


def _forged(claim: Claim, reason: str) -> UsageError:
    remedy = "nothing was posted; look at what the change does to the workflow"
    return UsageError(Problem(f"the claim for pull request {claim.number} is refused: {reason}", remedy=remedy))


def _json(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"
