"""A whole configuration: refused where Alertmanager refuses it, what routes inherit, and no secret kept."""

from __future__ import annotations

import pathlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.routing import Routing
from watchkeeper.formats.routes.alertmanager import parse_alertmanager
from watchkeeper.formats.routes.integrations import KINDS

DATA = pathlib.Path(__file__).parents[3] / ".." / "shared" / "data" / "alertmanager"
TAKEN = {
    "conf.good.yml", "conf.empty-fields.yml", "conf.group-by-all.yml", "conf.http-config.good.yml",
    "conf.mattermost-default-webhook-url-file.yml", "conf.mattermost-default-webhook-url.yml",
    "conf.opsgenie-default-apikey-file.yml", "conf.opsgenie-default-apikey.yml",
    "conf.rocketchat-default-token-file.yml", "conf.rocketchat-default-token.yml",
    "conf.slack-default-api-url-file.yml", "conf.slack-default-app-token.yml", "conf.smtp-no-username-or-password.yml",
    "conf.smtp-password-global-and-local.yml", "conf.sns-topic-arn.yml", "conf.telegram-default-bot-token-file.yml",
    "conf.telegram-default-bot-token.yml", "conf.victorops-default-apikey-file.yml",
    "conf.victorops-default-apikey.yml", "conf.wechat-default-api-secret-file.yml",
}  # fmt: skip
"""What `config_test.go` loads; it expects an error of every other file of the folder."""
GOOD = "route: {receiver: a}\nreceivers: [{name: a}]\n"
REFUSED = {
    "": "no route",
    "receivers: [{name: a}]": "no routes provided",
    "route: {group_wait: 30s}": "no default receiver",
    "route: {receiver: a}\nreceivers: [{name: a}, {name: a}]": "twice",
    "route: {receiver: b}\nreceivers: [{name: a}]": "undefined receiver 'b'",
    "route: {receiver: a, routes: [{routes: [{receiver: x}]}]}\nreceivers: [{name: a}]": "undefined receiver 'x'",
    "route: {receiver: a}\nreceivers: [{name: ''}, {name: a}]": "no name",
    "route: {receiver: a}\nreceivers: [{name: a, labels: {name: b}}]": "label name",
    "route: {receiver: a, routes: [{mute_time_intervals: [h]}]}\nreceivers: [{name: a}]": "undefined time interval",
    "route: {receiver: a, routes: [{active_time_intervals: [h]}]}\nreceivers: [{name: a}]": "undefined time interval",
    f"{GOOD}time_intervals: [{{time_intervals: []}}]": "no name",
    f"{GOOD}mute_time_intervals: [{{name: d}}, {{name: d}}]": "twice",
    f"{GOOD}mute_time_intervals: [{{name: d}}]\ntime_intervals: [{{name: d}}]": "twice",
    "route: {receiver: a, group_by: [c, c]}\nreceivers: [{name: a}]": "twice",
    "route: {receiver: a, group_by: [c, ...]}\nreceivers: [{name: a}]": "stands alone",
    "route: {receiver: a, mute_time_intervals: [d]}\nreceivers: [{name: a}]\ntime_intervals: [{name: d}]": "mute_time",
    "route: {receiver: a, active_time_intervals: [d]}\nreceivers: [{name: a}]\ntime_intervals: [{name: d}]": "active_",
    "route: {receiver: a, match: {s: t}}\nreceivers: [{name: a}]": "matchers",
    "route: {receiver: a, match_re: {s: t}}\nreceivers: [{name: a}]": "matchers",
    "route: {receiver: a, matchers: [s=t]}\nreceivers: [{name: a}]": "matchers",
    "route: {receiver: a, continue: true}\nreceivers: [{name: a}]": "continue",
    "route: {receiver: a, group_interval: 0s}\nreceivers: [{name: a}]": "cannot be zero",
    "route: {receiver: a, repeat_interval: 0s}\nreceivers: [{name: a}]": "cannot be zero",
    "route: {receiver: a, group_wait: 30}\nreceivers: [{name: a}]": "not a duration",
    "route: {receiver: a, routes: [{match: {1a: b}}]}\nreceivers: [{name: a}]": "invalid label name",
    "route: {receiver: a, routes: [{matchers: 'a=b'}]}\nreceivers: [{name: a}]": "has to be a list",
    "route: {receiver: a, routes: [{matchers: ['a=~[']}]}\nreceivers: [{name: a}]": "regular expression",
    "route: {receiver: a, routes: [{matchers: ['a=~(?=b)']}]}\nreceivers: [{name: a}]": "regular expression",
    "route: {receiver: a, reciever: b}\nreceivers: [{name: a}]": "did you mean 'receiver'",
    "route: {receiver: a}\nroute: {receiver: a}\nreceivers: [{name: a}]": "twice",
    "route: {receiver: a}\nreceivers: [{name: a, email_configs: [{to: x@y.z}]}]": "smarthost",
    "global: {smtp_smarthost: localhost}\n" + GOOD: "host:port",
    "global: {smtp_smarthost: 'localhost:'}\n" + GOOD: "host:port",
    "route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url: 'ftp://x/'}]}]": "http",
    "route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url: '${HOOK}'}]}]": "placeholder",
    "route: {receiver: a}\nreceivers: [{name: a, webhook_configs: [{url: 'http://x/', url_file: f}]}]": "at most one",
    "route: {receiver: a, routes: [{matchers: ['a={{ .Values.team }}']}]}\nreceivers: [{name: a}]": "not rendered",
    "route:\n  {{- toYaml .Values.route }}\nreceivers: []": "not rendered",
}


