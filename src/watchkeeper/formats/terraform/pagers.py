"""PagerDuty in Terraform: services with their keys, escalation policies, users and how they are called."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.on_call import Contact, Escalation, OnCall, PagerService, Step, TargetKind
from watchkeeper.formats.calendars.values import moment
from watchkeeper.formats.terraform.incident import incident_escalations, incident_services
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import (
    Unresolved,
    Value,
    items,
    number,
    pointers,
    shown,
    table,
    tables,
    text,
)
from watchkeeper.formats.terraform.opsgenie import opsgenie_parts
from watchkeeper.formats.terraform.plan import Plan, place_of
from watchkeeper.formats.terraform.rotas import rotas_of
from watchkeeper.formats.terraform.who import target_of

WAYS = {"phone_contact_method": "phone", "sms_contact_method": "sms", "push_notification_contact_method": "push",
        "email_contact_method": "email", "whatsapp_contact_method": "push"}  # fmt: skip
WAKING = frozenset({"phone", "sms", "push"})


def on_call_of(plan: Plan) -> OnCall:
    """Everything that a configuration tells about who is called."""
    problems: list[Problem] = []
    services, escalations, contacts, teams = opsgenie_parts(plan)
    return OnCall(
        rotas=tuple(rotas_of(plan, problems)),
        escalations=(*_escalations(plan, problems), *escalations, *incident_escalations(plan)),
        services=(*_services(plan), *services, *incident_services(plan)),
        contacts=(*_contacts(plan), *contacts),
        teams=teams,
        problems=tuple(problems),
    )


def _escalations(plan: Plan, problems: list[Problem]) -> Iterator[Escalation]:
    for one in plan.of("pagerduty_escalation_policy"):
        steps = []
        for row in tables(one.fields.get("rule")):
            targets = (target_of(t.get("id"), plan, _kind(t)) for t in tables(row.get("target")))
            wait = int(number(row.get("escalation_delay_in_minutes")) * 60)
            steps.append(Step(tuple(targets), wait, place_of(one, row)))
        for vague in (row for row in items(one.fields.get("rule")) if isinstance(row, Unresolved)):
            what = f"the steps of {one.address} are not known: {vague}"
            problems.append(Problem(what, one.place, "export the policy from the pager"))
        loops = int(number(one.fields.get("num_loops")))
        yield Escalation(one.address, shown(one.fields.get("name")), tuple(steps), loops, one.place)


def _kind(row: dict[str, Value]) -> TargetKind:
    return "rota" if text(row.get("type")).startswith("schedule") else "person"


def _services(plan: Plan) -> Iterator[PagerService]:
    integrations = plan.below("pagerduty_service_integration", "service")
    windows = _maintenance(plan)
    for one in plan.of("pagerduty_service"):
        keys = [key for row in integrations.get(one.address, []) for key in _keys(row)]
        policy = plan.at(one.fields.get("escalation_policy"))
        urgency = table(one.fields.get("incident_urgency_rule"))
        outside = table(urgency.get("outside_support_hours"))
        yield PagerService(
            id=one.address,
            name=shown(one.fields.get("name")),
            escalation=_policy(policy) if policy else text(one.fields.get("escalation_policy")),
            keys=tuple(dict.fromkeys(keys)),
            maintenance=windows.get(one.address, ()),
            low_urgency="low" in {text(urgency.get("urgency")), text(outside.get("urgency"))},
            place=one.place,
        )


def _policy(found: Resource) -> str:
    return (text(found.fields.get("name")) or found.address) if found.is_data else found.address


def _keys(row: Resource) -> Iterator[str]:
    """The fingerprint of the key that the integration will have, by its address, and of the one that is written."""
    yield fingerprint(row.address)
    if written := text(row.fields.get("integration_key")):
        yield fingerprint(written)
    if mail := text(row.fields.get("integration_email")):
        yield fingerprint(mail.lower())


def _maintenance(plan: Plan) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for one in plan.of("pagerduty_maintenance_window"):
        start, end = moment(text(one.fields.get("start_time"))), moment(text(one.fields.get("end_time")))
        for pointer in pointers(one.fields.get("services")):
            if start is not None and end is not None:
                found[pointer.address] = (*found.get(pointer.address, ()), (start, end))
    return found


def _contacts(plan: Plan) -> Iterator[Contact]:
    """The users; who has no ways in these files may have made some in the pager, so theirs are not known."""
    methods = plan.below("pagerduty_user_contact_method", "user_id")
    rules = plan.below("pagerduty_user_notification_rule", "user_id")
    for one in (*plan.of("pagerduty_user"), *plan.data("pagerduty_user")):
        names = (text(one.fields.get(key)) for key in ("email", "name"))
        used = [rule for rule in rules.get(one.address, []) if text(rule.fields.get("urgency")) != "low"]
        told = [(WAYS.get(text(table(r.fields.get("contact_method")).get("type")), ""), r) for r in used]
        have = [WAYS.get(text(method.fields.get("type")), "") for method in methods.get(one.address, [])]
        ways = tuple(dict.fromkeys(way for way in ([way for way, _ in told] or have) if way))
        delays = [number(rule.fields.get("start_delay_in_minutes")) for way, rule in told if way in WAKING]
        found = tuple(name for name in names if name)
        if found:
            yield Contact(found, True, ways or None, int(min(delays, default=0) * 60))
