"""Reads an Alertmanager configuration as Alertmanager 0.34 does, and refuses what it would refuse.

Routes inherit receiver, grouping and times. They do not inherit time intervals: a child of a muted route is not muted.
"""

from __future__ import annotations

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.routing import Inhibition, Receiver, Route, Routing, TimeInterval
from watchkeeper.formats.routes.documents import parse_documents, refuse_templates
from watchkeeper.formats.routes.intervals import read_intervals
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.routes.receivers import read_global, read_receivers
from watchkeeper.formats.routes.tree import read_matchers, read_route, walk
from watchkeeper.formats.yaml.nodes import Document, Node, Where

SYSTEM = "alertmanager"
KEYS = (
    "global", "route", "inhibit_rules", "receivers", "templates", "mute_time_intervals", "time_intervals", "tracing",
    "event_recorder",
)  # fmt: skip
INHIBITION_KEYS = (
    "name", "source_match", "source_match_re", "source_matchers", "target_match", "target_match_re",
    "target_matchers", "equal",
)  # fmt: skip

Said = dict[str, Node]


def parse_alertmanager(data: bytes, file: str, where: Where | None = None) -> Routing:
    """A configuration; `where` places a text that stands inside another file.

    Raises:
        UsageError: Alertmanager would refuse it; all faults at once, each with file, line and column.
    """
    documents = parse_documents(data, file, where)
    if not documents:
        place = where(1, 1) if where else Place(file)
        raise UsageError(Problem("no route is given: the file is empty", place, "add route: with a receiver"))
    return read_alertmanager(documents[0], file)


def read_alertmanager(document: Document, file: str) -> Routing:
    """A configuration whose YAML was read.

    Raises:
        UsageError: as `parse_alertmanager`.
    """
    reader = Reader()
    reader.problems += document.doubled
    said = reader.mapping(document.root, "the configuration", KEYS)
    shared = read_global(said.get("global"), reader)
    receivers = read_receivers(said.get("receivers"), shared, reader)
    intervals = read_named_intervals(said, reader)
    rules = tuple(read_inhibition(item, reader) for item in reader.items(said.get("inhibit_rules"), "inhibit_rules"))
    reader.texts(said.get("templates"), "templates")
    root = _root(document.root, said, reader)
    check_names(root, receivers, intervals, reader)
    reader.problems += refuse_templates(_deciding(root, rules), file)
    if reader.problems:
        raise UsageError(*sorted(reader.problems, key=_order))
    return Routing(SYSTEM, root, receivers, file, intervals, rules, warnings_of(root, receivers))


def read_named_intervals(said: Said, reader: Reader) -> dict[str, tuple[TimeInterval, ...]]:
    """The intervals of both sections by name; a name that is there twice is a fault."""
    found: dict[str, tuple[TimeInterval, ...]] = {}
    for key in ("mute_time_intervals", "time_intervals"):
        for item in reader.items(said.get(key), key):
            named = reader.mapping(item, f"an item of {key}", ("name", "time_intervals"))
            name = reader.text(named.get("name"), "name")
            if not name:
                reader.fault(item.place, f"an item of {key} has no name", "add name:")
            if name in found:
                reader.fault(item.place, f"the time interval {name!r} is there twice", "rename one")
            found[name] = read_intervals(named.get("time_intervals"), reader)
    return found


def read_inhibition(node: Node, reader: Reader) -> Inhibition:
    """One rule of inhibition."""
    said = reader.mapping(node, "an inhibition rule", INHIBITION_KEYS)
    equal = reader.texts(said.get("equal"), "equal")
    if "" in equal:
        reader.fault(said["equal"].place, "equal: a label has no name", "name it")
    source = read_matchers(said, reader, "source_")
    target = read_matchers(said, reader, "target_")
    return Inhibition(source, target, equal, reader.text(said.get("name"), "name"), node.place)


def check_names(
    root: Route, receivers: dict[str, Receiver], intervals: dict[str, tuple[TimeInterval, ...]], reader: Reader
) -> None:
    """Faults for receivers and intervals that routes name and nobody defines."""
    known = {"", *receivers}
    for route in walk(root):
        place = route.place or Place("")
        if route.receiver not in known:
            known.add(route.receiver)  # what routes below inherit is the same fault
            reader.fault(place, f"undefined receiver {route.receiver!r} used in route", "define it under receivers:")
        for name in (*route.active, *route.mute):
            if name not in intervals:
                reader.fault(
                    place, f"undefined time interval {name!r} used in route", "define it under time_intervals:"
                )


def warnings_of(root: Route, receivers: dict[str, Receiver]) -> tuple[Problem, ...]:
    """What the server takes without a word and people trip over: empty receivers, intervals that are not inherited."""
    found: dict[str, Problem] = {}
    for route in walk(root):
        receiver = receivers.get(route.receiver)
        if receiver and not receiver.integrations and receiver.name not in found:
            what = f"the receiver {receiver.name!r} is empty: alerts that go there reach nobody"
            found[receiver.name] = Problem(what, receiver.place, "add an integration that pages, or route elsewhere")
    below = [(route, inner) for route in walk(root) for inner in route.routes]
    for parent, child in below:
        names = [name for name in (*parent.mute, *parent.active) if name not in (*child.mute, *child.active)]
        if names:
            what = f"the time interval {names[0]!r} of the route above is not inherited: it does not hold here"
            found[f"{child.place}"] = Problem(what, child.place, "repeat it here if it should hold")
    return tuple(found.values())


def _deciding(root: Route, rules: tuple[Inhibition, ...]) -> list[tuple[str, Place | None]]:
    """The words that decide where alerts go; those of messages may hold templates, these may not."""
    found = [(word, route.place) for route in walk(root) for word in (route.receiver, *route.mute, *route.active)]
    found += [(matcher.value, route.place) for route in walk(root) for matcher in route.matchers]
    return found + [(matcher.value, rule.place) for rule in rules for matcher in (*rule.source, *rule.target)]


def _root(document: Node, said: Said, reader: Reader) -> Route:
    node = said.get("route")
    if node is None:
        reader.fault(document.place, "no routes provided", "add route: with a receiver")
        return Route("")
    root = read_route(node, reader)
    if not root.receiver:
        reader.fault(node.place, "the root route has no default receiver", "add receiver:")
    if root.matchers:
        reader.fault(node.place, "the root route cannot have matchers", "move them to a route below it")
    if root.goes_on:
        reader.fault(node.place, "the root route cannot have continue", "remove it")
    for names, key in ((root.mute, "mute_time_intervals"), (root.active, "active_time_intervals")):
        if names:
            reader.fault(node.place, f"the root route cannot have {key}", "move it to a route below it")
    return root


def _order(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)
