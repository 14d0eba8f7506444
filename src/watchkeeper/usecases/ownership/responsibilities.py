"""Finds what a person answers for beside the lines of files: paths, teams, tools, waivers, claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from watchkeeper.analysis.components.owners import declared_owner, owners_of
from watchkeeper.analysis.ownership.dialects.resolver import Resolver
from watchkeeper.analysis.ownership.leaving import Mention
from watchkeeper.analysis.paths import matches
from watchkeeper.analysis.people.teams import Roster
from watchkeeper.domain.components import Component
from watchkeeper.domain.identifiers import deepest_root
from watchkeeper.domain.ownership.handover import HandOverItem, OpenClaim
from watchkeeper.domain.ownership.owners import Demand, OwnerRef, Resolution, Role
from watchkeeper.domain.people import Person, Team
from watchkeeper.domain.waivers import Grant
from watchkeeper.evidence.ownership.mentions import Mentioned
from watchkeeper.formats.policy.times import parse_time
from watchkeeper.usecases.ownership.hand_over import Held
from watchkeeper.usecases.ownership.leaver import Party


class Owned(Struct, frozen=True, dict=True):
    """The files that the leaver is asked for, with their answers."""

    leaver: frozenset[str]
    resolutions: tuple[Resolution, ...]

    def by_line(self, file: Mentioned, mention: Mention) -> Sequence[str]:
        """The files that a line with a mention decides for: what it, its folder or its alias brings to the leaver."""
        if file.dialect == "aliases":
            alias = str(mention.path[2]).casefold()
            return [r.path for r in self.resolutions if any(self._is_via(d, alias) for d in demands_of(r))]
        if file.dialect == "kubernetes":
            folder, role = file.file.rpartition("/")[0], str(mention.path[-2]).casefold()
            below = (r for r in self.resolutions if not folder or r.path.startswith(f"{folder}/"))
            return [r.path for r in below if any(self._has_role(d, role) for d in demands_of(r))]
        if file.kind != "path":
            return ()
        return self._lines.get((file.file, mention.line), ()) or self._by_default(file, mention)

    @cached_property
    def _lines(self) -> Mapping[tuple[str, int], list[str]]:
        """The files by the lines that decide for them."""
        found: dict[tuple[str, int], list[str]] = {}
        for resolution in self.resolutions:
            for at in dict.fromkeys(map(_line, demands_of(resolution))):
                found.setdefault(at, []).append(resolution.path)
        return found

    def by_names(self, names: Iterable[str]) -> int:
        """How many of all answers name one of these owners."""
        folded = {name.casefold() for name in names}
        return sum(any(owner.text.casefold() in folded for owner in r.owners) for r in self.resolutions)

    def _by_default(self, file: Mentioned, mention: Mention) -> Sequence[str]:
        """The files of the lines without owners below the header of a section."""
        line = file.text.split("\n")[mention.line - 1].strip()
        if not line.startswith(("[", "^[")):
            return ()
        name = line.lstrip("^[").partition("]")[0].strip().casefold()
        named = {(file.file, m.line) for m in file.mentions}
        return [
            r.path
            for r in self.resolutions
            if any(
                d.rule and d.rule.section.casefold() == name and _line(d) not in named and self._names(d)
                for d in demands_of(r)
            )
        ]

    def _names(self, demand: Demand) -> bool:
        return any(owner.text.casefold() in self.leaver for owner in demand.owners)

    def _is_via(self, demand: Demand, alias: str) -> bool:
        return any(o.via.casefold() == alias and o.text.casefold() in self.leaver for o in demand.owners)

    def _has_role(self, demand: Demand, role: str) -> bool:
        section = demand.rule.section if demand.rule else "approvers"
        return section == role and self._names(demand)


def demands_of(resolution: Resolution) -> tuple[Demand, ...]:
    """Everything that a path asks for."""
    return resolution.demands or (Demand(resolution.state, resolution.owners, resolution.rule),)


def _line(demand: Demand) -> tuple[str, int]:
    return (demand.rule.file, demand.rule.line) if demand.rule else ("", 0)


def held_by(leaver: Party, components: Sequence[Component], resolver: Resolver, files: Sequence[str]) -> Iterator[Held]:
    """The components that the leaver answers for, by their declaration or by the owners file, with their files."""
    roots = {component.root for component in components}
    for component in components:
        owners, resolution = owners_of(component, resolver.resolve)
        accountable = any(_is(owner, leaver) for owner in owners)
        responder = declared_owner(component.responder)
        answers = responder is not None and _is(responder, leaver)
        if not (accountable or answers):
            continue
        told: tuple[Role, ...] = ("accountable", "responder")
        roles = tuple(role for role, holds in zip(told, (accountable, answers), strict=True) if holds)
        rule = resolution.rule if resolution and accountable else None
        beside = tuple(owner.text for owner in owners if not _is(owner, leaver)) if rule else ()
        yield Held(component, roles, beside, rule, tuple(_files(component, roots, files)))


def _is(owner: OwnerRef, leaver: Party) -> bool:
    return owner.text.casefold() in leaver.folded


def _files(component: Component, roots: set[str], files: Sequence[str]) -> Iterator[str]:
    for path in files:
        inside = not component.root or path == component.root or path.startswith(f"{component.root}/")
        if (inside and deepest_root(path, roots) == component.root) or any(matches(path, g) for g in component.paths):
            yield path


def teams_of(
    leaver: Party, roster: Roster, owned: Callable[[Iterable[str]], int], stays: Callable[[Person], bool]
) -> Iterator[HandOverItem]:
    """The teams that the leaver is in, with who stays; whether nobody does."""
    person, directory = leaver.found.person, roster.directory
    own = directory.team(person.team) if person and person.team else None
    listed = {team.id: team for team in (*directory.people.teams, *([own] if isinstance(own, Team) else []))}
    for team in listed.values():
        members = roster.members(team.names[0] if team.names else team.id)
        strange = [text for text in members.strangers if text.casefold() not in leaver.folded]
        inside = person is not None and person.id in {one.id for one in members.persons}
        if members.dissolved or not (inside or len(strange) < len(members.strangers)):
            continue
        others = [one for one in members.persons if stays(one) and not (inside and person and one.id == person.id)]
        names = ", ".join(one.name or one.id for one in others[:3])
        more = len(others) - 3
        if others:
            rest = f"{names}{f' and {more} more' if more > 0 else ''} stay{'s' if len(others) == 1 else ''}"
        elif strange or members.gaps:
            rest = "no other member is known to be active, and not all of them are known"
        else:
            rest = "the last living member"
        count = owned(team.names)
        owns = f", owner of {count:,} file{'' if count == 1 else 's'}" if count else ""
        title = next((name for name in team.names if name.startswith("@")), team.id)
        yield HandOverItem("team", f"{title}{owns}: {rest}", team.place, not others)


def waivers_of(leaver: Party, grants: Iterable[Grant], now: int) -> Iterator[HandOverItem]:
    """The waivers in force that the leaver stands behind."""
    parts = (("by", "asked for"), ("second", "agreed to"), ("follow_up_owner", "follows up"))
    for grant in grants:
        waiver = grant.waiver
        end = parse_time(waiver.until) if waiver.until else None
        done = [words for key, words in parts if getattr(waiver, key).casefold() in leaver.folded]
        if done and (end is None or end > now):
            until = f" until {waiver.until[:10]}" if waiver.until else ""
            what = f"{' and '.join(done)} a waiver of {waiver.rule} for {waiver.head[:12]}{until}"
            yield HandOverItem("waiver", what, grant.place)


def claims_of(leaver: Party, claims: Iterable[OpenClaim]) -> Iterator[HandOverItem]:
    """The open claims that wait for the leaver."""
    for claim in claims:
        if any(name.casefold() in leaver.folded for name in claim.people):
            due = f", due {claim.due_at[:10]}" if claim.due_at else ""
            yield HandOverItem("claim", f"{claim.what or 'a claim'}{due} (ledger event {claim.event[:12]})", None)
