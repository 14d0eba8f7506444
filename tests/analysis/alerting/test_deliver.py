"""Which routes labels take, what holds a notification back, and when the first one leaves.

The tables are those of Alertmanager's own tests (routes, inhibition, matching), re-expressed.
"""

from __future__ import annotations

import pathlib

import pytest

from watchkeeper.analysis.alerting.compiled import compile_routing
from watchkeeper.analysis.alerting.deliver import deliver
from watchkeeper.analysis.alerting.matching import compile_matchers, fits
from watchkeeper.domain.readiness.routing import Inhibition, Matcher, Route, Routing, Silence
from watchkeeper.formats.routes.alertmanager import parse_alertmanager
from watchkeeper.formats.routes.matchers import parse_matchers

DATA = pathlib.Path(__file__).parents[3] / ".." / "shared" / "data" / "alertmanager" / "cli" / "testdata"
TREE = """
route:
  receiver: def
  routes:
  - {team_a}
    receiver: A
    routes:
    - {testing}
      receiver: testing
      group_by: [...]
    - {production}
      receiver: productionA
      group_wait: 1m
      continue: true
    - {anything}
      receiver: productionB
      group_wait: 30s
      group_interval: 5m
      repeat_interval: 1h
      group_by: [job]
  - {team_bc}
    group_by: [foo, bar]
    group_wait: 2m
    receiver: BC
  - {role}
    group_by: [role]
    routes:
    - {testing}
      receiver: testing
      routes:
      - {long}
        group_wait: 2m
receivers: [{{name: def}}, {{name: A}}, {{name: testing}}, {{name: productionA}}, {{name: productionB}}, {{name: BC}}]
"""
OLD = {
    "team_a": "match: {owner: team-A}", "testing": "match: {env: testing}", "production": "match: {env: production}",
    "anything": "match_re: {env: 'produ.*', job: '.*'}", "team_bc": "match_re: {owner: 'team-(B|C)'}",
    "role": "match: {group_by: role}", "long": "match: {wait: long}",
}  # fmt: skip
NEW = {
    "team_a": """matchers: ['{owner="team-A"}', '{level!="critical"}']""",
    "testing": """matchers: ['{env="testing"}']""",
    "production": """matchers: ['{env="production"}']""", "anything": """matchers: [ env=~"produ.*", job=~".*"]""",
    "team_bc": """matchers: [owner=~"team-(B|C)"]""", "role": """matchers: [group_by="role"]""",
    "long": """matchers: [wait="long"]""",
}  # fmt: skip
MIXED = {**NEW, "production": OLD["production"], "team_bc": OLD["team_bc"]}
TAKEN = [
    ({"owner": "team-A"}, [("A", (), 30, 300, 14_400)]),
    ({"owner": "team-A", "env": "unset"}, [("A", (), 30, 300, 14_400)]),
    ({"owner": "team-C"}, [("BC", ("foo", "bar"), 120, 300, 14_400)]),
    ({"owner": "team-A", "env": "testing"}, [("testing", ("...",), 30, 300, 14_400)]),
    ({"owner": "team-A", "env": "production"},
     [("productionA", (), 60, 300, 14_400), ("productionB", ("job",), 30, 300, 3_600)]),
    ({"group_by": "role"}, [("def", ("role",), 30, 300, 14_400)]),
    ({"env": "testing", "group_by": "role"}, [("testing", ("role",), 30, 300, 14_400)]),
    ({"env": "testing", "group_by": "role", "wait": "long"}, [("testing", ("role",), 120, 300, 14_400)]),
]  # fmt: skip


@pytest.mark.parametrize("spelling", [OLD, NEW, MIXED], ids=["old", "new", "mixed"])
@pytest.mark.parametrize(("labels", "taken"), TAKEN)
def test_routes(spelling: dict[str, str], labels: dict[str, str], taken: list[tuple[object, ...]]) -> None:
    routing = parse_alertmanager(TREE.format(**spelling).encode(), "am.yml")
    last = [steps[-1] for steps in compile_routing(routing).routes(labels)]
    assert [(r.receiver, r.group_by, r.group_wait, r.group_interval, r.repeat_interval) for r in last] == taken


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [({"owner": "team-A"}, "A"), ({"owner": "team-A", "env": "testing"}, "A"),
     ({"owner": "team-A", "env": "production"}, "A"), ({"owner": "team-B", "env": "production"}, "B")],
)  # fmt: skip
def test_labels_of_routes_change_nothing(labels: dict[str, str], receiver: str) -> None:
    text = """
route:
  receiver: def
  routes:
  - matchers: ['{owner="team-A"}', '{level!="critical"}']
    labels: {team: team-A}
    receiver: A
    routes:
    - {matchers: ['{env="testing"}', '{baz!~".*quux"}'], labels: {team: '{{ .x }}'}}
    - {matchers: ['{env="production"}'], labels: {severity: production}}
  - {matchers: ['{owner="team-B"}'], receiver: B}
receivers: [{name: def}, {name: A}, {name: B}]
"""
    (one,) = deliver(parse_alertmanager(text.encode(), "am.yml"), labels, 0)
    assert one.steps[-1].receiver == receiver


