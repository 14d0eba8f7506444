"""Puts the proposals for one component together, by the links that do not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.drill.scaffold.alerts import alert_names, propose_alerts
from watchkeeper.analysis.drill.scaffold.texts import (
    propose_dashboard,
    propose_entry,
    propose_rota,
    propose_runbook,
)
from watchkeeper.domain.components import Component
from watchkeeper.domain.readiness.drill import Chain, Drill, LinkId
from watchkeeper.domain.readiness.monitoring import Export
from watchkeeper.domain.readiness.scaffold import Piece, Scaffold

NOTHING_EXPORTED = (
    "its code exports nothing that an alert could read: count answers by status, or keep the time of the last success, "
    "with the metrics library of its language"
)
NO_PAGER = (
    "nothing in this tree calls people: name the alert manager and the pager's export under sources in the policy"
)


class Materials(Struct, frozen=True):
    """What proposals are made of.

    `job` is the scrape job ("" = none), `labels` lead an alert to the `receiver` that calls people ("" = none
    does), `routing` is the file of the routes. `folders` say where rules, runbooks, dashboards and rotas stand.
    `exists` tells whether a path is taken; `people` are addresses of its owners, `rotas` how many
    rotas the tree has.
    """

    component: Component
    exports: Sequence[Export]
    exists: Callable[[str], bool]
    folders: Mapping[str, str]
    job: str = ""
    labels: Mapping[str, str] = {}
    receiver: str = ""
    routing: str = ""
    people: Sequence[str] = ()
    zone: str = "UTC"
    batch: bool = False
    rotas: int = 0


def propose(drill: Drill, given: Materials) -> Scaffold:
    """The proposals for what the drill found broken or not known."""
    chain = drill.chain
    pieces = tuple(piece for piece in _pieces(drill, chain, given) if not (piece.path and given.exists(piece.path)))
    by_hand = []
    if not _holds(chain, "signal") and not any("signal" in piece.links for piece in pieces):
        by_hand.append(NOTHING_EXPORTED)
    if not _holds(chain, "receiver") and not given.receiver:
        by_hand.append(NO_PAGER)
    broken = tuple(link.id for link in chain.links if link.state in {"broken", "unknown"} and link.required != "absent")
    return Scaffold(drill.component, drill.name, pieces, broken, tuple(by_hand))


def _pieces(drill: Drill, chain: Chain, given: Materials) -> Iterator[Piece]:
    name, folders = given.component.name, given.folders
    runbook = f"{folders['runbooks']}{name}.md"
    alerts = ""
    if not _holds(chain, "signal"):
        alerts = propose_alerts(name, given.exports, given.job, given.labels, runbook, batch=given.batch)
        if alerts:
            links: tuple[LinkId, ...] = ("signal", "alert-rule", "fires", "alert-labels", "route")
            open_ = "" if given.labels else "which labels lead to a pager: no route of this tree calls people"
            yield Piece(links, "alerts", alerts, f"{folders['rules']}{name}.yml", left_open=open_)
    named = alert_names(alerts) or ((chain.alert,) if chain.alert else ())
    if named and (alerts or not _holds(chain, "able")):
        told = propose_runbook(name, named)
        yield Piece(("able",), "a runbook", told, runbook, left_open="what helps, and how to undo the last change")
    if (
        not drill.dashboards
        and chain.link("signal").required != "absent"
        and (board := propose_dashboard(name, given.exports))
    ):
        yield Piece(("signal",), "a dashboard", board, f"{folders['dashboards']}{name}.json")
    yield from _scrape(chain, given)
    yield from _route(chain, given)
    if not _holds(chain, "on-call") and (not given.rotas or chain.link("on-call").state == "broken"):
        rota = propose_rota(name, given.people, given.zone)
        open_ = "who agreed to be called: the addresses are those of its owners, or gaps"
        yield Piece(("escalation", "on-call"), "a rota", rota, f"{folders['rotas']}{name}.yaml", left_open=open_)
    yield from _entry(given)


def _scrape(chain: Chain, given: Materials) -> Iterator[Piece]:
    if _holds(chain, "scrape") or given.job:
        return
    name = given.component.name
    text = f'- job_name: {name}\n  static_configs: [{{targets: ["{name}:9100"]}}]\n'
    yield Piece(
        ("scrape",), "a scrape job", text, where="scrape_configs of the Prometheus configuration", left_open="the port"
    )


def _route(chain: Chain, given: Materials) -> Iterator[Piece]:
    if _holds(chain, "route") or not given.receiver or given.labels:
        return
    text = f'- matchers: [service="{given.component.name}"]\n  receiver: {given.receiver}\n'
    yield Piece(("route", "receiver"), "a route", text, where=f"the first of route → routes in {given.routing}")


def _entry(given: Materials) -> Iterator[Piece]:
    component = given.component
    said = {"promise": component.promise, "tier": component.tier, "customers": component.customers}
    lacking = [key for key, value in said.items() if not value]
    if not lacking:
        return
    text = propose_entry(component.name, component.root, lacking)
    where = ".watchkeeper.yaml, or the component's catalog entry"
    yield Piece(("customer-impact",), "what it promises", text, where=where, left_open="all of it")


def _holds(chain: Chain, link: LinkId) -> bool:
    """Whether nothing has to be proposed for a link: it holds, or nobody asks for it."""
    found = chain.link(link)
    return found.state == "holds" or found.required == "absent"
