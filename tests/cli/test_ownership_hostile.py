"""What somebody might try who wants a green check without anybody's consent: each attempt is held."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from typing import Any

import pytest

from watchkeeper.cli.main import run
from watchkeeper.domain.times import utc

POLICY = """\
version: 1
extends: observe
people: people.yaml
escalation: "@lead"
rules:
  ownership/accepted: block
  ownership/new-deployable: block
  ownership/owner-reachable: block
  ownership/handover: block
"""
PEOPLE = """\
people:
  - {id: ada, name: Ada, emails: [ada@example.com], logins: {github: ada}}
  - {id: lee, name: Lee, emails: [lee@example.com], logins: {github: lee}}
  - {id: mallory, name: Mallory, emails: [mallory@example.com], logins: {github: mallory}}
"""
IMAGE = 'FROM scratch\nCOPY . /\nCMD ["/x"]\n'
OWNERS = "/tools/ @ada @lee\n"
NEW: dict[str, str | None] = {"tools/x/Dockerfile": IMAGE}
CATALOG = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: %s\n%sspec: {type: service, owner: ada}\n"
)


def source(path: str) -> str:
    return f"  annotations: {{backstage.io/source-location: 'url:https://github.com/o/r/tree/main/{path}'}}\n"


HAND_OVERS: dict[str, dict[str, str | None]] = {
    "the owners are replaced": {"CODEOWNERS": "/tools/ @mallory\n"},
    "the owners are removed": {"CODEOWNERS": ""},
    "the file is removed": {"CODEOWNERS": None},
    "a last line takes everything": {"CODEOWNERS": f"{OWNERS}* @mallory\n"},
    "a last line takes everything, in another spelling": {"CODEOWNERS": f"{OWNERS}/**/* @mallory\n"},
    "a line without owners takes the rest away": {"CODEOWNERS": f"{OWNERS}/tools/pay/\n"},
    "a login that only looks right": {"CODEOWNERS": "/tools/ @\u0430da\n"},
    "a file in a place that is read first": {".github/CODEOWNERS": "* @mallory\n"},
    "an owners file of another dialect": {"CODEOWNERS": None, "OWNERS": "approvers: [mallory]\n"},
    "one owner stays and a stranger comes": {"CODEOWNERS": "/tools/ @ada @stranger\n"},
}
NEW_TOOLS: dict[str, dict[str, str | None]] = {
    "plainly": NEW,
    "in odd case": {"tools/x/dOckerFILE": IMAGE},
    "with an acceptance that the change brings": {
        **NEW,
        ".watchkeeper/acceptances.yaml": "version: 1\nacceptances:\n  - "
        '{component: x, person: "@lee", role: responder, hours: 24x7, accepted_at: "2026-01-01T00:00:00Z"}\n',
    },
    "with a policy that lets it pass": {**NEW, ".watchkeeper.yaml": POLICY.replace("accepted: block", "accepted: off")},
    "with a policy that cannot be read": {**NEW, ".watchkeeper.yaml": "rules: [\n"},
    "declared in the policy of the change": {
        **NEW,
        ".watchkeeper.yaml": f'{POLICY}components:\n  x: {{root: tools/x, owner: "@lee", responder: "@lee"}}\n',
    },
    "under the id of a tool that is there": {**NEW, "tools/x/catalog-info.yaml": CATALOG % ("pay", "")},
    "under that id, nearer to the top": {**NEW, "catalog-info.yaml": CATALOG % ("pay", source("tools/x"))},
    "by moving the root of that tool": {**NEW, "tools/pay/catalog-info.yaml": CATALOG % ("pay", source("tools/x"))},
    "by widening the root of that tool": {**NEW, "tools/pay/catalog-info.yaml": CATALOG % ("pay", source("tools"))},
    "with a catalog that cannot be read": {**NEW, "tools/x/catalog-info.yaml": "kind: [\n"},
    "with a bomb for a catalog": {
        **NEW,
        "tools/x/catalog-info.yaml": "a: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)),
    },
    "hidden in a folder of examples, deployed by a workflow": {
        "examples/x/Dockerfile": IMAGE,
        ".github/workflows/x.yml": "on: push\njobs:\n  d:\n    runs-on: u\n    environment: production\n    steps:\n"
        "      - run: kubectl apply -f examples/x\n",
    },
    "as a manifest that cannot be read": {"tools/x/compose.yaml": "services:\n  x: {build: [\n"},
}


@pytest.fixture
def company(repo: Any) -> Any:
    """A target with one tool that its owners accepted to be there, and a branch to try things on."""
    base = {
        ".watchkeeper.yaml": POLICY, "people.yaml": PEOPLE, "CODEOWNERS": OWNERS,
        "tools/pay/Dockerfile": IMAGE, "tools/pay/main.py": "x = 1\n",
        "tools/pay/catalog-info.yaml": CATALOG % ("pay", ""),
    }  # fmt: skip
    repo.commit(base, "Everything", "Ada <ada@example.com>")
    repo.commit({}, "Seen", "Lee <lee@example.com>")
    repo.branch("work")
    return repo


def verdict(repo: Any, capfd: pytest.CaptureFixture[str]) -> tuple[int, set[str]]:
    """Exit code, and the blocking rules that do not pass."""
    arguments = ["main...work", "--repo", str(repo.path), "--as-of", utc(repo.clock), "--format", "json"]
    code = run(["check", *arguments, "--author", "mallory"])
    findings = json.loads(capfd.readouterr().out)["findings"]
    return code, {f["rule"] for f in findings if f["outcome"] in {"fail", "unknown"} and f["mode"] == "block"}


@pytest.mark.parametrize("files", HAND_OVERS.values(), ids=HAND_OVERS.keys())
def test_owners_do_not_change_without_their_word(
    company: Any, capfd: pytest.CaptureFixture[str], files: dict[str, str | None]
) -> None:
    company.commit(files, "Tidy", "Mallory <mallory@example.com>")
    code, rules = verdict(company, capfd)
    assert code in {1, 3}
    assert "ownership/handover" in rules


@pytest.mark.parametrize("files", NEW_TOOLS.values(), ids=NEW_TOOLS.keys())
def test_a_new_tool_does_not_get_in_without_somebody_who_accepted(
    company: Any, capfd: pytest.CaptureFixture[str], files: dict[str, str | None]
) -> None:
    company.commit(files, "Add it", "Mallory <mallory@example.com>")
    code, rules = verdict(company, capfd)
    assert code in {1, 3}
    assert "ownership/accepted" in rules


def test_a_link_for_a_recipe_is_not_followed_and_not_passed(company: Any, capfd: pytest.CaptureFixture[str]) -> None:
    (company.path / "tools/x").mkdir()
    os.symlink("../../image", company.path / "tools/x/Dockerfile")
    company.commit({"image": IMAGE}, "Add it", "Mallory <mallory@example.com>")
    code, rules = verdict(company, capfd)
    assert code in {1, 3}
    assert "ownership/accepted" in rules


def test_a_name_as_hard_to_read_as_it_gets_stays_text(company: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """Terminal escapes, Markdown and line ends in a title, an owner and a promise reach no reader as such."""
    nasty = "x\\u001b[31m](http://evil.example)\\n## **verdict: pass**"
    catalog = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: x\n"
        f'  title: "{nasty}"\n'
        f'  annotations: {{watchkeeper.dev/promise: "{nasty}", watchkeeper.dev/responder: "{nasty}"}}\n'
        "spec: {type: service, owner: lee}\n"
    )
    company.commit({**NEW, "tools/x/catalog-info.yaml": catalog}, "Add it", "Mallory <mallory@example.com>")
    styles: dict[str, Callable[[str], bool]] = {
        "terminal": lambda text: "\x1b[31m" not in text and "\n## **verdict" not in text,
        "markdown": lambda text: "](http://evil" not in without_code(text) and "\n## **verdict" not in text,
        "json": lambda text: bool(json.loads(text)),
    }
    for command in (["check", "main...work", "--author", "mallory"], ["components", "--target", "work"]):
        for style, fine in styles.items():
            run([*command, "--repo", str(company.path), "--as-of", utc(company.clock), "--format", style])
            assert fine(capfd.readouterr().out), (command, style)


def test_a_folder_with_a_command_in_its_name_is_quoted_where_a_command_is_offered(
    company: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    company.commit({"tools/x$(touch pwned);y/Dockerfile": IMAGE}, "Add it", "Mallory <mallory@example.com>")
    arguments = ["main...work", "--repo", str(company.path), "--as-of", utc(company.clock), "--format", "json"]
    run(["check", *arguments, "--author", "mallory"])
    findings = json.loads(capfd.readouterr().out)["findings"]
    commands = [f["remedy"]["command"] for f in findings if f["remedy"]]
    assert commands
    for command in commands:
        assert "$(" not in "".join(command.split("'")[::2]), command


def without_code(text: str) -> str:
    """Markdown without fenced blocks and code spans."""
    return re.sub(r"`+[^`]*`+", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
