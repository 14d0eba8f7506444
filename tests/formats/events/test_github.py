"""GitHub's events: the fields of small payloads of our own, and every official example without a crash."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from watchkeeper.domain.change import Opening
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.events import parse_event
from watchkeeper.formats.events.github import parse_github_event

EXAMPLES = os.environ.get("WATCHKEEPER_WEBHOOK_EXAMPLES", "")
HEAD, BASE = "a1" * 20, "b2" * 20
REPOSITORY = {"full_name": "acme/shop", "default_branch": "main", "private": True}


def pull_request(**changes: object) -> dict[str, object]:
    """A pull request as GitHub describes it, cut down to what is read and a little more."""
    return {
        "number": 7,
        "state": "open",
        "title": "Add a till",
        "body": "It opens.",
        "user": {"login": "ada", "id": 1, "type": "User"},
        "labels": [{"id": 3, "name": "till"}, {"id": 4, "name": "money"}],
        "head": {"ref": "till", "sha": HEAD, "repo": REPOSITORY},
        "base": {"ref": "release", "sha": BASE, "repo": REPOSITORY},
        **changes,
    }


def read(**payload: object) -> Opening:
    return parse_github_event(json.dumps({"repository": REPOSITORY, **payload}).encode())


def test_a_pull_request_is_known_in_full() -> None:
    assert read(action="opened", pull_request=pull_request()) == Opening(
        forge="github",
        repository="acme/shop",
        number=7,
        login="ada",
        title="Add a till",
        body="It opens.",
        labels=("till", "money"),
        head_branch="till",
        head_sha=HEAD,
        base_branch="release",
        base_sha=BASE,
        default_branch="main",
    )


@pytest.mark.parametrize(
    ("user", "login", "bot"),
    [
        ({"login": "Copilot", "type": "Bot"}, "Copilot", True),
        ({"login": "devin-ai-integration[bot]", "type": "User"}, "devin-ai-integration[bot]", True),
        ({"login": "bot", "type": "User"}, "bot", False),
        ({"login": "gemini-cli-robot", "type": "User"}, "gemini-cli-robot", False),
        (None, "", False),
    ],
)
def test_who_opened(user: object, login: str, bot: bool) -> None:
    opening = read(pull_request=pull_request(user=user))
    assert (opening.login, opening.login_is_bot) == (login, bot)


@pytest.mark.parametrize(
    ("repo", "fork"),
    [(REPOSITORY, False), ({"full_name": "eve/shop"}, True), (None, True), ({"full_name": "Acme/Shop"}, False)],
)
def test_forks(repo: object, fork: bool) -> None:
    assert read(pull_request=pull_request(head={"ref": "till", "sha": HEAD, "repo": repo})).fork is fork


def test_a_pull_request_without_a_body() -> None:
    assert read(pull_request=pull_request(body=None)).body == ""


def test_a_comment_on_a_pull_request() -> None:
    issue = {"number": 7, "title": "Add a till", "user": {"login": "ada"}, "body": None, "labels": [{"name": "x"}]}
    opening = read(action="created", issue={**issue, "pull_request": {"url": "https://example.com"}})
    assert opening == Opening("github", "acme/shop", 7, "ada", title="Add a till", labels=("x",), default_branch="main")


def test_a_comment_on_an_issue_speaks_of_no_change() -> None:
    issue = {"number": 7, "title": "It is broken", "user": {"login": "ada"}}
    assert read(action="created", issue=issue) == Opening("github", "acme/shop", default_branch="main")


def test_a_merge_group() -> None:
    group = {
        "head_sha": HEAD,
        "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-" + BASE,
        "base_sha": BASE,
        "base_ref": "refs/heads/main",
    }
    opening = read(action="checks_requested", merge_group=group)
    assert (opening.head_branch, opening.head_sha) == (f"gh-readonly-queue/main/pr-7-{BASE}", HEAD)
    assert (opening.base_branch, opening.base_sha, opening.login) == ("main", BASE, "")


def test_a_workflow_run_of_one_pull_request() -> None:
    url = "https://api.github.com/repos/acme/shop"
    side = {"repo": {"id": 1, "url": url, "name": "shop"}}
    run = {
        "head_branch": "till",
        "head_sha": HEAD,
        "head_repository": {"full_name": "acme/shop"},
        "actor": {"login": "ada"},
        "pull_requests": [
            {"number": 7, "head": {"ref": "till", "sha": HEAD, **side}, "base": {"ref": "main", "sha": BASE, **side}}
        ],
    }
    opening = read(action="completed", workflow_run=run)
    assert opening == Opening(
        "github",
        "acme/shop",
        7,
        head_branch="till",
        head_sha=HEAD,
        base_branch="main",
        base_sha=BASE,
        default_branch="main",
    )


def test_a_workflow_run_of_a_fork_lists_no_pull_request() -> None:
    run = {"head_branch": "till", "head_sha": HEAD, "head_repository": {"full_name": "eve/shop"}, "pull_requests": []}
    opening = read(workflow_run=run)
    assert (opening.number, opening.base_branch, opening.head_sha, opening.fork) == (0, "", HEAD, True)


def test_a_push() -> None:
    opening = read(ref="refs/heads/till", before=BASE, after=HEAD, sender={"login": "ada", "type": "User"})
    assert opening == Opening(
        "github", "acme/shop", login="ada", head_branch="till", head_sha=HEAD, base_sha=BASE, default_branch="main"
    )


def test_zeros_and_tags_name_nothing() -> None:
    opening = read(ref="refs/tags/v1", before="0" * 40, after=HEAD)
    assert (opening.head_branch, opening.base_sha, opening.head_sha) == ("", "", HEAD)


@pytest.mark.parametrize("sha", ["--upload-pack=x", "HEAD", "A1" * 20, "a1" * 19, ""])
def test_only_full_commit_ids_are_commits(sha: str) -> None:
    assert read(pull_request=pull_request(head={"ref": "till", "sha": sha, "repo": REPOSITORY})).head_sha == ""


def test_a_field_of_another_type_is_named() -> None:
    with pytest.raises(UsageError, match=r"event\.json: .*pull_request\.title"):
        read(pull_request=pull_request(title=5))


@pytest.mark.skipif(not EXAMPLES, reason="WATCHKEEPER_WEBHOOK_EXAMPLES names no folder of @octokit/webhooks-examples")
def test_every_official_example_is_read() -> None:
    index = json.loads((Path(EXAMPLES) / "api.github.com" / "index.json").read_text("utf-8"))
    requests = 0
    for event in index:
        for payload in event["examples"]:
            data = json.dumps(payload).encode()
            opening = parse_event(data, "example.json")
            assert opening == parse_github_event(data)
            assert opening.repository == payload.get("repository", {}).get("full_name", "")
            if event["name"] in {"pull_request", "pull_request_review", "pull_request_review_comment"}:
                requests += 1
                _same(opening, payload["pull_request"])
            elif event["name"] == "push":
                assert opening.login == payload["sender"]["login"]
                assert (opening.head_sha or "0" * 40) == payload["after"]
            elif event["name"] in {"workflow_run", "merge_group"}:
                assert opening.head_sha == payload[event["name"]]["head_sha"]
    assert requests >= 29


def _same(opening: Opening, request: dict[str, object]) -> None:
    user, head, base = request["user"], request["head"], request["base"]
    assert isinstance(user, dict)
    assert isinstance(head, dict)
    assert isinstance(base, dict)
    assert (opening.number, opening.title, opening.body) == (request["number"], request["title"], request["body"] or "")
    assert (opening.login, opening.login_is_bot) == (user["login"], user["type"] == "Bot")
    assert (opening.head_branch, opening.head_sha) == (head["ref"], head["sha"])
    assert (opening.base_branch, opening.base_sha) == (base["ref"], base["sha"])
    assert opening.default_branch == base["repo"]["default_branch"]
    assert not opening.fork
