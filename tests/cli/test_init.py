"""`init`: owners are proposed from the history, shown, and written only when they are asked for by name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.cli.main import run
from watchkeeper.formats.policy.policy_file import parse_policy
from watchkeeper.rendering.owner_proposals import render_owner_proposals, render_tools
from watchkeeper.usecases.ownership.propose_owners import propose_for_unowned

ADA = "Ada Lovelace <ada@example.com>"
BEN = "Ben Blau <7+ben@users.noreply.github.com>"
BOT = "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>"
CODEOWNERS = "/web/ @zoe\n/pay/legal.txt\n"


@pytest.fixture
def shop(repo: Any) -> Any:
    """A repository in which two people and a program work, and one folder has an owner."""
    repo.commit({"CODEOWNERS": CODEOWNERS, "web/a.js": "1\n", "pay/legal.txt": "1\n"}, "Start", "Zoe <zoe@example.com>")
    for number in range(3):
        repo.commit({f"pay/{name}.py": f"{number}\n" for name in "abcd"}, "Pay", BEN)
        repo.commit({f"docs/{name}.md": f"{number}\n" for name in "abcd"}, "Docs", ADA)
        repo.commit({"bots/only.json": f"{number}\n", "pay/a.py": f"x{number}\n"}, "Bump", BOT)
    repo.commit({"cron/Dockerfile": "FROM scratch\nCMD x\n"}, "Cron", BEN)
    return repo


def init(repo: Any, capfd: Any, *arguments: str) -> tuple[int, Any, str]:
    code = run(["init", "--repo", str(repo.path), "--replay", "2", "--format", "json", *arguments])
    captured = capfd.readouterr()
    return code, json.loads(captured.out) if captured.out else None, captured.err


def test_owners_are_proposed_with_reasons_and_the_patch_applies(shop: Any, capfd: Any) -> None:
    code, found, _ = init(shop, capfd)
    owners = found["owners"]
    assert (code, owners["dialect"], owners["unowned"], owners["unowned_on_purpose"]) == (0, "github", 11, 1)
    told = {p["folder"]: (p["owners"], p["confidence"]) for p in owners["proposed"]}
    assert told["pay"] == (["@ben"], "high")
    assert told["docs"] == (["ada@example.com"], "high")
    assert "bots" not in told
    (left,) = [left for left in owners["left_out"] if left["folder"] == "bots"]
    assert left["why"] == "the history knows no person who worked there"
    (patch,) = owners["patches"]
    shop.git("apply", "-", stdin=patch["patch"].encode())
    text = (shop.path / "CODEOWNERS").read_text()
    assert text.endswith(f"\n{CODEOWNERS}")
    assert "/pay/ @ben\n" in text


def test_tools_get_entries_that_the_policy_takes(shop: Any, capfd: Any) -> None:
    tools = init(shop, capfd)[1]["owners"]["tools"]
    assert [(tool["name"], tool["root"], tool["owner"]) for tool in tools] == [("cron", "cron", "@ben")]
    entries = render_tools(propose_for_unowned(str(shop.path), "", 0))
    policy = parse_policy(f"version: 1\n{entries}".encode(), "f")[0]
    assert (policy.components["cron"].root, policy.components["cron"].owner) == ("cron", "@ben")


def test_owners_are_written_only_when_they_are_asked_for(shop: Any, capfd: Any) -> None:
    assert init(shop, capfd)[0] == 0
    assert shop.git("status", "--porcelain") == "", "shown only"
    assert init(shop, capfd, "--owners")[0] == 2, "what for, without --write?"
    assert init(shop, capfd, "--write")[0] == 0
    assert shop.git("status", "--porcelain") == "?? .watchkeeper.yaml"
    shop.commit({}, "Policy")
    assert init(shop, capfd, "--write")[0] == 2, "there is a policy already"
    code, _, errors = init(shop, capfd, "--write", "--owners")
    assert (code, "CODEOWNERS" in errors) == (0, True)
    assert shop.git("status", "--porcelain") == "M CODEOWNERS".rjust(13)
    shop.write({"CODEOWNERS": "/web/ @omar\n"})
    code, _, errors = init(shop, capfd, "--write", "--owners")
    assert (code, "differs in the work tree" in errors) == (2, True)
    assert (shop.path / "CODEOWNERS").read_text() == "/web/ @omar\n"


def test_a_new_file_is_made_where_the_forge_reads_it(repo: Any, capfd: Any) -> None:
    repo.commit({".gitlab-ci.yml": "a: {script: x}\n"}, "Start", ADA)
    for number in range(3):
        repo.commit({f"my docs/{name}.md": f"{number}\n" for name in "abcd"}, "Docs", ADA)
    (patch,) = init(repo, capfd)[1]["owners"]["patches"]
    assert patch["file"] == ".gitlab/CODEOWNERS"
    repo.git("apply", "-", stdin=patch["patch"].encode())
    assert "/my\\ docs/ ada@example.com\n" in (repo.path / ".gitlab/CODEOWNERS").read_text()


def test_every_format_says_the_same(shop: Any, capfd: Any) -> None:
    found = init(shop, capfd)[1]["owners"]
    for style in ("terminal", "markdown"):
        assert run(["init", "--repo", str(shop.path), "--replay", "2", "--format", style]) == 0
        text = capfd.readouterr().out
        assert all(patch["patch"] in text for patch in found["patches"])
        plain = text.replace("`", "")
        assert all(p["why"] in plain for p in found["proposed"])


def test_what_is_not_in_the_clone_is_told_and_the_policy_is_proposed_all_the_same(shop: Any, tmp_path: Any) -> None:
    shop.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "blobless"
    shop.git("clone", "-q", "--bare", "--filter=blob:none", f"file://{shop.path}", str(clone))
    found = propose_for_unowned(str(clone), "", 0)
    assert found.unknown is not None
    assert "CODEOWNERS" in found.unknown.reason
    assert render_owner_proposals(found, markdown=False).startswith("No owners are proposed: the content of CODEOWNERS")
