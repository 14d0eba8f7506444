"""Says whom a reference means: the person, the rota, the escalation or the team behind an id."""

from __future__ import annotations

from watchkeeper.domain.readiness.on_call import Target, TargetKind
from watchkeeper.formats.terraform.language.values import Value, text
from watchkeeper.formats.terraform.plan import Plan

PEOPLE = frozenset({"pagerduty_user", "opsgenie_user", "incident_user"})
KINDS: dict[str, TargetKind] = {
    "pagerduty_schedule": "rota", "pagerduty_schedulev2": "rota", "opsgenie_schedule": "rota",
    "incident_schedule": "rota", "pagerduty_escalation_policy": "policy", "opsgenie_escalation": "policy",
    "incident_escalation_path": "policy", "opsgenie_team": "team",
}  # fmt: skip
"""What the types of resources are to an escalation."""
NAMES = ("email", "username", "name", "full_name", "slack_user_id", "id")


def person_of(user: Value, plan: Plan) -> str:
    """The address, or the name, of whom an id means; an id that is written out is itself; "" = not known."""
    found = plan.at(user)
    if found is None:
        return text(user)
    if found.type not in PEOPLE:
        return ""
    return next((text(found.fields.get(name)) for name in NAMES if text(found.fields.get(name))), "")


def target_of(value: Value, plan: Plan, kind: TargetKind) -> Target:
    """Whom a step calls. `kind` is what the step itself says, for an id that is written out."""
    found = plan.at(value)
    if found is None:
        return Target(kind, text(value)) if text(value) else Target("unknown", shown_target(value))
    if found.type in PEOPLE:
        person = person_of(value, plan)
        return Target("person", person) if person else Target("unknown", found.address)
    known = KINDS.get(found.type)
    if known is None:
        return Target("unknown", found.address)
    if found.is_data:
        return Target(known, text(found.fields.get("name")) or text(found.fields.get("id")) or found.address)
    return Target(known, found.address)


def shown_target(value: Value) -> str:
    """What is not known, as text."""
    return str(value) if value is not None else "nobody"
