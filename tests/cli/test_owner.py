"""`watchkeeper owner`: answers, formats, exit codes, where it reads, and what it does with odd input."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from watchkeeper.cli.main import run

if TYPE_CHECKING:
    from tests.conftest import Sandbox

FILES = {
    ".github/CODEOWNERS": "/src/ @ada @org/team\n/src/gen/\n",
    "src/a.py": "x\n",
    "src/b.py": "x\n",
    "src/gen/c.py": "x\n",
    "LICENCE": "x\n",
}


@pytest.fixture
def owned(repo: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    repo.commit(FILES)
    monkeypatch.chdir(repo.path)
    return repo


def answer(capfd: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    assert run(["owner", *arguments, "--format", "json"]) == code
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def states(found: dict[str, Any]) -> dict[str, str]:
    return {target["target"]: target["state"] for target in found["targets"]}


def test_the_three_answers_with_file_line_and_pattern(owned: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    found = answer(capfd, "src/a.py", "src/gen/c.py", "LICENCE", "./src/../src/b.py")
    assert found["schema"] == "watchkeeper.owner/1"
    assert found["dialect"] == {"name": "github", "reason": "the place of .github/CODEOWNERS"}
    assert found["target"]["commit"] == owned.git("rev-parse", "main")
    rule = {"file": ".github/CODEOWNERS", "line": 1, "pattern": "/src/", "section": ""}
    assert found["targets"][0] == {
        "target": "src/a.py", "state": "owned", "owners": ["@ada", "@org/team"], "rule": rule, "tracked": True,
        "behind": [], "standing": "unknown",
        "people": [],
    }  # fmt: skip
    assert [target["state"] for target in found["targets"]] == ["owned", "unowned", "unmatched", "owned"]
    assert found["targets"][2]["rule"] is None
    assert found["counts"] == {"owned": 2, "unowned": 1, "unmatched": 1}


def test_a_path_that_does_not_exist_is_answered_and_said(owned: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    (target,) = answer(capfd, "src/new.py")["targets"]
    assert (target["state"], target["tracked"]) == ("owned", False)
    assert run(["owner", "src/new.py"]) == 0
    assert "src/new.py: @ada, @org/team (.github/CODEOWNERS:1 /src/); there is no such file" in capfd.readouterr().out


def test_a_folder_means_its_files(owned: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    assert list(states(answer(capfd, "src/"))) == ["src/a.py", "src/b.py", "src/gen/c.py"]
    assert len(states(answer(capfd, "."))) == len(FILES)


def test_all_and_standard_input(
    owned: Sandbox, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = states(answer(capfd, "--all"))
    assert set(everything) == set(FILES)
    given = "\n".join(sorted(everything)) + "\r\n\nno/such\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    assert states(answer(capfd, "--stdin")) == everything | {"no/such": "unmatched"}


def test_check_fails_where_nobody_answers(owned: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["owner", "--check", "src/a.py"]) == 0
    assert run(["owner", "--check", "src/gen/c.py"]) == 1
    assert run(["owner", "--check", "--quiet", "LICENCE"]) == 1
    assert run(["owner", "--check", "--all"]) == 1


@pytest.mark.parametrize("arguments", [(), ("../x",), ("/etc/passwd",), ("a", "--dialect", "none"), ("a/../..",)])
def test_wrong_usage(owned: Sandbox, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert run(["owner", *arguments]) == 2
    assert capfd.readouterr().out == ""


def test_owners_are_read_at_the_target(owned: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    owned.branch("work")
    owned.commit({".github/CODEOWNERS": "* @mallory\n"})
    assert answer(capfd, "src/a.py")["targets"][0]["owners"] == ["@ada", "@org/team"]
    assert answer(capfd, "src/a.py", "--target", "work")["targets"][0]["owners"] == ["@mallory"]


def test_sections_and_roles_are_told(repo: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({".gitlab/CODEOWNERS": "* @a\n[Docs][2] @b @c\n*.md\n^[Extra]\n*.md @d\n", "a.md": ""})
    where = ("--repo", str(repo.path))
    (target,) = answer(capfd, "a.md", *where)["targets"]
    assert [(d["owners"], d["approvals"], d["optional"], d["duty"]) for d in target["demands"]] == [
        (["@a"], 1, False, "approve"), (["@b", "@c"], 2, False, "approve"), (["@d"], 1, True, "approve"),
    ]  # fmt: skip
    assert run(["owner", "a.md", *where]) == 0
    assert "[Docs] 2 of @b, @c (.gitlab/CODEOWNERS:3 *.md)" in capfd.readouterr().out


def test_kubernetes_in_every_way_of_asking(
    repo: Sandbox, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"OWNERS": "approvers: [crew]\n", "a/OWNERS": "reviewers: [bo]\napprovers: [cy]\n", "a/b/x": "",
                 "OWNERS_ALIASES": "aliases: {crew: [Ada]}\n"})  # fmt: skip
    monkeypatch.chdir(repo.path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a/b/x\n")))
    for arguments in (["a/b/x"], ["--all"], ["--stdin"], ["a/b"], ["a"]):
        (target,) = [t for t in answer(capfd, *arguments)["targets"] if t["target"] == "a/b/x"]
        assert target["owners"] == ["@cy", "@ada"]
        assert [d["rule"]["section"] for d in target["demands"]] == ["approvers", "reviewers"]


def test_files_that_change_owner_in_another_dialect(repo: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({".github/CODEOWNERS": "docs @a\n/b/ @b\nc/d @c\n",
                 "docs/x": "", "docs/y": "", "b/x": "", "z/c/d": "", "n": ""})  # fmt: skip
    found = answer(capfd, "--compare-dialects", "--repo", str(repo.path))["comparison"]
    assert (found["before"], found["after"], found["files"], found["changed"]) == ("github", "gitlab", 6, 3)
    assert [(g["paths"], g["before"]["owners"], g["after"]["owners"]) for g in found["groups"]] == [
        (["docs/x", "docs/y"], ["@a"], []),
        (["z/c/d"], [], ["@c"]),
    ]
    assert run(["owner", "--compare-dialects", "--repo", str(repo.path)]) == 0
    assert "3 of 6 files change owner when GitLab reads it." in capfd.readouterr().out


def test_nothing_to_compare_is_said(repo: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({"OWNERS": "approvers: [a]\n"})
    assert "no CODEOWNERS" in answer(capfd, "--compare-dialects", "--repo", str(repo.path))["comparison"]["reason"]


ODD = "a\n## b\udcff`x`|<b>.md"


@pytest.mark.parametrize("style", ["terminal", "markdown", "json"])
def test_odd_names_stay_in_their_place(owned: Sandbox, capfd: pytest.CaptureFixture[str], style: str) -> None:
    assert run(["owner", ODD, "--format", style]) == 0
    text = capfd.readouterr().out
    assert "##" not in text
    assert "a # # b" in text or "a #\\u0023" in text
    assert "\\xff" in text
    if style == "json":
        json.loads(text)


def test_a_repository_without_owners_file_says_so(repo: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a": "x\n"})
    assert run(["owner", "a", "--repo", str(repo.path)]) == 0
    out = capfd.readouterr().out
    assert "no owners file" in out
    assert "a: nobody, nothing that is written matches" in out


def test_an_empty_target_is_wrong_usage(owned: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    """A variable of a shell that is not set must not mean the whole tree."""
    assert run(["owner", "", "--repo", str(owned.path)]) == 2
    assert "a target is empty" in capfd.readouterr().err
