"""One tool from unowned to lapsed, through the command line only: what the gate says at each step, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.signing import SshKey, needs_ssh
from watchkeeper.cli.main import run
from watchkeeper.domain.ownership.agreements import ACCEPTANCES
from watchkeeper.domain.times import utc

pytestmark = needs_ssh
DAY = 86_400
PEOPLE = """\
people:
  - {id: ada, name: Ada Lovelace, emails: [ada@example.com], logins: {github: ada}}
  - {id: ines, name: Ines Vogel, emails: [ines@example.com], logins: {github: ines-vogel}}
  - {id: lee, name: Lee Chan, emails: [lee@example.com], logins: {github: lee-chan}}
"""
POLICY = """\
version: 1
extends: observe
people: people.yaml
escalation: "@lee-chan"
rules:
  ownership/new-deployable: block
  ownership/accepted: block
  ownership/promise: block
  ownership/owner-reachable: block
"""
DECLARED = (
    POLICY
    + """\
components:
  pay: {root: tools/pay, owner: "@ada", responder: "@ines-vogel", promise: best-effort}
"""
)
RULES = ("ownership/new-deployable", "ownership/accepted", "ownership/promise", "ownership/owner-reachable")
TOOL = {"tools/pay/Dockerfile": 'FROM scratch\nCOPY . /\nCMD ["/pay"]\n', "tools/pay/main.py": "print(1)\n"}


class Life:
    """A repository with a change that brings a tool, and what the gate says of it."""

    def __init__(self, repo: Any, keys: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.repo, self._capfd = repo, capfd
        self.keys = {name: SshKey(keys, name) for name in ("ines", "lee")}
        signers = "".join(key.line(f"{name}@example.com") for name, key in self.keys.items())
        repo.commit({".watchkeeper.yaml": POLICY, "people.yaml": PEOPLE, ".watchkeeper/allowed_signers": signers})
        for name in ("Ines Vogel <ines@example.com>", "Lee Chan <lee@example.com>"):
            repo.commit({}, "Seen", name)
        repo.branch("change")
        repo.commit(TOOL, "Add the payments tool", "Ada Lovelace <ada@example.com>")
        repo.switch("main")

    def merge(self, files: dict[str, str], message: str, signer: str = "", author: str = "") -> None:
        """Something lands on the target, and the change is brought up to it."""
        if signer:
            self.keys[signer].commit(self.repo, files, message, author)
        else:
            self.repo.commit(files, message, author)
        self.repo.switch("change")
        self.repo.clock += 60
        self.repo.git("merge", "-q", "--no-edit", "main")
        self.repo.switch("main")

    def check(self, days: float = 0) -> tuple[int, dict[str, tuple[str, str]]]:
        """Exit code, and for each rule of ownership its outcome and message, so many days after the last commit."""
        now = utc(self.repo.clock + int(days * DAY))
        command = ["check", "main...change", "--repo", str(self.repo.path), "--as-of", now, "--format", "json"]
        code = run([*command, "--author", "ada"])
        answer = json.loads(self._capfd.readouterr().out)
        return code, {f["rule"]: (f["outcome"], f["message"]) for f in answer["findings"] if f["rule"] in RULES}

    def written(self, command: list[str]) -> str:
        """The acceptances file after a command wrote into it."""
        at = utc(self.repo.clock + 3600)
        assert run([*command, "--repo", str(self.repo.path), "--as-of", at, "--write"]) == 0
        self._capfd.readouterr()
        return str((self.repo.path / ACCEPTANCES).read_text())


def test_unowned_named_asked_silent_declined_escalated_accepted_lapsed(
    repo: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    life = Life(repo, tmp_path / "keys", capfd)
    code, said = life.check()
    assert code == 1
    assert said["ownership/new-deployable"][0] == "fail"
    assert said["ownership/accepted"][1].endswith("breaks: nobody was asked.")
    assert "does not say what support it promises" in said["ownership/promise"][1]

    life.merge({".watchkeeper.yaml": DECLARED, "CODEOWNERS": "/tools/pay/ @ines-vogel\n"}, "Name an owner")
    code, said = life.check()
    assert code == 1, "a name is not a yes"
    assert set(said) == {"ownership/accepted"}
    assert said["ownership/accepted"][1].endswith("breaks: nobody was asked.")

    asked = utc(life.repo.clock)
    request = (
        "version: 1\nrequests:\n"
        f'  - {{component: pay, person: "@ines-vogel", role: responder, asked_at: "{asked}", by: "@ada"}}\n'
    )
    life.merge({ACCEPTANCES: request}, "Ask Ines")
    code, said = life.check()
    assert (code, said["ownership/accepted"][0]) == (3, "unknown"), "an open question is no yes"
    code, said = life.check(days=7)
    assert (code, said["ownership/accepted"][0]) == (3, "unknown"), "silence is no yes"
    assert "@ines-vogel was asked and has given no answer" in said["ownership/accepted"][1]

    no = life.written(["decline", "pay", "--person", "@ines-vogel", "--reason", "on leave"])
    life.merge({ACCEPTANCES: no}, "Ines says no", "ines", "Ines Vogel <ines@example.com>")
    code, said = life.check()
    assert (code, said["ownership/accepted"][0]) == (1, "fail")
    assert "@ines-vogel" in said["ownership/accepted"][1]
    command = ["check", "main...change", "--repo", str(repo.path), "--as-of", utc(repo.clock), "--format", "json"]
    run([*command, "--author", "ada"])
    findings = json.loads(capfd.readouterr().out)["findings"]
    (finding,) = [f for f in findings if f["rule"] == "ownership/accepted"]
    assert [ask["person"] for ask in finding["ask"]] == ["@lee-chan"]

    yes = life.written(["accept", "pay", "--person", "@lee-chan", "--role", "responder", "--hours", "best-effort"])
    life.merge({ACCEPTANCES: yes}, "Lee says yes", author="Lee Chan <lee@example.com>")
    code, said = life.check()
    assert code == 1, "nothing proves that Lee wrote this"
    repo.git("reset", "-q", "--hard", "HEAD~1")
    life.merge({ACCEPTANCES: yes}, "Lee says yes", "lee", "Lee Chan <lee@example.com>")
    code, said = life.check()
    assert (code, said) == (0, {}), "accepted"
    code, said = life.check(days=181)
    assert (code, said["ownership/accepted"][0]) == (1, "fail"), "lapsed after 180 days"


def test_an_acceptance_inside_the_change_counts_for_nothing(
    repo: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    life = Life(repo, tmp_path / "keys", capfd)
    life.merge({".watchkeeper.yaml": DECLARED}, "Name an owner")
    repo.switch("change")
    forged = life.written(["accept", "pay", "--person", "@ines-vogel", "--role", "responder", "--hours", "24x7"])
    repo.commit({ACCEPTANCES: forged}, "Ines says yes", "Ines Vogel <ines@example.com>")
    repo.switch("main")
    code, said = life.check()
    assert (code, said["ownership/accepted"][0]) == (1, "fail")


def test_what_nobody_declared_may_move(repo: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    life = Life(repo, tmp_path / "keys", capfd)
    life.merge({"jobs/sync/Dockerfile": 'FROM scratch\nCOPY . /app\nCMD ["/app"]\n'}, "Old debt")
    repo.branch("move")
    (repo.path / "batch").mkdir()
    repo.git("mv", "jobs/sync", "batch/sync")
    repo.commit({}, "Move")
    command = ["check", "main...move", "--repo", str(repo.path), "--as-of", utc(repo.clock), "--format", "json"]
    assert run([*command, "--rule", "ownership/accepted"]) == 0
    assert not [f for f in json.loads(capfd.readouterr().out)["findings"] if f["outcome"] != "pass"]


def test_a_new_tool_does_not_slip_under_an_accepted_one(
    repo: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The change declares its tool under the id of one that was accepted; the other still stands where it stood."""
    life = Life(repo, tmp_path / "keys", capfd)
    catalog = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: pay}\nspec: {type: service, "
    catalog += "lifecycle: production, owner: ines-vogel}\n"
    life.merge({"tools/pay-old/catalog-info.yaml": catalog, "tools/pay-old/Dockerfile": "FROM scratch\n"}, "Pay")
    yes = life.written(["accept", "pay", "--person", "@lee-chan", "--role", "responder", "--hours", "best-effort"])
    life.merge({ACCEPTANCES: yes}, "Lee says yes", "lee", "Lee Chan <lee@example.com>")
    repo.switch("change")
    repo.commit({"tools/pay/catalog-info.yaml": catalog}, "It is the old one, honestly")
    repo.switch("main")
    code, said = life.check()
    assert (code, said["ownership/accepted"][0]) == (1, "fail")
