"""Says which escalation answers for a team of Opsgenie: by its routing rules, else by what the team owns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.on_call import Escalation, Step, Target
from watchkeeper.formats.calendars.values import tables, text


class Answering:
    """The escalation of each team by its id and name; `made` are those that a rule makes without one being there."""

    def __init__(self, value: Any, place: Place) -> None:
        self.made: list[Escalation] = []
        self._by_team: dict[str, str] = {}
        self._place = place
        owned = list(tables(value, "escalations"))
        schedules = list(tables(value, "schedules"))
        for team in tables(value, "teams"):
            names = {text(team, "id"), text(team, "name")} - {""}
            found = self._ruled(team) or self._owned(names, owned, schedules, text(team, "name"))
            if found:
                self._by_team |= dict.fromkeys(names, found)

    def of(self, team: dict[str, Any]) -> str:
        """The escalation of a team that is named by id or name; "" where nobody can tell."""
        return next((self._by_team[key] for key in (text(team, "id"), text(team, "name")) if key in self._by_team), "")

    def _ruled(self, team: dict[str, Any]) -> str:
        """What the default rule of the team notifies: other rules ask for more than an export tells."""
        rules = list(tables(team, "routingRules"))
        rule = next((one for one in rules if one.get("isDefault") is True), rules[-1] if rules else {})
        kind, target = text(rule, "notify", "type"), text(rule, "notify", "id") or text(rule, "notify", "name")
        if kind == "escalation":
            return target
        if kind == "schedule":
            return self._calls(text(team, "id") or text(team, "name"), text(team, "name"), target)
        return self._calls(text(team, "id") or text(team, "name"), text(team, "name"), "") if kind == "none" else ""

    def _owned(
        self, names: set[str], escalations: list[dict[str, Any]], schedules: list[dict[str, Any]], name: str
    ) -> str:
        """The one escalation of the team, that of its usual name, or its one schedule."""
        mine = list(_of(names, escalations))
        usual = [one for one in mine if text(one, "name") == f"{name}_escalation"]
        if len(mine) == 1 or usual:
            one = usual[0] if usual else mine[0]
            return text(one, "id") or text(one, "name")
        rotas = list(_of(names, schedules))
        if not mine and len(rotas) == 1:
            return self._calls(next(iter(sorted(names))), name, text(rotas[0], "id") or text(rotas[0], "name"))
        return ""

    def _calls(self, team: str, name: str, rota: str) -> str:
        """An escalation that only calls a rota, or nobody."""
        steps = (Step((Target("rota", rota),), 0, self._place),) if rota else ()
        self.made.append(Escalation(f"team {team}", name, steps, place=self._place))
        return f"team {team}"


def _of(names: set[str], items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        if names & {text(item, "ownerTeam", "id"), text(item, "ownerTeam", "name")}:
            yield item
