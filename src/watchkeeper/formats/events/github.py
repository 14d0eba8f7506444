"""Reads GitHub's events, as a workflow finds them under GITHUB_EVENT_PATH and as webhooks deliver them."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from watchkeeper.domain.change import Opening
from watchkeeper.formats.events.payload import branch_name, commit_id, decode

FORGE = "github"


class _User(Struct):
    login: str = ""
    type: str = ""


class _Label(Struct):
    name: str = ""


class _Repository(Struct):
    full_name: str = ""
    default_branch: str = ""
    url: str = ""


class _Side(Struct):
    ref: str = ""
    sha: str = ""
    repo: _Repository | None = None


class _PullRequest(Struct):
    """A pull request; one that stands within a workflow run has only number, head and base."""

    number: int = 0
    user: _User | None = None
    title: str = ""
    body: str | None = None
    labels: tuple[_Label, ...] = ()
    head: _Side | None = None
    base: _Side | None = None


class _Issue(Struct):
    number: int = 0
    user: _User | None = None
    title: str = ""
    body: str | None = None
    labels: tuple[_Label, ...] = ()
    pull_request: dict[str, object] | None = None


class _MergeGroup(Struct):
    head_sha: str = ""
    head_ref: str = ""
    base_sha: str = ""
    base_ref: str = ""


class _WorkflowRun(Struct):
    head_branch: str | None = None
    head_sha: str = ""
    head_repository: _Repository | UnsetType | None = UNSET
    pull_requests: tuple[_PullRequest, ...] = ()


class _Event(Struct):
    repository: _Repository | None = None
    sender: _User | None = None
    pull_request: _PullRequest | None = None
    issue: _Issue | None = None
    merge_group: _MergeGroup | None = None
    workflow_run: _WorkflowRun | None = None
    ref: str | None = None
    before: str | None = None
    after: str | None = None


def parse_github_event(data: bytes, file: str = "event.json") -> Opening:
    """What an event says about a change; the events that speak of none give the repository alone.

    Of a pull request (`pull_request`, `pull_request_target`, reviews) everything is known; of a comment on
    one its issue side; of a merge queue, a workflow run and a push the commits and branches, and of a push
    who pushed. A login is a bot's when GitHub says so, or when it ends in `[bot]`.

    Raises:
        UsageError: it is larger than 25 MB, no JSON (with line and column), or not of GitHub's form.
    """
    event = decode(data, _Event, file)
    repository = event.repository or _Repository()
    if event.pull_request:
        return _pull_request(event.pull_request, repository)
    if event.issue and event.issue.pull_request is not None:
        return _commented(event.issue, repository)
    if event.merge_group:
        return _merge_group(event.merge_group, repository)
    if event.workflow_run:
        return _workflow_run(event.workflow_run, repository)
    if event.ref and event.after:
        return _push(event, repository)
    return Opening(forge=FORGE, repository=repository.full_name, default_branch=repository.default_branch)


def _pull_request(request: _PullRequest, repository: _Repository) -> Opening:
    head, base = request.head or _Side(), request.base or _Side()
    target = base.repo or repository
    return Opening(
        forge=FORGE,
        repository=repository.full_name or target.full_name,
        number=request.number,
        login=request.user.login if request.user else "",
        login_is_bot=_is_bot(request.user),
        title=request.title,
        body=request.body or "",
        labels=tuple(label.name for label in request.labels),
        head_branch=head.ref,
        head_sha=commit_id(head.sha),
        base_branch=base.ref,
        base_sha=commit_id(base.sha),
        default_branch=target.default_branch or repository.default_branch,
        fork=bool(request.head) and _elsewhere(head.repo, target),
    )


def _commented(issue: _Issue, repository: _Repository) -> Opening:
    return Opening(
        forge=FORGE,
        repository=repository.full_name,
        number=issue.number,
        login=issue.user.login if issue.user else "",
        login_is_bot=_is_bot(issue.user),
        title=issue.title,
        body=issue.body or "",
        labels=tuple(label.name for label in issue.labels),
        default_branch=repository.default_branch,
    )


def _merge_group(group: _MergeGroup, repository: _Repository) -> Opening:
    return Opening(
        forge=FORGE,
        repository=repository.full_name,
        head_branch=branch_name(group.head_ref),
        head_sha=commit_id(group.head_sha),
        base_branch=branch_name(group.base_ref),
        base_sha=commit_id(group.base_sha),
        default_branch=repository.default_branch,
    )


def _workflow_run(run: _WorkflowRun, repository: _Repository) -> Opening:
    """The run's own commit; base and number when exactly one pull request belongs to it (none of a fork does)."""
    only = run.pull_requests[0] if len(run.pull_requests) == 1 else _PullRequest()
    base = only.base or _Side()
    return Opening(
        forge=FORGE,
        repository=repository.full_name,
        number=only.number,
        head_branch=run.head_branch or "",
        head_sha=commit_id(run.head_sha),
        base_branch=base.ref,
        base_sha=commit_id(base.sha),
        default_branch=repository.default_branch,
        fork=run.head_repository is not UNSET and _elsewhere(run.head_repository, repository),
    )


def _push(event: _Event, repository: _Repository) -> Opening:
    return Opening(
        forge=FORGE,
        repository=repository.full_name,
        login=event.sender.login if event.sender else "",
        login_is_bot=_is_bot(event.sender),
        head_branch=branch_name(event.ref),
        head_sha=commit_id(event.after),
        base_sha=commit_id(event.before),
        default_branch=repository.default_branch,
    )


def _is_bot(user: _User | None) -> bool:
    return user is not None and (user.type == "Bot" or user.login.casefold().endswith("[bot]"))


def _elsewhere(head: _Repository | None, target: _Repository) -> bool:
    """Whether the head lives in another repository; one that is gone was a fork."""
    if head is None:
        return True
    if head.full_name and target.full_name:
        return head.full_name.casefold() != target.full_name.casefold()
    return head.url != target.url
