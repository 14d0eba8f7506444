"""GitHub: what pull requests, reviews, issues, releases and deployments say, in both shapes, and what they do not."""

from __future__ import annotations

import json

import pytest

from tests.formats.exports.adversarial import ORIGIN, check, hostile
from watchkeeper.domain.events.changes import ChangeApproved, ChangeMerged, ChangeOpened, ChangeReviewed
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports import github
from watchkeeper.formats.exports.origin import Origin

HEAD, BASE, MERGE = "a1" * 20, "b2" * 20, "c3" * 20
WEB, API = "https://github.com/Acme/Shop", "https://api.github.com/repos/Acme/Shop"
ADA = {"login": "Ada", "type": "User"}
BOT = {"login": "dependabot[bot]", "type": "Bot"}
REVIEW = {
    "id": 80,
    "node_id": "PRR_80",
    "user": {"login": "Bo", "type": "User"},
    "state": "APPROVED",
    "submitted_at": "2026-03-01T10:00:00Z",
    "commit_id": HEAD,
    "pull_request_url": f"{API}/pulls/12",
    "html_url": f"{WEB}/pull/12#pullrequestreview-80",
}
PULL = {
    "number": 12,
    "html_url": f"{WEB}/pull/12",
    "title": "Add a till",
    "state": "closed",
    "user": ADA,
    "draft": False,
    "created_at": "2026-03-01T09:00:00Z",
    "updated_at": "2026-03-01T12:00:01Z",
    "merged_at": "2026-03-01T12:00:00Z",
    "merge_commit_sha": MERGE,
    "merged_by": BOT,
    "head": {"ref": "till", "sha": HEAD},
    "base": {"ref": "main", "sha": BASE},
    "additions": 5,
    "deletions": 2,
    "changed_files": 3,
    "commits": 4,
}
CLI_PULL = {
    "number": 12,
    "url": f"{WEB}/pull/12",
    "title": "Add a till",
    "state": "MERGED",
    "author": {"id": "U_1", "is_bot": False, "login": "Ada", "name": "Ada Lovelace"},
    "isDraft": False,
    "createdAt": "2026-03-01T09:00:00Z",
    "updatedAt": "2026-03-01T12:00:01Z",
    "mergedAt": "2026-03-01T12:00:00Z",
    "mergeCommit": {"oid": MERGE},
    "mergedBy": {"is_bot": True, "login": "app/dependabot"},
    "headRefOid": HEAD,
    "headRefName": "till",
    "baseRefName": "main",
    "additions": 5,
    "deletions": 2,
    "changedFiles": 3,
    "labels": [{"name": "money"}],
    "reviews": [
        {"id": "PRR_80", "author": {"login": "Bo"}, "state": "APPROVED", "submittedAt": "2026-03-01T10:00:00Z",
         "commit": {"oid": HEAD}},
        {"id": "PRR_81", "author": {"login": "Bo"}, "state": "PENDING", "submittedAt": None},
    ],
    "commits": [
        {"oid": HEAD, "authoredDate": "2026-02-28T09:00:00+01:00"},
        {"oid": BASE, "authoredDate": "2026-02-28T10:00:00+01:00"},
    ],
}  # fmt: skip
ISSUE = {
    "number": 7,
    "html_url": f"{WEB}/issues/7",
    "user": ADA,
    "title": "Tills are down",
    "labels": [{"name": "Severity: 1"}, {"name": "bug"}],
    "created_at": "2026-03-02T08:00:00Z",
    "updated_at": "2026-03-02T09:30:00Z",
    "closed_at": "2026-03-02T09:00:00Z",
    "closed_by": ADA,
}
RELEASE = {
    "tag_name": "v1.2.0",
    "html_url": f"{WEB}/releases/tag/v1.2.0",
    "target_commitish": MERGE,
    "draft": False,
    "prerelease": False,
    "published_at": "2026-03-03T08:00:00Z",
    "author": ADA,
}
DEPLOYMENT = {
    "id": 145,
    "url": f"{API}/deployments/145",
    "sha": MERGE,
    "task": "deploy",
    "environment": "production",
    "creator": ADA,
    "created_at": "2026-03-01T12:10:00Z",
    "updated_at": "2026-03-01T12:20:00Z",
    "statuses": [
        {"state": "inactive", "created_at": "2026-03-05T12:20:00Z"},
        {"state": "success", "created_at": "2026-03-01T12:20:00Z"},
        {"state": "failure", "created_at": "2026-03-01T12:15:00Z"},
    ],
}


