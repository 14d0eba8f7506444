"""`watchkeeper pull`: honest runs, stale ones, and claims that lie."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.cli.main import run
from watchkeeper.domain.problems import UsageError
from watchkeeper.forges.github.claims import CLAIM_LIMIT, parse_claim, parse_run
from watchkeeper.formats.events import parse_event

EVENTS = Path(__file__).parent.parent / "fixtures/events"
HEAD, BASE = "1" * 40, "2" * 40
CLAIM = {"schema": "watchkeeper.claim/1", "number": 7, "head": HEAD}
Pull = Callable[..., tuple[int, dict[str, Any], str]]


def fixture(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text("utf-8"))


@pytest.fixture
def host(github: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A GitHub with pull request 7 from a fork, as the environment of a job names it."""
    github.pulls[7] = fixture("github_pull")
    monkeypatch.setenv("GITHUB_API_URL", github.url)
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    return github


@pytest.fixture
def pull(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Pull:
    """Run the command on a claim and an event: exit code, the event written ({} if none), what it said."""

    def run_pull(claim: Any, event: Any = None, *more: str) -> tuple[int, dict[str, Any], str]:
        content = claim if isinstance(claim, bytes) else json.dumps(claim).encode()
        (tmp_path / "claim.json").write_bytes(content)
        (tmp_path / "event.json").write_text(json.dumps(event or fixture("github_workflow_run")), "utf-8")
        output = tmp_path / "pull.json"
        arguments = [str(tmp_path / "claim.json"), "--event", str(tmp_path / "event.json"), "--output", str(output)]
        code = run(["pull", *arguments, *(more or ["--online"])])
        written = json.loads(output.read_text("utf-8")) if output.exists() else {}
        return code, written, capfd.readouterr().err

    return run_pull


def test_an_honest_claim_from_a_fork_gives_the_event_that_github_would_send(
    host: Any, pull: Pull, tmp_path: Path
) -> None:
    code, event, _ = pull(CLAIM)
    assert code == 0
    opening = parse_event((tmp_path / "pull.json").read_bytes(), "pull.json")
    assert opening == parse_event((EVENTS / "github_pull_request.json").read_bytes(), "recorded")
    assert (opening.number, opening.login, opening.labels, opening.fork) == (7, "finn", ("finance",), True)
    assert event["pull_request"]["head"]["sha"] == HEAD
    assert host.wrote() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "closed"}, "is closed"),
        ({"head": {"ref": "forecast", "sha": "9" * 40, "repo": {"full_name": "finn/shop", "fork": True}}}, "moved on"),
        ({"head": {"ref": "forecast", "sha": HEAD, "repo": None}}, "is gone"),
    ],
)
def test_a_run_that_time_overtook_is_no_error(host: Any, pull: Pull, change: Any, words: str) -> None:
    host.pulls[7].update(change)
    code, event, said = pull(CLAIM)
    assert (code, event) == (0, {})
    assert words in said


def test_a_claim_for_somebody_elses_pull_request_is_refused(host: Any, pull: Pull) -> None:
    host.pulls[8] = fixture("github_pull") | {"number": 8}
    host.pulls[8]["head"] = {"ref": "payroll", "sha": "9" * 40, "repo": {"full_name": "ada/shop", "fork": True}}
    code, event, said = pull(CLAIM | {"number": 8})
    assert (code, event) == (2, {})
    assert "ada/shop:payroll" in said
    assert "finn/shop:forecast" in said


def test_even_with_the_same_commit_another_branch_is_another_pull_request(host: Any, pull: Pull) -> None:
    host.pulls[8] = fixture("github_pull") | {"number": 8}
    host.pulls[8]["head"] = {"ref": "forecast", "sha": HEAD, "repo": {"full_name": "ada/shop", "fork": True}}
    assert pull(CLAIM | {"number": 8})[:2] == (2, {})


def test_a_pull_request_of_another_repository_is_refused(host: Any, pull: Pull) -> None:
    host.pulls[7]["base"]["repo"]["full_name"] = "acme/payroll"
    assert pull(CLAIM)[:2] == (2, {})


def test_a_claim_with_another_head_is_refused_before_anybody_is_asked(host: Any, pull: Pull) -> None:
    code, event, said = pull(CLAIM | {"head": "9" * 40})
    assert (code, event, host.requests) == (2, {}, [])
    assert "refused" in said


def test_a_number_that_does_not_exist(host: Any, pull: Pull) -> None:
    assert pull(CLAIM | {"number": 4_711})[:2] == (2, {})


HOSTILE = [
    b"",
    b"null",
    b"7",
    b"[" * 4_000,
    b'{"number": ' + b"[" * 4_000,
    b"\xff\xfe{}",
    json.dumps(CLAIM | {"number": "7"}).encode(),
    json.dumps(CLAIM | {"number": 7.0}).encode(),
    json.dumps(CLAIM | {"number": True}).encode(),
    json.dumps(CLAIM | {"number": -7}).encode(),
    json.dumps(CLAIM | {"number": 0}).encode(),
    json.dumps(CLAIM | {"number": 10**30}).encode(),
    json.dumps(CLAIM | {"number": "../../other/shop/pulls/7"}).encode(),
    json.dumps(CLAIM | {"head": "../../../etc/passwd"}).encode(),
    json.dumps(CLAIM | {"head": HEAD + "\n"}).encode(),
    json.dumps(CLAIM | {"head": HEAD.replace("1", "A")}).encode(),
    json.dumps(CLAIM | {"head": "HEAD"}).encode(),
    json.dumps(CLAIM | {"schema": "watchkeeper.claim/2"}).encode(),
    json.dumps(CLAIM | {"verdict": "pass"}).encode(),
    json.dumps({k: v for k, v in CLAIM.items() if k != "head"}).encode(),
    json.dumps(CLAIM).encode().replace(b'"number": 7', b'"number": 7, "number": 8'),
    json.dumps(CLAIM).encode() + b" " * CLAIM_LIMIT,
    json.dumps(CLAIM).encode() + json.dumps(CLAIM).encode(),
]


