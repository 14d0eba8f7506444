"""Event files: the fields that are used, whatever else stands in them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.events import parse_event

PULL: dict[str, Any] = {
    "action": "opened",
    "pull_request": {
        "number": 7, "title": "T", "body": None, "user": {"login": "devin-ai-integration[bot]", "type": "Bot"},
        "labels": [{"name": "tool"}],
        "head": {"ref": "x/y", "sha": "a" * 40, "repo": {"full_name": "fork/r"}},
        "base": {"ref": "main", "sha": "b" * 40, "repo": {"full_name": "org/r", "default_branch": "main"}},
    },
    "repository": {"full_name": "org/r", "default_branch": "main"},
}  # fmt: skip


def test_a_pull_request() -> None:
    opening = parse_event(json.dumps(PULL).encode(), "f")
    assert (opening.forge, opening.repository, opening.number) == ("github", "org/r", 7)
    assert (opening.login, opening.login_is_bot, opening.labels) == ("devin-ai-integration[bot]", True, ("tool",))
    assert (opening.head_branch, opening.base_branch, opening.default_branch) == ("x/y", "main", "main")
    assert (opening.fork, opening.body) == (True, "")


@pytest.mark.parametrize("key", list(PULL["pull_request"]))
def test_each_field_may_be_missing(key: str) -> None:
    pull = {name: value for name, value in PULL["pull_request"].items() if name != key}
    assert parse_event(json.dumps({**PULL, "pull_request": pull}).encode(), "f").forge == "github"


def test_a_merge_group() -> None:
    group = {"head_sha": "a" * 40, "head_ref": "refs/heads/gh-readonly-queue/main/x", "base_sha": "b" * 40, "base_ref": "refs/heads/main"}
    opening = parse_event(json.dumps({"merge_group": group, "repository": PULL["repository"]}).encode(), "f")
    assert (opening.head_sha, opening.base_branch, opening.default_branch) == ("a" * 40, "main", "main")


def test_a_merge_request() -> None:
    hook = {
        "object_kind": "merge_request",
        "user": {"id": 3, "username": "ada"},
        "project": {"path_with_namespace": "g/p", "default_branch": "trunk"},
        "object_attributes": {
            "iid": 5, "title": "T", "author_id": 3, "source_branch": "s", "target_branch": "trunk",
            "source_project_id": 1, "target_project_id": 1, "last_commit": {"id": "c" * 40}, "action": "update",
        },
        "labels": [{"title": "tool"}],
    }  # fmt: skip
    opening = parse_event(json.dumps(hook).encode(), "f")
    assert (opening.forge, opening.repository, opening.number, opening.login) == ("gitlab", "g/p", 5, "ada")
    assert (opening.head_sha, opening.base_branch, opening.fork) == ("c" * 40, "trunk", False)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"{\n  oops}", "f:2"),
        (b"[]", "not an event"),
        (b'{"pull_request": {"number": "7"}}', "not an event"),
        (b" " * ((25 << 20) + 1), "larger than 25 MB"),
    ],
)
def test_what_is_no_event_says_so(data: bytes, expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        parse_event(data, "f")


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_give_an_opening_or_a_usage_error(data: bytes) -> None:
    try:
        parse_event(data, "f")
    except UsageError as error:
        assert error.problems


EXAMPLES = os.environ.get("WATCHKEEPER_WEBHOOK_EXAMPLES", "")


@pytest.mark.skipif(not EXAMPLES, reason="needs npm @octokit/webhooks-examples; name its folder in WATCHKEEPER_WEBHOOK_EXAMPLES")
def test_every_official_payload_is_read() -> None:
    (index,) = list(Path(EXAMPLES).glob("api.github.com/index.json"))
    events = json.loads(index.read_text("utf-8"))
    count = 0
    for event in events:
        for example in event["examples"]:
            opening = parse_event(json.dumps(example).encode(), event["name"])
            count += 1
            if pull := example.get("pull_request"):
                assert opening.number == pull["number"]
                assert opening.head_sha == pull["head"]["sha"]
                assert opening.login == pull["user"]["login"]
    assert count == 329
