"""Reads uptime checks as services list them: Google Cloud, UptimeRobot, Pingdom, Better Stack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.routing import Integration, Paging
from watchkeeper.formats.calendars.values import number, table, tables, text
from watchkeeper.formats.monitors.handles import mail_paging
from watchkeeper.formats.routes.pagers import address_keys, host_of, paging_of

Find = Callable[[str], Place]
CONTACTS = {1: "sms", 2: "email", 3: "twitter", 4: "boxcar", 5: "webhook", 6: "pushbullet", 7: "zapier", 9: "pushover",
            10: "hipchat", 11: "slack"}  # fmt: skip
"""UptimeRobot's kinds of alert contacts, as far as its API documents them."""
WAKING = ("call", "sms", "push")


def google_checks(value: object, place: Find) -> Iterator[AlertRule]:
    """Google's uptime checks (`uptimeCheckConfigs`). A check alone tells nobody: an alert policy has to watch it."""
    for one in tables(value, "uptimeCheckConfigs"):
        name = text(one, "displayName")
        host = text(one, "monitoredResource", "labels", "host")
        yield AlertRule(
            name=name,
            family="uptime",
            query=host + text(one, "httpCheck", "path"),
            place=place(name),
            labels={key: str(label) for key, label in table(one, "userLabels").items() if isinstance(label, str)},
            every=_seconds(text(one, "period")),
            not_simulated="Google Cloud runs this check, and this list does not tell which alert policy watches it",
            paused=one.get("disabled") is True,
            ways=(Integration("policy", "unknown"),),
            watches=("absence",),
        )


def _seconds(written: str) -> float:
    bare = written.removesuffix("s")
    return float(bare) if bare.isdigit() and len(bare) < 9 else 60.0


def uptimerobot_checks(value: object, place: Find) -> Iterator[AlertRule]:
    """UptimeRobot's monitors (`getMonitors` with `alert_contacts`, API v2)."""
    for one in tables(value, "monitors"):
        name = text(one, "friendly_name")
        at = place(name)
        listed = isinstance(one.get("alert_contacts"), list)
        ways = tuple(_contact(row, at) for row in tables(one, "alert_contacts"))
        yield AlertRule(
            name=name,
            family="uptime",
            query=text(one, "url"),
            place=at,
            wait=60.0 * min((number(row, "threshold") for row in tables(one, "alert_contacts")), default=0),
            every=float(number(one, "interval", default=300)),
            notifies=tuple(f"{way.kind} {way.target}".strip() for way in ways),
            not_simulated="UptimeRobot runs this check"
            + ("" if listed else ", and this list does not tell its contacts"),
            paused=text(one, "status") == "0",
            ways=ways if listed else (Integration("contacts", "unknown"),),
            watches=("absence",),
        )


def _contact(row: Mapping[str, Any], place: Place) -> Integration:
    kind, value = CONTACTS.get(number(row, "type"), "contact"), text(row, "value")
    if kind == "email":
        return Integration(kind, mail_paging(value), value, (), place)
    if kind == "webhook":
        return Integration(kind, paging_of(kind, address=value), host_of(value), address_keys(value), place)
    paging: Paging = "notice" if kind in {"twitter", "hipchat", "slack", "boxcar", "pushbullet"} else "unknown"
    return Integration(kind, paging, "", (), place)


def pingdom_checks(value: object, place: Find) -> Iterator[AlertRule]:
    """Pingdom's checks (API 3.1). It names people, teams and integrations by numbers: whom it calls is unknown."""
    alone = table(value, "check")
    for one in (*tables(value, "checks"), *([alone] if alone else [])):
        name = text(one, "name")
        at = place(name)
        numbers = [f"{key} {n}" for key in ("integrationids", "userids", "teamids") for n in _numbers(one.get(key))]
        asked = any(key in one for key in ("integrationids", "userids", "teamids"))
        ways = tuple(Integration(each.partition("ids")[0], "unknown", "", (), at) for each in numbers)
        yield AlertRule(
            name=name,
            family="uptime",
            query=text(one, "hostname"),
            place=at,
            wait=60.0 * number(one, "resolution", default=1) * max(number(one, "sendnotificationwhendown") - 1, 0),
            every=60.0 * number(one, "resolution", default=1),
            notifies=tuple(numbers),
            not_simulated="Pingdom runs this check, and names whom it tells by numbers alone",
            paused=text(one, "status") == "paused",
            ways=ways if asked else (Integration("contacts", "unknown"),),
            watches=("absence",),
        )


def _numbers(value: object) -> list[int]:
    return [one for one in value if isinstance(one, int)][:50] if isinstance(value, list) else []


def better_stack_checks(value: object, place: Find) -> Iterator[AlertRule]:
    """Better Stack's monitors (`GET /api/v2/monitors`). An escalation policy hides the monitor's own ways."""
    for one in tables(value, "data"):
        attributes = table(one, "attributes")
        name = text(attributes, "pronounceable_name") or text(attributes, "url")
        if "monitor_type" not in attributes:
            continue
        at = place(name)
        yield AlertRule(
            name=name,
            family="uptime",
            query=text(attributes, "url"),
            place=at,
            wait=float(number(attributes, "confirmation_period")),
            every=float(number(attributes, "check_frequency", default=180)),
            notifies=tuple(f"{way.kind} {way.target}".strip() for way in _better_ways(attributes, at)),
            not_simulated="Better Stack runs this check",
            paused=text(attributes, "status") == "paused" or bool(attributes.get("paused_at")),
            ways=_better_ways(attributes, at),
            watches=("absence",),
        )


def _better_ways(attributes: Mapping[str, Any], place: Place) -> tuple[Integration, ...]:
    if policy := text(attributes, "policy_id"):
        return (Integration("betterstack", "page", policy, (), place),)
    used = [way for way in (*WAKING, "email") if attributes.get(way) is True]
    if not used:
        return ()
    paging: Paging = "page" if set(used) & set(WAKING) else "notice"
    return (Integration("betterstack", paging, text(attributes, "team_name"), (), place),)
