"""incident.io in Terraform: escalation paths and alert sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.on_call import Escalation, PagerService, Step, Target, TargetKind
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import Fields, Value, number, pointers, shown, table, tables, text
from watchkeeper.formats.terraform.plan import Plan
from watchkeeper.formats.terraform.who import target_of

KINDS: dict[str, TargetKind] = {"schedule": "rota", "user": "person"}
_PATH = re.compile(r"(?:^|[./])incident_escalation_path\.")


def incident_escalations(plan: Plan) -> Iterator[Escalation]:
    """The escalation paths. What depends on a condition is not followed: such a step is unknown."""
    for one in plan.of("incident_escalation_path"):
        nodes = tables(one.fields.get("path"))
        repeats = sum(int(number(table(node.get("repeat")).get("repeat_times"))) for node in nodes)
        steps = tuple(step for node in nodes for step in _steps(one, node, plan))
        yield Escalation(one.address, shown(one.fields.get("name")), steps, repeats, one.place)


def _steps(one: Resource, node: Fields, plan: Plan) -> Iterator[Step]:
    kind = text(node.get("type"))
    if kind in {"level", "notify_channel"}:
        level = table(node.get(kind))
        targets = tuple(_target(row, plan) for row in tables(level.get("targets")))
        if kind == "level":
            yield Step(targets, int(number(level.get("time_to_ack_seconds"))), one.place)
    elif kind == "delay":
        yield Step((), int(number(table(node.get("delay")).get("delay_seconds"))), one.place)
    elif kind == "if_else":
        yield Step((Target("unknown", f"a branch of {one.address} that depends on a condition"),), 0, one.place)


def _target(row: Fields, plan: Plan) -> Target:
    if text(row.get("urgency")) == "low":
        return Target("unknown", f"{shown(row.get('id'))}, with low urgency")
    return target_of(row.get("id"), plan, KINDS.get(text(row.get("type")), "unknown"))


def incident_services(plan: Plan) -> Iterator[PagerService]:
    """The alert sources, each with the escalation path that a route of alerts leads it to, if it is one."""
    routes = plan.of("incident_alert_route")
    for one in plan.of("incident_alert_source"):
        mine = [route for route in routes if _from(route.fields, one.address)]
        paths = [p for route in mine for p in _paths(route.fields.get("escalation_config"))]
        escalation = paths[0] if len(set(paths)) == 1 else ""
        yield PagerService(
            one.address, shown(one.fields.get("name")), escalation, (fingerprint(one.address),), place=one.place
        )


def _from(route: Fields, address: str) -> bool:
    return any(pointer.address == address for pointer in pointers(route.get("alert_sources")))


def _paths(config: Value) -> Iterator[str]:
    for pointer in pointers(config):
        if _PATH.search(pointer.address):
            yield pointer.address