def read(record: object, origin: Origin = ORIGIN) -> tuple[Draft, ...]:
    data = json.dumps(record).encode()
    assert github.recognises(data)
    drafts = github.read_drafts(data, origin)
    check(drafts)
    return drafts


def test_a_merged_pull_request_of_the_interface_is_opened_and_merged() -> None:
    opened, merged = read(PULL)
    assert opened == Draft(
        source="github:acme/shop",
        source_id="pull/12#opened",
        subject="change:shop/12",
        occurred_at="2026-03-01T09:00:00Z",
        payload=ChangeOpened(
            number=12, author="login:github:ada", author_kind="person", base=BASE, head=HEAD, branch="till",
            title="Add a till",
        ),
        revision=1_772_366_401,
    )  # fmt: skip
    assert (merged.source_id, merged.occurred_at) == ("pull/12#merged", "2026-03-01T12:00:00Z")
    assert merged.payload == ChangeMerged(
        commit=MERGE,
        target="main",
        number=12,
        head=HEAD,
        author="login:github:ada",
        author_kind="person",
        merged_by="login:github:dependabot[bot]",
        opened_at="2026-03-01T09:00:00Z",
        commits_count=4,
        lines_added=5,
        lines_removed=2,
        files=3,
    )


def test_gh_tells_the_same_and_the_reviews_and_commits_as_well() -> None:
    opened, reviewed, approved, merged = read(CLI_PULL)
    rest_opened, rest_merged = read(PULL)
    assert (opened.source, opened.source_id, opened.revision) == (
        rest_opened.source,
        rest_opened.source_id,
        rest_opened.revision,
    )
    assert opened.names == (("login:github:ada", "Ada Lovelace"),)
    assert reviewed.source_id == "pull/12/review/PRR_80#reviewed"
    assert reviewed.payload == ChangeReviewed(reviewer="login:github:bo", state="approved", head=HEAD)
    assert approved.source_id == "pull/12/review/PRR_80#approved"
    assert approved.payload == ChangeApproved(approver="login:github:bo", head=HEAD)
    payload = merged.payload
    assert isinstance(payload, ChangeMerged)
    assert isinstance(rest_merged.payload, ChangeMerged)
    assert payload.merged_by == rest_merged.payload.merged_by
    assert (payload.first_commit_at, payload.skewed, payload.commits) == ("2026-02-28T08:00:00Z", False, (HEAD, BASE))


def test_a_review_by_itself_names_its_pull_request() -> None:
    reviewed, approved = read(REVIEW)
    assert reviewed.subject == approved.subject == "change:shop/12"
    assert reviewed.source_id == read(CLI_PULL)[1].source_id
    assert reviewed.payload == ChangeReviewed(
        reviewer="login:github:bo", state="approved", reviewer_kind="person", head=HEAD
    )


@pytest.mark.parametrize(
    ("state", "types"),
    [
        ("CHANGES_REQUESTED", ["ChangeReviewed"]),
        ("COMMENTED", ["ChangeReviewed"]),
        ("dismissed", ["ChangeReviewed"]),
        ("PENDING", []),
    ],
)
def test_only_an_approval_approves(state: str, types: list[str]) -> None:
    assert [draft.type for draft in read({**REVIEW, "state": state})] == types


def test_an_open_pull_request_is_not_merged_though_a_test_merge_is_there() -> None:
    assert [draft.type for draft in read({**PULL, "merged_at": None})] == ["ChangeOpened"]


def test_a_merge_without_its_commit_is_still_a_merge() -> None:
    merged = read({**PULL, "merge_commit_sha": None, "user": None})[1].payload
    assert isinstance(merged, ChangeMerged)
    assert (merged.commit, merged.author, merged.author_kind) == ("", "", "unknown")


@pytest.mark.parametrize("label", ["incident", "OUTAGE", "Sev1", "type: incident", "post-mortem", "kind/incident"])
def test_an_issue_is_an_incident_when_a_label_says_so(label: str) -> None:
    detected, resolved = read({**ISSUE, "labels": [{"name": label}]})
    assert (detected.type, resolved.type) == ("IncidentDetected", "IncidentResolved")


