"""Opsgenie in Terraform: integrations as services, escalations, teams with their routing, users."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.on_call import Contact, Escalation, PagerService, Step, Target, TargetKind, Team
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import Fields, number, shown, table, tables, text, truth
from watchkeeper.formats.terraform.plan import Plan, place_of
from watchkeeper.formats.terraform.who import person_of, target_of

KINDS: dict[str, TargetKind] = {"user": "person", "schedule": "rota", "escalation": "policy", "team": "team"}
WAYS = {"voice": "phone", "sms": "sms", "mobile": "push", "email": "email"}
Parts = tuple[list[PagerService], list[Escalation], list[Contact], tuple[Team, ...]]


def opsgenie_parts(plan: Plan) -> Parts:
    """Services, escalations, contacts and teams. An integration or a team leads on by an escalation of its own."""
    made: list[Escalation] = []
    services = [_service(one, plan, made) for one in plan.of("opsgenie_api_integration", "opsgenie_email_integration")]
    teams = [_team(one, plan, made) for one in plan.of("opsgenie_team")]
    escalations = [_escalation(one, plan) for one in plan.of("opsgenie_escalation")]
    return services, [*escalations, *made], list(_contacts(plan)), tuple(teams)


def _service(one: Resource, plan: Plan, made: list[Escalation]) -> PagerService:
    fields = one.fields
    owner = fields.get("owner_team_id")
    targets = tuple(_target(row, plan) for row in tables(fields.get("responders")))
    if owner is not None:
        targets = (target_of(owner, plan, "team"),)
    made.append(
        Escalation(
            one.address, shown(fields.get("name")), (Step(targets, 0, one.place),) if targets else (), 0, one.place
        )
    )
    silent = truth(fields.get("suppress_notifications")) is True
    return PagerService(
        id=one.address,
        name=shown(fields.get("name")),
        escalation=one.address,
        keys=(fingerprint(one.address),),
        disabled=truth(fields.get("enabled")) is False,
        low_urgency=silent,
        place=one.place,
    )


def _target(row: Fields, plan: Plan) -> Target:
    value = row.get("id") if row.get("id") is not None else row.get("name")
    return target_of(value, plan, KINDS.get(text(row.get("type")), "unknown"))


def _team(one: Resource, plan: Plan, made: list[Escalation]) -> Team:
    """A team, led on by its routing rules; without one Opsgenie makes an escalation of its own, named after it."""
    name = text(one.fields.get("name"))
    members = tuple(person_of(row.get("id"), plan) for row in tables(one.fields.get("member")))
    rules = plan.below("opsgenie_team_routing_rule", "team_id").get(one.address, [])
    rules = sorted(rules, key=lambda rule: number(rule.fields.get("order")))
    targets = [_notified(rule, plan) for rule in rules if text(table(rule.fields.get("notify")).get("type")) != "none"]
    escalation = f"{name}_escalation"
    if targets:
        escalation = one.address
        made.append(Escalation(one.address, name, (Step((targets[-1],), 0, rules[-1].place),), 0, one.place))
    return Team(one.address, name, tuple(member for member in members if member), escalation)


def _notified(rule: Resource, plan: Plan) -> Target:
    row = table(rule.fields.get("notify"))
    kind = KINDS.get(text(row.get("type")), "unknown")
    if text(row.get("id")) or row.get("id") is not None:
        return target_of(row.get("id"), plan, kind)
    name = text(row.get("name"))
    types = {"rota": "opsgenie_schedule", "policy": "opsgenie_escalation"}
    same = [r.address for r in plan.of(types.get(kind, "")) if text(r.fields.get("name")) == name]
    return Target(kind, same[0] if same else name) if name else Target("unknown", str(row.get("name")))


def _escalation(one: Resource, plan: Plan) -> Escalation:
    """Rules say when they are reached, counted from the alert; a step waits until the next one's time."""
    rows = sorted(tables(one.fields.get("rules")), key=lambda row: number(row.get("delay")))
    steps: list[Step] = []
    before = 0.0
    for at, row in enumerate(rows):
        delay = number(row.get("delay"))
        if at == 0 and delay:
            steps.append(Step((), int(delay * 60), one.place))
        after = number(rows[at + 1].get("delay")) - delay if at + 1 < len(rows) else before
        targets = tuple(_target(recipient, plan) for recipient in tables(row.get("recipient")))
        steps.append(Step(targets, int(after * 60), place_of(one, row)))
    repeats = int(number(table(one.fields.get("repeat")).get("count")))
    return Escalation(one.address, shown(one.fields.get("name")), tuple(steps), repeats, one.place)


def _contacts(plan: Plan) -> Iterator[Contact]:
    methods = plan.of("opsgenie_user_contact")
    for one in (*plan.of("opsgenie_user"), *plan.data("opsgenie_user")):
        name = text(one.fields.get("username"))
        mine = [
            m for m in methods if text(m.fields.get("username")) == name and truth(m.fields.get("enabled")) is not False
        ]
        ways = tuple(dict.fromkeys(way for m in mine if (way := WAYS.get(text(m.fields.get("method")), ""))))
        names = tuple(text for text in (name, shown(one.fields.get("full_name"))) if text)
        if names:
            yield Contact(names, True, ways or None)
