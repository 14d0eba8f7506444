"""GitLab's webhook events, in the form that its documentation gives."""

from __future__ import annotations

import json

import pytest

from watchkeeper.domain.change import Opening
from watchkeeper.formats.events.gitlab import parse_gitlab_event

HEAD, BASE = "a1" * 20, "b2" * 20
PROJECT = {"id": 5, "name": "shop", "path_with_namespace": "acme/shop", "default_branch": "main"}


def request(**changes: object) -> dict[str, object]:
    """The `object_attributes` of a merge request."""
    return {
        "id": 990,
        "iid": 7,
        "title": "Add a till",
        "description": "It opens.",
        "author_id": 51,
        "action": "update",
        "source_branch": "till",
        "target_branch": "release",
        "source_project_id": 5,
        "target_project_id": 5,
        "last_commit": {"id": HEAD, "title": "Add a till"},
        "labels": [{"id": 206, "title": "till"}],
        **changes,
    }


def read(**payload: object) -> Opening:
    return parse_gitlab_event(json.dumps({"project": PROJECT, **payload}).encode())


def merge_request(user: object = None, **changes: object) -> Opening:
    user = user or {"id": 51, "username": "ada"}
    return read(
        object_kind="merge_request", user=user, object_attributes=request(**changes), labels=[{"title": "till"}]
    )


def test_a_merge_request_is_known_but_for_its_base_commit() -> None:
    assert merge_request() == Opening(
        forge="gitlab",
        repository="acme/shop",
        number=7,
        login="ada",
        title="Add a till",
        body="It opens.",
        labels=("till",),
        head_branch="till",
        head_sha=HEAD,
        base_branch="release",
        default_branch="main",
    )


@pytest.mark.parametrize(
    ("user", "action", "login"),
    [
        ({"id": 51, "username": "ada"}, "update", "ada"),
        ({"id": 52, "username": "eve"}, "update", ""),
        ({"id": 52, "username": "eve"}, "open", ""),
        ({"username": "ada"}, "open", "ada"),
        ({"username": "eve"}, "approved", ""),
    ],
)
def test_who_acted_is_not_always_who_wrote(user: object, action: str, login: str) -> None:
    assert merge_request(user, action=action).login == login


@pytest.mark.parametrize(
    ("username", "bot"),
    [
        ("project_5_bot", True),
        ("project_5_bot_4ffca233d8298ea1", True),
        ("group_12_bot_x", True),
        ("project_manager", False),
        ("robot", False),
        ("project_5_botanist", False),
    ],
)
def test_users_of_access_tokens_are_bots(username: str, bot: bool) -> None:
    assert merge_request({"id": 51, "username": username}).login_is_bot is bot


def test_a_fork() -> None:
    assert merge_request(source_project_id=6).fork


def test_a_comment_on_a_merge_request() -> None:
    opening = read(object_kind="note", user={"id": 52, "username": "eve"}, merge_request=request())
    assert (opening.number, opening.login, opening.labels, opening.head_sha) == (7, "", ("till",), HEAD)


def test_a_push() -> None:
    opening = read(object_kind="push", ref="refs/heads/till", before=BASE, after=HEAD, user_username="ada")
    assert opening == Opening(
        "gitlab", "acme/shop", login="ada", head_branch="till", head_sha=HEAD, base_sha=BASE, default_branch="main"
    )


def test_other_events_give_the_project_alone() -> None:
    opening = read(object_kind="pipeline", object_attributes={"ref": "main", "status": "success"}, merge_request=None)
    assert opening == Opening("gitlab", "acme/shop", default_branch="main")