@pytest.mark.parametrize(
    ("file", "value", "receivers"),
    [("conf.routing.yml", "1", ["test1"]), ("conf.routing.yml", "2", ["test1", "test2"]),
     ("conf.routing-reverted.yml", "2", ["test2", "test1"]), ("conf.routing.yml", "volovina", ["default"])],
)  # fmt: skip
def test_the_four_cases_of_alertmanagers_command_line(file: str, value: str, receivers: list[str]) -> None:
    if not DATA.is_dir():
        pytest.skip("the shared data folder is not beside this checkout, so Alertmanager's own files cannot run")
    routing = parse_alertmanager((DATA / file).read_bytes(), file)
    found = deliver(routing, {"test": value}, 0)
    assert [delivery.receiver.name for delivery in found if delivery.receiver] == receivers


@pytest.mark.parametrize(
    ("matcher", "value", "fit"),
    [
        ("a=bar", "bar", True), ("a=bar", "foo-bar", False), ("a!=bar", "bar", False), ("a!=bar", "foo-bar", True),
        ("a=~bar", "bar", True), ("a=~bar", "foo-bar", False), ("a=~.*bar", "foo-bar", True), ("a!~bar", "bar", False),
        ("a!~bar", "foo-bar", True), ("a!~.*bar", "foo-bar", False), ("a=~foo.bar", "foo-bar", True),
        ("a=~foo\\.bar", "foo-bar", False), ("a=~foo\\.bar", "foo.bar", True), ('a="foo\\nbar"', "foo\nbar", True),
        ("a=~foo.bar", "foo\nbar", False), ("a=~(?s)foo.bar", "foo\nbar", True), ("a=~bar", "bar\n", False),
        ("a=", None, True), ("a!=", None, False), ("a=~.*", None, True), ("a=~.+", None, False), ("a!~x", None, True),
        ("a=~b|c", "cx", False), ("a=~.", "\udcff", True), ("a=~.+", "é", True),
    ],
)  # fmt: skip
def test_matching(matcher: str, value: str | None, *, fit: bool) -> None:
    assert fits(compile_matchers(parse_matchers(matcher)), {} if value is None else {"a": value}) == fit


def rule(source: str, target: str, *equal: str) -> Inhibition:
    return Inhibition(parse_matchers(source), parse_matchers(target), equal)


EQUAL = [rule("s1=1", "t1=1", "e"), rule("s2=1", "t2=1", "e")]
NOT_EQUAL = [rule("s1=1", "t1!=1", "e"), rule("s2=1", "t2=1", "e")]
SOURCES = [{"s1": "1", "t1": "2", "e": "1"}, {"s2": "1", "t2": "1", "e": "1"}]
TARGETS: list[tuple[dict[str, str], bool, bool]] = [
    ({"t1": "1", "e": "1"}, True, False),
    ({"t2": "1", "e": "1"}, True, True),
    ({"t1": "1", "t3": "1", "e": "1"}, True, False),
    ({"t1": "1", "t2": "1", "e": "1"}, True, True),
    ({"t1": "0", "e": "1"}, False, True),
    ({"s1": "1", "t1": "1", "e": "1"}, True, False),
    ({"s2": "1", "t2": "1", "e": "1"}, False, True),
    ({"t1": "1", "e": "0"}, False, False),
]
OTHERS = [
    ([rule("", "")], [], {"a": "b"}, False),
    ([rule("", "x=~.*")], [{}], {"a": "b"}, False),  # both sides fit both alerts
    ([rule("s=1", "")], [{"s": "1"}], {"a": "b"}, True),  # no equal labels: any source will do
    ([rule("s=1", "", "a", "b")], [{"s": "1", "a": "b", "b": "f"}], {"a": "b", "b": "c"}, False),
    ([rule("s=1", "", "a")], [{"s": "1", "a": "b", "c": "f"}], {"a": "b"}, True),
    ([rule("s=1", "", "a")], [{"s": "1", "a": "c"}], {"a": "b"}, False),
    ([rule("s=1", "t=1", "e")], [{"t": "1", "e": "f"}], {"t": "1", "e": "f"}, False),
    ([rule("s=1", "t=1", "e")], [{"t": "1", "e": "f"}, {"s": "1", "e": "f"}], {"t": "1", "e": "f"}, True),
    ([rule("s=1", "t=1", "e")], [{"t": "1", "e": "f"}, {"s": "1", "e": "f"}], {"s": "1", "e": "f"}, False),
    ([rule("s=1", "t=1", "e")], [{"s": "1"}], {"t": "1"}, True),  # a label that both lack is equal
    ([rule("s=1", "t=1", "e")], [{"s": "1", "e": ""}], {"t": "1"}, True),
    ([rule("s=1", "t=1")], [{"s": "1", "t": "1"}], {"s": "1", "t": "1"}, False),  # itself
]  # fmt: skip


