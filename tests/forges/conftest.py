"""Small stateful code hosts on loopback: they keep what is posted, and answer as their documentation says."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

NOW = "2026-01-05T09:00:00Z"
TOKEN = "t0ken"
Reply = tuple[int, dict[str, str], Any]
LINKS = (
    "avatar", "events", "followers", "following", "gists", "html", "organizations", "received_events", "repos",
    "starred", "subscriptions",
)  # fmt: skip


def account(login: str) -> dict[str, Any]:
    """An account as GitHub shows it in every answer."""
    links = {f"{name}_url": f"https://api.example.com/{login}/{name}" for name in LINKS}
    own = {"login": login, "id": 1, "node_id": "U_1", "gravatar_id": "", "type": "Bot", "site_admin": False}
    return {**own, **links, "url": f"https://api.example.com/{login}"}


APP = {
    "id": 1, "node_id": "A_1", "slug": "github-actions", "name": "GitHub Actions", "owner": account("github"),
    "description": "", "external_url": "https://app", "html_url": "https://app", "created_at": NOW, "updated_at": NOW,
    "permissions": {"checks": "write"}, "events": [],
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the host's state."""

    server: Host

    def handle_any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        status, headers, answer = self.server.reply(self.command, self.path, dict(self.headers.items()), body)
        content = b"" if answer is None else json.dumps(answer).encode()
        with contextlib.suppress(ConnectionError):  # a client may leave early
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any  # noqa: N815 - the standard library's names

    def log_message(self, *_: Any) -> None:
        """Nothing: the state keeps the requests."""