def test_what_an_incident_says() -> None:
    detected, resolved = read(ISSUE)
    assert detected.subject == resolved.subject == "incident:github:acme/shop/7"
    assert detected.payload == IncidentDetected(severity="Severity: 1", title="Tills are down")
    assert resolved.payload == IncidentResolved(by="login:github:ada")
    assert resolved.occurred_at == "2026-03-02T09:00:00Z"
    cli = {"number": 7, "url": f"{WEB}/issues/7", "title": "Tills are down", "labels": ISSUE["labels"],
           "createdAt": ISSUE["created_at"], "closedAt": None, "updatedAt": ISSUE["updated_at"]}  # fmt: skip
    assert read(cli) == (detected,)


@pytest.mark.parametrize(
    "record",
    [
        {**ISSUE, "labels": [{"name": "bug"}]},
        {**ISSUE, "pull_request": {"url": "x"}},
        {**RELEASE, "draft": True},
        {**RELEASE, "prerelease": True},
        {"tagName": "v2", "isDraft": True, "publishedAt": "0001-01-01T00:00:00Z"},
        {**DEPLOYMENT, "statuses": [{"state": "in_progress", "created_at": "2026-03-01T12:20:00Z"}]},
        {"deployment_url": f"{API}/deployments/145", "state": "success", "created_at": "2026-03-01T12:20:00Z"},
    ],
)
def test_what_is_not_kept(record: object) -> None:
    assert read(record) == ()


def test_a_release_stands_in_for_a_deployment() -> None:
    (draft,) = read(RELEASE)
    assert (draft.source_id, draft.subject) == ("release/v1.2.0#deployed", "deployment:shop/release/v1.2.0")
    assert draft.payload == Deployed(
        service="shop", commit=MERGE, version="v1.2.0", result="success", by="login:github:ada", proxy=True
    )
    cli = {"tagName": "v1.2.0", "publishedAt": "2026-03-03T08:00:00Z", "isDraft": False, "isPrerelease": False}
    (listed,) = read(cli, Origin("shop", "https://github.com/acme/shop.git"))
    assert (listed.source, listed.source_id) == (draft.source, draft.source_id)


def test_the_newest_end_of_a_deployment_decides() -> None:
    (draft,) = read(DEPLOYMENT)
    assert (draft.occurred_at, draft.subject) == ("2026-03-01T12:20:00Z", "deployment:shop/145")
    assert draft.payload == Deployed(
        service="shop", environment="production", commit=MERGE, result="success", started_at="2026-03-01T12:10:00Z",
        by="login:github:ada",
    )  # fmt: skip
    bare = {key: value for key, value in DEPLOYMENT.items() if key != "statuses"}
    assert [getattr(draft.payload, "result", "") for draft in read(bare)] == ["unknown"]
    event = {"deployment": bare, "deployment_status": {"state": "error", "created_at": "2026-03-01T12:30:00Z"}}
    assert [getattr(draft.payload, "result", "") for draft in read(event)] == ["failure"]


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://git.acme.example/Acme/Shop/pull/12", "github:git.acme.example/acme/shop"),
        ("https://git.acme.example/api/v3/repos/Acme/Shop/pulls/12", "github:git.acme.example/acme/shop"),
        (None, "github:shop"),
        ("https://[", "github:shop"),
    ],
)
def test_the_source_is_the_repository(url: str | None, source: str) -> None:
    assert read({**PULL, "html_url": url})[0].source == source


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"a": 1}, "$: this is no pull request, review, issue, release or deployment of GitHub"),
        ([], "$: Expected `object`, got `array`"),
        ({**PULL, "merged_at": "soon"}, "$.merged_at: 'soon' is no RFC 3339 time"),
        ({**CLI_PULL, "mergedAt": None}, "$.mergedAt: the pull request is merged, but not when"),
        ({**PULL, "number": 0}, "$.number: Expected `int` >= 1"),
        ({**REVIEW, "state": "LOVED"}, "$.state: 'LOVED' is no state of a review"),
        ({**REVIEW, "submitted_at": None}, "$: the review does not say when it was handed in (submitted_at)"),
        ({**REVIEW, "pull_request_url": "x"}, "$.pull_request_url: this is no address of a pull request"),
        ({**PULL, "reviews": [{"id": 1, "state": "?"}]}, "$.reviews[0].state: '?' is no state of a review"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(record: object, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        github.read_drafts(json.dumps(record).encode(), ORIGIN)
    assert caught.value.problems[0].message == message


test_nothing_stops_it = hostile(github, PULL, CLI_PULL, REVIEW, ISSUE, RELEASE, DEPLOYMENT)
