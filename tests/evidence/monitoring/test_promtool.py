"""Rules tried with promtool: what fires, with which labels, and what is said of the rest."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import pytest

from tests.promtool import needs_promtool
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.trials import Trial
from watchkeeper.evidence.monitoring import promtool as module
from watchkeeper.evidence.monitoring.promtool import NOT_FIRED, Promtool, find_promtool


def rule(query: str, name: str = "A", **labels: str) -> AlertRule:
    return AlertRule(name, "prometheus", query, Place("rules.yml", 1), labels=labels, wait=300)


def fire(*rules: AlertRule, asked: tuple[str, ...] = ("team",)) -> tuple[Trial, ...]:
    found = find_promtool()
    assert found
    return found.fire(rules, asked)


@needs_promtool
def test_labels_are_those_of_the_alert_that_fired() -> None:
    kept, dropped, own = fire(
        rule('sum by (team, job) (rate(e_total{job="pay"}[5m])) > 1', severity="page"),
        rule('sum(rate(e_total{job="pay"}[5m])) > 1'),
        rule('up{job="pay"} == 0', "Down: {braces} \"and\" 'quotes'\n", team="{{ $labels.job }}-team", note='a"b\\c'),
    )
    assert kept.labels == ({"alertname": "A", "job": "pay", "severity": "page", "team": "made-up"},)
    assert dropped.labels == ({"alertname": "A"},)
    assert own.labels[0]["team"] == "pay-team"
    assert own.labels[0]["note"] == 'a"b\\c'
    assert own.labels[0]["alertname"] == "Down: {braces} \"and\" 'quotes'\n"


@needs_promtool
def test_what_does_not_fire_is_no_proof_and_a_rule_that_is_refused_harms_no_other() -> None:
    never, refused, fine, clock = fire(
        rule("sum(x == 0) > 0"), rule("up == 0", a="{{ $label.job }}"), rule("up == 0"), rule("hour() > 22")
    )
    assert never == Trial(None, NOT_FIRED)
    assert refused.fired is None
    assert "undefined variable" in refused.why
    assert fine.fired is True
    assert "time of day" in clock.why


@needs_promtool
def test_texts_that_are_no_text_do_not_stop_it() -> None:
    odd = AlertRule("A\ud800", "prometheus", "up == 0", Place("r.yml", 1), labels={"a": "\x00\udcff", "b": "\u2028"})
    assert len(fire(odd, rule("up == 0"))) == 2


@needs_promtool
def test_a_rule_that_looks_long_back_is_tried_in_a_second_or_two() -> None:
    began = time.perf_counter()
    (found,) = fire(rule("(avg(x) / avg(x offset 7d) - 1) * 100 > 40"))
    assert found.fired is True
    assert time.perf_counter() - began < 5


def fake(folder: Path, script: str) -> Promtool:
    path = folder / "promtool"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Promtool(str(path), "1")


def test_one_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_SECONDS", 0.3)
    hanging = fake(tmp_path, f"sleep 30 & echo $! > {tmp_path}/child; wait")
    began = time.perf_counter()
    (found,) = hanging.fire([rule("up == 0")], ())
    assert "took longer" in found.why
    assert time.perf_counter() - began < 5
    child = int((tmp_path / "child").read_text())
    assert not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text()


def test_one_that_floods_or_talks_nonsense_is_read_in_part(tmp_path: Path) -> None:
    for script in ("yes 'Unit Testing:  x' | head -c 20000000", "echo panic; exit 2", "exit 0", "printf '\\377\\376'"):
        (found,) = fake(tmp_path, script).fire([rule("up == 0")], ())
        assert found.fired is None
        assert found.why


def test_one_that_cannot_be_started_is_said() -> None:
    (found,) = Promtool("/nowhere/promtool", "1").fire([rule("up == 0")], ())
    assert found.why.startswith("promtool could not be run")


def test_nothing_is_left_behind_and_nothing_of_the_environment_is_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("A_SECRET", "hidden")
    seen = tmp_path / "seen"
    fake(tmp_path, f"env > {seen}").fire([rule("up == 0")], ())
    assert "A_SECRET" not in seen.read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["promtool", "seen"]
