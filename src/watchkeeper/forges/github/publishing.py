"""Tells a verdict on a GitHub pull request: one check run, one comment."""

from __future__ import annotations

from urllib.parse import quote

import msgspec
from msgspec import Struct

from watchkeeper.forges.http import Transport
from watchkeeper.forges.publication import CHECK_NAME, MARKER, MOST_PAGES, PAGE, Check, Comment, shorten

TEXT_LIMIT = 65_535
MOST_ANNOTATIONS = 50
MARK = "watchkeeper"
"""The check run's external id: it tells our check from another one of the same name."""
COMMENTS = "pull-requests: write"
CHECKS = "checks: write"


class _User(Struct):
    login: str = ""


class _Comment(Struct):
    id: int
    body: str | None = None
    user: _User | None = None


class _Output(Struct):
    annotations_count: int = 0


class _Run(Struct):
    id: int
    external_id: str | None = None
    output: _Output | None = None


class _Runs(Struct):
    check_runs: list[_Run] = []


class GitHubPullRequest:
    """One pull request. `login` is the account whose comments are ours."""

    def __init__(self, transport: Transport, repository: str, number: int, login: str) -> None:
        self._transport = transport
        self._repository = f"/repos/{quote(repository)}"
        self._number = number
        self._login = login.casefold()

    def find_comments(self) -> tuple[Comment, ...]:
        """Our comments, oldest first."""
        found: list[Comment] = []
        for page in range(1, MOST_PAGES + 1):
            path = f"{self._repository}/issues/{self._number}/comments?per_page={PAGE}&page={page}"
            answer = self._transport.send("GET", path, needs=COMMENTS)
            listed = msgspec.json.decode(answer.body, type=list[_Comment] | None) or []
            found += [Comment(c.id, c.body or "") for c in listed if self._is_ours(c)]
            if len(listed) < PAGE:
                break
        return tuple(found)

    def write_comment(self, body: str) -> None:
        """Add a comment."""
        self._transport.send("POST", f"{self._repository}/issues/{self._number}/comments", _body(body), needs=COMMENTS)

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Replace a comment's text."""
        path = f"{self._repository}/issues/comments/{comment.id}"
        if self._transport.send("PATCH", path, _body(body), needs=COMMENTS, accept=(404,)).status == 404:
            self.write_comment(body)

    def delete_comment(self, comment: Comment) -> None:
        """Remove a comment."""
        path = f"{self._repository}/issues/comments/{comment.id}"
        self._transport.send("DELETE", path, needs=COMMENTS, accept=(404,))

    def write_check(self, check: Check) -> None:
        """Create the check run, or update ours on the same commit.

        GitHub appends annotations at every update, so they are sent once per commit.
        """
        earlier = self._find_check(check.head)
        annotated = bool(earlier and earlier.output and earlier.output.annotations_count)
        content = _check_body(check, annotated=annotated)
        if earlier:
            self._transport.send("PATCH", f"{self._repository}/check-runs/{earlier.id}", content, needs=CHECKS)
        else:
            content["head_sha"] = check.head
            self._transport.send("POST", f"{self._repository}/check-runs", content, needs=CHECKS)

    def _find_check(self, head: str) -> _Run | None:
        path = f"{self._repository}/commits/{quote(head, safe='')}/check-runs?check_name={CHECK_NAME}&per_page={PAGE}"
        answer = self._transport.send("GET", path, needs=CHECKS)
        runs = msgspec.json.decode(answer.body, type=_Runs | None) or _Runs()
        return next((run for run in runs.check_runs if run.external_id == MARK), None)

    def _is_ours(self, comment: _Comment) -> bool:
        login = comment.user.login.casefold() if comment.user else ""
        return login == self._login and (comment.body or "").startswith(MARKER)


def _body(text: str) -> dict[str, str]:
    return {"body": shorten(text, TEXT_LIMIT, "\n\n(shortened: the whole text is in the check's run)\n")}


def _check_body(check: Check, *, annotated: bool) -> dict[str, object]:
    output: dict[str, object] = {
        "title": shorten(check.title, 255, "…"),
        "summary": shorten(check.summary, TEXT_LIMIT, "\n\n(shortened)\n"),
    }
    if check.annotations and not annotated:
        output["annotations"] = [
            {
                "path": a.path,
                "start_line": a.line,
                "end_line": a.line,
                "annotation_level": a.level,
                "title": shorten(a.title, 255, "…"),
                "message": shorten(a.message, 4_000, "…"),
            }
            for a in check.annotations[:MOST_ANNOTATIONS]
        ]
    body: dict[str, object] = {
        "name": CHECK_NAME,
        "external_id": MARK,
        "status": "completed",
        "conclusion": check.conclusion,
        "output": output,
    }
    return {**body, "details_url": check.url} if check.url else body