@pytest.mark.parametrize("claim", HOSTILE)
def test_a_hostile_claim_is_refused_before_anybody_is_asked(host: Any, pull: Pull, claim: bytes) -> None:
    code, event, said = pull(claim)
    assert (code, event, host.requests) == (2, {}, [])
    assert "internal error" not in said


def test_a_claim_is_small() -> None:
    content = json.dumps(CLAIM).encode()
    assert parse_claim(content.ljust(CLAIM_LIMIT), "claim.json").number == 7
    with pytest.raises(UsageError, match="bytes"):
        parse_claim(content.ljust(CLAIM_LIMIT + 1), "claim.json")


LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["watchkeeper.claim/1", HEAD])
KEYS = st.sampled_from(["schema", "number", "head", "x"])
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner))


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_claim_or_a_usage_error(content: bytes) -> None:
    try:
        claim = parse_claim(content, "claim.json")
    except UsageError:
        return
    assert json.loads(content) == {"schema": claim.schema, "number": claim.number, "head": claim.head}


@given(st.binary(max_size=200))
def test_any_bytes_are_a_run_or_a_usage_error(content: bytes) -> None:
    with pytest.raises(UsageError):
        parse_run(content, "event.json")


@pytest.mark.parametrize(
    "change",
    [
        {"event": "push"},
        {"event": "pull_request_target"},
        {"event": "workflow_dispatch"},
        {"head_repository": None},
        {"head_sha": "main; rm -rf /"},
    ],
)
def test_other_runs_are_not_for_us(host: Any, pull: Pull, change: Any) -> None:
    event = fixture("github_workflow_run")
    event["workflow_run"].update(change)
    assert pull(CLAIM, event)[:2] == (2, {})
    assert host.requests == []


def test_without_online_nothing_is_asked(host: Any, pull: Pull) -> None:
    code, _, said = pull(CLAIM, None, "--quiet")
    assert (code, host.requests) == (2, [])
    assert "--online" in said


@pytest.mark.parametrize("token", ["", "two\nlines", "käse"])
def test_a_token_that_is_none(host: Any, pull: Pull, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", token)
    code, _, said = pull(CLAIM)
    assert (code, host.requests) == (2, [])
    assert "GITHUB_TOKEN" in said
    assert not token or token not in said


def test_a_forge_that_is_down_is_unknown_not_superseded(host: Any, pull: Pull) -> None:
    host.faults = [(500, {"Retry-After": "0"}, None)] * 9
    assert pull(CLAIM)[:2] == (3, {})


@pytest.fixture
def pipeline(gitlab: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The variables of a GitLab merge request pipeline."""
    for name, value in fixture("gitlab_variables").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CI_API_V4_URL", gitlab.url)
    monkeypatch.setenv("CI_JOB_TOKEN", "t0ken")
    monkeypatch.delenv("GITLAB_TOKEN", raising=False)
    gitlab.merge_request = fixture("gitlab_api_merge_request")
    return gitlab


def test_gitlab_variables_give_the_merge_request(pipeline: Any, tmp_path: Path) -> None:
    assert run(["pull", "--output", str(tmp_path / "event.json")]) == 0
    opening = parse_event((tmp_path / "event.json").read_bytes(), "event.json")
    assert (opening.forge, opening.repository, opening.number) == ("gitlab", "acme/shop", 7)
    assert (opening.head_sha, opening.head_branch, opening.base_branch) == (HEAD, "forecast", "main")
    assert (opening.title, opening.body, opening.labels) == (
        "Add a forecast", "Built last week.", ("finance", "needs review"),
    )  # fmt: skip
    assert (opening.login, opening.fork, opening.default_branch) == ("", False, "main")
    assert pipeline.requests == []


def test_gitlab_tells_the_author_and_the_whole_description(pipeline: Any, tmp_path: Path) -> None:
    assert run(["pull", "--online", "--output", str(tmp_path / "event.json")]) == 0
    opening = parse_event((tmp_path / "event.json").read_bytes(), "event.json")
    assert (opening.login, opening.body) == ("finn", "Built last week, with an agent.")


def test_a_merged_results_pipeline_is_about_the_source_branch(
    pipeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "8" * 40)
    assert run(["pull", "--output", str(tmp_path / "event.json")]) == 0
    assert parse_event((tmp_path / "event.json").read_bytes(), "event.json").head_sha == "8" * 40


def test_a_fork_does_not_name_the_default_branch(
    pipeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI_PROJECT_ID", "16")
    monkeypatch.setenv("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "16")
    monkeypatch.setenv("CI_DEFAULT_BRANCH", "mine")
    assert run(["pull", "--output", str(tmp_path / "event.json")]) == 0
    opening = parse_event((tmp_path / "event.json").read_bytes(), "event.json")
    assert (opening.default_branch, opening.fork) == ("", True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("CI_MERGE_REQUEST_IID", ""), ("CI_MERGE_REQUEST_IID", "7/../8"), ("CI_COMMIT_SHA", "main")],
)
def test_without_a_merge_request_there_is_no_event(
    pipeline: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert run(["pull"]) == 2
    assert run(["pull", "--online"]) == 2
