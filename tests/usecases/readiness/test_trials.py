"""Trials are kept: by the binary, the rule and the labels that are asked for."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
from msgspec import structs

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.usecases.readiness.trials import find_trials

RULE = AlertRule("Down", "prometheus", "up == 0", Place("rules.yml", 1))


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A promtool that notes each run and lets everything fire."""
    notes, path = tmp_path / "runs", tmp_path / "bin" / "promtool"
    path.parent.mkdir()
    answer = 'expr: "ALERTS{alertstate=\\"firing\\"}", time: 5m,\n        got: {alertname="Down", team="made-up"} 1E+00'
    loop = f"for file; do cat <<END\nUnit Testing:  $file\n    {answer}\nEND\ndone\n"
    path.write_text(f"#!/bin/sh\necho run >> {notes}\nshift 2\n{loop}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    notes.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")
    return notes


def test_what_was_tried_is_not_tried_again_until_something_changes(runs: Path) -> None:
    fire = find_trials()
    assert fire
    first = fire([RULE], ("team",))
    assert first[0].fired is True
    assert first == fire([RULE, RULE], ("team",))[:1]
    assert runs.read_text().count("run") == 1
    for changed in (structs.replace(RULE, query="up == 1"), structs.replace(RULE, wait=60.0)):
        fire([changed], ("team",))
    fire([RULE], ("team", "service"))
    assert runs.read_text().count("run") == 4


def test_what_is_kept_and_damaged_is_tried_again(runs: Path, tmp_path: Path) -> None:
    fire = find_trials()
    assert fire
    fire([RULE], ())
    for file in (tmp_path / "cache").rglob("*"):
        if file.is_file():
            file.write_bytes(b"{")
    assert fire([RULE], ())[0].fired is True
    assert runs.read_text().count("run") == 2


def test_without_the_binary_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert find_trials() is None
