"""Proposes what a component lacks so that somebody wakes, and writes the files that are new."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from posixpath import dirname

from watchkeeper.analysis.drill.scaffold.propose import Materials, propose
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.routing import Route
from watchkeeper.domain.readiness.scaffold import Scaffold
from watchkeeper.evidence.readiness.component import Gathered
from watchkeeper.evidence.readiness.drilling import drill_of
from watchkeeper.evidence.readiness.ground import Ground
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.files import replace_file
from watchkeeper.usecases.readiness.drill import Ask, instants_of, opened_tree

USUAL = {"rules": "ops/alerts/", "runbooks": "docs/runbooks/", "dashboards": "ops/dashboards/", "rotas": "ops/rotas/"}
MOST_ROUTES = 2_000


def scaffold(ask: Ask) -> tuple[Scaffold, ...]:
    """The proposals for each component that was asked for. Nothing is written.

    Raises:
        UsageError, UnknownSubjectError: as `opened_tree`.
    """
    with opened_tree(ask) as tree:
        found = []
        for component in tree.components:
            gathered = tree.gathered(component)
            drill = drill_of(gathered, instants_of(gathered, ask.at))
            found.append(propose(drill, _materials(tree.ground, gathered)))
    return tuple(found)


def write_pieces(repo: str, found: Scaffold) -> tuple[str, ...]:
    """Write the proposed files into the work tree, those that are not there; the paths written.

    Raises:
        UsageError: there is no work tree, or a link stands in the way.
    """
    with Repository(repo) as repository:
        top = repository.work_tree
    new = [piece for piece in found.pieces if piece.path]
    paths = [os.path.join(top, *piece.path.split("/")) for piece in new]
    for piece, path in zip(new, paths, strict=True):
        if os.path.lexists(path) or _through_a_link(top, piece.path):
            problem = Problem("is there already, or lies behind a symbolic link", Place(piece.path), "look at it first")
            raise UsageError(problem)
    for piece, path in zip(new, paths, strict=True):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        replace_file(path, piece.text.encode())
    return tuple(piece.path for piece in new)


def _through_a_link(top: str, path: str) -> bool:
    folder = dirname(path)
    while folder:
        if os.path.islink(os.path.join(top, *folder.split("/"))):
            return True
        folder = dirname(folder)
    return False


def _materials(ground: Ground, gathered: Gathered) -> Materials:
    facts = gathered.facts
    receiver, labels, routing = _way(ground, gathered)
    names = [name.text for name in gathered.names if name.kind in {"job", "service"}]
    jobs = [scrape.job for scrape in ground.watched.watching.scrapes if scrape.job in names]
    owner = facts.owner
    return Materials(
        component=facts.component,
        exports=gathered.exports,
        exists=lambda path: path in ground.files,
        folders=_folders(ground),
        job=jobs[0] if jobs else "",
        labels=labels,
        receiver=receiver,
        routing=routing,
        people=tuple(_addresses(ground, owner.id if owner else "")),
        zone=facts.zone,
        batch=facts.batch,
        rotas=len(ground.rotas.on_call.rotas),
    )


def _folders(ground: Ground) -> Mapping[str, str]:
    """Where such files stand in this tree already, else the usual place."""
    watching = ground.watched.watching
    there = {
        "rules": [rule.place.file for rule in watching.rules if rule.family == "prometheus" and rule.resource is None],
        "dashboards": [dashboard.place.file for dashboard in watching.dashboards],
        "rotas": [r.place.file for r in ground.rotas.on_call.rotas if r.place and r.place.file.endswith(".yaml")],
        "runbooks": [path for path in ground.files.paths if "runbook" in dirname(path) and path.endswith(".md")],
    }
    return {key: f"{dirname(there[key][0])}/".lstrip("/") if there[key] else usual for key, usual in USUAL.items()}


def _way(ground: Ground, gathered: Gathered) -> tuple[str, Mapping[str, str], str]:
    """A receiver that calls people, its own if there is one, with the labels that lead there, and the file."""
    best: tuple[str, Mapping[str, str], str] = ("", {}, "")
    for routing in ground.routes.of("alertmanager"):
        for route, labels in _routes(routing.root, {}):
            receiver = routing.receivers.get(route.receiver)
            if receiver is None or receiver.paging != "page" or route.mute or route.active:
                continue
            own = receiver.name in gathered.facts.meant
            if own or not best[0]:
                best = (receiver.name, labels, routing.file)
            if own:
                return best
    return best


def _routes(route: Route, above: Mapping[str, str]) -> Iterator[tuple[Route, Mapping[str, str]]]:
    """Every route whose matchers are plain equations, with the labels that lead there."""
    if any(matcher.operator != "=" or matcher.name in {"alertname", "service"} for matcher in route.matchers):
        return
    labels = {**above, **{matcher.name: matcher.value for matcher in route.matchers}}
    yield route, labels
    for inner in route.routes[:MOST_ROUTES]:
        yield from _routes(inner, labels)


def _addresses(ground: Ground, person: str) -> Iterator[str]:
    """Addresses of the owner, and of others of the same team."""
    roster = getattr(ground.judge, "roster", None)
    if roster is None or not person:
        return
    people = roster.directory.people.persons
    owner = next((one for one in people if f"person:{one.id}" == person), None)
    if owner is not None:
        mates = [one for one in people if one.team and one.team == owner.team and one.id != owner.id]
        yield from (one.emails[0] for one in (owner, *mates) if one.emails and one.kind == "person")