class Host(ThreadingHTTPServer):
    """One code host: `faults` are served first, `requests` is what came in, `denied` names permissions."""

    daemon_threads = True
    login = ""
    root = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, str, Any]] = []
        self.headers_seen: list[dict[str, str]] = []
        self.faults: list[Reply] = []
        self.denied: set[str] = set()
        self.comments: list[dict[str, Any]] = []
        self.ids = 100

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.root}"

    def reply(self, method: str, target: str, headers: dict[str, str], body: Any) -> Reply:
        self.requests.append((method, target, body))
        self.headers_seen.append(headers)
        if self.faults:
            return self.faults.pop(0)
        if not self.authorised(headers):
            return 401, {}, {"message": "Bad credentials"}
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix(self.root)
        for route_method, pattern, name in self.routes:
            match = re.fullmatch(pattern, path)
            if match and route_method == method:
                found: Reply = getattr(self, name)(query, body, *map(unquote, match.groups()))
                return found
        return 404, {}, {"message": "Not Found"}

    routes: tuple[tuple[str, str, str], ...] = ()

    def authorised(self, headers: dict[str, str]) -> bool:
        raise NotImplementedError

    def say(self, login: str, body: str) -> int:
        """Somebody comments."""
        raise NotImplementedError

    def bodies(self) -> list[str]:
        """The texts of all comments, oldest first."""
        return [c["body"] for c in self.comments]

    def next_id(self) -> int:
        self.ids += 1
        return self.ids

    def page(self, items: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
        size, number = int(query.get("per_page", 30)), int(query.get("page", 1))
        return items[(number - 1) * size : number * size]

    def wrote(self) -> list[str]:
        """What changed state: method and path of everything but questions."""
        return [f"{m} {p}" for m, p, _ in self.requests if m != "GET"]


class GitHub(Host):
    """api.github.com for one repository, acme/shop."""

    login = "github-actions[bot]"
    repository = "acme/shop"
    number = 7
    head = "1" * 40
    routes = (
        ("GET", r"/repos/acme/shop/issues/(\d+)/comments", "list_comments"),
        ("POST", r"/repos/acme/shop/issues/(\d+)/comments", "add_comment"),
        ("PATCH", r"/repos/acme/shop/issues/comments/(\d+)", "change_comment"),
        ("DELETE", r"/repos/acme/shop/issues/comments/(\d+)", "remove_comment"),
        ("GET", r"/repos/acme/shop/commits/([0-9a-f]{40})/check-runs", "list_checks"),
        ("POST", r"/repos/acme/shop/check-runs", "add_check"),
        ("PATCH", r"/repos/acme/shop/check-runs/(\d+)", "change_check"),
        ("GET", r"/repos/acme/shop/pulls/(\d+)", "read_pull"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.checks: list[dict[str, Any]] = []
        self.pulls: dict[int, dict[str, Any]] = {}

    def authorised(self, headers: dict[str, str]) -> bool:
        return headers.get("Authorization") == f"Bearer {TOKEN}"

    def say(self, login: str, body: str) -> int:
        self.comments.append(
            {
                "id": self.next_id(), "node_id": "IC_1", "body": body, "user": account(login),
                "url": "https://api/c", "html_url": "https://c", "issue_url": "https://i",
                "created_at": NOW, "updated_at": NOW, "author_association": "NONE",
            }
        )  # fmt: skip
        return int(self.comments[-1]["id"])

    def list_comments(self, query: dict[str, str], _: Any, __: str) -> Reply:
        return 200, {}, self.page(self.comments, query)

    def add_comment(self, _: Any, body: Any, __: str) -> Reply:
        if "comments" in self.denied:
            return self.deny("issues=write; pull_requests=write")
        if len(body["body"]) > 65_536:
            return 422, {}, {"message": "Validation Failed"}
        self.say(self.login, body["body"])
        return 201, {}, self.comments[-1]

    def change_comment(self, _: Any, body: Any, number: str) -> Reply:
        for comment in self.comments:
            if comment["id"] == int(number):
                comment["body"] = body["body"]
                return 200, {}, comment
        return 404, {}, {"message": "Not Found"}

    def remove_comment(self, _: Any, __: Any, number: str) -> Reply:
        left = [c for c in self.comments if c["id"] != int(number)]
        gone = len(left) < len(self.comments)
        self.comments = left
        return (204, {}, None) if gone else (404, {}, {"message": "Not Found"})

    def list_checks(self, query: dict[str, str], _: Any, sha: str) -> Reply:
        found = [c for c in self.checks if c["head_sha"] == sha and c["name"] == query.get("check_name", c["name"])]
        return 200, {}, {"total_count": len(found), "check_runs": self.page(found[::-1], query)}

    def add_check(self, _: Any, body: Any) -> Reply:
        if "checks" in self.denied:
            return self.deny("checks=write")
        if problem := self.check_problem(body):
            return 422, {}, {"message": problem}
        run = {
            "id": self.next_id(), "node_id": "CR_1", "url": "https://api/cr", "html_url": "https://cr",
            "details_url": None, "external_id": "", "started_at": NOW, "completed_at": NOW, "check_suite": {"id": 5},
            "app": APP, "pull_requests": [], "annotations": [], **body, "output": {},
        }  # fmt: skip
        self.checks.append(run)
        return 201, {}, self.keep_output(run, body)

    def change_check(self, _: Any, body: Any, number: str) -> Reply:
        run = next((c for c in self.checks if c["id"] == int(number)), None)
        if run is None:
            return 404, {}, {"message": "Not Found"}
        if problem := self.check_problem({**run, **body}):
            return 422, {}, {"message": problem}
        run.update({k: v for k, v in body.items() if k != "output"})
        return 200, {}, self.keep_output(run, body)

    def keep_output(self, run: dict[str, Any], body: Any) -> dict[str, Any]:
        """Annotations are appended at every update, as GitHub documents."""
        run["annotations"] = run["annotations"] + body["output"].get("annotations", [])
        run["output"] = {
            **{k: v for k, v in body["output"].items() if k != "annotations"},
            "text": None,
            "annotations_url": f"{self.url}/repos/acme/shop/check-runs/{run['id']}/annotations",
            "annotations_count": len(run["annotations"]),
        }
        return run

    def check_problem(self, body: Any) -> str:
        """What the documentation of check runs does not allow."""
        output = body.get("output", {})
        if not re.fullmatch(r"[0-9a-f]{40}", body.get("head_sha", "")) or not body.get("name"):
            return "head_sha and name are required"
        if body.get("conclusion") not in {"action_required", "cancelled", "failure", "neutral", "success", "skipped"}:
            return "no such conclusion"
        if not output.get("title") or not output.get("summary") or len(output["summary"]) > 65_535:
            return "title and summary are required, at most 65535 characters"
        if len(output.get("annotations", [])) > 50:
            return "at most 50 annotations"
        needed = {"path", "start_line", "end_line", "annotation_level", "message"}
        good = all(needed <= set(a) and a["start_line"] >= 1 for a in output.get("annotations", []))
        return "" if good else "an annotation is incomplete"

    def read_pull(self, _: Any, __: Any, number: str) -> Reply:
        pull = self.pulls.get(int(number))
        return (200, {}, pull) if pull else (404, {}, {"message": "Not Found"})

    def deny(self, permission: str) -> Reply:
        headers = {"X-Accepted-GitHub-Permissions": permission}
        return 403, headers, {"message": "Resource not accessible by integration"}


class GitLab(Host):
    """gitlab.example.com for one project, acme/shop with id 15."""

    login = "project_15_bot"
    root = "/api/v4"
    repository = "acme/shop"
    number = 7
    head = "1" * 40
    routes = (
        ("GET", r"/user", "read_user"),
        ("GET", r"/projects/(?:15|acme%2Fshop)/merge_requests/7", "read_merge_request"),
        ("GET", r"/projects/(?:15|acme%2Fshop)/merge_requests/7/notes", "list_notes"),
        ("POST", r"/projects/(?:15|acme%2Fshop)/merge_requests/7/notes", "add_note"),
        ("PUT", r"/projects/(?:15|acme%2Fshop)/merge_requests/7/notes/(\d+)", "change_note"),
        ("DELETE", r"/projects/(?:15|acme%2Fshop)/merge_requests/7/notes/(\d+)", "remove_note"),
        ("POST", r"/projects/(?:15|acme%2Fshop)/statuses/([0-9a-f]{40})", "add_status"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[dict[str, Any]] = []
        self.merge_request: dict[str, Any] = {}
        self.job_token = False

    def authorised(self, headers: dict[str, str]) -> bool:
        self.job_token = "Job-Token" in headers or "JOB-TOKEN" in headers
        return TOKEN in {headers.get(n) for n in ("Private-Token", "PRIVATE-TOKEN", "Job-Token", "JOB-TOKEN")}

    def say(self, login: str, body: str) -> int:
        self.comments.append(
            {
                "id": self.next_id(), "body": body, "attachment": None, "created_at": NOW, "updated_at": NOW,
                "author": {"id": 1, "username": login, "name": login, "state": "active"},
                "system": False, "noteable_type": "MergeRequest", "noteable_iid": 7, "resolvable": False,
            }
        )  # fmt: skip
        return int(self.comments[-1]["id"])

    def read_user(self, _: Any, __: Any) -> Reply:
        return 200, {}, {"id": 1, "username": self.login}

    def read_merge_request(self, _: Any, __: Any) -> Reply:
        return 200, {}, self.merge_request

    def list_notes(self, query: dict[str, str], _: Any) -> Reply:
        ordered = self.comments if query.get("sort") == "asc" else self.comments[::-1]
        return 200, {}, self.page(ordered, query)

    def add_note(self, _: Any, body: Any) -> Reply:
        if self.job_token or "comments" in self.denied:
            return 403, {}, {"message": "403 Forbidden"}
        self.say(self.login, body["body"])
        return 201, {}, self.comments[-1]

    change_note = GitHub.change_comment
    remove_note = GitHub.remove_comment

    def add_status(self, _: Any, body: Any, sha: str) -> Reply:
        if "checks" in self.denied:
            return 403, {}, {"message": "403 Forbidden"}
        if body.get("state") not in {"pending", "running", "success", "failed", "canceled", "skipped"}:
            return 400, {}, {"error": "state does not have a valid value"}
        self.statuses = [s for s in self.statuses if s["name"] != body["name"]] + [{**body, "sha": sha}]
        return 201, {}, {"id": self.next_id(), **body, "sha": sha, "status": body["state"]}


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is reached directly, whatever the machine's proxy."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def serve(host: Host) -> Iterator[Any]:
    thread = Thread(target=lambda: host.serve_forever(poll_interval=0.01))
    thread.start()
    yield host
    host.shutdown()
    thread.join()
    host.server_close()


@pytest.fixture
def github(no_proxy: None) -> Iterator[GitHub]:
    """A GitHub that ends with the test."""
    yield from serve(GitHub())


@pytest.fixture
def gitlab(no_proxy: None) -> Iterator[GitLab]:
    """A GitLab that ends with the test."""
    yield from serve(GitLab())
