"""`watchkeeper publish`: one check, one comment, none on green; and what it would do without --online."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.cli.main import run
from watchkeeper.forges.publication import MARKER
from watchkeeper.rendering.markdown import MARKER as RENDERED_MARKER

EVENTS = Path(__file__).parent.parent / "fixtures/events"
HEAD = "1" * 40
COMMENT = f"{MARKER}\n### This change cannot be merged yet: 1 point to settle.\n\n1. **It is large.**\n"
LARGE = {
    "rule": "size/effective-lines", "outcome": "fail", "mode": "block", "message": "It is large.", "waived": None,
    "locations": [{"file": "src/app.py", "line": 3, "column": 0}],
}  # fmt: skip
Publish = Callable[..., tuple[int, str]]


def verdict(decision: str, *findings: dict[str, Any], head: str = HEAD) -> dict[str, Any]:
    inputs = {"head": head, "evaluated_at": "2026-01-05T09:00:00Z", "version": "0.1.0"}
    return {"schema": "watchkeeper.check/1", "verdict": decision, "inputs": inputs, "findings": list(findings)}


@pytest.fixture
def host(github: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A GitHub, as the environment of a job names it."""
    monkeypatch.setenv("GITHUB_API_URL", github.url)
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    return github


@pytest.fixture
def publish(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Publish:
    """Run the command on a verdict and a comment: exit code, and all that was printed."""

    def run_publish(judged: Any, comment: str = "", *more: str, event: str = "github_pull_request") -> tuple[int, str]:
        (tmp_path / "verdict.json").write_text(json.dumps(judged), "utf-8")
        (tmp_path / "comment.md").write_text(comment, "utf-8")
        files = [str(tmp_path / "verdict.json"), "--comment", str(tmp_path / "comment.md")]
        code = run(["publish", *files, "--event", str(EVENTS / f"{event}.json"), *(more or ["--online"])])
        captured = capfd.readouterr()
        return code, captured.out + captured.err

    return run_publish


def test_the_marker_is_the_one_that_comments_start_with() -> None:
    assert MARKER == RENDERED_MARKER


def test_a_change_is_held_settled_and_held_again(host: Any, publish: Publish) -> None:
    host.say("finn", "Please have a look")
    assert publish(verdict("block", LARGE), COMMENT)[0] == 0
    assert host.bodies() == ["Please have a look", COMMENT]
    assert [c["conclusion"] for c in host.checks] == ["failure"]

    better = COMMENT.replace("large", "still large")
    assert publish(verdict("block", LARGE), better)[0] == 0
    assert host.bodies() == ["Please have a look", better]

    assert publish(verdict("pass"))[0] == 0
    assert host.bodies() == ["Please have a look"]
    assert [c["conclusion"] for c in host.checks] == ["success"]
    assert host.checks[0]["output"]["title"] == "Nothing stands against this change."

    assert publish(verdict("block", LARGE), COMMENT)[0] == 0
    assert host.bodies() == ["Please have a look", COMMENT]
    assert len(host.checks) == 1


def test_nothing_is_said_on_green(host: Any, publish: Publish) -> None:
    assert publish(verdict("pass"))[0] == 0
    assert host.bodies() == []
    assert host.wrote() == ["POST /repos/acme/shop/check-runs"]


def test_the_same_words_again_change_nothing(host: Any, publish: Publish) -> None:
    publish(verdict("block", LARGE), COMMENT)
    publish(verdict("block", LARGE), COMMENT)
    assert [w for w in host.wrote() if "comments" in w] == ["POST /repos/acme/shop/issues/7/comments"]


def test_two_comments_of_a_race_become_one(host: Any, publish: Publish) -> None:
    host.say(host.login, COMMENT)
    host.say(host.login, COMMENT)
    publish(verdict("block", LARGE), COMMENT)
    assert host.bodies() == [COMMENT]


def test_a_forged_comment_is_left_alone(host: Any, publish: Publish) -> None:
    forged = f"{MARKER}\n### Nothing stands against this change.\n"
    host.say("mallory", forged)
    publish(verdict("block", LARGE), COMMENT)
    assert host.bodies() == [forged, COMMENT]
    publish(verdict("pass"))
    assert host.bodies() == [forged]


@pytest.mark.parametrize(
    ("decision", "conclusion"),
    [("pass", "success"), ("warn", "neutral"), ("block", "failure"), ("unknown", "action_required")],
)
def test_each_verdict_has_its_conclusion(host: Any, publish: Publish, decision: str, conclusion: str) -> None:
    assert publish(verdict(decision), "" if decision == "pass" else COMMENT)[0] == 0
    assert [(c["conclusion"], c["name"]) for c in host.checks] == [(conclusion, "watchkeeper")]


def test_what_a_waiver_passed_keeps_its_comment(host: Any, publish: Publish) -> None:
    passed = verdict("pass", LARGE | {"waived": "by break-glass"}) | {"lifted_by": ["Passed by break-glass of ines."]}
    comment = f"{MARKER}\n### This change can be merged, with 1 waived point.\n\n**Passed by break-glass of ines.**\n"
    assert publish(passed, comment)[0] == 0
    assert host.checks[0]["conclusion"] == "success"
    assert host.checks[0]["output"]["title"] == "This change can be merged, with 1 waived point."
    assert [c["body"] for c in host.comments] == [comment]


def test_the_check_says_what_the_comment_says_and_points_at_lines(host: Any, publish: Publish) -> None:
    waived = LARGE | {"waived": "agreed"}
    elsewhere = LARGE | {
        "locations": [{"file": "CODEOWNERS", "line": 4, "column": 0, "commit": "2" * 40}, {"file": "a", "line": 0}]
    }
    warned = LARGE | {"mode": "warn", "locations": [{"file": "b.py", "line": 9, "column": 0, "commit": HEAD}]}
    observed = LARGE | {"mode": "observe"}
    passed = LARGE | {"outcome": "pass"}
    publish(verdict("block", warned, waived, elsewhere, observed, passed, LARGE), COMMENT)
    output = host.checks[0]["output"]
    assert output["title"] == "This change cannot be merged yet: 1 point to settle."
    assert "It is large." in output["summary"]
    found = [(a["path"], a["start_line"], a["annotation_level"]) for a in host.checks[0]["annotations"]]
    assert found == [("src/app.py", 3, "failure"), ("b.py", 9, "warning")]


def test_without_online_the_requests_are_shown(host: Any, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    code, text = publish(verdict("block", LARGE), COMMENT, "--format", "json")
    answer = json.loads(text)
    assert (code, host.requests) == (0, [])
    assert (answer["schema"], answer["forge"], answer["online"]) == ("watchkeeper.publication/1", "github", False)
    posts = {r["path"]: r["body"] for r in answer["requests"] if r["method"] == "POST"}
    assert posts["/repos/acme/shop/check-runs"]["head_sha"] == HEAD
    assert posts["/repos/acme/shop/issues/7/comments"] == {"body": COMMENT}
    assert (
        "would send: POST /repos/acme/shop/check-runs"
        in publish(verdict("block", LARGE), COMMENT, "--no-check", "--check")[1]
    )


def test_a_verdict_of_another_commit_is_refused(host: Any, publish: Publish) -> None:
    code, said = publish(verdict("pass", head="9" * 40))
    assert (code, host.requests) == (2, [])
    assert "999999999999" in said


@pytest.mark.parametrize("decision", ["warn", "block", "unknown"])
def test_a_verdict_without_words_is_refused(host: Any, publish: Publish, decision: str) -> None:
    assert publish(verdict(decision), f"{MARKER}\n \n")[0] == 2
    assert host.requests == []


@pytest.mark.parametrize("judged", [{}, [], {"verdict": "green"}, {"verdict": "pass"}, "x", verdict("maybe")])
def test_what_is_no_verdict_is_refused(host: Any, publish: Publish, judged: Any) -> None:
    code, said = publish(judged)
    assert (code, host.requests) == (2, [])
    assert "--format json" in said


@pytest.mark.parametrize("event", ["github_workflow_run"])
def test_an_event_without_a_number_is_refused(host: Any, publish: Publish, event: str) -> None:
    assert publish(verdict("pass"), event=event)[0] == 2
    assert host.requests == []


def test_a_gate_that_did_not_run_asks_for_action_and_leaves_the_comment(host: Any, tmp_path: Path) -> None:
    host.say(host.login, COMMENT)
    error = tmp_path / "error.txt"
    error.write_text("watchkeeper: .watchkeeper.yaml:3:5: unknown key 'rulez'\n```\n", "utf-8")
    event = str(EVENTS / "github_pull_request.json")
    assert (
        run(["publish", "--error", str(error), "--event", event, "--online", "--details-url", "https://x/runs/5"]) == 0
    )
    (check,) = host.checks
    assert (check["conclusion"], check["details_url"]) == ("action_required", "https://x/runs/5")
    assert "unknown key 'rulez'" in check["output"]["summary"]
    assert host.bodies() == [COMMENT]


@pytest.mark.parametrize("both", [True, False])
def test_either_a_verdict_or_an_error(host: Any, publish: Publish, tmp_path: Path, both: bool) -> None:
    event = str(EVENTS / "github_pull_request.json")
    if both:
        (tmp_path / "error.txt").write_text("x", "utf-8")
        assert publish(verdict("pass"), "", "--error", str(tmp_path / "error.txt"), "--online")[0] == 2
    else:
        assert run(["publish", "--event", event, "--online"]) == 2
    assert host.requests == []


@pytest.mark.parametrize(("permission", "named"), [("checks", "checks=write"), ("comments", "pull_requests=write")])
def test_a_missing_permission_is_named(host: Any, publish: Publish, permission: str, named: str) -> None:
    host.denied = {permission}
    code, said = publish(verdict("block", LARGE), COMMENT)
    assert code == 2
    assert named in said
    assert "t0ken" not in said


def test_another_account_is_named_by_login(host: Any, publish: Publish) -> None:
    host.login = "watchkeeper-app[bot]"
    for _ in range(2):
        assert publish(verdict("block", LARGE), COMMENT, "--online", "--login", "watchkeeper-app[bot]")[0] == 0
    assert host.bodies() == [COMMENT]


@pytest.fixture
def lab(gitlab: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A GitLab, as the environment of a job names it."""
    monkeypatch.setenv("CI_API_V4_URL", gitlab.url)
    monkeypatch.setenv("GITLAB_TOKEN", "t0ken")
    monkeypatch.setenv("CI_PROJECT_ID", "15")
    monkeypatch.setenv("CI_MERGE_REQUEST_PROJECT_ID", "15")
    monkeypatch.setenv("CI_PIPELINE_ID", "31")
    return gitlab


def test_the_same_on_gitlab(lab: Any, publish: Publish) -> None:
    for _ in range(2):
        assert publish(verdict("block", LARGE), COMMENT, event="gitlab_merge_request")[0] == 0
    assert lab.bodies() == [COMMENT]
    assert [(s["state"], s["pipeline_id"]) for s in lab.statuses] == [("failed", 31)]
    assert publish(verdict("pass"), event="gitlab_merge_request")[0] == 0
    assert lab.bodies() == []
    assert [s["state"] for s in lab.statuses] == ["success"]


def test_in_a_pipeline_the_job_may_be_the_check(lab: Any, publish: Publish) -> None:
    publish(verdict("block", LARGE), COMMENT, "--no-check", "--online", event="gitlab_merge_request")
    assert (lab.bodies(), lab.statuses) == ([COMMENT], [])


def test_the_job_token_cannot_write(lab: Any, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITLAB_TOKEN")
    monkeypatch.setenv("CI_JOB_TOKEN", "t0ken")
    code, said = publish(verdict("pass"), event="gitlab_merge_request")
    assert (code, lab.requests) == (2, [])
    assert "GITLAB_TOKEN" in said
