"""Datadog in Terraform: monitors, monitors as JSON, synthetic tests, and the services of its PagerDuty integration."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.same_name import plain_name
from watchkeeper.formats.monitors.datadog import annotations_of, labels_of, monitor_rule, unknown_ways
from watchkeeper.formats.monitors.handles import handles_of, ways_of
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import Fields, number, parsed, plain, shown, table, text
from watchkeeper.formats.terraform.plan import Plan, keys_of, reason

OPTIONS = ("notify_no_data", "on_missing_data")
Keys = Callable[[str, str], Sequence[str]]


def datadog_rules(plan: Plan) -> Iterator[AlertRule]:
    """The monitors and synthetic tests of a configuration, in its order."""
    keys = _keys(plan)
    for one in plan.of("datadog_monitor"):
        yield monitor_rule(_monitor(one.fields), one.place, keys, _vague(one))
    for one in plan.of("datadog_monitor_json"):
        found = parsed(one.fields.get("monitor"))
        if isinstance(found, dict):
            yield monitor_rule(found, one.place, keys, reason(one.fields.get("monitor")))
    for one in plan.of("datadog_synthetics_test"):
        yield _synthetic(one, keys)


def _monitor(fields: Fields) -> dict[str, object]:
    """The attributes as the API names them."""
    options = {key: plain(fields[key]) for key in OPTIONS if key in fields}
    tags = plain(fields.get("tags"))
    kept = {key: shown(fields.get(key)) for key in ("name", "type", "query", "message")}
    return {**kept, "tags": tags if isinstance(tags, list) else [], "options": options}


def _vague(one: Resource) -> str:
    """What of a monitor is not known: whether it exists, whom it tells, what it asks."""
    exists = f"whether it exists is not known: {one.maybe}" if one.maybe else ""
    return exists or reason(*(one.fields.get(key) for key in ("message", "query")))


def _synthetic(one: Resource, keys: Keys) -> AlertRule:
    message = shown(one.fields.get("message"))
    handles = tuple(handles_of(message))
    address = shown(table(one.fields.get("request_definition")).get("url"))
    tags = plain(one.fields.get("tags"))
    return AlertRule(
        name=shown(one.fields.get("name")),
        family="uptime",
        query=address,
        place=one.place,
        labels=labels_of(tags),
        annotations=annotations_of(message),
        every=number(table(one.fields.get("options_list")).get("tick_every"), 60),
        notifies=tuple(dict.fromkeys(handle.text for handle in handles)),
        not_simulated="; ".join(part for part in ("Datadog runs this test", _vague(one)) if part),
        paused=text(one.fields.get("status")) == "paused",
        ways=ways_of(handles, one.place, keys) or unknown_ways(message, one.place),
        watches=("absence",),
    )


def _keys(plan: Plan) -> Keys:
    """The keys of the PagerDuty and Opsgenie services that Datadog was told of, by the name in a handle."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in plan.of("datadog_integration_pagerduty_service_object"):
        key = ("pagerduty", plain_name(text(one.fields.get("service_name"))))
        found[key] = keys_of(one.fields.get("service_key"))
    for one in plan.of("datadog_integration_opsgenie_service_object"):
        key = ("opsgenie", plain_name(text(one.fields.get("name"))))
        found[key] = keys_of(one.fields.get("opsgenie_api_key"))
    return lambda kind, name: found.get((kind, plain_name(name)), ())
