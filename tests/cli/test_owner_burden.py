"""The burden of a tree, and what one person knows: figures that can be counted by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.cli.main import run
from watchkeeper.domain.times import utc

ADA, BO, CY = "Ada <ada@example.com>", "Bo <bo@example.com>", "Cy <cy@example.com>"
PEOPLE = """\
people:
  - {id: ada, name: Ada, emails: [ada@example.com], logins: {github: ada}, team: payments}
  - {id: bo, name: Bo, emails: [bo@example.com], logins: {github: bo}, team: platform}
teams:
  - {id: old, names: ["@org/old"], active: false}
"""
IMAGE = 'FROM scratch\nCOPY . /\nCMD ["/x"]\n'


@pytest.fixture
def tree(repo: Any) -> Any:
    """Named: pay (3 + 2 lines); for everything: the top; dissolved: old (4 lines); nobody: free (3 + 1 lines)."""
    policy = "version: 1\nextends: observe\npeople: people.yaml\n"
    owners = "* @ada\n/pay/ @ada\n/old/ @org/old\n/free/\n"
    repo.commit({".watchkeeper.yaml": policy, "people.yaml": PEOPLE, "CODEOWNERS": owners}, "Set up", ADA)
    repo.commit({"pay/Dockerfile": IMAGE, "pay/a.py": "1\n2\n"}, "Add pay", ADA)
    repo.commit({"old/a.py": "1\n2\n3\n4\n"}, "Add old", BO)
    repo.commit({"free/Dockerfile": IMAGE, "free/a.py": "1\n"}, "Add free", BO)
    repo.commit({"free/a.py": "2\n"}, "fix: the number", CY)
    return repo


def ask(repo: Any, capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    now = utc(repo.clock)
    assert run(["owner", *arguments, "--repo", str(repo.path), "--as-of", now, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def test_the_shares_can_be_counted_by_hand(tree: Any, capfd: pytest.CaptureFixture[str]) -> None:
    found = ask(tree, capfd, "--summary")
    assert found["schema"] == "watchkeeper.burden/1"
    burden = found["summary"]
    files = {share["holding"]: share["files"] for share in burden["shares"]}
    assert files == {"name": 2, "catch-all": 3, "dissolved": 1, "nobody": 2}
    lines = {share["holding"]: share["lines"] for share in burden["shares"]}
    assert (lines["name"], lines["dissolved"], lines["nobody"]) == (5, 4, 4)
    changes = {share["holding"]: share["changes"] for share in burden["shares"]}
    assert changes == {"name": 1, "catch-all": 1, "dissolved": 1, "nobody": 2}
    components = {share["holding"]: share["components"] for share in burden["shares"]}
    assert components == {"name": 1, "catch-all": 0, "dissolved": 0, "nobody": 1}
    assert burden["unowned_components"] == ["free (free)"]
    doings = {doing["team"]: (doing["people"], doing["changes"], doing["fixes"]) for doing in burden["doings"]}
    assert doings == {"payments": (1, 1, 0), "platform": (1, 2, 0), "": (1, 1, 1)}
    assert (burden["files"], burden["components"], burden["changes"]) == (8, 2, 5)


def test_the_text_has_the_same_figures(tree: Any, capfd: pytest.CaptureFixture[str]) -> None:
    for style in ("terminal", "markdown"):
        arguments = ["--repo", str(tree.path), "--format", style, "--as-of", utc(tree.clock)]
        assert run(["owner", "--summary", *arguments]) == 0
        text = capfd.readouterr().out.replace("`", "")
        assert "2 (25%)" in text
        assert "by people gone or inactive" in text
        assert "free/: 2 files, 4 lines, by nobody" in text
        assert "Cy" not in text
        assert "cy@example.com" not in text


def test_what_one_person_knows(tree: Any, capfd: pytest.CaptureFixture[str]) -> None:
    found = ask(tree, capfd, "--bus-factor")
    assert found["schema"] == "watchkeeper.bus-factor/1"
    components = {one["name"]: one for one in found["components"]}
    assert set(components) == {"pay", "free"}
    assert (components["pay"]["factor"], components["pay"]["people"]) == (1, ["@ada"])
    assert (components["pay"]["files"], components["pay"]["sole"]) == (2, 2)
    for style in ("terminal", "markdown"):
        assert run(["owner", "--bus-factor", "--repo", str(tree.path), "--format", style]) == 0
        assert "pay: factor 1, @ada; last seen 2026-01-01" in capfd.readouterr().out.replace("`", "")


def test_an_empty_tree_is_answered(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({})
    assert ask(repo, capfd, "--summary")["summary"]["files"] == 0
    assert ask(repo, capfd, "--bus-factor")["components"] == []
    assert run(["owner", "--summary", "--repo", str(repo.path)]) == 0
    assert run(["owner", "--bus-factor", "--repo", str(repo.path)]) == 0
    assert "No tools or services were found" in capfd.readouterr().out
