"""GitLab: merge requests, approvals, notes, deployments, issues and releases."""

from __future__ import annotations

import json

import pytest

from tests.formats.exports.adversarial import ORIGIN, check, hostile
from watchkeeper.domain.events.changes import ChangeApproved, ChangeMerged, ChangeOpened, ChangeReviewed
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports import gitlab

HEAD, BASE, MERGE, SQUASH = "a1" * 20, "b2" * 20, "c3" * 20, "d4" * 20
WEB = "https://gitlab.example.com/acme/web/shop/-"
ADA = {"id": 1, "username": "Ada", "name": "Ada Lovelace"}
BO = {"id": 2, "username": "bo", "name": "Bo"}
REQUEST = {
    "id": 900,
    "iid": 12,
    "web_url": f"{WEB}/merge_requests/12",
    "title": "Add a till",
    "author": ADA,
    "draft": False,
    "source_branch": "till",
    "target_branch": "main",
    "sha": HEAD,
    "merge_commit_sha": MERGE,
    "squash_commit_sha": None,
    "merge_user": BO,
    "created_at": "2026-03-01T10:00:00.250+01:00",
    "updated_at": "2026-03-01T12:00:01Z",
    "merged_at": "2026-03-01T12:00:00.999Z",
    "diff_refs": {"base_sha": BASE, "head_sha": HEAD, "start_sha": BASE},
    "changes_count": "3",
}
APPROVALS = {"iid": 12, "approved_by": [{"user": BO, "approved_at": "2026-03-01T11:00:00Z"}, {"user": ADA}]}
NOTE = {
    "id": 302,
    "type": None,
    "body": "approved this merge request",
    "system": True,
    "author": BO,
    "created_at": "2026-03-01T11:00:00Z",
    "noteable_type": "MergeRequest",
    "noteable_iid": 12,
}
DEPLOYMENT = {
    "id": 41,
    "iid": 1,
    "sha": MERGE,
    "ref": "main",
    "status": "success",
    "created_at": "2026-03-01T12:10:00Z",
    "updated_at": "2026-03-01T12:21:00Z",
    "environment": {"id": 9, "name": "production"},
    "user": ADA,
    "deployable": {"finished_at": "2026-03-01T12:20:00Z", "status": "success", "web_url": f"{WEB}/jobs/7"},
}
ISSUE = {
    "iid": 7,
    "web_url": f"{WEB}/issues/7",
    "title": "Tills are down",
    "issue_type": "incident",
    "severity": "CRITICAL",
    "labels": [],
    "created_at": "2026-03-02T08:00:00Z",
    "updated_at": "2026-03-02T09:30:00Z",
    "closed_at": "2026-03-02T09:00:00Z",
    "closed_by": ADA,
}
RELEASE = {
    "tag_name": "v1.2.0",
    "released_at": "2026-03-03T08:00:00Z",
    "upcoming_release": False,
    "author": ADA,
    "commit": {"id": MERGE},
    "_links": {"self": f"{WEB}/releases/v1.2.0"},
}
SOURCE = "gitlab:gitlab.example.com/acme/web/shop"


def read(record: object) -> tuple[Draft, ...]:
    data = json.dumps(record).encode()
    assert gitlab.recognises(data)
    drafts = gitlab.read_drafts(data, ORIGIN)
    check(drafts)
    return drafts


def test_a_merge_request_is_opened_and_merged() -> None:
    opened, merged = read(REQUEST)
    assert opened == Draft(
        source=SOURCE,
        source_id="merge_request/12#opened",
        subject="change:shop/12",
        occurred_at="2026-03-01T09:00:00Z",
        payload=ChangeOpened(
            number=12, author="login:gitlab:ada", author_kind="person", base=BASE, head=HEAD, branch="till",
            title="Add a till",
        ),
        revision=1_772_366_401,
        names=(("login:gitlab:ada", "Ada Lovelace"),),
    )  # fmt: skip
    assert merged.occurred_at == "2026-03-01T12:00:00Z"
    assert merged.payload == ChangeMerged(
        commit=MERGE, target="main", number=12, base=BASE, head=HEAD, how="merge", author="login:gitlab:ada",
        author_kind="person", merged_by="login:gitlab:bo", opened_at="2026-03-01T09:00:00Z", files=3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("commits", "commit", "how"),
    [
        ({"merge_commit_sha": None, "squash_commit_sha": SQUASH}, SQUASH, "squash"),
        ({"merge_commit_sha": MERGE, "squash_commit_sha": SQUASH}, MERGE, "merge"),
        ({"merge_commit_sha": None}, HEAD, "unknown"),
    ],
)
def test_where_the_target_stood_after_it(commits: dict[str, object], commit: str, how: str) -> None:
    merged = read({**REQUEST, **commits, "changes_count": "1000+"})[1].payload
    assert isinstance(merged, ChangeMerged)
    assert (merged.commit, merged.how, merged.files) == (commit, how, 0)


