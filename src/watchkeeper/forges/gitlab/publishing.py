"""Tells a verdict on a GitLab merge request: one commit status, one note."""

from __future__ import annotations

from urllib.parse import quote

import msgspec
from msgspec import Struct

from watchkeeper.forges.http import Transport
from watchkeeper.forges.publication import CHECK_NAME, MARKER, MOST_PAGES, PAGE, Check, Comment, shorten

TEXT_LIMIT = 65_535
"""GitLab takes a million characters; nobody reads them."""
STATES = {"success": "success", "neutral": "success", "failure": "failed", "action_required": "failed"}
NOTES = "a project access token with scope api and role Reporter (CI_JOB_TOKEN cannot write notes)"
STATUSES = "a project access token with scope api and role Developer"


class _User(Struct):
    username: str = ""


class _Note(Struct):
    id: int
    body: str | None = None
    system: bool = False
    author: _User | None = None


class GitLabMergeRequest:
    """One merge request, by the project's path or id. `pipeline` is the one a status belongs to, 0 = none."""

    def __init__(self, transport: Transport, project: str, number: int, pipeline: int = 0) -> None:
        self._transport = transport
        self._project = f"/projects/{quote(project, safe='')}"
        self._notes = f"{self._project}/merge_requests/{number}/notes"
        self._pipeline = pipeline

    def find_comments(self) -> tuple[Comment, ...]:
        """Our notes, oldest first: those of the token's own user."""
        answer = self._transport.send("GET", "/user", needs=NOTES)
        login = (msgspec.json.decode(answer.body, type=_User | None) or _User()).username
        found: list[Comment] = []
        for page in range(1, MOST_PAGES + 1):
            path = f"{self._notes}?sort=asc&order_by=created_at&per_page={PAGE}&page={page}"
            listed = msgspec.json.decode(self._transport.send("GET", path, needs=NOTES).body, type=list[_Note] | None)
            found += [Comment(n.id, n.body or "") for n in listed or [] if _is_ours(n, login)]
            if len(listed or []) < PAGE:
                break
        return tuple(found)

    def write_comment(self, body: str) -> None:
        """Add a note."""
        self._transport.send("POST", self._notes, _body(body), needs=NOTES)

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Replace a note's text."""
        path = f"{self._notes}/{comment.id}"
        if self._transport.send("PUT", path, _body(body), needs=NOTES, accept=(404,)).status == 404:
            self.write_comment(body)

    def delete_comment(self, comment: Comment) -> None:
        """Remove a note."""
        self._transport.send("DELETE", f"{self._notes}/{comment.id}", needs=NOTES, accept=(404,))

    def write_check(self, check: Check) -> None:
        """Set the commit status; GitLab keeps one a name and commit. It holds no text but the title."""
        content: dict[str, object] = {
            "state": STATES[check.conclusion],
            "name": CHECK_NAME,
            "description": shorten(check.title, 255, "…"),
        }
        if check.url:
            content["target_url"] = check.url
        if self._pipeline:
            content["pipeline_id"] = self._pipeline
        path = f"{self._project}/statuses/{quote(check.head, safe='')}"
        self._transport.send("POST", path, content, needs=STATUSES)


def _is_ours(note: _Note, login: str) -> bool:
    author = note.author.username if note.author else ""
    return bool(login) and not note.system and author == login and (note.body or "").startswith(MARKER)


def _body(text: str) -> dict[str, str]:
    """The note's text without quick actions: GitLab runs every line that starts with a slash."""
    lines = text.replace("\r", "").split("\n")
    safe = "\n".join(f" {line}" if line.startswith("/") else line for line in lines)
    return {"body": shorten(safe, TEXT_LIMIT, "\n\n(shortened: the whole text is in the job's log)\n")}
