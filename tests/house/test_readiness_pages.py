"""The examples on the pages about readiness are what the commands print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.company import NOW, Company, fixture_of
from watchkeeper.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"^```console no-run\n\$ watchkeeper (?P<words>[^\n]+)\n(?P<shown>.*?)^```", re.MULTILINE | re.DOTALL
)
company = pytest.fixture(scope="module")(fixture_of)


def example(page: str) -> tuple[list[str], list[str]]:
    """The command of the first example on a page, and the lines that it is said to print (`...` left out)."""
    found = BLOCK.search((ROOT / "docs" / page).read_text("utf-8"))
    assert found is not None
    return found["words"].split(), [line for line in found["shown"].splitlines() if line.strip() not in {"", "..."}]


def test_the_drill_of_the_page(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    words, shown = example("drill.md")
    assert run([*words, "--repo", str(company.path), "--target", "main", "--as-of", NOW]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in shown if line not in printed] == []


def test_the_route_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "alerting.md").read_text("utf-8")
    config = re.search(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert config is not None
    (tmp_path / "alertmanager.yml").write_text(config[1], "utf-8")
    monkeypatch.chdir(tmp_path)
    words, shown = example("alerting.md")
    assert run(words) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in shown if line not in printed] == []
