"""Routing inside other things: Kubernetes, Helm values, the operator's resources, Grafana, exports of silences."""

from __future__ import annotations

import base64
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.alerting.deliver import deliver
from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.routing import Matcher, Routing
from watchkeeper.formats.routes.recognise import KINDS, kind_of
from watchkeeper.formats.routes.silences import parse_silences
from watchkeeper.formats.routes.sources import parse_routing

PLAIN = "route:\n  receiver: a\n  routes:\n  - {receiver: a, matchers: [x=y]}\nreceivers:\n- name: a\n"
BROKEN = PLAIN.replace("x=y", "'x=~['")


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def secret(text: str, *, encoded: bool = False) -> str:
    if encoded:
        return f"kind: Secret\ndata:\n  alertmanager.yaml: {base64.b64encode(text.encode()).decode()}\n"
    return f"kind: Secret\nstringData:\n  alertmanager.yaml: |\n{indented(text, 4)}"


def read(text: str) -> Routing:
    (routing,) = parse_routing([("f.yaml", text.encode())])
    return routing


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("alertmanager", PLAIN),
        ("kubernetes", secret(PLAIN)),
        ("kubernetes", secret(PLAIN, encoded=True)),
        ("kubernetes", f"kind: ConfigMap\ndata:\n  alertmanager.yml: |\n{indented(PLAIN, 4)}"),
        ("helm", f"alertmanager:\n  enabled: true\n  config:\n{indented(PLAIN, 4)}"),
        ("helm", f"stack:\n  alertmanager:\n    stringConfig: |\n{indented(PLAIN, 6)}"),
        ("helm", f"alertmanagerFiles:\n  alertmanager.yml:\n{indented(PLAIN, 4)}"),
        ("alertmanager", json.dumps({"route": {"receiver": "a", "routes": [{"receiver": "a", "matchers": ["x=y"]}]},
                                     "receivers": [{"name": "a"}]})),
    ],
)  # fmt: skip
def test_the_same_configuration_wherever_it_stands(kind: str, text: str) -> None:
    assert kind_of("f.yaml", text.encode()) == kind
    routing = read(text)
    assert routing.root.routes[0].matchers == (Matcher("x", "=", "y"),)
    assert list(routing.receivers) == ["a"]


