"""The rules about owners on real changes: what holds a change, what is only told, and that old debt holds nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.cli.main import run
from watchkeeper.domain.times import utc

DAY = 86_400
ADA = "Ada Lovelace <ada@example.com>"
PEOPLE = """\
people:
  - {id: ada, name: Ada Lovelace, emails: [ada@example.com], logins: {github: ada}}
  - {id: bo, name: Bo Berg, emails: [bo@example.com], logins: {github: bo}}
  - {id: dee, name: Dee Doe, emails: [dee@example.com], logins: {github: dee}}
  - {id: cy, emails: [cy@example.com], logins: {github: cy}, active: false}
teams:
  - {id: payments, names: ["@org/payments"], members: ["@ada", "@cy"]}
  - {id: old, names: ["@org/old"], active: false}
"""
POLICY = """\
version: 1
extends: observe
people: people.yaml
escalation: "@lead"
rules: {ownership/%s: block}
"""
OWNERS = "* @ada\n/pay/ @org/payments\n/old/ @org/old\n/bo/ @bo\n/cy/ @cy\n/dee/ @dee\n/other/ @org/other\n"
FOLDERS = ("pay", "old", "bo", "cy", "dee", "other")


def judge(
    repo: Any, capfd: pytest.CaptureFixture[str], rule: str, files: dict[str, str], author: str = "ada"
) -> tuple[int, list[tuple[str, str, list[str]]]]:
    """Exit code and what the rule says of a change by Ada with these files, to a tree with one folder a case."""
    tree = {f"{folder}/a.py": "x = 1\n" for folder in FOLDERS}
    repo.commit({}, "Long ago", "Bo Berg <bo@example.com>")
    repo.clock += 200 * DAY
    start = {".watchkeeper.yaml": POLICY % rule, "people.yaml": PEOPLE, "CODEOWNERS": OWNERS, **tree}
    repo.commit(start, "Everything", ADA)
    repo.commit({}, "Elsewhere", "Dee Doe <dee@example.com>")
    repo.branch("change")
    repo.commit(files, "Change", ADA)
    arguments = ["main...change", "--repo", str(repo.path), "--as-of", utc(repo.clock), "--format", "json"]
    code = run(["check", *arguments, "--author", author, "--rule", f"ownership/{rule}"])
    findings = json.loads(capfd.readouterr().out)["findings"]
    return code, [(f["outcome"], f["message"], [ask["person"] for ask in f["ask"]]) for f in findings]


@pytest.mark.parametrize(
    ("folder", "code", "outcome"),
    [("pay", 0, ""), ("old", 1, "fail"), ("cy", 1, "fail"), ("bo", 1, "fail"), ("other", 3, "unknown")],
)
def test_an_owner_has_to_be_reachable(
    repo: Any, capfd: pytest.CaptureFixture[str], folder: str, code: int, outcome: str
) -> None:
    found, said = judge(repo, capfd, "owner-reachable", {f"{folder}/a.py": "x = 2\n"})
    assert (found, {one[0] for one in said}) == (code, {outcome} - {""})
    if outcome == "fail":
        assert said[0][2][-1] == "@lead"


def test_old_debt_does_not_hold_an_unrelated_change(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """Four of five folders have owners who cannot be reached; the change touches the fifth."""
    assert judge(repo, capfd, "owner-reachable", {"pay/b.py": "x = 2\n"}) == (0, [])


def test_an_owner_who_never_touched_the_code_is_told(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    code, said = judge(repo, capfd, "stale-owner", {"dee/a.py": "x = 2\n", "pay/a.py": "x = 2\n"})
    assert (code, [outcome for outcome, _, _ in said]) == (1, ["fail"])
    assert "@dee" in said[0][1]


def test_a_line_for_everything_is_no_name(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    code, said = judge(repo, capfd, "catch-all", {"new/a.py": "x = 1\n", "pay/a.py": "x = 2\n"})
    assert (code, [outcome for outcome, _, _ in said]) == (1, ["fail"])
    assert "new/a.py" in said[0][1] or "new" in said[0][1]


def test_a_hand_over_needs_both(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """Ada gives what Bo owns to herself: Bo has to agree; she does so by writing the change."""
    code, said = judge(repo, capfd, "handover", {"CODEOWNERS": OWNERS.replace("/other/ @org/other", "/other/ @ada")})
    assert (code, said[0][0]) == (1, "fail")
    assert "@org/other" in said[0][1]


def test_what_a_dissolved_team_owned_can_be_taken_over(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    taken = OWNERS.replace("/old/ @org/old", "/old/ @ada")
    assert judge(repo, capfd, "handover", {"CODEOWNERS": taken}) == (0, [])


@pytest.mark.parametrize("name", ["@dee", "@bo", "@stranger"])
def test_who_comes_has_to_agree(repo: Any, capfd: pytest.CaptureFixture[str], name: str) -> None:
    """The cheapest way to green: writing somebody's name, or that of nobody."""
    code, said = judge(repo, capfd, "handover", {"CODEOWNERS": OWNERS.replace("/old/ @org/old", f"/old/ {name}")})
    assert (code, said[0][0]) == (1, "fail")
    assert name in said[0][1]


def test_a_component_that_is_declared_without_an_owner(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    entry = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: till}\nspec: {type: service}\n"
    code, said = judge(
        repo, capfd, "named-owner", {"pay/till/catalog-info.yaml": entry, "pay/till/Dockerfile": "FROM a\n"}
    )
    assert (code, said) == (0, []), "the owners file names somebody for its folder"


def test_a_component_that_nobody_owns_in_any_way(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({"CODEOWNERS": "/x/ @bo\n"})
    entry = POLICY % "named-owner" + "components: {till: {root: till}}\n"
    repo.commit({".watchkeeper.yaml": POLICY % "named-owner", "people.yaml": PEOPLE})
    repo.branch("change")
    repo.commit({".watchkeeper.yaml": entry, "till/Dockerfile": "FROM a\n"}, "Add", ADA)
    arguments = ["main...change", "--repo", str(repo.path), "--as-of", utc(repo.clock), "--format", "json"]
    assert run(["check", *arguments, "--rule", "ownership/named-owner"]) == 1
    messages = [f["message"] for f in json.loads(capfd.readouterr().out)["findings"]]
    assert any(message.startswith("The new component till in till has no owner") for message in messages)