def read(text: str) -> Routing:
    return parse_alertmanager(text.encode(), "am.yml")


@pytest.fixture(scope="module")
def folder() -> pathlib.Path:
    if not DATA.is_dir():
        pytest.skip("the shared data folder is not beside this checkout, so Alertmanager's own files cannot run")
    return DATA


def test_alertmanagers_own_files(folder: pathlib.Path) -> None:
    files = sorted((folder / "config" / "testdata").glob("*.yml"))
    assert len(files) == 46
    for file in files:
        try:
            parse_alertmanager(file.read_bytes(), file.name)
            taken = True
        except UsageError as error:
            taken = False
            assert all(problem.place and problem.place.line and problem.remedy for problem in error.problems)
        assert taken == (file.name in TAKEN), file.name


def test_the_files_of_its_command_line(folder: pathlib.Path) -> None:
    names = {"conf.good.yml": True, "conf.bad.yml": False, "conf.routing.yml": True, "conf.routing-reverted.yml": True}
    for name, taken in names.items():
        data = (folder / "cli" / "testdata" / name).read_bytes()
        if taken:
            assert parse_alertmanager(data, name).receivers
        else:
            with pytest.raises(UsageError):
                parse_alertmanager(data, name)


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_refused_as_the_server_would(text: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert why in str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_an_integration_that_says_nothing(kind: str) -> None:
    with pytest.raises(UsageError):
        read(f"global:\nroute: {{receiver: a}}\nreceivers:\n- name: a\n  {kind}_configs:\n  -\n")


def test_all_faults_at_once_each_with_its_place() -> None:
    text = "route:\n  receiver: a\n  routes:\n  - matchers: ['a=~[']\n    group_wait: soon\nreceivers:\n- name: b\n"
    with pytest.raises(UsageError) as caught:
        read(text)
    places = [(p.place.line, p.place.column) for p in caught.value.problems if p.place]
    assert places == [(2, 3), (4, 16), (5, 17)]


def test_routes_inherit_all_but_time_intervals() -> None:
    text = """
route:
  receiver: a
  group_by: [x]
  group_wait: 1m
  routes:
  - mute_time_intervals: [n]
    repeat_interval: 1h
    group_by: ['...']
    routes:
    - {}
    - {group_by: []}
receivers: [{name: a}]
time_intervals: [{name: n}]
"""
    (parent,) = read(text).root.routes
    child, bare = parent.routes
    assert parent.mute == ("n",)
    assert (child.mute, child.active) == ((), ())
    assert (child.receiver, child.group_by, child.group_wait, child.repeat_interval) == ("a", ("...",), 60, 3600)
    assert (bare.group_by, bare.group_interval) == ((), 300)


SECRETS = """
global: {opsgenie_api_key: very-secret-1, slack_api_url: 'https://hooks.slack.com/services/very-secret-2'}
route: {receiver: a}
receivers:
- name: a
  pagerduty_configs: [{routing_key: very-secret-3, severity: critical}]
  opsgenie_configs: [{}]
  slack_configs: [{channel: '#x'}]
  webhook_configs: [{url: 'https://u:very-secret-4@goalert.example.com/api/v2/prometheusalertmanager/incoming?token=very-secret-5-and-long'}]
  victorops_configs: [{api_key_file: /etc/key, routing_key: team}]
"""


def test_no_secret_is_kept() -> None:
    routing = read(SECRETS)
    assert b"very-secret" not in msgspec.json.encode(routing)
    ways = {way.kind: way for way in routing.receivers["a"].integrations}
    assert ways["pagerduty"].keys == (fingerprint("very-secret-3"),)
    assert ways["opsgenie"].keys == (fingerprint("very-secret-1"),)
    assert fingerprint("very-secret-5-and-long") in ways["webhook"].keys
    assert {kind: way.paging for kind, way in ways.items()} == {
        "pagerduty": "page", "opsgenie": "page", "slack": "notice", "webhook": "page", "victorops": "page",
    }  # fmt: skip
    assert (ways["webhook"].target, ways["slack"].target) == ("goalert.example.com", "#x, hooks.slack.com")
    assert ways["victorops"].target == "alert.victorops.com, key in /etc/key"


def test_no_secret_is_in_an_error() -> None:
    with pytest.raises(UsageError) as caught:
        read("route: {receiver: a}\nreceivers: [{name: a, slack_configs: [{api_url: 'very secret'}]}]")
    assert "very" not in str(caught.value)


def test_an_empty_receiver_is_said() -> None:
    assert "reach nobody" in str(read(GOOD).problems[0])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parse_alertmanager(data, "am.yml")
    except UsageError:
        return


WORDS = """route receivers name a routes matchers match_re global continue time_intervals webhook_configs url group_by
a=~b true 1m ..."""
words = st.sampled_from(WORDS.split())
trees = st.recursive(
    words | st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)


@given(trees)
def test_any_tree_is_read_or_refused(tree: object) -> None:
    try:
        parse_alertmanager(msgspec.json.encode(tree), "am.yml")
    except UsageError:
        return


def test_a_bomb_of_aliases_and_a_huge_file_are_refused() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9))
    for text in (f"l0: &l0 [x]\n{levels}\n", GOOD + "#" * (1 << 20), "[" * 5_000):
        with pytest.raises(UsageError):
            read(text)
