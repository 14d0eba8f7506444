"""Loads where alerts go: the routings of a tree, and silences of an export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname

from msgspec import Struct

from watchkeeper.analysis.alerting.compiled import CompiledRouting, compile_routing
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.domain.readiness.routing import Delivery, Route, Routing, Silence
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.formats.policy.readiness_sources import AlertingSources
from watchkeeper.formats.routes.recognise import kind_of
from watchkeeper.formats.routes.silences import parse_silences
from watchkeeper.formats.routes.sources import parse_routing

ENDINGS = (".yml", ".yaml", ".json")


class Routes(Struct, frozen=True):
    """The routings of a tree, compiled. `none` says why there is no routing of Alertmanager ("" = there is one)."""

    routings: tuple[CompiledRouting, ...] = ()
    silences: tuple[Silence, ...] = ()
    problems: tuple[Problem, ...] = ()
    none: str = ""

    def deliver(
        self, labels: Mapping[str, str], at: int, firing: Iterable[Mapping[str, str]], system: str
    ) -> tuple[Delivery, ...]:
        """The routes that an alert takes in every routing of one system."""
        held = tuple(firing)
        mine = (one for one in self.routings if one.routing.system == system)
        return tuple(d for one in mine for d in one.deliver(labels, at, held, self.silences))

    def of(self, system: str) -> tuple[Routing, ...]:
        """The routings of one system."""
        return tuple(one.routing for one in self.routings if one.routing.system == system)


def load_routes(files: Files, sources: AlertingSources, configured: Iterable[Routing] = ()) -> Routes:
    """The routings and silences that the policy names, else those that a tree's files look like.

    `configured` are those that Terraform declares.
    """
    problems = list(files.missing(sources.paths("alertmanager"), "sources.alerting.alertmanager"))
    named = list(dict.fromkeys(files.matching(sources.paths("alertmanager"))))
    texts = [(path, data) for path in named or _found(files) if (data := files.content(path)) is not None]
    routings: list[Routing] = list(configured)
    routings += _parsed(texts, problems) if named else _together(texts, problems)
    silences: list[Silence] = []
    for path in files.matching(sources.paths("silences")):
        try:
            silences += parse_silences(files.content(path) or b"", path)
        except UsageError as error:
            problems += error.problems
    none = "" if routings else "no configuration of an alert manager was found in this tree"
    if not routings and problems:
        none = f"the routing cannot be read: {problems[0]}"
    return Routes(tuple(compile_routing(one) for one in routings), tuple(silences), tuple(problems), none)


Text = tuple[str, bytes]
FAMILIES = {"grafana": "grafana", "operator": "operator", "kubernetes": "operator"}
"""Kinds of files that are parts of one routing; a file of another kind is whole."""


def _together(texts: list[Text], problems: list[Problem]) -> Iterator[Routing]:
    """The routings of files that were found: parts in one folder together, else all of the tree, else each alone."""
    parts: dict[str, dict[str, list[Text]]] = {}
    for path, data in texts:
        family = FAMILIES.get(kind_of(path, data))
        if family is None:
            yield from _parsed([(path, data)], problems)
        else:
            parts.setdefault(family, {}).setdefault(dirname(path), []).append((path, data))
    for folders in parts.values():
        left: list[Text] = []
        for group in folders.values():
            found = _parsed(group, [])
            yield from found
            left += group if not found else []
        found = _parsed(left, []) if left else ()
        yield from found
        for text in left if not found else ():
            yield from _parsed([text], problems)


def _found(files: Files) -> list[str]:
    return [path for path in files.likely(ENDINGS) if _is_routing(files, path)]


def _is_routing(files: Files, path: str) -> bool:
    data = files.content(path)
    return data is not None and kind_of(path, data) not in {"", "silences"}


def _parsed(texts: list[tuple[str, bytes]], problems: list[Problem]) -> tuple[Routing, ...]:
    try:
        return parse_routing(texts) if texts else ()
    except UsageError as error:
        problems += error.problems
        return ()


def labels_asked(routing: Routing) -> tuple[str, ...]:
    """The labels that any route or rule of inhibition asks for."""
    waiting: list[Route] = [routing.root]
    found: list[str] = []
    while waiting:
        route = waiting.pop()
        found += [matcher.name for matcher in route.matchers]
        waiting += route.routes
    return tuple(dict.fromkeys(name for name in found if name != "alertname"))
