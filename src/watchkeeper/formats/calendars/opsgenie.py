"""Reads Opsgenie's exports: schedules with rotations, escalations, teams, users, integrations.

Shapes as its API (v2) documents them. Rotations keep their local time. Not compared with a payload of a real
account.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.on_call import (
    WEEK,
    Contact,
    Escalation,
    Layer,
    OnCall,
    Override,
    PagerService,
    Rota,
    Step,
    Target,
    TargetKind,
    Team,
    Unit,
    Window,
)
from watchkeeper.formats.calendars.opsgenie_teams import Answering
from watchkeeper.formats.calendars.values import Places, moment, number, parse_json, table, tables, text, windows_of

UNITS: dict[str, Unit] = {"hourly": "hours", "daily": "days", "weekly": "weeks"}
DELAYS = {"minutes": 60, "hours": 3_600, "days": 86_400, "seconds": 1}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS: dict[str, TargetKind] = {"user": "person", "schedule": "rota", "escalation": "policy", "team": "team"}
DAY = 86_400


def parse_opsgenie(data: bytes, file: str) -> OnCall:
    """What an export holds: the answers of the API below `schedules`, `escalations`, `teams`, `users`, `integrations`.

    Raises:
        UsageError: it is no JSON.
    """
    value = parse_json(data, file)
    exported = moment(text(value, "exported_at")) or 0
    teams = tuple(_team(item) for item in tables(value, "teams"))
    place = Places(data, file)
    members = {name: team.members for team in teams for name in (team.name, team.id)}
    answering = Answering(value, Place(file))
    return OnCall(
        rotas=tuple(_rota(item, place(text(item, "id"), text(item, "name")), exported, members)
                    for item in tables(value, "schedules")),
        escalations=(*(_escalation(item, place(text(item, "id"), text(item, "name")))
                       for item in tables(value, "escalations")), *answering.made),
        services=tuple(_service(item, place(text(item, "name")), answering)
                       for item in tables(value, "integrations")),
        contacts=tuple(_contact(item) for item in tables(value, "users")),
        teams=teams,
    )  # fmt: skip


def _rota(item: dict[str, Any], place: Place, exported: int, teams: Mapping[str, tuple[str, ...]]) -> Rota:
    enabled = item.get("enabled", True) is not False
    layers = [layer for one in tables(item, "rotations") if (layer := _layer(one, teams, place)) is not None]
    overrides = [o for at, one in enumerate(tables(item, "overrides")) if (o := _override(one, at, place)) is not None]
    return Rota(
        id=text(item, "id") or text(item, "name"),
        name=text(item, "name"),
        zone=text(item, "timezone"),
        place=place,
        observed_at=exported,
        layers=tuple(layers) if enabled else (),
        overrides=tuple(overrides) if enabled else (),
    )


def _layer(item: dict[str, Any], teams: Mapping[str, tuple[str, ...]], place: Place) -> Layer | None:
    start = moment(text(item, "startDate"))
    unit = UNITS.get(text(item, "type").lower())
    if start is None or unit is None:
        return None
    return Layer(
        name=text(item, "name") or text(item, "id"),
        turns=tuple(_turn(one, teams) for one in tables(item, "participants")),
        start=start,
        every=max(number(item, "length", default=1), 1),
        unit=unit,
        since=start,
        until=moment(text(item, "endDate")) or 0,
        windows=_windows(table(item, "timeRestriction")),
        place=place,
    )


def _turn(item: dict[str, Any], teams: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Whose turn it is: a user by address, all of a team; what else may stand there is named as it is."""
    if text(item, "type") == "none":
        return ()
    named = text(item, "username") or text(item, "name") or text(item, "id")
    if text(item, "type") == "team":
        return teams.get(text(item, "id")) or teams.get(named) or (named,)
    return (named,)


def _windows(item: dict[str, Any]) -> tuple[Window, ...]:
    if text(item, "type") == "time-of-day":
        one = table(item, "restriction")
        start, end = _clock(one, "start"), _clock(one, "end")
        return windows_of(range(7), start, (end - start) % DAY or DAY) if one else ()
    found: list[Window] = []
    for one in tables(item, "restrictions"):
        first, last = text(one, "startDay").lower(), text(one, "endDay").lower()
        if first in DAYS and last in DAYS:
            start, end = _clock(one, "start"), _clock(one, "end")
            length = ((DAYS.index(last) - DAYS.index(first)) * DAY + end - start) % WEEK or WEEK
            found += windows_of((DAYS.index(first),), start, length)
    return tuple(found)


def _clock(item: dict[str, Any], which: str) -> int:
    return number(item, f"{which}Hour") * 3600 + number(item, f"{which}Min") * 60


def _override(item: dict[str, Any], order: int, place: Place) -> Override | None:
    """Of two overrides the later one counts; with `rotations` it is for those alone."""
    start, end = moment(text(item, "startDate")), moment(text(item, "endDate"))
    if start is None or end is None:
        return None
    person = next(iter(_turn(table(item, "user"), {})), "")
    layers = tuple(text(one, "name") or text(one, "id") for one in tables(item, "rotations"))
    return Override(start, end, person, layers=layers, priority=order, place=place)


def _escalation(item: dict[str, Any], place: Place) -> Escalation:
    """Rules say when they are reached, counted from the alert; a step waits until the next one's time."""
    rules = sorted(((_delay(rule), rule) for rule in tables(item, "rules")), key=lambda pair: pair[0])
    steps = []
    for at, (delay, rule) in enumerate(rules):
        after = rules[at + 1][0] - delay if at + 1 < len(rules) else 0
        before = delay if at == 0 else 0
        if before:
            steps.append(Step((), before, place))
        recipient = table(rule, "recipient")
        kind = KINDS.get(text(recipient, "type"), "unknown")
        name = text(recipient, "username") or text(recipient, "id") or text(recipient, "name")
        steps.append(Step((Target(kind, name),), after, place))
    return Escalation(
        text(item, "id") or text(item, "name"), text(item, "name"), tuple(steps), number(item, "repeat", "count"), place
    )


def _delay(rule: dict[str, Any]) -> int:
    return number(rule, "delay", "timeAmount") * DELAYS.get(text(rule, "delay", "timeUnit").lower() or "minutes", 60)


def _service(item: dict[str, Any], place: Place, answering: Answering) -> PagerService:
    """An integration with an API key leads to its team, and what answers for that."""
    key = text(item, "apiKey")
    return PagerService(
        id=text(item, "id") or text(item, "name"),
        name=text(item, "name"),
        escalation=answering.of(table(item, "ownerTeam")) or text(item, "ownerTeam", "name"),
        keys=(fingerprint(key),) if key else (),
        disabled=item.get("enabled", True) is False,
        place=place,
    )


def _team(item: dict[str, Any]) -> Team:
    members = tuple(text(one, "user", "username") for one in tables(item, "members"))
    return Team(
        text(item, "id") or text(item, "name"),
        text(item, "name"),
        tuple(m for m in members if m),
        text(item, "escalation"),
    )


def _contact(item: dict[str, Any]) -> Contact:
    methods = list(tables(item, "userContacts"))
    kinds = {"voice": "phone", "sms": "sms", "mobile": "push", "email": "email"}
    used = [one for one in methods if one.get("enabled", True) is not False]
    ways = tuple(dict.fromkeys(kinds.get(text(one, "contactMethod"), "") for one in used))
    names = (text(item, "username"), text(item, "id"), text(item, "fullName"))
    listed = "userContacts" in item
    active = item.get("blocked") is not True
    return Contact(tuple(n for n in names if n), active, tuple(way for way in ways if way) if listed else None)
