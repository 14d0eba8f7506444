"""Policy, waivers and people: what is wrong is told all at once, with line, column and the nearest word."""

from __future__ import annotations

import pytest

from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.policy.people_file import parse_people
from watchkeeper.formats.policy.policy_file import parse_policy
from watchkeeper.formats.policy.times import parse_duration, parse_time, utc_text
from watchkeeper.formats.policy.waivers_file import parse_waivers

HEAD = "a" * 40
WAIVER = f"rule: size/effective-lines, head: {HEAD}, reason: urgent, by: ada, until: '2026-01-02T00:00:00Z'"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rules: {}\n", ["'version' is missing"]),
        ("version: 2\n", ["f:1:10", "2 is not a choice"]),
        ("version: 1\nrulez: {}\n", ["f:2:1: unknown key 'rulez'", "did you mean 'rules'?"]),
        ("version: 1\nrules: []\n", ["f:2:8", "a list where a mapping is expected"]),
        ("version: 1\nscopes:\n  - {paths: tools, rules: {}}\n", ["f:3:13", "where a list is expected"]),
        ("version: 1\nscopes:\n  - {path: [a], rules: {}}\n", ["f:3:6: unknown key 'path'", "'paths' is missing"]),
        ("version: 1\ntiers: {high: {revert: simulated}}\n", ["f:2:9: 'high' is not a number"]),
        ("version: 1\ntiers: {1: {revert: simulatd}}\n", ["f:2:21", "did you mean 'simulated'?"]),
        ("version: 1\nprices: {review_hour: dear}\n", ["f:2:23", "where a number is expected"]),
        ("version: 1\ncomponents: {pay: {tier: top}}\n", ["f:2:26", "a whole number"]),
        ("version: 1\npeople: [{name: Ada}]\n", ["'id' is missing"]),
        ("version: 1\npeople: [{id: a, kind: robot}]\n", ["f:2:24", "'robot' is not a choice"]),
        ("version: 1\nextends: [a]\n", ["f:2:10", "where text is expected"]),
        ("version: 1\ncustom: [{id: a, message: b}]\n", ["'when' is missing"]),
        ("version: 1\nrulez: {}\nprices: dear\nscopes: 3\n", ["f:2:1", "f:3:9", "f:4:9"]),
        ("", ["is empty"]),
        ("- 1\n", ["a list where a mapping is expected"]),
    ],
)
def test_broken_policies(text: str, expected: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parse_policy(text.encode(), "f")
    for part in expected:
        assert part in str(caught.value)


def test_the_contracts_own_example_is_read() -> None:
    text = b"""\
version: 1
extends: recommended
rules:
  size/effective-lines: {mode: block, max: 400}
  ownership/named-owner: block
scopes:
  - paths: ["tools/**"]
    rules: {readiness/on-call: warn}
tiers:
  1: {alert-rule: simulated, on-call: simulated, revert: simulated}
people: people.yaml
escalation: "@platform-leads"
sources:
  alerting: {rules: ["ops/**/*.rules.yml"], alertmanager: ops/alertmanager.yml}
  oncall: {calendars: ["ops/rota.ics"]}
components: {}
budgets: {}
capacity: {}
prices: {}
custom:
  - {id: custom/no-friday-agents, when: 'change.authorship.kind == "agent"', message: "x"}
"""
    policy, document = parse_policy(text, "f")
    assert policy.escalation == "@platform-leads"
    assert policy.tiers[1]["revert"] == "simulated"
    assert str(document.place(("rules", "size/effective-lines", "max"))) == "f:4:44"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (WAIVER.replace(HEAD, "abc123"), "no full commit id"),
        (WAIVER.replace("2026-01-02T00:00:00Z", "tomorrow"), "no time"),
        (WAIVER.replace("urgent", "' '"), "reason is blank"),
        (WAIVER.replace(f"head: {HEAD}, ", ""), "'head' is missing"),
        (WAIVER + ", label: yes", "unknown key 'label'"),
        (WAIVER.replace(", until: '2026-01-02T00:00:00Z'", ""), "nothing ends this waiver"),
        (WAIVER + ", until_commit: abc123", "until_commit 'abc123' is no full commit id"),
        (WAIVER + ", follow_up: split it", "belong together"),
        (WAIVER + ", follow_up_owner: ada", "belong together"),
    ],
)
def test_broken_waivers(entry: str, expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        parse_waivers(f"version: 1\nwaivers:\n  - {{{entry}}}\n".encode(), "f")


def test_a_waiver_is_read() -> None:
    (waiver,) = parse_waivers(f"version: 1\nwaivers:\n  - {{{WAIVER}}}\n".encode(), "f")
    assert (waiver.rule, waiver.by, waiver.second) == ("size/effective-lines", "ada", "")


def test_a_commit_may_end_a_waiver_alone() -> None:
    entry = WAIVER.replace("until: '2026-01-02T00:00:00Z'", f"until_commit: '{HEAD}'")
    (waiver,) = parse_waivers(f"version: 1\nwaivers:\n  - {{{entry}}}\n".encode(), "f")
    assert (waiver.until, waiver.until_commit) == ("", HEAD)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90m", 5_400), ("8h", 28_800), ("2D", 172_800), ("8", None), ("", None)]
)
def test_durations(text: str, seconds: int | None) -> None:
    assert parse_duration(text) == seconds


def test_people_by_login_and_address() -> None:
    people = parse_people(b"people:\n  - {id: ada, emails: [Ada@Example.com], logins: {github: Ada-L}}\n", "f")
    assert people.by_email("ada@example.COM") is people.persons[0]
    assert people.by_login("@ada-l") is people.persons[0]
    assert people.by_login("") is None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02t03:04:05+02:00", "2026-01-02T01:04:05Z"),
        ("2026-01-02 03:04:05.5-01:00", "2026-01-02T04:04:05Z"),
    ],
)
def test_times_in_utc(text: str, utc: str) -> None:
    assert utc_text(text) == utc


@pytest.mark.parametrize(
    "text", ["", "2026-01-02", "2026-13-02T00:00:00Z", "2026-01-02T00:00:00", "0001-01-01T00:00:00+23:59"]
)
def test_no_times(text: str) -> None:
    assert parse_time(text) is None


def test_a_people_file_lists_teams_beside_people_and_knows_its_lines() -> None:
    pay = b"{id: pay, names: ['@o/pay'], members: [ada], parent: all}"
    text = b"people:\n  - {id: ada}\n\n  - id: ben\nteams:\n  - " + pay
    people = parse_people(text, "people.yaml")
    assert [str(person.place) for person in people.persons] == ["people.yaml:2:5", "people.yaml:4:5"]
    (team,) = people.teams
    assert (team.id, team.names, team.members, team.parent) == ("pay", ("@o/pay",), ("ada",), "all")
    assert (team.active, team.known, str(team.place)) == (True, True, "people.yaml:6:5")


@pytest.mark.parametrize(
    "text", [b"people: [{id: a, place: {file: x}}]", b"people: [{id: a, until: x}]", b"teams: [{}]"]
)
def test_what_a_people_file_does_not_have(text: bytes) -> None:
    with pytest.raises(UsageError):
        parse_people(text, "people.yaml")
