"""Reads Grafana OnCall's exports: schedules, shifts, escalation chains, integrations, users, teams.

The shape is that of its public API (`/api/v1`, as of its last release, March 2026): one object that holds the answers
below their own names, `schedules`, `on_call_shifts`, `escalation_chains`, `escalation_policies`, `integrations`,
`users`, `teams`, each as the API pages it (`results`) or as a plain list. The schedule names its shifts; a shift of the
type `override` takes the place of everybody. A schedule of the type `ical` holds nothing: read its calendar instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.on_call import (
    Calendar,
    Contact,
    Escalation,
    OnCall,
    Override,
    PagerService,
    Rota,
    Step,
    Target,
    Team,
)
from watchkeeper.domain.wall_clock import instant, zone_of
from watchkeeper.formats.calendars.calendar_text import Block
from watchkeeper.formats.calendars.grafana_shifts import shift_blocks, wall_time
from watchkeeper.formats.calendars.icalendar_feed import MOST_EVENTS, read_blocks
from watchkeeper.formats.calendars.values import Places, moment, number, parse_json, tables, text, texts
from watchkeeper.formats.routes.pagers import address_keys

NO_CALL = frozenset({"trigger_webhook", "notify_whole_channel", "declare_incident"})
"""Steps that wake nobody."""


def parse_grafana_oncall(data: bytes, file: str) -> OnCall:
    """What an export holds; `exported_at` beside the rest tells its age.

    Raises:
        UsageError: it is no JSON.
    """
    value = parse_json(data, file)
    exported = moment(text(value, "exported_at")) or 0
    place = Places(data, file)
    shifts = {text(item, "id"): item for item in _results(value, "on_call_shifts")}
    rotas, problems = [], []
    for item in _results(value, "schedules"):
        rota, faults = _rota(item, shifts, place, exported)
        rotas.append(rota)
        problems += faults
    steps: dict[str, list[dict[str, Any]]] = {}
    for item in _results(value, "escalation_policies"):
        steps.setdefault(text(item, "escalation_chain_id"), []).append(item)
    users = list(_results(value, "users"))
    chains = {text(item, "id"): text(item, "name") for item in _results(value, "escalation_chains")}
    return OnCall(
        rotas=tuple(rotas),
        escalations=tuple(
            _escalation(chain, chains.get(chain, chain), steps.get(chain, []), place)
            for chain in dict.fromkeys((*chains, *steps))
        ),
        services=tuple(_service(item, place) for item in _results(value, "integrations")),
        contacts=tuple(
            Contact(tuple(name for name in (text(u, "id"), text(u, "email"), text(u, "username")) if name))
            for u in users
        ),
        teams=tuple(_team(item, users) for item in _results(value, "teams")),
        problems=tuple(problems),
    )


def _results(value: Any, kind: str) -> Iterator[dict[str, Any]]:
    """The things of a kind: in `results` as the API pages them, or in a plain list."""
    yield from tables(value, kind, "results")
    yield from tables(value, kind)


def _rota(
    item: dict[str, Any], shifts: Mapping[str, dict[str, Any]], place: Places, exported: int
) -> tuple[Rota, list[Problem]]:
    name, zone = text(item, "name"), text(item, "time_zone") or "UTC"
    where = place(text(item, "id"), name)
    own: list[Block] = []
    overrides: list[Override] = []
    problems: list[Problem] = []
    for key in texts(item, "shifts"):
        shift = shifts.get(key)
        if shift is None:
            problems.append(Problem(f"the shift {key} of {name} is not in the export", where, "export the shifts too"))
        elif text(shift, "type") == "override":
            overrides += _overrides(shift, zone, place)
        else:
            own += islice(shift_blocks(shift, zone, place(key).line), max(MOST_EVENTS - len(own), 0) + 1)
    calendar, faults = read_blocks(own, where.file, zone)
    if text(item, "type") == "ical":
        remedy = "name that calendar beside the export"
        problems.append(Problem(f"{name} is a calendar that stands elsewhere", where, remedy))
    rota = Rota(text(item, "id"), name, zone, where, exported, calendar=_told(calendar), overrides=tuple(overrides))
    return rota, [*problems, *faults]


def _told(calendar: Calendar) -> Calendar | None:
    return calendar if calendar.events else None


def _overrides(shift: dict[str, Any], zone: str, place: Places) -> Iterator[Override]:
    """One for each person; of equal rank they are on call together. Another level counts as another rank."""
    where = zone_of(text(shift, "time_zone") or zone)
    start, length = wall_time(text(shift, "start")), number(shift, "duration")
    if where is None or start is None or length <= 0:
        return
    begins = instant(start, where)
    people = texts(shift, "users") or tuple(u for one in shift.get("rolling_users") or () for u in _group(one))
    for person in people:
        yield Override(begins, begins + length, person, priority=number(shift, "level"), place=place(text(shift, "id")))


def _group(one: Any) -> tuple[str, ...]:
    return tuple(u for u in one if isinstance(u, str)) if isinstance(one, list) else ()


def _escalation(chain: str, name: str, policies: list[dict[str, Any]], place: Places) -> Escalation:
    """The chain's policies in order: a `wait` is the time until the next step."""
    steps: list[Step] = []
    repeats = 0
    for policy in sorted(policies, key=lambda one: number(one, "position")):
        kind = text(policy, "type")
        where = place(text(policy, "id"))
        if kind == "wait":
            before = steps.pop() if steps else Step((), 0, where)
            steps.append(Step(before.targets, before.wait + max(number(policy, "duration"), 0), before.place))
        elif kind == "repeat_escalation":
            repeats = 5
        elif kind == "resolve":
            break
        elif kind not in NO_CALL:
            steps.append(Step(tuple(_targets(policy, kind)), 0, where))
    return Escalation(chain, name, tuple(steps), repeats, place(chain))


def _targets(policy: dict[str, Any], kind: str) -> Iterator[Target]:
    if kind == "notify_persons":
        yield from (Target("person", person) for person in texts(policy, "persons_to_notify"))
    elif kind == "notify_on_call_from_schedule":
        yield Target("rota", text(policy, "notify_on_call_from_schedule"))
    elif kind == "notify_team_members":
        yield Target("team", text(policy, "team_to_notify"))
    elif kind == "notify_person_next_each_time":
        people = texts(policy, "persons_to_notify_next_each_time")
        next_one = Target("unknown", f"the next one of {', '.join(people[:5])}")
        yield Target("person", people[0]) if len(people) == 1 else next_one
    elif kind == "notify_if_time_from_to":
        hours = f"{text(policy, 'notify_if_time_from')} to {text(policy, 'notify_if_time_to')}"
        yield Target("unknown", f"what comes next only from {hours}")
    else:
        yield Target("unknown", kind or "something without a type")


def _service(item: dict[str, Any], place: Places) -> PagerService:
    """An integration leads to the chain of its default route; other routes choose by the alert's text."""
    chain = text(item, "default_route", "escalation_chain_id") or text(item, "default_route", "escalation", "id")
    keys = address_keys(text(item, "link"))
    return PagerService(text(item, "id"), text(item, "name"), chain, keys, place=place(text(item, "id")))


def _team(item: dict[str, Any], users: list[dict[str, Any]]) -> Team:
    """A team has the users who name it."""
    team = text(item, "id")
    members = tuple(text(u, "id") for u in users if team in texts(u, "teams"))
    return Team(team, text(item, "name"), members)
