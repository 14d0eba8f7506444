"""`accept` and `decline`: what they print and write is what the gate reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.signing import SshKey, needs_ssh
from watchkeeper.cli.main import run
from watchkeeper.domain.ownership.agreements import ACCEPTANCES
from watchkeeper.domain.ownership.owners import Request
from watchkeeper.domain.problems import UnknownSubjectError
from watchkeeper.formats.policy.acceptances_file import parse_acceptances
from watchkeeper.usecases.ownership.answer_for_component import ask
from watchkeeper.usecases.ownership.list_agreements import list_agreements

NOW = "2026-01-01T03:00:00Z"
INES = "Ines Vogel <ines@example.com>"


def answer(repo: Any, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    code = run([*arguments, "--repo", str(repo.path), "--as-of", NOW, "--format", "json"])
    captured = capfd.readouterr()
    return code, json.loads(captured.out) if captured.out else None, captured.err


@needs_ssh
def test_what_accept_writes_counts_once_it_is_signed(repo: Any, capfd: Any, tmp_path: Path) -> None:
    key = SshKey(tmp_path / "keys", "ines")
    policy = "version: 1\nextends: observe\nescalation: '@leads'\nownership: {acceptance_days: 10}\n"
    repo.commit({".watchkeeper.yaml": policy})
    repo.git("config", "user.email", "ines@example.com")
    code, found, _ = answer(repo, capfd, "accept", "payments", "--hours", "24x7", "--write")
    assert (code, found["schema"], found["answer"], found["counts"]) == (
        0, "watchkeeper.acceptance/1", "accepted", False,
    )  # fmt: skip
    assert "knows no key yet" in found["to_make_it_count"][0]
    (entry,) = parse_acceptances((repo.path / ACCEPTANCES).read_bytes(), "f").acceptances
    assert (entry.accepted_at, entry.until) == (NOW, "2026-01-11T03:00:00Z")
    assert (entry.person, entry.role, entry.hours) == ("ines@example.com", "responder", "24x7")
    text = (repo.path / ACCEPTANCES).read_text()
    (repo.path / ACCEPTANCES).unlink()
    repo.commit({".watchkeeper/allowed_signers": key.line("ines@example.com")})
    key.commit(repo, {ACCEPTANCES: text}, "Accept", INES)
    (agreement,) = list_agreements(str(repo.path), "main", repo.clock)
    assert (agreement.state, agreement.until) == ("accepted", "2026-01-11T03:00:00Z")
    code, found, _ = answer(repo, capfd, "decline", "payments", "--reason", "on leave", "--write")
    assert (code, found["answer"], found["escalation"]) == (0, "declined", "@leads")
    repo.commit({}, "Decline")
    (agreement,) = list_agreements(str(repo.path), "main", repo.clock)
    assert (agreement.state, agreement.escalation) == ("declined", "@leads")
    assert agreement.remedy == "ask @leads"


def test_every_format_says_the_same(repo: Any, capfd: Any) -> None:
    repo.commit({"a.py": "x = 1\n"})
    steps = answer(repo, capfd, "accept", "payments", "--person", "@ines")[1]["to_make_it_count"]
    for style in ("terminal", "markdown"):
        command = ["accept", "payments", "--person", "@ines", "--repo", str(repo.path), "--as-of", NOW]
        assert run([*command, "--format", style]) == 0
        text = " ".join(capfd.readouterr().out.replace("`", "").split())
        assert all(" ".join(step.replace("`", "").split()) in text for step in steps)
        assert 'person: "@ines"' in text


def test_all_faults_at_once(repo: Any, capfd: Any) -> None:
    repo.commit({"a.py": "x = 1\n"})
    code, _, errors = answer(
        repo, capfd, "accept", " ", "--person", "@a/b", "--hours", "24/7", "--until", "2025-01-01T00:00:00Z"
    )
    assert code == 2
    assert [part in errors for part in ("no name of a component", "a team", "24x7", "later")] == [True] * 4
    assert answer(repo, capfd, "decline", "payments")[0] == 2


def test_a_component_is_one_that_the_target_or_the_change_has(repo: Any, capfd: Any) -> None:
    image = "FROM scratch\nCMD x\n"
    policy = "version: 1\nrepository: acme/shop\ncomponents: {Refunds: {namespace: pay}}\n"
    repo.commit({".watchkeeper.yaml": policy, "a/payments/Dockerfile": image, "b/payments/Dockerfile": image})
    repo.branch("work")
    repo.commit({"d/Dockerfile": image, ".watchkeeper.yaml": "version: 1\ncomponents: {new: {}}\n"})

    def said(verb: str, name: str) -> tuple[int, Any, str]:
        return answer(repo, capfd, verb, name, "--person", "@ines", "--target", "main")

    assert said("accept", "refunds")[1]["acceptance"]["component"] == "component:pay/refunds"
    assert said("accept", "new")[1]["acceptance"]["component"] == "component:default/new"
    assert said("accept", "d")[1]["acceptance"]["component"] == "component:undeclared/acme/shop/d"
    assert said("decline", "a/payments/")[1]["decline"]["component"] == "component:undeclared/acme/shop/a/payments"
    code, _, errors = said("accept", "payments")
    assert (code, "component:undeclared/acme/shop/b/payments" in errors) == (2, True)
    code, _, errors = said("decline", "refunts")
    assert (code, "did you mean Refunds" in errors) == (2, True)


def test_a_question_waits_for_an_answer(repo: Any) -> None:
    repo.commit({"a.py": "x = 1\n"})
    ask(str(repo.path), Request("payments", "ines@example.com", "responder", NOW, "@ada"))
    repo.commit({}, "Ask")
    (agreement,) = list_agreements(str(repo.path), "main", repo.clock)
    assert (agreement.state, agreement.until) == ("asked", "2026-01-05T02:00:00Z"), "since it was merged, not before"


def test_a_broken_file_is_unknown(repo: Any) -> None:
    repo.commit({ACCEPTANCES: "version: 1\nacceptances: 3\n"})
    with pytest.raises(UnknownSubjectError, match=r"acceptances\.yaml:2:14"):
        list_agreements(str(repo.path), "main", repo.clock)
