"""The owners that a change is asked for, in each dialect: of a rename, of sections, of folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from watchkeeper.cli.main import run

if TYPE_CHECKING:
    from tests.conftest import Sandbox


def findings(repo: Sandbox, capfd: pytest.CaptureFixture[str], *options: str) -> list[str]:
    """What the rule on named owners says of the branch that is checked out."""
    policy = "version: 1\nrules:\n  ownership/named-owner: block\n"
    repo.switch("main")
    repo.commit({".watchkeeper.yaml": policy})
    repo.switch("work")
    repo.git("rebase", "-q", "main")
    arguments = ["check", "--repo", str(repo.path), "--format", "json", "--rule", "ownership/named-owner", *options]
    run(arguments)
    report: dict[str, Any] = json.loads(capfd.readouterr().out)
    return [f["message"] for f in report["findings"] if f["outcome"] != "pass"]


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        ({".gitlab/CODEOWNERS": "/new/ @a\n"}, True),
        ({".gitlab/CODEOWNERS": "/new/ @a\n/old/ @b\n"}, False),
        ({".github/CODEOWNERS": "/new/ @a\n"}, False),
        ({"OWNERS": "filters:\n  '^new/': {approvers: [a]}\n"}, False),
    ],
)
def test_gitlab_asks_the_owner_of_the_old_path_of_a_rename_too(
    repo: Sandbox,
    capfd: pytest.CaptureFixture[str],
    files: dict[str, str],
    asked: bool,
) -> None:
    repo.commit({"old/file.txt": "one\ntwo\nthree\n", **files})
    repo.branch("work")
    repo.commit({"old/file.txt": None, "new/file.txt": "one\ntwo\nthree\n"})
    found = findings(repo, capfd)
    assert bool(found) is asked
    assert all("no owner" in message and message.endswith("old/file.txt.") for message in found)


SECTIONS = """
* @ada @bo
[Docs]
*.md @ada
^[Nice to have]
*.md @cleo
"""


@pytest.mark.parametrize(
    ("author", "message"),
    [
        ("cleo", ""),
        ("bo", ""),
        ("ada", "has the author as only owner (.gitlab/CODEOWNERS:4, [Docs] *.md)"),
    ],
)
def test_every_section_that_is_required_needs_somebody_else(
    repo: Sandbox, capfd: pytest.CaptureFixture[str], author: str, message: str
) -> None:
    repo.commit({".gitlab/CODEOWNERS": SECTIONS, "a.md": "x\n"})
    repo.branch("work")
    repo.commit({"a.md": "y\n"})
    found = findings(repo, capfd, "--author", author)
    assert bool(found) is bool(message)
    assert all(message in text for text in found)


@pytest.mark.parametrize(
    ("owners", "message"),
    [
        ("approvers: [ada, bo]\n", ""),
        ("approvers: [ada]\nreviewers: [bo]\n", "has the author as only owner (OWNERS:1, [approvers] /)"),
        ("reviewers: [bo]\noptions: {}\n", "has no owner: no line of OWNERS matches"),
        ("approvers: [team]\n", "has no owner on purpose: a line names none (OWNERS:1, [approvers] /)"),
    ],
)
def test_reviewers_of_kubernetes_do_not_answer(
    repo: Sandbox, capfd: pytest.CaptureFixture[str], owners: str, message: str
) -> None:
    repo.commit({"OWNERS": owners, "OWNERS_ALIASES": "aliases: {team: []}\n", "a/b.txt": "x\n"})
    repo.branch("work")
    repo.commit({"a/b.txt": "y\n"})
    found = findings(repo, capfd, "--author", "ada")
    assert bool(found) is bool(message)
    assert all(message in text for text in found)
