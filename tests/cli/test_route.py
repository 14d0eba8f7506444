"""`watchkeeper route`: the answer in each format, loud about empty receivers and intervals, and its errors."""

from __future__ import annotations

import json
import pathlib

import pytest

from watchkeeper.cli.main import run

CONFIG = """
route:
  receiver: everybody
  routes:
  - matchers: [team=shop]
    receiver: chat
    mute_time_intervals: [night]
    routes:
    - {matchers: [severity=page], receiver: pager, continue: true}
    - {matchers: [severity=~"page|x"], receiver: hook}
    - {matchers: [severity=warning], mute_time_intervals: [night]}
inhibit_rules:
- {name: lower, source_matchers: [severity=critical], target_matchers: [severity=warning], equal: [team]}
receivers:
- name: everybody
- {name: chat, webhook_configs: [{url: 'https://hooks.slack.com/services/very-secret-token'}]}
- {name: pager, pagerduty_configs: [{routing_key: very-secret}]}
- {name: hook, webhook_configs: [{url: 'https://hooks.example.com/very-secret-token'}]}
time_intervals:
- {name: night, time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]}
"""
TWO = "2026-11-29T02:00:00Z"


@pytest.fixture
def file(tmp_path: pathlib.Path) -> str:
    path = tmp_path / "am.yml"
    path.write_text(CONFIG)
    return str(path)


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["route", *words]) == 0
    return capsys.readouterr().out


def test_json_as_the_contract_says(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(ask(capsys, file, "team=shop", "severity=page", "--at", TWO, "--format", "json"))
    assert (said["schema"], said["at"]) == ("watchkeeper.route/1", TWO)
    pager, hook = said["routes"]
    assert pager["path"] == '{}/{team="shop"}/{severity="page"}'
    facts = {key: pager[key] for key in ("receiver", "pages", "muted", "inhibited", "first_notification_seconds")}
    assert facts == {
        "receiver": "pager", "pages": True, "muted": None, "inhibited": None, "first_notification_seconds": 30,
    }  # fmt: skip
    assert set(hook["pages"]["unknown"]) == {"reason", "remedy"}
    assert any("do not inherit time intervals" in note for note in pager["notes"])


def test_muted_and_inhibited(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = (file, "team=shop", "severity=warning", "--at", TWO, "--firing", 'severity=critical,team="shop"')
    (one,) = json.loads(ask(capsys, *words, "--format", "json"))["routes"]
    facts = [one[key] for key in ("pages", "muted", "inhibited", "first_notification_seconds")]
    assert facts == [False, "night", "lower", None]
    text = ask(capsys, *words)
    assert "muted by the time interval night" in text
    assert "inhibited by lower" in text


def test_silences(file: str, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    matchers = [{"name": "team", "value": "shop", "isRegex": False, "isEqual": True}]
    silence = {"id": "s1", "matchers": matchers, "startsAt": "2026-11-01T00:00:00Z", "endsAt": "2026-12-01T00:00:00Z"}
    (tmp_path / "s.json").write_text(json.dumps([silence]))
    said = ask(capsys, file, "team=shop", "severity=page", "--at", TWO, "--silences", str(tmp_path / "s.json"))
    assert said.count("silenced by s1") == 2


@pytest.mark.parametrize("style", ["terminal", "markdown", "json"])
def test_an_empty_receiver_is_loud_and_no_secret_is_shown(
    file: str, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "EMPTY" in ask(capsys, file, "--format", style)
    assert "very-secret" not in ask(capsys, file, "team=shop", "severity=page", "--format", style)


def test_markdown_is_a_table(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ask(capsys, file, "team=shop", "severity=page", "--at", TWO, "--format", "markdown").splitlines()
    assert lines[2].startswith("| receiver | route | pages |")
    rows = [line.replace("\\|", "").count("|") for line in lines[2:6]]
    assert rows == [6, 6, 6, 6]


def test_a_broken_configuration_names_all_faults(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "am.yml"
    path.write_text("route:\n  receiver: x\n  routes:\n  - matchers: ['a=~[']\nreceivers: []\n")
    assert run(["route", str(path), "a=b"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split(": ")[1].removeprefix(str(path)) for line in said] == [":2:3", ":4:16"]


@pytest.mark.parametrize(
    "words",
    [["nowhere.yml", "a=b"], ["FILE", "ab"], ["FILE", "=b"], ["FILE", "a=b", "a=c"], ["FILE", "--at", "soon"],
     ["FILE", "--firing", "a=~b"], ["FILE", "--firing", ""], ["FILE", "--silences", "nowhere.json"], []],
)  # fmt: skip
def test_wrong_usage(file: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["route", *(file if word == "FILE" else word for word in words)]) == 2
    assert capsys.readouterr().err
