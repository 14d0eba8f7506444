"""Grafana in Terraform: rule groups, contact points, notification policies, mute timings, dashboards.

Each is written as Grafana's own provisioning files are, and read by what reads those.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.routing import Routing
from watchkeeper.formats.alerts.grafana_rules import rules_in
from watchkeeper.formats.routes.grafana_policies import parse_grafana
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import (
    LINE,
    Fields,
    Value,
    items,
    number,
    parsed,
    pointers,
    shown,
    tables,
    text,
)
from watchkeeper.formats.terraform.plan import Plan, place_of
from watchkeeper.formats.yaml.nodes import Document, Node

SETTINGS = {"integration_key": "integrationKey", "api_key": "apiKey", "endpoint_url": "endpointUrl",
            "authorization_credentials": "authorization_credentials", "user_key": "userKey",
            "api_token": "apiToken", "chat_id": "chatid"}  # fmt: skip
"""Attributes of contact points that Grafana's files call otherwise."""
NOT_KINDS = frozenset({"name", "org_id", "disable_provenance"})
MOST_DEPTH = 20


def grafana_rules(plan: Plan) -> Iterator[AlertRule]:
    """The rules of every `grafana_rule_group`."""
    for one in plan.of("grafana_rule_group"):
        rules = [_rule(one, fields) for fields in tables(one.fields.get("rule")) if "record" not in fields]
        seconds = f"{int(number(one.fields.get('interval_seconds'), 60))}s"
        group = _mapping(one.place, name=shown(one.fields.get("name")), interval=seconds, rules=rules)
        yield from rules_in(_mapping(one.place, groups=[group]))


def _rule(one: Resource, fields: Fields) -> Node:
    place = place_of(one, fields)
    settings = next(iter(tables(fields.get("notification_settings"))), {})
    return _mapping(
        place,
        title=shown(fields.get("name")),
        condition=text(fields.get("condition")),
        data=[_data(place, row) for row in tables(fields.get("data"))],
        labels=_node(fields.get("labels"), place),
        annotations=_node(fields.get("annotations"), place),
        isPaused=text(fields.get("is_paused")),
        **{"for": text(fields.get("for"))},
        notification_settings=_mapping(place, receiver=shown(settings.get("contact_point"))),
    )


def _data(place: Place, row: Fields) -> Node:
    model = parsed(row.get("model"))
    return _mapping(
        place,
        refId=text(row.get("ref_id")),
        datasourceUid=shown(row.get("datasource_uid")),
        model=_plain_node(model if isinstance(model, dict) else {}, place),
    )


def grafana_routings(plan: Plan, problems: list[Problem]) -> tuple[Routing, ...]:
    """The notification policies of a configuration with the contact points and mute timings beside them."""
    policies = plan.of("grafana_notification_policy")
    if not policies:
        return ()
    place = policies[0].place
    timings = plan.of("grafana_mute_timing")
    root = _mapping(
        place,
        policies=[_policy(one.fields, one.place, 0) for one in policies],
        contactPoints=[_contact(one) for one in plan.of("grafana_contact_point")],
        muteTimes=[_timing(one) for one in timings],
    )
    try:
        return parse_grafana([Document(root)], place.file)
    except UsageError as error:
        problems += error.problems
        return ()


def _policy(fields: Fields, place: Place, depth: int) -> Node:
    below = tables(fields.get("policy")) if depth < MOST_DEPTH else []
    matchers = [
        Node([_text(row.get(key), place) for key in ("label", "match", "value")], place)
        for row in tables(fields.get("matcher"))
    ]
    return _mapping(
        place,
        orgId=text(fields.get("org_id")),
        receiver=shown(fields.get("contact_point")),
        object_matchers=matchers,
        group_by=[_text(one, place) for one in items(fields.get("group_by"))],
        mute_time_intervals=[_text(one, place) for one in items(fields.get("mute_timings"))],
        active_time_intervals=[_text(one, place) for one in items(fields.get("active_timings"))],
        **{"continue": Node(text(fields.get("continue")) or "false", place)},
        **{key: text(fields.get(key)) for key in ("group_wait", "group_interval", "repeat_interval")},
        routes=[_policy(row, Place(place.file, _line(row, place)), depth + 1) for row in below],
    )


def _contact(one: Resource) -> Node:
    ways = [
        _mapping(place_of(one, row), type=kind, settings=_settings(row, place_of(one, row)))
        for kind, rows in one.fields.items()
        if kind not in NOT_KINDS
        for row in tables(rows)
    ]
    return _mapping(one.place, orgId=text(one.fields.get("org_id")), name=shown(one.fields.get("name")), receivers=ways)


def _settings(row: Fields, place: Place) -> Node:
    """The settings of a way. A key that exists only later is the address of what makes it."""
    found = {}
    for key, value in row.items():
        keys = pointers(value) if key in SETTINGS else []
        written = keys[0].address if keys else ", ".join(shown(one) for one in items(value))
        if key != LINE and written:
            found[SETTINGS.get(key, key)] = Node(written, place)
    return Node(found, place)


def _timing(one: Resource) -> Node:
    rows = [
        _mapping(
            one.place,
            times=[
                _mapping(one.place, start_time=text(t.get("start")), end_time=text(t.get("end")))
                for t in tables(row.get("times"))
            ],
            location=text(row.get("location")),
            **{
                key: [_text(v, one.place) for v in items(row.get(key))]
                for key in ("weekdays", "months", "years", "days_of_month")
            },
        )
        for row in tables(one.fields.get("intervals"))
    ]
    return _mapping(
        one.place, orgId=text(one.fields.get("org_id")), name=shown(one.fields.get("name")), time_intervals=rows
    )


def grafana_dashboards(plan: Plan) -> Iterator[tuple[bytes, Place]]:
    """The dashboards whose JSON stands in the configuration itself."""
    for one in plan.of("grafana_dashboard"):
        found = parsed(one.fields.get("config_json"))
        if isinstance(found, dict):
            yield json.dumps(found).encode(), one.place


def _line(fields: Fields, place: Place) -> int:
    found = fields.get(LINE)
    return found if isinstance(found, int) else place.line


def _mapping(place: Place, **entries: Node | str | list[Node]) -> Node:
    """A mapping of what is there: empty texts and lists are left out."""
    found: dict[str, Node] = {}
    for key, value in entries.items():
        if isinstance(value, Node):
            found[key] = value
        elif value:
            found[key] = Node(value, place, quoted=isinstance(value, str))
    return Node(found, place, dict.fromkeys(found, place))


def _text(value: Value, place: Place) -> Node:
    return Node(shown(value), place, quoted=True)


def _node(value: Value, place: Place) -> Node:
    return _mapping(place, **{k: shown(v) for row in tables(value)[:1] for k, v in row.items() if k != LINE})


def _plain_node(value: object, place: Place, depth: int = 0) -> Node:
    if isinstance(value, dict) and depth < MOST_DEPTH:
        return Node({str(k): _plain_node(v, place, depth + 1) for k, v in value.items()}, place)
    if isinstance(value, list) and depth < MOST_DEPTH:
        return Node([_plain_node(one, place, depth + 1) for one in value], place)
    return Node(None if value is None else str(value), place, quoted=isinstance(value, str))
