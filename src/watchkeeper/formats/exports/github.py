"""Reads GitHub's exports: what its REST interface answers and what `gh … list --json` and `gh … view --json` print.

Pull requests (with their `reviews`, if the export put them in), reviews, issues, releases, and deployments. A
deployment brings its `statuses`, put in by the export, or stands beside one `deployment_status`; a status by itself
lacks the commit, so it is not kept. An issue is an incident only when a label says so (see `labels`). A published
release that is no pre-release stands in for a deployment. Without an address in the record (gh's `url`) its
repository is the origin's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec
from msgspec import Struct

from watchkeeper.domain.events.deployments import Deployed, DeploymentResult
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.events.payload import commit_id
from watchkeeper.formats.exports._github_pulls import (
    CliPull,
    RestPull,
    Review,
    User,
    cli_pull,
    lone_review,
    rest_pull,
    who,
)
from watchkeeper.formats.exports.addresses import github_source, host_and_path
from watchkeeper.formats.exports.labels import says_incident, severity
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.people import names
from watchkeeper.formats.exports.reading import Id, Moment, Number, decode, malformed, members, revision_of, told

FORMAT = "github"
_RESULTS: dict[str, DeploymentResult] = {"success": "success", "failure": "failure", "error": "failure"}
_INACTIVE = "inactive"
_PULL_ONLY = frozenset(
    {"mergedAt", "mergeCommit", "mergedBy", "headRefOid", "headRefName", "baseRefName", "isDraft", "changedFiles",
     "reviews", "reviewDecision", "mergeStateStatus", "mergeable"}
)  # fmt: skip
"""Fields that gh prints of pull requests and never of issues."""
_PULL_NUMBER = re.compile(r".*/pulls/([1-9][0-9]{0,14})")


class _Label(Struct):
    name: str = ""


class _Issue(Struct):
    """A REST issue; a pull request that the list of issues shows as well has `pull_request`."""

    number: Number
    created_at: Moment
    title: str = ""
    html_url: str | None = None
    labels: tuple[_Label | str, ...] = ()
    updated_at: Moment | None = None
    closed_at: Moment | None = None
    closed_by: User | None = None
    pull_request: dict[str, msgspec.Raw] | None = None


class _CliIssue(Struct, rename="camel"):
    number: Number
    created_at: Moment
    title: str = ""
    url: str | None = None
    labels: tuple[_Label, ...] = ()
    updated_at: Moment | None = None
    closed_at: Moment | None = None


class _Release(Struct):
    tag_name: str
    html_url: str | None = None
    target_commitish: str | None = None
    draft: bool = False
    prerelease: bool = False
    published_at: Moment | None = None
    updated_at: Moment | None = None
    author: User | None = None


class _CliRelease(Struct, rename="camel"):
    tag_name: str
    url: str | None = None
    target_commitish: str | None = None
    is_draft: bool = False
    is_prerelease: bool = False
    published_at: Moment | None = None
    author: User | None = None


class _Status(Struct):
    state: str
    created_at: Moment


class _Deployment(Struct):
    id: Id
    created_at: Moment
    sha: str = ""
    environment: str | None = None
    url: str | None = None
    updated_at: Moment | None = None
    creator: User | None = None
    statuses: tuple[_Status, ...] | None = None


class _DeploymentEvent(Struct):
    deployment: _Deployment
    deployment_status: _Status


def recognises(record: bytes) -> bool:
    """Whether the record has the members of one of GitHub's objects."""
    try:
        return _reader(members(record)) is not None
    except UsageError:
        return False


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """What the record says happened; none for an issue that is no incident, a draft, a pre-release, a lone status.

    Raises:
        UsageError: the record is malformed, or no object of GitHub that is known here.
    """
    read = _reader(members(record))
    if read is None:
        raise malformed("$", "this is no pull request, review, issue, release or deployment of GitHub")
    return tuple(read(record, origin))


def _reader(found: frozenset[str]) -> Callable[[bytes, Origin], Iterator[Draft]] | None:
    """What reads a record with these members."""
    for wanted, read in _READERS:
        if found >= wanted:
            return read
    if "number" in found and found & _PULL_ONLY:
        return _read_cli_pull
    return _read_cli_issue if found >= {"number", "createdAt"} else None


def _read_pull(record: bytes, origin: Origin) -> Iterator[Draft]:
    pull = decode(record, RestPull)
    return rest_pull(pull, github_source(pull.html_url, origin), origin.repository)


def _read_cli_pull(record: bytes, origin: Origin) -> Iterator[Draft]:
    pull = decode(record, CliPull)
    return cli_pull(pull, github_source(pull.url, origin), origin.repository)


def _read_review(record: bytes, origin: Origin) -> Iterator[Draft]:
    review = decode(record, Review)
    found = _PULL_NUMBER.fullmatch(host_and_path(review.pull_request_url)[1])
    if not found:
        raise malformed("$.pull_request_url", "this is no address of a pull request")
    source = github_source(review.pull_request_url, origin)
    return lone_review(review, source, origin.repository, int(found[1]))


