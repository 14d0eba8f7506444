"""Whom an escalation calls at an instant, in which order, and after how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.on_call import Call, Called, Escalation, OnCall, Rota, Segment, Step, Target, Team

MOST_DEPTH = 8
MOST_CALLS = 200
MOST_TARGETS = 2_000
"""Escalations inside escalations are followed up to so many targets; nobody would live to see the rest."""


class Waking:
    """The escalations, rotas and teams of some sources, asked at any instant.

    `segments` gives who is on call in a rota at an instant; `stale` says why a rota proves nothing ("" = it does).
    """

    def __init__(
        self, on_call: OnCall, segments: Callable[[Rota, int], tuple[Segment, ...]], stale: Callable[[Rota], str]
    ) -> None:
        self.escalations: Mapping[str, Escalation] = {one.id: one for one in on_call.escalations}
        self._rotas = {key: rota for rota in on_call.rotas for key in (rota.name, rota.id)}
        self._teams = {key: team for team in on_call.teams for key in (team.name, team.id)}
        self._segments = segments
        self._stale = stale

    def called(self, escalation: str, at: int) -> Called:
        """Who is called from `at` (seconds since the epoch) on; a circle and a target that is not there are faults."""
        found = _Found()
        policy = self.escalations.get(escalation)
        if policy is None:
            problem = Problem(f"the escalation {escalation} is not in the export", None, "export it too")
            return Called(unknown=(problem,))
        self._policy(policy, at, 0.0, (policy.id,), found)
        return found.result()

    def _policy(self, policy: Escalation, at: int, after: float, path: tuple[str, ...], found: _Found) -> None:
        waited = after
        for number, step in enumerate(policy.steps, 1):
            if found.looked_at > MOST_TARGETS:
                return
            for target in step.targets:
                self._target(target, step, _When(at, waited, number if len(path) == 1 else 0), path, found)
            waited += step.wait

    def _target(self, target: Target, step: Step, when: _When, path: tuple[str, ...], found: _Found) -> None:
        place = step.place
        found.looked_at += 1
        if found.looked_at > MOST_TARGETS:
            problem = Problem(f"calls more than {MOST_TARGETS:,} targets", place, "take some of the steps out")
            found.unknown.append(problem)
            return
        if target.kind == "person":
            found.call(target.text, when, "", (place,) if place else ())
        elif target.kind == "rota":
            self._rota(target.text, when, place, found)
        elif target.kind in {"policy", "team"}:
            self._inside(target, when, place, path, found)
        else:
            what = f"step {when.step} calls {target.text}, of a kind that is not known"
            found.unknown.append(Problem(what, place, "export what it leads to"))

    def _rota(self, text: str, when: _When, place: Place | None, found: _Found) -> None:
        rota = self._rotas.get(text)
        if rota is None:
            found.unknown.append(Problem(f"the rota {text} is in no source", place, "export it, or name its calendar"))
            return
        found.places.append(rota.place)
        if why := self._stale(rota):
            found.unknown.append(Problem(f"the rota {rota.name} {why}", rota.place, "export or fetch it anew"))
            return
        for segment in self._segments(rota, int(when.at + when.after)):
            if segment.person:
                found.call(segment.person, when, rota.name, (segment.place or rota.place,))

    def _inside(self, target: Target, when: _When, place: Place | None, path: tuple[str, ...], found: _Found) -> None:
        team: Team | None = self._teams.get(target.text) if target.kind == "team" else None
        if team is not None and not team.escalation:
            for member in team.members:
                found.call(member, when, team.name, (place,) if place else ())
            return
        name = team.escalation if team else target.text
        if name in path:
            what = f"the escalation goes in a circle: {' → '.join((*path, name))}"
            found.faults.append(Problem(what, place, "take one of the steps out"))
        elif (policy := self.escalations.get(name)) is None:
            found.unknown.append(Problem(f"{target.kind} {target.text} is in no source", place, "export it too"))
        elif len(path) < MOST_DEPTH:
            self._policy(policy, when.at, when.after, (*path, name), found)


class _When:
    """A call's time: the instant, seconds after it, and the step of the outermost escalation (0 = an inner one)."""

    def __init__(self, at: int, after: float, step: int) -> None:
        self.at, self.after, self.step = at, after, step


class _Found:
    """What the walk met so far."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self.looked_at = 0
        self.faults: list[Problem] = []
        self.unknown: list[Problem] = []
        self.places: list[Place] = []

    def call(self, person: str, when: _When, through: str, places: tuple[Place, ...]) -> None:
        """Note a call."""
        if len(self._calls) < MOST_CALLS:
            self._calls.append(Call(person, when.after, when.step or 1, through, places))

    def result(self) -> Called:
        """All of it, calls in order of time."""
        calls = tuple(sorted(self._calls, key=lambda call: call.after))
        unique: Iterator[Problem] = iter(dict.fromkeys(self.unknown))
        return Called(calls, tuple(dict.fromkeys(self.faults)), tuple(unique), tuple(dict.fromkeys(self.places)))
