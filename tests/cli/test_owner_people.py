"""`owner` goes on from the text to the people, for paths, components and packages; nothing unknown passes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.cli.main import run
from watchkeeper.domain.times import utc

DAY = 86_400
PEOPLE = """\
people:
  - {id: ada, name: Ada Lovelace, emails: [ada@example.com], logins: {github: ada}, team: payments}
  - {id: bo, name: Bo Berg, emails: [bo@example.com], logins: {github: bo}}
  - {id: robo, emails: [robo@example.com], logins: {github: robo}, kind: bot}
  - {id: cy, emails: [cy@example.com], logins: {github: cy}, active: false}
teams:
  - {id: payments, names: ["@org/payments"], members: ["@ada", "@cy"]}
  - {id: gone, names: ["@org/gone"], members: ["@cy"]}
  - {id: old, names: ["@org/old"], active: false}
"""
OWNERS = """\
/pay/ @org/payments
/old/ @org/old
/gone/ @org/gone
/bot/ @robo
/bo/ @bo
/far/ @stranger
/other/ @org/other
/both/ @cy @ada
"""
FOLDERS = ("pay", "old", "gone", "bot", "bo", "far", "other", "both")


@pytest.fixture
def team(repo: Any) -> Any:
    """A tree with one folder a case; Ada is there, Bo was last seen 200 days ago."""
    policy = 'version: 1\nextends: observe\npeople: people.yaml\nescalation: "@lead"\n'
    repo.commit({}, "Long ago", "Bo Berg <bo@example.com>")
    repo.clock += 200 * DAY
    files = {f"{folder}/a.py": "x = 1\n" for folder in FOLDERS}
    repo.commit(
        {".watchkeeper.yaml": policy, "people.yaml": PEOPLE, "CODEOWNERS": OWNERS, **files}, "Everything",
        "Ada Lovelace <ada@example.com>",
    )  # fmt: skip
    return repo


def ask(repo: Any, capfd: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    now = utc(repo.clock + DAY)
    assert run(["owner", *arguments, "--repo", str(repo.path), "--as-of", now, "--format", "json"]) == code
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def test_each_owner_stands_falls_or_is_not_known(team: Any, capfd: pytest.CaptureFixture[str]) -> None:
    found = ask(team, capfd, *(f"{folder}/a.py" for folder in FOLDERS))
    assert found["directory"] == {"read": True}
    standing = {target["target"].partition("/")[0]: target["standing"] for target in found["targets"]}
    assert standing == {
        "pay": "stands",  # Ada is in the team
        "old": "nobody",  # a dissolved team
        "gone": "nobody",  # its only member left
        "bot": "nobody",  # no person
        "bo": "nobody",  # not seen for 200 days
        "far": "nobody",  # in no list
        "other": "unknown",  # nobody exported that team
        "both": "stands",  # one of the two is enough
    }
    behind = {target["target"].partition("/")[0]: target["behind"] for target in found["targets"]}
    assert behind["old"][0]["escalation"] == "@lead"
    assert behind["old"][0]["reason"] == "the team @org/old is dissolved"
    (pay,) = [target for target in found["targets"] if target["target"] == "pay/a.py"]
    ada = pay["people"][0]
    assert (ada["id"], ada["login"], ada["role"], ada["rung"], ada["stands"]) == (
        "person:ada", "ada", "accountable", "resolved", True,
    )  # fmt: skip
    assert {reason["test"]: reason["holds"] for reason in ada["reasons"]} == {
        "exists": True, "person": True, "active": True, "knows": True,
    }  # fmt: skip


def test_check_tells_nobody_from_unknown(team: Any, capfd: pytest.CaptureFixture[str]) -> None:
    ask(team, capfd, "pay/a.py", "--check")
    ask(team, capfd, "pay/a.py", "other/a.py", "--check", code=3)
    ask(team, capfd, "other/a.py", "old/a.py", "--check", code=1)
    ask(team, capfd, "--all", "--check", code=1)


def test_text_says_who_why_and_what_to_do(team: Any, capfd: pytest.CaptureFixture[str]) -> None:
    for style in ("terminal", "markdown"):
        arguments = ["old/a.py", "pay/a.py", "--repo", str(team.path), "--as-of", utc(team.clock), "--format", style]
        assert run(["owner", *arguments]) == 0
        text = capfd.readouterr().out.replace("\\", "").replace("`", "")
        assert "@org/old: nobody can be reached: the team @org/old is dissolved → name another owner" in text
        assert "@ada (accountable, resolved): " in text
        assert "@cy (accountable, declared): " in text


def test_without_a_list_the_answer_ends_at_what_is_written(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({"CODEOWNERS": "* @ada\n"})
    found = ask(repo, capfd, "CODEOWNERS", "--check")
    assert "unknown" in found["directory"]
    assert (found["targets"][0]["people"], found["targets"][0]["standing"]) == ([], "unknown")
    assert run(["owner", "CODEOWNERS", "--repo", str(repo.path)]) == 0
    assert "Whether owners can be reached is not known: no list of people" in capfd.readouterr().out


def test_a_list_from_outside_the_repository(repo: Any, capfd: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    repo.commit({"CODEOWNERS": "* @ada\n", "a.py": "x = 1\n"}, "x", "Ada Lovelace <ada@example.com>")
    table = tmp_path / "hr.csv"
    table.write_text("Employee ID,Name,Email,GitHub,Status\n1,Ada Lovelace,ada@example.com,ada,Active\n")
    (target,) = ask(repo, capfd, "a.py", "--people", str(table), "--check")["targets"]
    assert target["standing"] == "stands"
    assert run(["owner", "a.py", "--repo", str(repo.path), "--people", str(tmp_path / "none.csv")]) == 2


def test_a_component_with_the_one_who_declined(team: Any, capfd: pytest.CaptureFixture[str]) -> None:
    policy = (team.path / ".watchkeeper.yaml").read_text()
    policy += 'components:\n  pay: {root: pay, owner: "@org/payments", responder: "@ada", promise: 24x7}\n'
    said = (
        'version: 1\ndeclines:\n  - {component: pay, person: "@ada", role: responder, '
        f'declined_at: "{utc(team.clock)}"}}\n'
    )
    team.commit({".watchkeeper.yaml": policy, ".watchkeeper/acceptances.yaml": said})
    for name in ("component:default/pay", "PAY"):
        if name == "PAY":
            team.git("rm", "-rq", "pay")
            team.commit({})
        (target,) = ask(team, capfd, name)["targets"]
        assert (target["target"], target["state"], target["owners"]) == (
            "component:default/pay", "owned", ["@org/payments"],
        )  # fmt: skip
        roles = {(person["login"], person["role"]): person for person in target["people"]}
        assert set(roles) == {("ada", "accountable"), ("cy", "accountable"), ("ada", "responder")}
        accepted = {reason["test"]: reason["holds"] for reason in roles["ada", "responder"]["reasons"]}["accepted"]
        assert accepted is False
    assert run(["owner", "component:default/none", "--repo", str(team.path)]) == 2


def test_a_package_leads_to_who_publishes_it_then_to_who_asks(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit(
        {
            "CODEOWNERS": "/ui/ @ada\n/web/ @bo\n",
            "ui/package.json": '{"name": "@acme/ui"}',
            "web/package.json": '{"name": "web", "dependencies": {"@acme/ui": "1", "left-pad": "1"}}',
        }
    )
    found = ask(repo, capfd, "pkg:npm/%40acme/ui@1.2.3")
    assert [(t["path"], t["why"], t["owners"]) for t in found["targets"]] == [
        ("ui/package.json", "publishes it", ["@ada"]), ("web/package.json", "asks for it", ["@bo"]),
    ]  # fmt: skip
    assert {t["target"] for t in found["targets"]} == {"pkg:npm/%40acme/ui@1.2.3"}
    (none,) = ask(repo, capfd, "pkg:npm/right-pad", "--check", code=1)["targets"]
    assert (none["state"], none["why"]) == ("unmatched", "no manifest names it")
    assert run(["owner", "pkg:npm", "--repo", str(repo.path)]) == 2


def test_a_broken_policy_stops_the_answer(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.py": "x = 1\n", ".watchkeeper.yaml": "version: 1\npeeple: p.yaml\n"})
    assert run(["owner", "a.py", "--repo", str(repo.path)]) == 2
    assert ".watchkeeper.yaml:2" in capfd.readouterr().err


def test_a_catalog_with_users_and_groups_is_a_list(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    head = "apiVersion: backstage.io/v1alpha1\nkind: "
    org = (
        f"{head}User\nmetadata: {{name: ada, annotations: {{github.com/user-login: ada}}}}\n"
        "spec: {profile: {email: ada@example.com}, memberOf: [pay]}\n---\n"
        f"{head}Group\nmetadata: {{name: pay}}\nspec: {{type: team, children: []}}\n---\n"
        f"{head}Component\nmetadata: {{name: till}}\nspec: {{type: service, lifecycle: production, owner: pay}}\n"
    )
    policy = "version: 1\nextends: observe\nsources: {people: {catalog: true}}\n"
    files = {".watchkeeper.yaml": policy, "catalog-info.yaml": org, "CODEOWNERS": "* group:pay\n"}
    repo.commit(files, "x", "Ada Lovelace <ada@example.com>")
    (target,) = ask(repo, capfd, "component:default/till", "--check")["targets"]
    assert (target["owners"], target["standing"]) == (["group:default/pay"], "stands")
    assert target["rule"] == {"file": "catalog-info.yaml", "line": 14, "pattern": "till", "section": ""}
    repo.commit({".watchkeeper.yaml": policy.replace("true", "false")})
    found = ask(repo, capfd, "component:default/till", "--check")
    assert "unknown" in found["directory"], "then there is no list at all"


def test_components_tells_what_a_catalog_declares(repo: Any, capfd: pytest.CaptureFixture[str]) -> None:
    catalog = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: till\n"
        "  annotations: {watchkeeper.dev/promise: 24x7, watchkeeper.dev/tier: 2, watchkeeper.dev/responder: '@bo'}\n"
        "spec: {type: service, lifecycle: production, owner: pay}\n"
    )
    repo.commit({"till/catalog-info.yaml": catalog, "till/Dockerfile": "FROM scratch\n", "x/opslevel.yml": "a: ["})
    assert run(["components", "--repo", str(repo.path), "--format", "json"]) == 0
    found = json.loads(capfd.readouterr().out)
    (component,) = found["components"]
    assert (component["id"], component["root"], component["declared"], component["runs"]) == (
        "component:default/till", "till", True, True,
    )  # fmt: skip
    assert component["owner"] == {
        "owners": ["group:default/pay"], "holding": "name", "file": "till/catalog-info.yaml", "line": 6,
    }  # fmt: skip
    assert (component["promise"], component["tier_declared"], component["responder"]) == ("24x7", 2, "@bo")
    assert [sighting["kind"] for sighting in component["evidence"]] == ["container"]
    assert len(found["problems"]) == 1
    assert found["problems"][0].startswith("x/opslevel.yml:")