def _read_issue(record: bytes, origin: Origin) -> Iterator[Draft]:
    issue = decode(record, _Issue)
    if issue.pull_request is None:
        labels = tuple(label if isinstance(label, str) else label.name for label in issue.labels)
        yield from _incident(issue, labels, github_source(issue.html_url, origin), issue.closed_by)


def _read_cli_issue(record: bytes, origin: Origin) -> Iterator[Draft]:
    issue = decode(record, _CliIssue)
    labels = tuple(label.name for label in issue.labels)
    yield from _incident(issue, labels, github_source(issue.url, origin), None)


def _incident(issue: _Issue | _CliIssue, labels: tuple[str, ...], source: str, closer: User | None) -> Iterator[Draft]:
    if not says_incident(labels):
        return
    subject, revision = f"incident:{source}/{issue.number}", revision_of(issue.updated_at)
    detected = IncidentDetected(severity=severity(labels), title=issue.title)
    yield Draft(source, f"issue/{issue.number}#detected", subject, issue.created_at.text, detected, revision)
    closed, by = told(issue.closed_at), who(closer)
    if closed:
        resolved = IncidentResolved(by=by.ref)
        yield Draft(source, f"issue/{issue.number}#resolved", subject, closed.text, resolved, revision, names=names(by))


def _read_release(record: bytes, origin: Origin) -> Iterator[Draft]:
    release = decode(record, _Release)
    at = None if release.draft or release.prerelease else told(release.published_at)
    return _released(release, at, github_source(release.html_url, origin), origin, revision_of(release.updated_at))


def _read_cli_release(record: bytes, origin: Origin) -> Iterator[Draft]:
    release = decode(record, _CliRelease)
    at = None if release.is_draft or release.is_prerelease else told(release.published_at)
    return _released(release, at, github_source(release.url, origin), origin, 0)


def _released(
    release: _Release | _CliRelease, at: Moment | None, source: str, origin: Origin, revision: int
) -> Iterator[Draft]:
    if at is None:
        return
    by = who(release.author)
    payload = Deployed(
        service=origin.repository,
        commit=commit_id(release.target_commitish),
        version=release.tag_name,
        result="success",
        by=by.ref,
        proxy=True,
    )
    yield Draft(
        source=source,
        source_id=f"release/{release.tag_name}#deployed",
        subject=f"deployment:{origin.repository}/release/{release.tag_name}",
        occurred_at=at.text,
        payload=payload,
        revision=revision,
        names=names(by),
    )


def _read_deployment(record: bytes, origin: Origin) -> Iterator[Draft]:
    deployment = decode(record, _Deployment)
    return _deployed(deployment, deployment.statuses or (), origin)


def _read_deployment_event(record: bytes, origin: Origin) -> Iterator[Draft]:
    event = decode(record, _DeploymentEvent)
    return _deployed(event.deployment, (event.deployment_status,), origin)


def _read_lone_status(record: bytes, _: Origin) -> Iterator[Draft]:
    decode(record, _Status)
    yield from ()


def _deployed(deployment: _Deployment, statuses: tuple[_Status, ...], origin: Origin) -> Iterator[Draft]:
    """The newest status that tells an end decides; one that has only begun has not reached the environment."""
    ends = [status for status in statuses if status.state.casefold() in _RESULTS]
    newest = max(ends, key=lambda status: status.created_at.seconds, default=None)
    if statuses and newest is None and all(status.state.casefold() != _INACTIVE for status in statuses):
        return
    by = who(deployment.creator)
    payload = Deployed(
        service=origin.repository,
        environment=deployment.environment or "",
        commit=commit_id(deployment.sha),
        result=_RESULTS[newest.state.casefold()] if newest else "unknown",
        started_at=deployment.created_at.text,
        by=by.ref,
    )
    changed = max(revision_of(deployment.updated_at), newest.created_at.seconds if newest else 0)
    yield Draft(
        source=github_source(deployment.url, origin),
        source_id=f"deployment/{deployment.id}#deployed",
        subject=f"deployment:{origin.repository}/{deployment.id}",
        occurred_at=(newest or deployment).created_at.text,
        payload=payload,
        revision=changed,
        names=names(by),
    )


_READERS: tuple[tuple[frozenset[str], Callable[[bytes, Origin], Iterator[Draft]]], ...] = (
    (frozenset({"number", "head", "base", "created_at"}), _read_pull),
    (frozenset({"pull_request_url", "state", "user"}), _read_review),
    (frozenset({"number", "html_url", "user", "created_at"}), _read_issue),
    (frozenset({"tag_name", "target_commitish"}), _read_release),
    (frozenset({"tagName"}), _read_cli_release),
    (frozenset({"deployment", "deployment_status"}), _read_deployment_event),
    (frozenset({"deployment_url", "state"}), _read_lone_status),
    (frozenset({"id", "sha", "task", "environment"}), _read_deployment),
)
