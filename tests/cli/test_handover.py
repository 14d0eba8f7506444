"""`handover`: everything that a person answers for is found, goes to somebody, and nobody else loses anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from watchkeeper.analysis.ownership.dialects.resolver import compile_written
from watchkeeper.cli.main import run
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.paging import ClaimOpened
from watchkeeper.domain.ownership.owners import Dialect
from watchkeeper.evidence.ownership.owners_file import choose_dialect, load_owners
from watchkeeper.formats.policy.acceptances_file import parse_acceptances
from watchkeeper.git.listing import list_files
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.ledger.store import Ledger

NOW = "2026-01-03T00:00:00Z"
ADA = "Ada Lovelace <ada@example.com>"
BEN = "Ben Blau <7+ben@users.noreply.github.com>"
CLEO = "Cleo Crest <cleo@example.com>"
BOT = "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>"
ACCEPTANCES = ".watchkeeper/acceptances.yaml"
PEOPLE = """people:
  - {id: ada, name: Ada Lovelace, emails: [ada@example.com], logins: {github: ada-l}, team: core}
  - {id: ben, name: Ben Blau, logins: {github: ben}, emails: [7+ben@users.noreply.github.com]}
  - {id: cleo, name: Cleo Crest, logins: {github: cleo}, emails: [cleo@example.com], team: core}
  - {id: dora, name: Dora Dahl, logins: {github: dora}, emails: [dora@example.com], active: false}
  - {id: rob, name: Rob, logins: {github: rob}, kind: bot}
teams:
  - {id: alone, names: ["@acme/alone"], members: ["@ada-l", "@dora"]}
  - {id: both, names: ["@acme/both"], members: ["@ada-l", "@cleo"]}
"""
POLICY = """version: 1
extends: observe
repository: acme/shop
people: people.yaml
escalation: "@ada-l"
components:
  pay: {root: pay, owner: "@ada-l", promise: 24x7}
  web: {root: web, owner: "@cleo", responder: ada@example.com}
sources:
  oncall: {calendars: ["ops/*.ics"]}
  alerting: {alertmanager: ops/alertmanager.yml}
"""
WAIVERS = """version: 1
waivers:
  - {rule: size/files, head: "1111111111111111111111111111111111111111", reason: x, by: "@cleo", second: "@ada-l",
     until: "2026-01-04T00:00:00Z"}
  - {rule: size/files, head: "2222222222222222222222222222222222222222", reason: x, by: "@ada-l",
     until: "2026-01-01T00:00:00Z"}
"""
SAID = f"""version: 1
acceptances:
  - {{component: pay, person: ada@example.com, role: responder, hours: 24x7, accepted_at: "2026-01-01T00:00:00Z"}}
  - {{component: web, person: "@cleo", role: responder, hours: 24x7, accepted_at: "2026-01-01T00:00:00Z"}}
