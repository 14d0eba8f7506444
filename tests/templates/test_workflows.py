"""The action and the workflows: linted by zizmor and actionlint, and held to what the guide promises of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
WORKFLOWS = [*sorted((ROOT / "templates/github").glob("*.yml")), *sorted((ROOT / ".github/workflows").glob("*.yml"))]
ALL = [ROOT / "action.yml", *WORKFLOWS]
GITLAB = ROOT / "templates/gitlab/watchkeeper.gitlab-ci.yml"


def load(path: Path) -> Any:
    """A workflow; YAML 1.1 reads the key `on` as true."""
    document = yaml.safe_load(path.read_text("utf-8"))
    return {("on" if key is True else key): value for key, value in document.items()}


def steps(path: Path) -> list[dict[str, Any]]:
    document = load(path)
    jobs = document.get("jobs", {"action": document.get("runs", {})})
    return [step for job in jobs.values() for step in job["steps"]]


def test_zizmor_finds_nothing() -> None:
    command = [str(BIN / "zizmor"), "--offline", "--no-config", "--no-progress", "--persona=auditor", *map(str, ALL)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing() -> None:
    done = subprocess.run([str(BIN / "actionlint"), *map(str, WORKFLOWS)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", ALL, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_workflow_gives_a_change_the_rights_of_the_target(path: Path) -> None:
    assert "pull_request_target" not in path.read_text("utf-8")


@pytest.mark.parametrize("path", ALL, ids=lambda p: str(p.relative_to(ROOT)))
def test_actions_are_pinned_by_commit_with_the_version_beside_it(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        if used := re.match(r"\s*(?:- )?uses: (.*)", line):
            assert re.fullmatch(r"\./ .*|[\w./-]+@[0-9a-f]{40} # \S+", used[1]), line


@pytest.mark.parametrize("path", ALL, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_expression_stands_in_a_script(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize(
    "path", [p for p in WORKFLOWS if "report" not in p.name], ids=lambda p: str(p.relative_to(ROOT))
)
def test_what_runs_on_a_change_can_only_read(path: Path) -> None:
    document = load(path)
    assert document["permissions"] == {}
    assert [job["permissions"] for job in document["jobs"].values()] == [{"contents": "read"}]
    assert "secrets." not in path.read_text("utf-8")


@pytest.mark.parametrize("path", [p for p in WORKFLOWS if "report" in p.name], ids=lambda p: str(p.relative_to(ROOT)))
def test_the_report_checks_out_no_change(path: Path) -> None:
    document = load(path)
    assert set(document["on"]) == {"workflow_run"}
    (job,) = document["jobs"].values()
    assert job["permissions"] == {"actions": "read", "checks": "write", "contents": "read", "pull-requests": "write"}
    checkouts = [step["with"] for step in job["steps"] if "checkout" in step["uses"]]
    assert all("ref" not in inputs and "repository" not in inputs for inputs in checkouts)
    assert "checkout" not in path.read_text("utf-8") or "templates" not in str(path)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_job_bears_the_name_of_the_check(path: Path) -> None:
    names = {name for name, job in load(path)["jobs"].items()} | {job["name"] for job in load(path)["jobs"].values()}
    assert "watchkeeper" not in names


def test_the_report_follows_the_check_by_name() -> None:
    for folder in ("templates/github", ".github/workflows"):
        report = load(ROOT / folder / "watchkeeper-report.yml")
        assert report["on"]["workflow_run"]["workflows"] == [load(ROOT / folder / "watchkeeper.yml")["name"]]


def test_our_own_gate_runs_the_action_of_the_base() -> None:
    checkout = load(ROOT / ".github/workflows/watchkeeper.yml")["jobs"]["measure"]["steps"][0]
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"


def test_the_artifact_that_is_kept_is_the_one_that_is_fetched() -> None:
    kept, fetched = (s["with"] for s in steps(ROOT / "action.yml") if "artifact" in s.get("uses", ""))
    assert kept["name"] == fetched["name"]
    assert kept["path"] == f"{fetched['path']}.json"


def test_requirements_are_those_of_the_lock_file_by_hash() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    locked = {package["name"]: package.get("version") for package in lock["package"]}
    text = (ROOT / "templates/requirements.txt").read_text("utf-8")
    required = dict(re.findall(r"^([a-z0-9-]+)==(\S+)[^\n]* \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE))
    assert len(required) == text.count("==")
    needed = {"click", "msgspec", "pyyaml", "icalendar", "google-re2", "promql-parser", "python-hcl2", "holidays"}
    assert needed | {"hatchling"} <= set(required)
    assert {name: required[name] for name in needed} == {name: locked[name] for name in needed}


def test_gitlab_runs_on_merge_requests_and_checks_nothing_of_them_out() -> None:
    job = load(GITLAB)["watchkeeper"]
    assert job["rules"] == [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}]
    assert job["variables"]["GIT_STRATEGY"] == "none"
    assert job["artifacts"]["reports"]["codequality"] == "watchkeeper/code-quality.json"
    checkouts = [line for line in [*job["before_script"], *job["script"]] if "checkout" in line]
    assert checkouts == ["git -C source checkout --quiet FETCH_HEAD"]


@pytest.mark.parametrize("script", [
    *(pytest.param(s["run"], id=s["name"]) for s in steps(ROOT / "action.yml") if "run" in s),
    pytest.param("\n".join(load(GITLAB)["watchkeeper"]["before_script"]), id="GitLab, before"),
    pytest.param("\n".join(load(GITLAB)["watchkeeper"]["script"]), id="GitLab"),
])  # fmt: skip
def test_scripts_are_valid(script: str) -> None:
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("script", "token", "account"),
    [
        ("\n".join(s.get("run", "") for s in steps(ROOT / "action.yml")), "TOKEN", "x-access-token"),
        ("\n".join(load(GITLAB)["watchkeeper"]["script"]), "CI_JOB_TOKEN", "gitlab-ci-token"),
    ],
    ids=["GitHub", "GitLab"],
)
def test_git_is_given_the_token_when_it_asks_and_keeps_nothing(script: str, token: str, account: str) -> None:
    helper = re.findall(r"-c '(credential\.helper=!f\(\) .*)'", script)
    done = subprocess.run(
        ["git", "-c", "credential.helper=", "-c", *helper, "credential", "fill"],
        input="protocol=https\nhost=forge.example.com\n\n", env={**os.environ, token: "t0ken"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {f"username={account}", "password=t0ken"} <= set(done.stdout.splitlines())
