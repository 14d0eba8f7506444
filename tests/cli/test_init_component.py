"""`init --component`: what is proposed is declared, is written only on request, and the drill believes what holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from tests.cli.company import ALERTS, GONE, NOW, Company, fixture_of, swap
from watchkeeper.cli.main import run

company = pytest.fixture(scope="module")(fixture_of)


def init(company: Company, capsys: pytest.CaptureFixture[str], target: str, *more: str) -> tuple[int, dict[str, Any]]:
    words = ["init", "--component", "customer-api", "--repo", str(company.path), "--target", target, "--as-of", NOW]
    code = run([*words, "--format", "json", *more])
    return code, dict(json.loads(capsys.readouterr().out))


def test_where_all_holds_nothing_is_proposed(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = init(company, capsys, "main")
    assert (code, found["pieces"], found["broken"]) == (0, [], [])


def test_lost_alerts_are_proposed_from_what_the_code_exports_and_lead_to_the_pager(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    branch = company.branch({ALERTS: GONE, "docs/runbooks/customer-api.md": GONE})
    assert company.drill(capsys, branch)["broken"] == "signal"
    company.git("checkout", "-q", branch)
    code, found = init(company, capsys, branch, "--write")
    assert code == 0
    paths = {piece["path"] for piece in found["pieces"]}
    assert paths == {"ops/alerts/customer-api.yml", "docs/runbooks/customer-api.md"}
    assert all(piece["rung"] == "declared" for piece in found["pieces"])
    rules = yaml.safe_load((company.path / "ops/alerts/customer-api.yml").read_text("utf-8"))["groups"][0]["rules"]
    assert rules[0]["labels"] == {"severity": "page", "team": "payments", "service": "customer-api"}
    company.git("add", "-A")
    company.git("-c", "user.name=Ines Okafor", "-c", "user.email=ines@harbor-lane.example", "commit", "-qm", "Alerts")
    company.git("checkout", "-q", "main")
    drilled = company.drill(capsys, branch)
    assert drilled["broken"] is None, drilled["says"]
    assert drilled["person"]["name"] == "Leila Brandt"


def test_a_file_that_is_there_is_never_written_over(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    branch = company.branch({ALERTS: GONE})
    company.git("checkout", "-q", branch)
    (company.path / ALERTS).write_text("mine\n", "utf-8")
    words = ["init", "--component", "customer-api", "--repo", str(company.path), "--target", branch, "--as-of", NOW]
    assert run([*words, "--write"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (company.path / ALERTS).read_text("utf-8") == "mine\n"
    (company.path / ALERTS).unlink()
    company.git("checkout", "-qf", "main")


def test_a_component_without_metrics_is_told_so(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    code = {"batch/settlement/main.py": swap("settlement_last_success_timestamp_seconds", "settlement_size")}
    branch = company.branch({"ops/alerts/settlement.yml": GONE, **code})
    words = ["init", "--component", "settlement", "--repo", str(company.path), "--target", branch, "--as-of", NOW]
    assert run(words) == 0
    out = capsys.readouterr().out
    assert "exports nothing that an alert could read" in out
    assert "watchkeeper drill settlement" in out


@pytest.mark.parametrize("style", ["terminal", "markdown", "json"])
def test_each_format_says_what_is_left_open(company: Company, capsys: pytest.CaptureFixture[str], style: str) -> None:
    branch = company.branch({ALERTS: GONE, "docs/runbooks/customer-api.md": GONE})
    words = ["init", "--component", "customer-api", "--repo", str(company.path), "--target", branch, "--as-of", NOW]
    assert run([*words, "--format", style]) == 0
    out = capsys.readouterr().out
    assert "CustomerApiErrors" in out
    assert "what helps, and how to undo the last change" in out
