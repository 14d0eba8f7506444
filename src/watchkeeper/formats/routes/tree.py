"""Reads the tree of routes and fills in what its nodes inherit: receiver, grouping and times, never time intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from watchkeeper.domain.readiness.routing import Matcher, Route
from watchkeeper.formats.routes.matchers import MatcherError, is_label, make_matcher, parse_matchers
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.routes.regex import stands_alone
from watchkeeper.formats.yaml.nodes import Node

ALL = "..."
KEYS = (
    "receiver", "group_by", "match", "match_re", "matchers", "mute_time_intervals", "active_time_intervals",
    "continue", "routes", "group_wait", "group_interval", "repeat_interval", "labels",
)  # fmt: skip
_ORDER = ("=", "!=", "=~", "!~")

Said = dict[str, Node]
ReadMatchers = Callable[[Said, Reader], tuple[Matcher, ...]]


def read_route(
    node: Node,
    reader: Reader,
    parent: Route | None = None,
    read: ReadMatchers | None = None,
    more: tuple[str, ...] = (),
) -> Route:
    """A route and all below it; `read` reads its matchers, `more` are words beyond Alertmanager's own."""
    said = reader.mapping(node, "a route", (*KEYS, *more))
    inherited = parent or Route("")
    route = Route(
        receiver=reader.text(said.get("receiver"), "receiver") or inherited.receiver,
        matchers=sorted_matchers((read or read_matchers)(said, reader)),
        goes_on=reader.flag(said.get("continue"), "continue"),
        group_by=_group_by(said, inherited.group_by, reader),
        group_wait=reader.duration(said.get("group_wait"), "group_wait", inherited.group_wait),
        group_interval=_above_zero("group_interval", said, inherited.group_interval, reader),
        repeat_interval=_above_zero("repeat_interval", said, inherited.repeat_interval, reader),
        mute=reader.texts(said.get("mute_time_intervals"), "mute_time_intervals"),
        active=reader.texts(said.get("active_time_intervals"), "active_time_intervals"),
        place=node.place,
    )
    for name, value in reader.mapping(said.get("labels"), "labels").items():
        if not name:
            reader.fault(value.place, "a label of a route has no name", "name it")
    below = [read_route(item, reader, route, read, more) for item in reader.items(said.get("routes"), "routes")]
    return msgspec.structs.replace(route, routes=tuple(below))


def read_matchers(said: Said, reader: Reader, prefix: str = "", written: str = "matchers") -> tuple[Matcher, ...]:
    """Matchers of all three spellings: `match`, `match_re` and `matchers` (with a prefix in inhibition rules)."""
    found: list[Matcher] = []
    for key, operator in ((f"{prefix}match", "="), (f"{prefix}match_re", "=~")):
        for name, value in _labels(said.get(key), key, reader):
            found += _made(name, operator, value, key, reader)
    for item in reader.items(said.get(f"{prefix}{written}"), f"{prefix}{written}"):
        try:
            found += parse_matchers(reader.text(item, "a matcher"))
        except MatcherError as error:
            reader.fault(item.place, str(error), 'write label="value", with =, !=, =~ or !~')
    return tuple(found)


def sorted_matchers(matchers: tuple[Matcher, ...]) -> tuple[Matcher, ...]:
    """In the server's order: by name, value and operator."""
    return tuple(sorted(matchers, key=lambda m: (m.name, m.value, _ORDER.index(m.operator))))


def walk(route: Route) -> Iterator[Route]:
    """A route and all below it, each before its children."""
    yield route
    for inner in route.routes:
        yield from walk(inner)


def _labels(node: Node | None, key: str, reader: Reader) -> Iterator[tuple[str, Node]]:
    if node is None or node.value is None:
        return
    if not isinstance(node.value, dict):
        reader.fault(node.place, f"{key} has to be a mapping", "write label: value")
        return
    for name, value in node.value.items():
        if not is_label(name):
            reader.fault(node.keys.get(name, node.place), f"{key}: invalid label name {name[:100]!r}", "use matchers:")
        else:
            yield name, value


def _made(name: str, operator: str, node: Node, key: str, reader: Reader) -> list[Matcher]:
    if node.value is None and operator == "=~":
        reader.fault(node.place, f"{key}: {name} has no regular expression", "write one")
        return []
    value = reader.text(node, f"{key}: {name}")
    if operator == "=~" and ")" in value and not stands_alone(value):
        value = f"^(?:{value})$"  # the server puts it between these twice, which mends `a)|(b`
    try:
        return [make_matcher(name, operator, value)]
    except MatcherError as error:
        reader.fault(node.place, f"{key}: {name}: {error}", "write an expression of RE2")
        return []


def _group_by(said: Said, inherited: tuple[str, ...], reader: Reader) -> tuple[str, ...]:
    if "group_by" not in said:
        return inherited
    node = said["group_by"]
    names = reader.texts(node, "group_by")
    for name in names:
        if not name:
            reader.fault(node.place, "group_by: a label has no name", "name it")
    if ALL in names and set(names) != {ALL}:
        reader.fault(node.place, "group_by: `...` means all labels and stands alone", "keep `...`, or the labels")
    for name in sorted({name for name in names if name != ALL and names.count(name) > 1}):
        reader.fault(node.place, f"group_by: {name!r} is there twice", "keep one")
    return (ALL,) if ALL in names else names


def _above_zero(key: str, said: Said, inherited: float, reader: Reader) -> float:
    seconds = reader.duration(said.get(key), key, inherited)
    if seconds == 0:
        reader.fault(said[key].place, f"{key} cannot be zero", "write a length of time")
    return seconds
