"""Tells a verdict on the pull request: one check, and one comment unless there is nothing to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from watchkeeper.domain.change import Opening
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.forges.github.publishing import GitHubPullRequest
from watchkeeper.forges.gitlab.publishing import GitLabMergeRequest
from watchkeeper.forges.http import Connection, Rehearsal, Sent
from watchkeeper.forges.publication import MARKER, Annotation, Check, Conclusion, Forge
from watchkeeper.formats.events import parse_event
from watchkeeper.usecases.connect_forge import connect_github, connect_gitlab
from watchkeeper.usecases.files import read_file

FILE_LIMIT = 25 << 20
CONCLUSIONS: dict[str, Conclusion] = {
    "pass": "success", "warn": "neutral", "block": "failure", "unknown": "action_required",
}  # fmt: skip
SILENT = "Nothing stands against this change."
FAILED = "watchkeeper could not judge this change"


class Request(Struct, frozen=True):
    """What `publish` is asked. Either `verdict_file`, or `error_file`: why there is no verdict."""

    event_file: str
    verdict_file: str | None = None
    comment_file: str | None = None
    error_file: str | None = None
    online: bool = False
    check: bool = True
    login: str = "github-actions[bot]"
    url: str = ""


class Published(Struct, frozen=True):
    """The requests that were sent, or with `online` off would be sent to a change without our marks."""

    forge: str
    online: bool
    requests: tuple[Sent, ...]


class _Place(Struct):
    file: str
    line: int = 0
    commit: str = ""


class _Finding(Struct):
    rule: str
    outcome: str
    mode: str
    message: str
    locations: tuple[_Place, ...] = ()
    waived: str | None = None


class _Inputs(Struct):
    head: str
    evaluated_at: str
    version: str


class Judged(Struct):
    """The parts of `check --format json` that are published."""

    verdict: Literal["pass", "warn", "block", "unknown"]
    inputs: _Inputs
    findings: tuple[_Finding, ...] = ()
    lifted_by: tuple[str, ...] = ()


class Publication(Struct, frozen=True):
    """What is to be seen on the change afterwards; a comment of "" means none, None leaves it alone."""

    check: Check
    comment: str | None


def publish_verdict(request: Request, environment: Mapping[str, str]) -> Published:
    """Publish as the request says.

    Raises:
        UsageError: the files do not belong together, or the forge refuses (with the permission it wants).
        UnknownSubjectError: the forge cannot be reached.
    """
    opening = parse_event(read_file(request.event_file, FILE_LIMIT), request.event_file)
    publication = _plan(request, opening)
    transport = _connect(opening, environment) if request.online else Rehearsal()
    forge = _open_forge(transport, opening, request, environment)
    if request.check:
        forge.write_check(publication.check)
    if publication.comment is not None:
        settle_comment(forge, publication.comment)
    return Published(opening.forge, request.online, tuple(transport.sent))


def plan_publication(judged: Judged, comment: str, head: str, url: str = "") -> Publication:
    """The check and the comment for a verdict; `comment` is its Markdown, `head` the change's tip.

    Raises:
        UsageError: the verdict is of another commit, or has something to say and no words for it.
    """
    if judged.inputs.head != head:
        text = f"the verdict is of {judged.inputs.head[:12]}, the event of {head[:12]}"
        raise UsageError(Problem(text, remedy="run check with the same --event first"))
    body = comment.removeprefix(MARKER).strip()
    speaks = judged.verdict != "pass" or bool(judged.lifted_by)
    if speaks and not body:
        remedy = "write it with: check --format markdown --output FILE, and name it with --comment"
        raise UsageError(Problem(f"the verdict is {judged.verdict}, but the comment is empty", remedy=remedy))
    inputs = judged.inputs
    checked = f"Checked {inputs.evaluated_at} at {inputs.head[:12]} by watchkeeper {inputs.version}."
    check = Check(
        head=head,
        conclusion=CONCLUSIONS[judged.verdict],
        title=_title(body) or SILENT,
        summary=body or f"{SILENT}\n\n{checked}",
        annotations=_annotations(judged),
        url=url,
    )
    return Publication(check, f"{MARKER}\n{body}\n" if speaks else "")


def plan_failure(error: str, head: str, url: str = "") -> Publication:
    """The check when there is no verdict: it asks for action, and says what went wrong."""
    lines = "\n".join(f"    {line}" for line in error.strip().splitlines()) or "    (no error text)"
    summary = f"The gate itself did not run, so nothing is known about this change.\n\n{lines}\n"
    return Publication(Check(head, "action_required", FAILED, summary, url=url), None)


def settle_comment(forge: Forge, body: str) -> None:
    """Leave exactly one comment of ours with this text, or none when it is ""."""
    found = forge.find_comments()
    for comment in found if not body else found[1:]:
        forge.delete_comment(comment)
    if body and not found:
        forge.write_comment(body)
    elif body and found[0].body.strip() != body.strip():
        forge.edit_comment(found[0], body)


def render_published(published: Published, style: str) -> str:
    """What was sent, as JSON, or a line a request."""
    if style == "json":
        value = {"schema": "watchkeeper.publication/1", **msgspec.to_builtins(published)}
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
    word = "sent" if published.online else "would send"
    return "".join(f"{word}: {r.method} {r.path}\n" for r in published.requests)


def _plan(request: Request, opening: Opening) -> Publication:
    if (request.verdict_file is None) == (request.error_file is None):
        raise UsageError(Problem("publish what?", remedy="name the verdict's JSON file, or --error FILE"))
    if request.error_file is not None:
        error = read_file(request.error_file, FILE_LIMIT).decode("utf-8", "replace")
        return plan_failure(error, opening.head_sha, request.url)
    name = request.verdict_file or ""
    try:
        judged = msgspec.json.decode(read_file(name, FILE_LIMIT), type=Judged)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problem = Problem(f"no verdict: {error}", Place(name), "write it with: check --format json --output FILE")
        raise UsageError(problem) from None
    comment = read_file(request.comment_file, FILE_LIMIT).decode("utf-8", "replace") if request.comment_file else ""
    return plan_publication(judged, comment, opening.head_sha, request.url)


def _connect(opening: Opening, environment: Mapping[str, str]) -> Connection:
    if opening.forge == "gitlab":
        return connect_gitlab(environment, to_write=True)
    return connect_github(environment)


def _open_forge(
    transport: Connection | Rehearsal, opening: Opening, request: Request, environment: Mapping[str, str]
) -> Forge:
    if not (opening.repository and opening.number and opening.head_sha):
        problem = Problem(
            "the event is not of a pull request", Place(request.event_file), "name its event with --event"
        )
        raise UsageError(problem)
    if opening.forge == "gitlab":
        own = environment.get("CI_PROJECT_ID") == environment.get("CI_MERGE_REQUEST_PROJECT_ID")
        pipeline = environment.get("CI_PIPELINE_ID", "") if own else ""
        return GitLabMergeRequest(transport, opening.repository, opening.number, int(pipeline or 0))
    return GitHubPullRequest(transport, opening.repository, opening.number, request.login)


def _title(body: str) -> str:
    """The first line of the comment without its marks."""
    return body.partition("\n")[0].strip("# ").replace("`", "")


def _annotations(judged: Judged) -> tuple[Annotation, ...]:
    """A remark at each line of the head that a finding names; what blocks comes first."""
    spoken = [f for f in judged.findings if f.outcome == "fail" and f.mode in {"block", "warn"} and not f.waived]
    return tuple(
        Annotation(p.file, p.line, "failure" if f.mode == "block" else "warning", f.rule, f.message)
        for f in sorted(spoken, key=lambda f: f.mode)
        for p in f.locations
        if p.line and p.commit in {"", judged.inputs.head}
    )
