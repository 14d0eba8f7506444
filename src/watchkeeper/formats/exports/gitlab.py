"""Reads GitLab's exports: what its REST interface answers about one project.

Merge requests, their approvals, notes, deployments, issues and releases. Notes are no reviews, but for two kinds: the
notes in which GitLab says that somebody approved, took an approval back or requested changes (older versions tell the
time of an approval nowhere else), and comments on lines of code, which are kept as a review that only comments. An
issue is an incident when its type or a label says so (see `labels`). A deployment that has not ended, an approval
without its time and a release that is still to come give nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from watchkeeper.domain.events.deployments import Deployed, DeploymentResult
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.events.payload import commit_id
from watchkeeper.formats.exports._gitlab_requests import (
    Approvals,
    MergeRequest,
    Note,
    User,
    approval_drafts,
    note_drafts,
    request_drafts,
    who,
)
from watchkeeper.formats.exports.addresses import gitlab_source
from watchkeeper.formats.exports.labels import says_incident, severity
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.people import names
from watchkeeper.formats.exports.reading import Id, Moment, Number, decode, malformed, members, revision_of, told

FORMAT = "gitlab"
_RESULTS: dict[str, DeploymentResult] = {"success": "success", "failed": "failure"}


class _Label(Struct):
    name: str = ""


class _Issue(Struct):
    iid: Number
    created_at: Moment
    title: str = ""
    web_url: str | None = None
    issue_type: str | None = None
    severity: str | None = None
    labels: tuple[_Label | str, ...] = ()
    updated_at: Moment | None = None
    closed_at: Moment | None = None
    closed_by: User | None = None


class _Environment(Struct):
    name: str = ""


class _Job(Struct):
    web_url: str | None = None
    status: str | None = None
    finished_at: Moment | None = None


class _Deployment(Struct):
    id: Id
    created_at: Moment
    sha: str | None = None
    status: str | None = None
    updated_at: Moment | None = None
    environment: _Environment | None = None
    user: User | None = None
    deployable: _Job | None = None


class _Commit(Struct):
    id: str = ""


class _Links(Struct):
    self: str | None = None


class _Release(Struct, rename={"links": "_links"}):
    tag_name: str
    released_at: Moment | None = None
    upcoming_release: bool | None = None
    author: User | None = None
    commit: _Commit | None = None
    links: _Links | None = None


def recognises(record: bytes) -> bool:
    """Whether the record has the members of one of GitLab's objects."""
    try:
        return _reader(members(record)) is not None
    except UsageError:
        return False


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """What the record says happened; none for talk, issues that are no incidents, and what has not ended.

    Raises:
        UsageError: the record is malformed, or no object of GitLab that is known here.
    """
    read = _reader(members(record))
    if read is None:
        raise malformed("$", "this is no merge request, approval, note, deployment, issue or release of GitLab")
    return tuple(read(record, origin))


def _reader(found: frozenset[str]) -> Callable[[bytes, Origin], Iterator[Draft]] | None:
    return next((read for wanted, read in _READERS if found >= wanted), None)


def _read_request(record: bytes, origin: Origin) -> Iterator[Draft]:
    request = decode(record, MergeRequest)
    return request_drafts(request, gitlab_source(request.web_url, origin), origin.repository)


def _read_approvals(record: bytes, origin: Origin) -> Iterator[Draft]:
    return approval_drafts(decode(record, Approvals), gitlab_source("", origin), origin.repository)


def _read_note(record: bytes, origin: Origin) -> Iterator[Draft]:
    return note_drafts(decode(record, Note), gitlab_source("", origin), origin.repository)


def _read_issue(record: bytes, origin: Origin) -> Iterator[Draft]:
    issue = decode(record, _Issue)
    labels = tuple(label if isinstance(label, str) else label.name for label in issue.labels)
    if (issue.issue_type or "").casefold() != "incident" and not says_incident(labels):
        return
    source, revision = gitlab_source(issue.web_url, origin), revision_of(issue.updated_at)
    subject = f"incident:{source}/{issue.iid}"
    detected = IncidentDetected(severity=_severity(issue) or severity(labels), title=issue.title)
    yield Draft(source, f"issue/{issue.iid}#detected", subject, issue.created_at.text, detected, revision)
    closed, by = told(issue.closed_at), who(issue.closed_by)
    if closed:
        resolved = IncidentResolved(by=by.ref)
        yield Draft(source, f"issue/{issue.iid}#resolved", subject, closed.text, resolved, revision, names=names(by))


def _severity(issue: _Issue) -> str:
    """GitLab writes UNKNOWN for a severity that nobody gave."""
    said = (issue.severity or "").casefold()
    return "" if said == "unknown" else said


def _read_deployment(record: bytes, origin: Origin) -> Iterator[Draft]:
    deployment = decode(record, _Deployment)
    job = deployment.deployable or _Job()
    status = deployment.status or job.status
    if status and status not in _RESULTS:
        return
    by = who(deployment.user)
    at = told(job.finished_at) or told(deployment.updated_at) or deployment.created_at
    payload = Deployed(
        service=origin.repository,
        environment=deployment.environment.name if deployment.environment else "",
        commit=commit_id(deployment.sha),
        result=_RESULTS[status] if status else "unknown",
        started_at=deployment.created_at.text,
        by=by.ref,
    )
    yield Draft(
        source=gitlab_source(job.web_url, origin),
        source_id=f"deployment/{deployment.id}#deployed",
        subject=f"deployment:{origin.repository}/{deployment.id}",
        occurred_at=at.text,
        payload=payload,
        revision=revision_of(deployment.updated_at),
        names=names(by),
    )


def _read_release(record: bytes, origin: Origin) -> Iterator[Draft]:
    release = decode(record, _Release)
    at, by = told(release.released_at), who(release.author)
    if at is None or release.upcoming_release:
        return
    payload = Deployed(
        service=origin.repository,
        commit=commit_id(release.commit.id if release.commit else ""),
        version=release.tag_name,
        result="success",
        by=by.ref,
        proxy=True,
    )
    yield Draft(
        source=gitlab_source(release.links.self if release.links else "", origin),
        source_id=f"release/{release.tag_name}#deployed",
        subject=f"deployment:{origin.repository}/release/{release.tag_name}",
        occurred_at=at.text,
        payload=payload,
        names=names(by),
    )


_READERS: tuple[tuple[frozenset[str], Callable[[bytes, Origin], Iterator[Draft]]], ...] = (
    (frozenset({"iid", "source_branch", "target_branch"}), _read_request),
    (frozenset({"iid", "approved_by"}), _read_approvals),
    (frozenset({"noteable_type", "body"}), _read_note),
    (frozenset({"iid", "environment", "sha"}), _read_deployment),
    (frozenset({"iid", "labels", "created_at"}), _read_issue),
    (frozenset({"tag_name", "released_at"}), _read_release),
)