def inhibited(rules: list[Inhibition], firing: list[dict[str, str]], labels: dict[str, str]) -> bool:
    routing = Routing("alertmanager", Route("a"), {}, "am.yml", inhibitions=tuple(rules))
    return bool(deliver(routing, labels, 0, firing)[0].inhibited)


@pytest.mark.parametrize(("labels", "by_equal", "by_not_equal"), TARGETS)
def test_inhibition(labels: dict[str, str], *, by_equal: bool, by_not_equal: bool) -> None:
    assert inhibited(EQUAL, SOURCES, labels) == by_equal
    assert inhibited(NOT_EQUAL, SOURCES, labels) == by_not_equal


@pytest.mark.parametrize(("rules", "firing", "labels", "held"), OTHERS)
def test_inhibition_more(
    rules: list[Inhibition], firing: list[dict[str, str]], labels: dict[str, str], *, held: bool
) -> None:
    assert inhibited(rules, firing, labels) == held


TRAP = b"""
route:
  receiver: everybody
  routes:
  - matchers: [team=shop]
    receiver: shop
    mute_time_intervals: [night]
    routes:
    - {matchers: [severity=page], receiver: pager, group_wait: 10s}
    - {matchers: [severity=warning], mute_time_intervals: [night]}
receivers:
- name: everybody
- name: shop
- {name: pager, pagerduty_configs: [{routing_key: k}]}
time_intervals:
- name: night
  time_intervals:
  - times: [{start_time: '22:00', end_time: '24:00'}, {start_time: '00:00', end_time: '06:00'}]
"""
TWO = 1_795_917_600  # 2026-11-29 02:00 UTC


def test_a_child_of_a_muted_route_is_not_muted() -> None:
    routing = parse_alertmanager(TRAP, "am.yml")
    (page,) = deliver(routing, {"team": "shop", "severity": "page"}, TWO)
    assert (page.muted, page.first_notification_seconds, page.reaches) == ("", 10, True)
    (warning,) = deliver(routing, {"team": "shop", "severity": "warning"}, TWO)
    assert (warning.muted, warning.first_notification_seconds, warning.reaches) == ("night", None, False)
    assert any("not inherited" in problem.message for problem in routing.problems)


def test_the_clock_counts_at_the_start_and_when_the_wait_is_over() -> None:
    routing = parse_alertmanager(TRAP, "am.yml")
    labels = {"team": "shop", "severity": "warning"}
    evening = TWO - 4 * 3_600  # 22:00
    held = [deliver(routing, labels, evening + off)[0].muted for off in (-31, -30, 0, 8 * 3_600 - 1, 8 * 3_600)]
    assert held == ["", "night", "night", "night", ""]


def test_an_empty_receiver_gets_no_notification() -> None:
    (one,) = deliver(parse_alertmanager(TRAP, "am.yml"), {"team": "other"}, TWO)
    assert one.receiver
    assert (one.receiver.paging, one.first_notification_seconds) == ("nobody", None)


def test_silences_hold_while_they_last() -> None:
    routing = parse_alertmanager(TRAP, "am.yml")
    labels = {"team": "shop", "severity": "page"}
    silence = Silence("s1", (Matcher("team", "=~", "sh.*"),), TWO, TWO + 60)
    found = [deliver(routing, labels, at, (), [silence])[0].silenced for at in (TWO - 1, TWO, TWO + 59, TWO + 60)]
    assert found == ["", "s1", "s1", ""]
    assert deliver(routing, labels, TWO, (), [silence])[0].first_notification_seconds is None


def test_group_labels() -> None:
    routes = b"[{matchers: [all=1], group_by: ['...']}]"
    text = b"route: {receiver: a, group_by: [x, y], routes: %b}\nreceivers: [{name: a}]" % routes
    routing = parse_alertmanager(text, "am.yml")
    assert deliver(routing, {"x": "1", "z": "2"}, 0)[0].group_labels == {"x": "1"}
    assert deliver(routing, {"all": "1", "z": "2"}, 0)[0].group_labels == {"all": "1", "z": "2"}