@pytest.mark.parametrize(
    ("text", "place"),
    [(BROKEN, (4, 30)), (secret(BROKEN), (7, 34)), (secret(BROKEN, encoded=True), (3, 22)),
     (f"alertmanager:\n  config:\n{indented(BROKEN, 4)}", (6, 34))],
)  # fmt: skip
def test_faults_have_the_place_in_the_outer_file(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    found = caught.value.problems[0].place
    assert found
    assert (found.line, found.column) == place


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("kind: Secret\ndata:\n  alertmanager.yaml: '%%%'\n", "base64"),
        ("kind: Secret\nstringData:\n  alertmanager.yaml: ENC[AES256]\nsops: {version: 3}\n", "encrypted"),
        ("kind: Secret\ndata:\n  alertmanager.yaml.gz: H4sI\n", "gzip"),
        ("kind: Secret\nstringData:\n  alertmanager.yaml: |\n    {{ .Values.config }}\n", "not rendered"),
        ("alertmanager:\n  stringConfig: |\n    route: {{ .Values.x }}\n", "template"),
        ("{{- if .Values.on }}\nroute:\n  receiver: a\n{{- end }}\n", "not rendered"),
        ("kind: Deployment\n", "known"),
        ("", "known"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    assert why in str(caught.value)


RESOURCE = """
apiVersion: monitoring.coreos.com/VERSION
kind: AlertmanagerConfig
metadata: {name: cfg, namespace: shop}
spec:
  route:
    receiver: pager
    groupBy: [job]
    groupWait: 10s
    routes:
    - receiver: chat
      matchers: [{name: severity, value: warning, matchType: "="}]
      muteTimeIntervals: [night]
  receivers:
  - name: pager
    pagerdutyConfigs: [{routingKey: {name: keys, key: pd}}]
  - name: chat
    slackConfigs: [{channel: '#shop', apiURL: {name: keys, key: slack}}]
  inhibitRules:
  - sourceMatch: [{name: severity, value: critical, matchType: "="}]
    targetMatch: [{name: severity, value: warning, matchType: "="}]
    equal: [job]
  INTERVALS:
  - name: night
    timeIntervals: [{times: [{startTime: '00:00', endTime: '06:00'}], daysOfMonth: [{start: 1, end: -1}]}]
"""
ALPHA = RESOURCE.replace("VERSION", "v1alpha1").replace("INTERVALS", "muteTimeIntervals")
BETA = RESOURCE.replace("VERSION", "v1beta1").replace("INTERVALS", "timeIntervals")
NIGHT = 1_795_917_600  # 02:00 UTC


@pytest.mark.parametrize("text", [ALPHA, BETA])
def test_the_operators_resources(text: str) -> None:
    assert kind_of("f.yaml", text.encode()) == "operator"
    (routing,) = parse_routing([("am.yaml", PLAIN.encode()), ("cfg.yaml", text.encode())])
    first, own = routing.root.routes
    assert (first.goes_on, first.matchers) == (True, (Matcher("namespace", "=", "shop"),))
    assert (first.receiver, first.group_by, first.group_wait) == ("shop/cfg/pager", ("job",), 10)
    assert own.matchers == (Matcher("x", "=", "y"),)
    labels = {"namespace": "shop", "severity": "warning", "x": "y", "job": "j"}
    chat, plain = deliver(routing, labels, NIGHT)
    assert (chat.steps[-1].receiver, chat.muted, plain.steps[-1].receiver) == ("shop/cfg/chat", "shop/cfg/night", "a")
    ways = routing.receivers["shop/cfg/pager"].integrations
    assert [(way.kind, way.paging, way.target) for way in ways] == [("pagerduty", "page", "key pd of the Secret keys")]
    source = {"severity": "critical", "job": "j"}
    assert not deliver(routing, labels, NIGHT, [source])[0].inhibited  # not of that namespace
    assert deliver(routing, labels, NIGHT, [{**source, "namespace": "shop"}])[0].inhibited


def test_the_operators_resources_alone_and_bound_to_nothing() -> None:
    text = "kind: Alertmanager\nmetadata: {namespace: shop}\nspec: {alertmanagerConfigMatcherStrategy: {type: None}}\n"
    (routing,) = parse_routing([("a.yaml", f"{text}---{BETA}".encode())])
    assert routing.root.receiver == "null"
    assert routing.root.routes[0].matchers == ()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [("v1beta1", "v9", "unknown version"), (", namespace: shop", "", "namespace is missing"),
     ('matchType: "="', 'matchType: "~"', "one of =, !=, =~, !~"), ("receiver: chat", "receiver: x", "undefined")],
)  # fmt: skip
def test_resources_that_the_operator_refuses(old: str, new: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(BETA.replace(old, new))
    assert why in str(caught.value)


POLICIES = """
apiVersion: 1
policies:
- orgId: 1
  receiver: mail
  group_by: ['...']
  routes:
  - receiver: pager
    object_matchers: [[severity, '=~', 'page|critical'], [team, '=', '"shop"']]
    mute_time_intervals: [night]
    continue: true
    routes:
    - {receiver: mail, object_matchers: [[team name, '!=', x]]}
  - {receiver: mail, matchers: ['severity="page"']}
"""
CONTACTS = """
apiVersion: 1
contactPoints:
- orgId: 1
  name: pager
  receivers:
  - {uid: p, type: pagerduty, settings: {integrationKey: very-secret}}
  - {uid: o, type: pagerduty, settings: {integrationKey: $PD_KEY}}
- {orgId: 1, name: mail, receivers: [{uid: m, type: email, settings: {addresses: a@example.com}}]}
muteTimes:
- {orgId: 1, name: night, time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]}
"""


def test_grafana() -> None:
    assert kind_of("f.yaml", POLICIES.encode()) == kind_of("f.yaml", CONTACTS.encode()) == "grafana"
    (routing,) = parse_routing([("p.yaml", POLICIES.encode()), ("c.yaml", CONTACTS.encode())])
    assert routing.system == "grafana"
    assert b"very-secret" not in msgspec.json.encode(routing)
    labels = {"severity": "page", "team": "shop", "team name": "x"}
    pager, mail = deliver(routing, labels, NIGHT)
    assert pager.receiver
    assert (pager.receiver.paging, pager.muted) == ("page", "night")
    assert [way.keys for way in pager.receiver.integrations] == [(fingerprint("very-secret"),), ()]
    assert mail.steps[-1].receiver == "mail"
    below = deliver(routing, {**labels, "team name": "y"}, NIGHT)[0]
    assert (below.steps[-1].receiver, below.muted) == ("mail", "")


def test_grafana_with_a_part_missing_is_not_known() -> None:
    routing = read(POLICIES)
    (first, _) = deliver(routing, {"severity": "page", "team": "shop", "team name": "x"}, NIGHT)
    assert (first.receiver, first.muted) == (None, "night (not defined)")
    assert len(routing.problems) == 4  # two contact points, a mute timing, and that it is not inherited


def test_grafanas_own_configuration_and_answers_of_its_api() -> None:
    contact = {"name": "a", "type": "webhook", "settings": {"url": "https://api.incident.io/v2/alert_events/x"}}
    inner = {"route": {"receiver": "a"}, "receivers": [{"name": "a", "grafana_managed_receiver_configs": [contact]}]}
    whole = json.dumps({"alertmanager_config": inner})
    parts = [json.dumps({"receiver": "a", "routes": [], "provenance": "api"}), json.dumps([contact])]
    for files in ([whole], parts):
        (routing,) = parse_routing([(f"{n}.json", text.encode()) for n, text in enumerate(files)])
        assert routing.receivers["a"].paging == "page"


@pytest.mark.parametrize(
    "text",
    [POLICIES.replace("receiver: mail\n  group_by", "group_by"), POLICIES.replace("'=~'", "'~='"), CONTACTS,
     POLICIES.replace("page|critical", "page|("), POLICIES.replace("  group_by", "  continue: true\n  group_by")],
)  # fmt: skip
def test_grafana_refuses(text: str) -> None:
    with pytest.raises(UsageError):
        read(text)


EXPORT = [
    {
        "id": "s1", "status": {"state": "active"}, "createdBy": "ada", "comment": "planned \\ud83d\\ude00",
        "startsAt": "2026-11-29T01:00:00.000Z", "endsAt": "2026-11-29T03:00:00.123456789+01:00",
        "matchers": [{"name": "a", "value": "b", "isRegex": False},
                     {"name": "c", "value": "d.*", "isRegex": True, "isEqual": False}],
    }
]  # fmt: skip


def test_silences() -> None:
    data = json.dumps(EXPORT).encode()
    assert kind_of("s.json", data) == "silences"
    (silence,) = parse_silences(data, "s.json")
    assert [str(matcher) for matcher in silence.matchers] == ['a="b"', 'c!~"d.*"']
    assert (silence.id, silence.by, round(silence.ends_at - silence.starts_at)) == ("s1", "ada", 3_600)
    assert parse_silences(b"[]", "s.json") == ()


@pytest.mark.parametrize(
    "data",
    [b"{}", b"[1]", b'[{"id": "x"}]', json.dumps([{**EXPORT[0], "matchers": []}]).encode(),
     json.dumps([{**EXPORT[0], "startsAt": "soon"}]).encode(), b"\xff", b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_export_of_silences(data: bytes) -> None:
    with pytest.raises(UsageError):
        parse_silences(data, "s.json")


@pytest.mark.parametrize(
    ("path", "text"),
    [("a.txt", PLAIN), ("otel.yaml", "receivers:\n  otlp:\nexporters:\n"), ("a.yaml", "kind: Deployment\n"),
     ("crd.yaml", "kind: CustomResourceDefinition\nspec: {names: {kind: AlertmanagerConfig}}\n"),
     ("big.yaml", PLAIN + "#" * (1 << 20)), ("policy.yaml", "apiVersion: v1\npolicies: []\n"), ("e.json", "[]")],
)  # fmt: skip
def test_other_files_are_not_taken_for_it(path: str, text: str) -> None:
    assert kind_of(path, text.encode()) == ""


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    assert kind_of("a.yaml", data) in {"", *KINDS}
    for parse in (lambda: parse_routing([("a.yaml", data)]), lambda: parse_silences(data, "a.json")):
        try:
            parse()
        except UsageError:
            continue


WORDS = """kind AlertmanagerConfig Secret metadata namespace name spec route receiver receivers policies contactPoints
alertmanager config object_matchers matchers muteTimes time_intervals settings type webhookConfigs a 1 = inhibitRules
alertmanager_config data stringData alertmanager.yaml"""
words = st.sampled_from(WORDS.split())


@given(
    st.recursive(
        words | st.none() | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=5),
        max_leaves=25,
    )
)
def test_any_tree(tree: object) -> None:
    try:
        parse_routing([("a.yaml", msgspec.json.encode(tree))])
    except UsageError:
        return
