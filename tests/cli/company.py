"""The sample company as a repository whose branches each differ from it in something."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from demo.company import company
from watchkeeper.cli.main import run

NOW = "2026-01-02T00:00:00Z"
Edit = Callable[[str], str | None]
"""What becomes of a file's text; None takes the file away."""
ALERTS = "ops/alerts/customer-api.yml"
ROUTES = "ops/alertmanager.yml"
PROMETHEUS = "ops/prometheus.yml"
PAGER = "ops/pager/export.json"
CATALOG = "services/customer_api/catalog-info.yaml"
GONE: Edit = lambda _text: None  # noqa: E731 - reads as a value in tables of edits


class Company:
    """One repository; each branch is made from `main` and left there."""

    def __init__(self, path: Path) -> None:
        self.path = company(path)
        self._branches = 0

    def git(self, *words: str) -> str:
        """What a git command prints."""
        done = subprocess.run(["git", "-C", str(self.path), *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def branch(self, edits: Mapping[str, Edit], start: str = "main") -> str:
        """A new branch with files edited by functions of their text; its name."""
        self._branches += 1
        name = f"b{self._branches}"
        self.git("checkout", "-q", "-b", name, start)
        for file, edit in edits.items():
            path = self.path / file
            text = edit(path.read_text("utf-8") if path.exists() else "")
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        self.git("add", "-A")
        who = ("-c", "user.name=Ines Okafor", "-c", "user.email=ines@harbor-lane.example")
        self.git(*who, "commit", "-q", "--allow-empty", "-m", "Change something")
        self.git("checkout", "-q", "main")
        return name

    def drill(self, capsys: pytest.CaptureFixture[str], branch: str, name: str = "customer-api") -> dict[str, Any]:
        """The JSON of a drill at a branch, at the next Sunday 02:00."""
        words = ["drill", name, "--repo", str(self.path), "--target", branch, "--as-of", NOW]
        code = run([*words, "--at", "2026-01-04T02:00:00Z", "--format", "json"])
        out, err = capsys.readouterr()
        assert code == 0, err
        return dict(json.loads(out))

    def check(self, capsys: pytest.CaptureFixture[str], branch: str, *more: str) -> tuple[int, dict[str, Any]]:
        """Exit code and JSON of a check of a branch against `main`."""
        words = ["check", f"main...{branch}", "--repo", str(self.path), "--as-of", NOW, "--format", "json", *more]
        code = run(words)
        return code, dict(json.loads(capsys.readouterr().out))


def swap(old: str, new: str, count: int = -1) -> Edit:
    """Another text in place of one that has to be there."""

    def edit(text: str) -> str:
        assert old in text, f"{old!r} is not there"
        return text.replace(old, new, count)

    return edit


def pager(change: Callable[[dict[str, Any]], object]) -> Edit:
    """A change of the pager's export."""

    def edit(text: str) -> str:
        export = json.loads(text)
        change(export)
        return json.dumps(export, indent=1)

    return edit


def fixture_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The company, made once for a module."""
    yield Company(tmp_path_factory.mktemp("company") / "company")
