"""Reads Sentry's alert rules as its API lists them: rules about issues, and rules about metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.domain.readiness.routing import Integration
from watchkeeper.formats.calendars.values import number, tables, text
from watchkeeper.formats.routes.pagers import paging_of

EVALUATES = "Sentry evaluates it"
ISSUE_ACTIONS = {
    "sentry.mail.actions.NotifyEmailAction": "email",
    "sentry.integrations.slack.notify_action.SlackNotifyServiceAction": "slack",
    "sentry.integrations.discord.notify_action.DiscordNotifyServiceAction": "discord",
    "sentry.integrations.msteams.notify_action.MsTeamsNotifyServiceAction": "msteams",
    "sentry.integrations.pagerduty.notify_action.PagerDutyNotifyServiceAction": "pagerduty",
    "sentry.integrations.opsgenie.notify_action.OpsgenieNotifyTeamAction": "opsgenie",
    "sentry.rules.actions.notify_event_service.NotifyEventServiceAction": "service",
    "sentry.rules.actions.notify_event.NotifyEventAction": "plugins",
}
NAMED = ("service", "team", "channel", "targetIdentifier", "target_identifier", "inputChannelId")
SIGNS = {0: ">", 1: "<"}


def sentry_rules(value: object, place: Callable[[str], Place]) -> Iterator[AlertRule]:
    """The rules of a list; `place` finds the line of a name."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and isinstance(one.get("triggers"), list):
            yield _metric_rule(one, place(text(one, "name")))
        elif isinstance(one, dict) and isinstance(one.get("conditions"), list):
            yield _issue_rule(one, place(text(one, "name")))


def _issue_rule(one: Mapping[str, Any], place: Place) -> AlertRule:
    ways = [way for action in tables(one, "actions") if (way := _issue_action(action, place)) is not None]
    conditions = [text(row, "name") or text(row, "id").rpartition(".")[2] for row in tables(one, "conditions")]
    filters = [text(row, "name") or text(row, "id").rpartition(".")[2] for row in tables(one, "filters")]
    only = f"only where {'; '.join(filters)}" if filters else ""
    return AlertRule(
        name=text(one, "name"),
        family="sentry",
        query="; ".join(conditions),
        place=place,
        labels=_labels(one),
        notifies=tuple(f"{way.kind} {way.target}".strip() for way in ways),
        not_simulated="; ".join(part for part in (EVALUATES, only) if part),
        paused=text(one, "status") == "disabled" or one.get("snooze") is True,
        ways=tuple(ways),
        watches=("errors",),
    )


def _metric_rule(one: Mapping[str, Any], place: Place) -> AlertRule:
    """A rule about a metric; whom its critical trigger tells counts, or its only one."""
    triggers = list(tables(one, "triggers"))
    worst = next((row for row in triggers if text(row, "label") == "critical"), triggers[0] if triggers else {})
    ways = tuple(_metric_action(action, place) for action in tables(worst, "actions"))
    sign = SIGNS.get(number(one, "thresholdType"), "?")
    asked = " ".join(part for part in (text(one, "aggregate"), text(one, "query")) if part)
    return AlertRule(
        name=text(one, "name"),
        family="sentry",
        query=f"{asked} {sign} {text(worst, 'alertThreshold')}",
        place=place,
        labels=_labels(one),
        wait=60.0 * number(one, "timeWindow"),
        notifies=tuple(f"{way.kind} {way.target}".strip() for way in ways),
        not_simulated=EVALUATES,
        paused=one.get("snooze") is True,
        ways=ways,
        watches=("errors",) if text(one, "dataset") == "events" else (),
    )


def _labels(one: Mapping[str, Any]) -> dict[str, str]:
    """The project is what a rule is about, if it is about one."""
    projects = one.get("projects")
    names = [name for name in projects if isinstance(name, str)] if isinstance(projects, list) else []
    environment = text(one, "environment")
    return {**({"service": names[0]} if len(names) == 1 else {}), **({"env": environment} if environment else {})}


def _issue_action(action: Mapping[str, Any], place: Place) -> Integration | None:
    kind = ISSUE_ACTIONS.get(text(action, "id"), text(action, "id").rpartition(".")[2])
    if not kind or "ticket" in kind.lower():
        return None
    if kind == "service":
        kind = text(action, "service") or kind
    target = text(action, "targetType") if kind == "email" else _target(action)
    return Integration(kind, paging_of(kind), target, (), place)


def _metric_action(action: Mapping[str, Any], place: Place) -> Integration:
    kind = text(action, "type")
    return Integration(
        kind, paging_of(kind), text(action, "targetType") if kind == "email" else _target(action), (), place
    )


def _target(action: Mapping[str, Any]) -> str:
    return next((found for key in NAMED if (found := text(action, key))), "")
