"""Google Cloud Monitoring in Terraform: alert policies, notification channels, uptime checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.routing import Integration, Paging
from watchkeeper.formats.monitors.datadog import described
from watchkeeper.formats.monitors.handles import mail_paging
from watchkeeper.formats.routes.pagers import address_keys, host_of, paging_of
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import (
    Fields,
    Value,
    items,
    number,
    pointers,
    shown,
    table,
    tables,
    text,
    texts,
    truth,
)
from watchkeeper.formats.terraform.plan import Plan, keys_of, reason

EVALUATES = "Google Cloud evaluates it"
CONDITIONS = ("condition_threshold", "condition_absent", "condition_matched_log", "condition_monitoring_query_language",
              "condition_prometheus_query_language", "condition_sql")  # fmt: skip
SIGNS = {"COMPARISON_GT": ">", "COMPARISON_LT": "<", "COMPARISON_GE": ">=", "COMPARISON_LE": "<="}
KINDS = {"webhook_tokenauth": "webhook", "webhook_basicauth": "webhook", "google_chat": "googlechat",
         "campfire": "slack", "hipchat": "slack"}  # fmt: skip
UPTIME = "google_monitoring_uptime_check_config"
_LABEL = re.compile(
    r"(?:resource|metric|metadata\.user_labels|metadata\.system_labels)\.?(?:labels?)?\.\"?(\w+)\"?\s*=\s*"
    r"\"([^\"]{1,200})\""
)
_METRIC = re.compile(r"metric\.type\s*=\s*(?:starts_with\()?\"([^\"]{1,300})\"")


def google_rules(plan: Plan) -> Iterator[AlertRule]:
    """The alert policies of a configuration, and the uptime checks that no policy watches."""
    watched: set[str] = set()
    for one in plan.of("google_monitoring_alert_policy"):
        watched |= {pointer.address for pointer in pointers(one.fields.get("conditions"))}
        yield _policy(one, plan)
    for one in plan.of(UPTIME):
        if one.address not in watched:
            yield _uptime(one)


def _policy(one: Resource, plan: Plan) -> AlertRule:
    fields = one.fields
    conditions = [(kind, row) for condition in tables(fields.get("conditions")) for kind, row in _parts(condition)]
    query = "; ".join(part for kind, row in conditions if (part := _query(kind, row)))
    ways = [way for channel in items(fields.get("notification_channels")) for way in _channel(channel, plan)]
    vague = f"whether it exists is not known: {one.maybe}" if one.maybe else _vague(one, plan)
    checks = {p.address for p in pointers(fields.get("conditions")) if UPTIME in p.address}
    absent = bool(checks) or any(kind == "condition_absent" for kind, _ in conditions) or "uptime_check" in query
    labels = {**texts(fields.get("user_labels"))}
    return AlertRule(
        name=shown(fields.get("display_name")),
        family="google",
        query=query,
        place=one.place,
        metrics=tuple(dict.fromkeys(_METRIC.findall(query))),
        matchers=dict(_LABEL.findall(query[: 1 << 16])),
        labels=labels,
        annotations=described(shown(table(fields.get("documentation")).get("content"))),
        wait=max((_seconds(row.get("duration")) for _, row in conditions), default=0),
        notifies=tuple(dict.fromkeys(f"{way.kind} {way.target}".strip() for way in ways)),
        not_simulated="; ".join(part for part in (EVALUATES, vague) if part),
        paused=truth(fields.get("enabled")) is False,
        ways=tuple(ways),
        watches=("absence",) if absent else (),
    )


def _parts(condition: Fields) -> Iterator[tuple[str, Fields]]:
    for kind in CONDITIONS:
        for row in tables(condition.get(kind)):
            yield kind, row


def _query(kind: str, row: Fields) -> str:
    if kind in {"condition_monitoring_query_language", "condition_prometheus_query_language", "condition_sql"}:
        return shown(row.get("query")).strip()
    asked = " ".join(shown(row.get("filter")).split())
    if kind == "condition_absent":
        return f"absent: {asked}"
    sign = SIGNS.get(text(row.get("comparison")), "")
    return f"{asked} {sign} {shown(row.get('threshold_value')) or '0'}" if sign else asked


def _seconds(value: Value) -> float:
    """The seconds of `60s`."""
    return number(text(value).removesuffix("s"))


def _vague(one: Resource, plan: Plan) -> str:
    if why := reason(one.fields.get("notification_channels")):
        return why
    gone = [str(p) for p in pointers(one.fields.get("notification_channels")) if plan.at(p) is None]
    return f"{gone[0]} is in none of these files" if gone else reason(one.fields.get("conditions"))


def _channel(channel: Value, plan: Plan) -> Iterator[Integration]:
    found = plan.at(channel)
    if found is None:
        yield Integration("channel", "unknown", text(channel).rpartition("/")[2])
        return
    if truth(found.fields.get("enabled")) is False:
        return
    labels, secret = table(found.fields.get("labels")), table(found.fields.get("sensitive_labels"))
    kind = text(found.fields.get("type"))
    kind = KINDS.get(kind, kind) or "channel"
    address = shown(labels.get("url"))
    target = text(labels.get("email_address")) or text(labels.get("channel_name")) or host_of(address)
    keys = (*keys_of(secret.get("service_key")), *keys_of(labels.get("service_key")), *address_keys(address))
    if kind in {"pagerduty", "sns", "pubsub"} or not target:
        target = target or shown(found.fields.get("display_name"))
    yield Integration(kind, _paging(kind, address, target), target, tuple(dict.fromkeys(keys)), found.place)


def _paging(kind: str, address: str, target: str) -> Paging:
    return mail_paging(target) if kind == "email" else paging_of(kind, address=address)


def _uptime(one: Resource) -> AlertRule:
    check = table(one.fields.get("http_check"))
    labels = table(table(one.fields.get("monitored_resource")).get("labels"))
    host, path = shown(labels.get("host")), shown(check.get("path"))
    return AlertRule(
        name=shown(one.fields.get("display_name")),
        family="uptime",
        query=f"{host}{path}",
        place=one.place,
        labels=texts(one.fields.get("user_labels")),
        every=_seconds(one.fields.get("period")) or 60,
        not_simulated="Google Cloud runs this check, and no alert policy of these files watches it",
        watches=("absence",),
    )