"""  # noqa: F541
CODEOWNERS = """* @acme/both
/pay/ @ada-l
/web/   @Ada-L @cleo   # ask @ada-l
/docs/ ada@example.com @dora
/x/ @\u0430da-l
"""
CATALOG = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: pay}\nspec:\n  owner: user:default/ada-l\n"
)


@pytest.fixture
def shop(repo: Any) -> Any:
    """A repository of four people and a program, in which one person answers for a bit of everything."""
    repo.commit({"pay/a.py": "1\n", "web/b.js": "1\n", "docs/c.md": "1\n", "x/y": "1\n"}, "Start", ADA)
    for number in range(4):
        repo.commit({"pay/a.py": f"{number}\n", "docs/c.md": f"{number}\n"}, "Bump", BOT)
        repo.commit({"pay/a.py": f"{number}\nx\n"}, "Pay", BEN)
        repo.commit({"web/b.js": f"{number}\nx\n", "docs/c.md": f"x{number}\n"}, "Web", CLEO)
    repo.commit(
        {
            "CODEOWNERS": CODEOWNERS, "people.yaml": PEOPLE, ".watchkeeper.yaml": POLICY, "catalog-info.yaml": CATALOG,
            ".watchkeeper/waivers.yaml": WAIVERS, ACCEPTANCES: SAID, "pay/package.json": '{"author": "Ada Lovelace"}\n',
            "k8s/OWNERS": "approvers:\n- Ada-L\n- cleo\nemeritus_approvers: [ada-l]\n", "k8s/d.yaml": "a: 1\n",
            "ops/rota.ics": "BEGIN:VCALENDAR\nATTENDEE:mailto:ada@example.com\nSUMMARY:Ada Lovelace\n",
            "ops/alertmanager.yml": "receivers: [{name: ada-l, email_configs: [{to: ada@example.com}]}]\n",
        },
        "Owners", ADA,
    )  # fmt: skip
    return repo


def handover(repo: Any, capfd: Any, *arguments: str) -> tuple[int, Any, str]:
    command = ["handover", *arguments, "--repo", str(repo.path), "--as-of", NOW, "--format", "json"]
    code = run(command)
    captured = capfd.readouterr()
    return code, json.loads(captured.out) if captured.out else None, captured.err


def owners(repo: Any, dialect: Dialect = "github") -> dict[str, set[str]]:
    """Who owns each file of HEAD by the resolver, in small letters."""
    with Repository(str(repo.path)) as repository:
        commit = repo.git("rev-parse", "HEAD")
        tree = Tree(repository.objects, commit)
        paths = [path for path, _, _ in list_files(repository, commit)]
        folders = {path.rpartition("/")[0] for path in paths}
        resolver = compile_written(load_owners(tree, choose_dialect(tree, dialect), folders))
        return {path: {owner.text.casefold() for owner in resolver.resolve(path).owners} for path in paths}


def test_everything_is_listed(shop: Any, capfd: Any) -> None:
    code, found, _ = handover(shop, capfd, "--from", "ada-l", "--on", "2026-01-31")
    assert (code, found["schema"], found["on"], found["person"]) == (
        0,
        "watchkeeper.handover/1",
        "2026-01-31",
        "@ada-l",
    )
    told = {(item["kind"], item.get("file", ""), item.get("line", 0), item["alone"]) for item in found["items"]}
    assert told >= {
        ("path", "CODEOWNERS", 2, True), ("path", "CODEOWNERS", 3, False), ("path", "CODEOWNERS", 4, True),
        ("path", "k8s/OWNERS", 2, False), ("component", ".watchkeeper.yaml", 7, True),
        ("component", ".watchkeeper.yaml", 8, True), ("escalation", ".watchkeeper.yaml", 5, True),
        ("component", "catalog-info.yaml", 5, True), ("package", "pay/package.json", 1, False),
        ("rota", "ops/rota.ics", 2, False), ("escalation", "ops/alertmanager.yml", 1, False),
    }  # fmt: skip
    texts = "\n".join(f"{item['kind']} {item['what']}" for item in found["items"])
    assert "team @acme/alone: the last living member" in texts
    assert "team @acme/both, owner of" in texts
    assert "Cleo Crest stays" in texts
    assert "agreed to a waiver of size/files for 111111111111" in texts
    assert "222222222222" not in texts, "a waiver that is over"
    assert "acceptance component:default/pay, responder: declared" in texts
    assert ("claims", True) in [(key, "unknown" in value) for key, value in found.items() if key == "claims"]
    (twin,) = [text for text in found["problems"] if "only looks like" in text]
    assert "\\u0430da-l" in twin or "\u0430da-l" in twin


def test_successors_are_people_who_know_the_very_files_and_are_here(shop: Any, capfd: Any) -> None:
    items = handover(shop, capfd, "--from", "@ada-l")[1]["items"]
    by_line = {item.get("line"): item for item in items if item.get("file") == "CODEOWNERS"}
    assert [found["owner"] for found in by_line[2]["successors"]] == ["@ben"]
    assert "worked in 1 of 2 files, last today" in by_line[2]["successors"][0]["why"]
    assert by_line[3]["beside"] == ["@cleo"]
    assert by_line[4]["doubts"] == ["@dora left"]
    assert by_line[4]["successors"][0]["owner"] == "@cleo"


@pytest.mark.parametrize("to", ["", "cleo", "ben"])
def test_each_patch_applies_and_nobody_else_loses_or_wins(shop: Any, capfd: Any, to: str) -> None:
    found = handover(shop, capfd, "--from", "ada-l", *(["--to", to] if to else []))[1]
    files = {"CODEOWNERS", "k8s/OWNERS", ".watchkeeper.yaml", "catalog-info.yaml"}
    assert {patch["file"] for patch in found["patches"]} == files
    dialects: tuple[Dialect, Dialect] = ("github", "kubernetes")
    before = {dialect: owners(shop, dialect) for dialect in dialects}
    for patch in [patch for patch in found["patches"] if patch["patch"] or to]:
        shop.git("apply", "--check", "-", stdin=patch["patch"].encode())
        shop.git("apply", "-", stdin=patch["patch"].encode())
    shop.commit({}, "Hand over")
    new = {f"@{to}", f"{to}@example.com"} if to else {"@ben", "@cleo"}
    for dialect, answers in before.items():
        for path, names in owners(shop, dialect).items():
            left = {"@ada-l", "ada@example.com"}
            assert not names & left, path
            assert answers[path] - left <= names, path
            assert names - answers[path] <= (new if answers[path] & left else set()), path
    text = (shop.path / "CODEOWNERS").read_text()
    assert "# ask @ada-l" in text
    assert "emeritus_approvers: [ada-l]" in (shop.path / "k8s/OWNERS").read_text()
    policy = yaml.safe_load((shop.path / ".watchkeeper.yaml").read_text())
    assert policy["escalation"] == (f"@{to}" if to else "@ada-l"), "nobody is proposed for the whole"
    assert policy["components"]["pay"]["owner"] == f"@{to or 'ben'}"
    assert yaml.safe_load((shop.path / "catalog-info.yaml").read_text())["spec"]["owner"].startswith("user:default/")


def test_write_adds_requests_and_hand_overs_that_our_own_files_take(shop: Any, capfd: Any) -> None:
    code, found, _ = handover(shop, capfd, "--from", "ada-l", "--to", "cleo", "--on", "2026-01-31", "--write")
    assert code == 0
    assert str(shop.path / ACCEPTANCES) in found["written"]
    said = parse_acceptances((shop.path / ACCEPTANCES).read_bytes(), "f")
    asked = {(request.component, request.person, request.role) for request in said.requests}
    assert ("component:default/pay", "@cleo", "accountable") in asked
    assert ("component:default/web", "@cleo", "responder") in asked
    (given,) = said.handovers
    assert (given.component, given.role, given.outgoing, given.incoming) == (
        "component:default/pay", "responder", "@ada-l", "@cleo",
    )  # fmt: skip
    assert given.on == "2026-02-01T00:00:00Z", "the day after the last one"
    assert len(said.acceptances) == 2
    assert shop.git("status", "--porcelain").count("\n") == 4, "written, and nothing is committed"
    shop.commit({}, "Hand over")
    assert handover(shop, capfd, "--from", "ada-l", "--to", "cleo")[1]["patches"] == []


def test_what_somebody_changed_in_the_work_tree_stays_or_stops_it(shop: Any, capfd: Any) -> None:
    shop.write({"CODEOWNERS": CODEOWNERS + "/new/ @dora\n"})
    assert handover(shop, capfd, "--from", "ada-l", "--to", "cleo", "--write")[0] == 0
    text = (shop.path / "CODEOWNERS").read_text()
    assert ("/pay/ @cleo\n" in text, text.endswith("/new/ @dora\n")) == (True, True)
    shop.git("checkout", "-q", "--", ".")
    shop.write({"CODEOWNERS": CODEOWNERS.replace("/pay/ @ada-l", "/pay/ @ada-l @rob")})
    before = {
        path: path.read_bytes() for path in Path(shop.path).rglob("*") if path.is_file() and ".git/" not in str(path)
    }
    code, _, errors = handover(shop, capfd, "--from", "ada-l", "--to", "cleo", "--write")
    assert (code, "CODEOWNERS:2" in errors, "nothing was written" in errors) == (2, True, True)
    assert all(path.read_bytes() == content for path, content in before.items())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--from", "adal"], 3, "did you mean @ada-l"),
        (["--from", "zzzzzzzzz"], 3, "nobody is called @zzzzzzzzz"),
        (["--from", "@\u0430d\u0430-l"], 3, "only looks like"),
        (["--from", "ada-l", "--to", "clio"], 3, "did you mean"),
        (["--from", "ada-l", "--to", "ada@example.com"], 2, "is the person who leaves"),
        (["--from", "ada-l", "--to", "rob"], 2, "is listed as bot"),
        (["--from", "ada-l", "--to", "dora"], 2, "is listed as gone"),
        (["--from", "ada-l", "--on", "31.1.2026"], 2, "is not a date"),
        (["--from", "ada-l", "--people", "none.csv"], 2, "cannot read none.csv"),
    ],
)
def test_wrong_names_and_dates_are_refused(shop: Any, capfd: Any, arguments: list[str], code: int, words: str) -> None:
    found = handover(shop, capfd, *arguments)
    assert (found[0], found[1]) == (code, None)
    assert words in found[2]


def test_a_person_without_anything_is_told_so(shop: Any, capfd: Any) -> None:
    code = run(["handover", "--from", "ben", "--repo", str(shop.path), "--as-of", NOW])
    text = capfd.readouterr().out
    assert code == 0
    assert text.startswith("@ben answers for nothing on main")
    assert "There is nothing to write." in text


def test_every_format_holds_the_same_patches(shop: Any, capfd: Any) -> None:
    found = handover(shop, capfd, "--from", "ada-l")[1]
    for style in ("terminal", "markdown"):
        assert run(["handover", "--from", "ada-l", "--repo", str(shop.path), "--as-of", NOW, "--format", style]) == 0
        text = capfd.readouterr().out
        assert all(patch["patch"] in text for patch in found["patches"])


def test_a_line_of_gitlab_is_handed_over(repo: Any, capfd: Any) -> None:
    text = "[Docs][2] @ada @cleo @dora\n/docs/\n\n^[Web]\n/web/ @ada\n"
    repo.commit({".gitlab/CODEOWNERS": text, "docs/a": "1\n", "web/b": "1\n"}, "Start", ADA)
    repo.commit({"web/b": "2\n"}, "Web", CLEO)
    found = handover(repo, capfd, "--from", "ada")[1]
    (patch,) = found["patches"]
    repo.git("apply", "-", stdin=patch["patch"].encode())
    after = (repo.path / ".gitlab/CODEOWNERS").read_text()
    assert after == "[Docs][2] @cleo @dora\n/docs/\n\n^[Web]\n/web/ @cleo\n".replace(
        "/web/ @cleo", "/web/ cleo@example.com"
    )
    assert {(item["what"], item["files"]) for item in found["items"] if item["kind"] == "path"} == {
        ("[Docs][2]", 1), ("/web/", 1),
    }  # fmt: skip


def test_without_history_nobody_is_proposed_and_it_is_said(repo: Any, capfd: Any, tmp_path: Path) -> None:
    repo.commit({"CODEOWNERS": "* @ada\n", "a": "1\n"}, "Start", ADA)
    repo.commit({"a": "2\n"}, "More", BEN)
    clone = tmp_path / "bare"
    repo.git("clone", "-q", "--bare", "--depth=1", f"file://{repo.path}", str(clone))
    assert run(["handover", "--from", "ada", "--repo", str(clone), "--as-of", NOW]) == 0
    assert "@ada answers for 1 thing on main" in capfd.readouterr().out
    assert run(["handover", "--from", "ada", "--to", "ben", "--write", "--repo", str(clone), "--as-of", NOW]) == 2
    assert "bare" in capfd.readouterr().err


def test_open_claims_are_read_from_a_ledger_that_is_named(shop: Any, capfd: Any, tmp_path: Path) -> None:
    database = str(tmp_path / "ledger.sqlite")
    with Ledger(database, lambda: NOW) as ledger:
        opened = ClaimOpened("login:github:ada-l", "answer for the cron job", "", "2026-02-01T00:00:00Z")
        ledger.append([Draft("test", "1", "claim:1", NOW, opened, names=(("login:github:ada-l", "Ada"),))])
    found = handover(shop, capfd, "--from", "ada-l", "--database", database)[1]
    assert found["claims"] == 1
    (claim,) = [item for item in found["items"] if item["kind"] == "claim"]
    assert claim["what"].startswith("answer for the cron job, due 2026-02-01")
    found = handover(shop, capfd, "--from", "ada-l", "--database", str(tmp_path / "none.sqlite"))[1]
    assert "there is no ledger" in found["claims"]["unknown"]["reason"]
