"""The scripts of the action and of the GitLab template, run as written, against real git and a host on loopback."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
EVENTS = ROOT / "tests/fixtures/events"
MARKER = "<!-- watchkeeper:comment -->"
POLICY = "version: 1\nextends: observe\nrules:\n  size/effective-lines: {mode: block, max: 20}\n"
HOSTILE = {
    # what a change may try when somebody runs its code, its hooks or its configuration
    ".watchkeeper.yaml": POLICY.replace("20", "20000"),
    ".gitattributes": "* filter=evil diff=evil\n",
    "conftest.py": "open('pwned', 'w')\n",
    "click.py": "open('pwned', 'w')\n",
    ".git-hooks/post-checkout": "#!/bin/sh\ntouch pwned\n",
}


def lines(count: int) -> str:
    return "".join(f"value_{n} = {n}\n" for n in range(count))


def fixture(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text("utf-8"))


class Runner:
    """A CI machine: a temporary folder with watchkeeper installed, and the environment of a job."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.work = folder / "watchkeeper"
        (self.work / "bin").mkdir(parents=True)
        command = self.work / "bin/watchkeeper"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -I -m watchkeeper "$@"\n', "utf-8")
        command.chmod(0o755)
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "GITLAB_", "CI_", "GIT_"))}
        self.environment = {**keep, **environment, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def run(self, script: str, cwd: Path, **environment: str) -> tuple[int, str]:
        """Exit code and everything printed."""
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
            cwd=cwd, env={**self.environment, **environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "t0ken" not in done.stdout + done.stderr
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def origin(make_repo: Callable[..., Any]) -> Any:
    """The repository on the host: main with a cap of 20 lines, read by everybody as a path."""
    repo = make_repo("origin")
    repo.commit({".watchkeeper.yaml": POLICY, "CODEOWNERS": "* @acme/platform\n", "app.py": lines(5)})
    return repo


def propose(origin: Any, name: str, files: dict[str, str]) -> str:
    """A change that only the pull request's ref names, as one from a fork; its head."""
    origin.branch("work", "main")
    head = str(origin.commit(files, "Change", "Finn <finn@example.com>"))
    origin.git("update-ref", name, head)
    origin.switch("main")
    origin.git("branch", "-q", "-D", "work")
    return head


def action_steps() -> dict[str, str]:
    """The action's scripts by the names of their steps."""
    document = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return {step["name"]: step["run"] for step in document["runs"]["steps"] if "run" in step}


class PullRequest:
    """One pull request from a fork, and the two workflows that run for each of its versions."""

    def __init__(self, folder: Path, origin: Any, github: Any) -> None:
        self.folder, self.origin, self.github, self.runs = folder, origin, github, 0
        self.scripts = action_steps()

    def push(self, files: dict[str, str]) -> str:
        """A new version."""
        self.head = propose(self.origin, "refs/pull/7/head", files)
        self.github.pulls[7] = self.patched("github_pull")
        return self.head

    def patched(self, name: str) -> Any:
        text = (EVENTS / f"{name}.json").read_text("utf-8")
        return json.loads(text.replace("1" * 40, self.head).replace("2" * 40, self.origin.git("rev-parse", "main")))

    def runner(self, event: str) -> Runner:
        self.runs += 1
        folder = self.folder / f"run-{self.runs}"
        folder.mkdir()
        (folder / "event.json").write_text(json.dumps(self.patched(event)), "utf-8")
        (folder / "summary.md").write_text("", "utf-8")
        return Runner(folder, {
            "RUNNER_TEMP": str(folder), "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"), "GITHUB_API_URL": self.github.url,
        })  # fmt: skip

    def fetch(self, runner: Runner) -> None:
        code, said = runner.run(
            self.scripts["Fetch the change as objects"], runner.folder,
            HEAD=self.head, REMOTE=str(self.origin.path), TOKEN="t0ken",
        )  # fmt: skip
        assert code == 0, said

    def measure(self) -> tuple[bytes, str]:
        """The unprivileged run: its result file, and the summary it shows."""
        runner = self.runner("github_pull_request")
        self.fetch(runner)
        code, said = runner.run(self.scripts["Check the change"], runner.folder, HEAD=self.head, NUMBER="7")
        assert code == 0, said
        return (runner.work / "claim.json").read_bytes(), (runner.folder / "summary.md").read_text("utf-8")

    def report(self, claim: bytes) -> tuple[int, str]:
        """The privileged run with that result file."""
        runner = self.runner("github_workflow_run")
        self.fetch(runner)
        (runner.work / "claim").mkdir()
        (runner.work / "claim/claim.json").write_bytes(claim)
        script = self.scripts["Judge the change again and report"]
        result = runner.run(script, runner.folder, GITHUB_TOKEN="t0ken", RUN_URL="https://github.example.com/runs/5")
        self.reported = runner.work
        work_tree = {"pwned", "app.py", "forecast.py", "click.py", "post-checkout"}
        assert [path for path in runner.folder.rglob("*") if path.name in work_tree] == []
        return result

    def conclusions(self) -> list[str]:
        """Of the checks on the newest head."""
        return [c["conclusion"] for c in self.github.checks if c["head_sha"] == self.head]


@pytest.fixture
def pull_request(tmp_path: Path, origin: Any, github: Any) -> PullRequest:
    """A pull request without a version yet."""
    return PullRequest(tmp_path, origin, github)


def test_from_result_file_to_one_comment_and_back_to_none(pull_request: PullRequest) -> None:
    github = pull_request.github
    pull_request.push({"forecast.py": lines(60), **HOSTILE})
    claim, summary = pull_request.measure()
    assert json.loads(claim) == {"schema": "watchkeeper.claim/1", "number": 7, "head": pull_request.head}
    assert summary.startswith(MARKER)
    assert pull_request.report(claim)[0] == 0
    assert pull_request.conclusions() == ["failure"]
    assert [b.partition("\n")[0] for b in github.bodies()] == [MARKER]
    number = github.comments[0]["id"]

    pull_request.push({"forecast.py": lines(40)})
    assert pull_request.report(pull_request.measure()[0])[0] == 0
    assert pull_request.conclusions() == ["failure"]
    assert [c["id"] for c in github.comments] == [number]

    pull_request.push({"forecast.py": lines(10)})
    claim, summary = pull_request.measure()
    assert summary == ""
    assert pull_request.report(claim)[0] == 0
    assert pull_request.conclusions() == ["success"]
    assert github.bodies() == []


def test_the_verdict_comes_from_git_and_not_from_the_run(pull_request: PullRequest) -> None:
    pull_request.push({"forecast.py": lines(60)})
    claim = json.dumps({"schema": "watchkeeper.claim/1", "number": 7, "head": pull_request.head}).encode()
    assert pull_request.report(claim)[0] == 0
    assert pull_request.conclusions() == ["failure"]
    judged = json.loads((pull_request.reported / "verdict.json").read_text("utf-8"))
    asked_of_the_forge = (pull_request.reported / "pull.json").read_bytes()
    assert judged["inputs"]["event"] == hashlib.sha256(asked_of_the_forge).hexdigest()


@pytest.mark.parametrize("forged", [{"number": 8}, {"head": "9" * 40}, {"number": "7"}, {"verdict": "pass"}])
def test_a_forged_claim_posts_nothing(pull_request: PullRequest, forged: Any) -> None:
    pull_request.push({"forecast.py": lines(10)})
    theirs = fixture("github_pull") | {"number": 8}
    theirs["head"] |= {"ref": "payroll", "repo": {"full_name": "ada/shop", "fork": True}}
    pull_request.github.pulls[8] = theirs
    claim = {"schema": "watchkeeper.claim/1", "number": 7, "head": pull_request.head, **forged}
    code, _ = pull_request.report(json.dumps(claim).encode())
    assert code == 2
    assert pull_request.github.wrote() == []


def test_a_run_that_was_overtaken_posts_nothing_and_is_green(pull_request: PullRequest) -> None:
    pull_request.push({"forecast.py": lines(60)})
    claim, _ = pull_request.measure()
    pull_request.github.pulls[7]["head"]["sha"] = "9" * 40
    assert pull_request.report(claim)[0] == 0
    assert pull_request.github.wrote() == []


def test_a_policy_that_cannot_be_read_is_said_on_the_check(pull_request: PullRequest) -> None:
    pull_request.origin.commit({".watchkeeper.yaml": "version: 1\nrulez: {}\n"})
    pull_request.push({"forecast.py": lines(10)})
    claim = json.dumps({"schema": "watchkeeper.claim/1", "number": 7, "head": pull_request.head}).encode()
    code, said = pull_request.report(claim)
    assert code == 2
    assert "rulez" in said
    assert pull_request.conclusions() == ["action_required"]
    assert "rulez" in pull_request.github.checks[0]["output"]["summary"]
    assert pull_request.github.bodies() == []


class Pipeline:
    """A GitLab merge request pipeline."""

    def __init__(self, folder: Path, origin: Any, gitlab: Any) -> None:
        self.folder, self.origin, self.gitlab, self.runs = folder, origin, gitlab, 0
        job = yaml.safe_load((ROOT / "templates/gitlab/watchkeeper.gitlab-ci.yml").read_text("utf-8"))["watchkeeper"]
        self.script = "\n".join(job["script"])
        origin.path.rename(folder / "shop.git")
        origin.path = folder / "shop.git"

    def run(self, files: dict[str, str], **more: str) -> tuple[int, str]:
        """Push a version and run the job: its exit code and log."""
        self.runs += 1
        head = propose(self.origin, "refs/merge-requests/7/head", files)
        folder = self.folder / f"job-{self.runs}"
        folder.mkdir()
        runner = Runner(folder, {
            **fixture("gitlab_variables"), "CI_COMMIT_SHA": head, "CI_JOB_TOKEN": "t0ken",
            "CI_API_V4_URL": self.gitlab.url, "CI_MERGE_REQUEST_PROJECT_URL": str(self.folder / "shop"), **more,
        })  # fmt: skip
        result = runner.run(self.script, runner.work)
        self.report = json.loads((runner.work / "code-quality.json").read_text("utf-8"))
        return result


@pytest.fixture
def pipeline(tmp_path: Path, origin: Any, gitlab: Any) -> Pipeline:
    """A pipeline that has not run yet."""
    gitlab.merge_request = fixture("gitlab_api_merge_request")
    return Pipeline(tmp_path, origin, gitlab)


def test_gitlab_shows_findings_without_any_token_of_ours(pipeline: Pipeline) -> None:
    assert pipeline.run({"forecast.py": lines(60)})[0] == 1
    assert "size/effective-lines" in {finding["check_name"] for finding in pipeline.report}
    assert pipeline.gitlab.wrote() == []
    assert pipeline.run({"forecast.py": lines(10)})[0] == 0


def test_gitlab_keeps_one_note(pipeline: Pipeline) -> None:
    for count in (60, 40):
        assert pipeline.run({"forecast.py": lines(count)}, GITLAB_TOKEN="t0ken")[0] == 1
    assert [b.partition("\n")[0] for b in pipeline.gitlab.bodies()] == [MARKER]
    assert pipeline.run({"forecast.py": lines(10)}, GITLAB_TOKEN="t0ken")[0] == 0
    assert (pipeline.gitlab.bodies(), pipeline.gitlab.statuses) == ([], [])


def test_a_gitlab_whose_job_token_may_not_read_merge_requests(pipeline: Pipeline) -> None:
    pipeline.gitlab.faults = [(403, {}, {"message": "403 Forbidden"})]
    assert pipeline.run({"forecast.py": lines(10)})[0] == 0