def test_an_approval_and_the_note_of_it_are_one_thing() -> None:
    reviewed, approved = read(APPROVALS)
    assert reviewed.payload == ChangeReviewed(reviewer="login:gitlab:bo", state="approved", reviewer_kind="person")
    assert approved.payload == ChangeApproved(approver="login:gitlab:bo", approver_kind="person")
    assert reviewed.source_id == "merge_request/12/approval/2#reviewed"
    assert read(NOTE) == (reviewed, approved)


def test_an_approval_that_is_taken_back_replaces_it() -> None:
    (draft,) = read({**NOTE, "body": "unapproved this merge request", "created_at": "2026-03-01T11:30:00Z"})
    (reviewed, _) = read(NOTE)
    assert (draft.source_id, getattr(draft.payload, "state", "")) == (reviewed.source_id, "dismissed")
    assert draft.revision > reviewed.revision


def test_a_comment_on_code_is_a_review_that_comments() -> None:
    (draft,) = read({**NOTE, "system": False, "type": "DiffNote", "body": "Why?"})
    assert draft.source_id == "merge_request/12/note/302#reviewed"
    assert draft.payload == ChangeReviewed(
        reviewer="login:gitlab:bo", state="commented", reviewer_kind="person", comments=1
    )


@pytest.mark.parametrize(
    "record",
    [
        {**NOTE, "system": False},
        {**NOTE, "body": "added 1 commit"},
        {**NOTE, "noteable_type": "Issue"},
        {**APPROVALS, "approved_by": [{"user": BO}]},
        {**ISSUE, "issue_type": "issue", "labels": ["bug"]},
        {**DEPLOYMENT, "status": "running"},
        {**DEPLOYMENT, "status": "canceled"},
        {**RELEASE, "upcoming_release": True},
    ],
)
def test_what_is_not_kept(record: object) -> None:
    assert read(record) == ()


@pytest.mark.parametrize(
    ("username", "kind"),
    [("project_5_bot_a1", "bot"), ("service_account_group_3", "bot"), ("ghost", "unknown"), ("robot", "person")],
)
def test_the_users_of_tokens_are_bots(username: str, kind: str) -> None:
    opened = read({**REQUEST, "author": {"id": 3, "username": username}})[0].payload
    assert isinstance(opened, ChangeOpened)
    assert opened.author_kind == kind


def test_a_deployment_ends_with_its_job() -> None:
    (draft,) = read(DEPLOYMENT)
    assert (draft.source, draft.subject, draft.occurred_at) == (SOURCE, "deployment:shop/41", "2026-03-01T12:20:00Z")
    assert draft.payload == Deployed(
        service="shop", environment="production", commit=MERGE, result="success", started_at="2026-03-01T12:10:00Z",
        by="login:gitlab:ada",
    )  # fmt: skip
    failed = read({**DEPLOYMENT, "status": "failed", "deployable": None})[0]
    assert (getattr(failed.payload, "result", ""), failed.occurred_at) == ("failure", "2026-03-01T12:21:00Z")


def test_an_incident_by_type_or_by_label() -> None:
    detected, resolved = read(ISSUE)
    assert detected.subject == f"incident:{SOURCE}/7"
    assert detected.payload == IncidentDetected(severity="critical", title="Tills are down")
    assert resolved.payload == IncidentResolved(by="login:gitlab:ada")
    labelled = {**ISSUE, "issue_type": "issue", "labels": ["severity::1"], "severity": "UNKNOWN", "closed_at": None}
    assert [draft.payload for draft in read(labelled)] == [
        IncidentDetected(severity="severity::1", title="Tills are down")
    ]


def test_a_release_stands_in_for_a_deployment() -> None:
    (draft,) = read(RELEASE)
    assert (draft.source, draft.source_id) == (SOURCE, "release/v1.2.0#deployed")
    assert draft.payload == Deployed(
        service="shop", commit=MERGE, version="v1.2.0", result="success", by="login:gitlab:ada", proxy=True
    )


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"iid": 1}, "$: this is no merge request, approval, note, deployment, issue or release of GitLab"),
        ({**REQUEST, "created_at": "2026-03-01"}, "$.created_at: '2026-03-01' is no RFC 3339 time"),
        ({**ISSUE, "labels": [3]}, "$.labels[0]: Expected `str | object`, got `int`"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(record: object, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        gitlab.read_drafts(json.dumps(record).encode(), ORIGIN)
    assert caught.value.problems[0].message == message


test_nothing_stops_it = hostile(gitlab, REQUEST, APPROVALS, NOTE, DEPLOYMENT, ISSUE, RELEASE)
