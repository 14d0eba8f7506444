"""Reads AlertmanagerConfig resources and puts them under a configuration by the Prometheus operator's rules.

Each of them is a route before those of the configuration, that always goes on and only takes alerts of its own
namespace; its inhibition rules are bound to the namespace on both sides; its names get namespace and name in front.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.readiness.routing import Inhibition, Integration, Matcher, Receiver, Route, Routing
from watchkeeper.formats.routes.alertmanager import SYSTEM, check_names, read_named_intervals, warnings_of
from watchkeeper.formats.routes.documents import refuse_templates
from watchkeeper.formats.routes.matchers import MatcherError, make_matcher
from watchkeeper.formats.routes.pagers import address_keys, host_of, paging_of
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.routes.tree import read_route, sorted_matchers, walk
from watchkeeper.formats.yaml.nodes import Document, Node

GROUP = "monitoring.coreos.com/"
VERSIONS = ("v1alpha1", "v1beta1")
STRATEGIES = ("OnNamespace", "OnNamespaceExceptForAlertmanagerNamespace", "None")
_NAMES = {
    "groupBy": "group_by", "groupWait": "group_wait", "groupInterval": "group_interval",
    "repeatInterval": "repeat_interval", "muteTimeIntervals": "mute_time_intervals",
    "activeTimeIntervals": "active_time_intervals", "timeIntervals": "time_intervals", "startTime": "start_time",
    "endTime": "end_time", "daysOfMonth": "days_of_month",
}  # fmt: skip
_LITERAL = {"email": "to", "slack": "channel", "telegram": "chatID", "sns": "topicARN", "mattermost": "channel"}
_SECRETS = ("routingKey", "serviceKey", "apiKey", "apiURL", "urlSecret", "userKey", "token", "botToken", "apiSecret")

Said = dict[str, Node]


def holds_operator_config(document: Document) -> bool:
    """Whether a document is an AlertmanagerConfig."""
    return document.root.text("kind") == "AlertmanagerConfig"


def merge_operator_configs(
    base: Routing | None, documents: Sequence[Document], file: str, strategy: str = "OnNamespace", home: str = ""
) -> Routing:
    """A configuration with AlertmanagerConfig resources under it; without one, the operator's own empty one.

    `strategy` is `alertmanagerConfigMatcherStrategy` of the Alertmanager, and `home` its namespace.

    Raises:
        UsageError: a resource is none that the operator takes; all faults at once.
    """
    reader = Reader()
    empty = Routing(SYSTEM, Route("null"), {"null": Receiver("null")}, file)
    routing = base or empty
    routes: list[Route] = []
    rules: list[Inhibition] = []
    receivers, intervals = dict(routing.receivers), dict(routing.intervals)
    for document in sorted(documents, key=_key):
        one = _Resource(document, reader)
        bound = strategy == "OnNamespace" or (strategy != "None" and one.namespace != home)
        matcher = (Matcher("namespace", "=", one.namespace),) if bound else ()
        rules += one.inhibitions(matcher)
        route = one.route(routing.root, matcher)
        if route is not None:
            routes.append(route)
            receivers |= one.receivers()
            named = read_named_intervals(one.interval_part(), reader)
            intervals |= {one.prefixed(name): parts for name, parts in named.items()}
    root = msgspec.structs.replace(routing.root, routes=(*routes, *routing.root.routes))
    check_names(root, receivers, intervals, reader)
    values = [(matcher.value, route.place) for route in walk(root) for matcher in route.matchers]
    reader.problems += refuse_templates(values, file)
    if reader.problems:
        raise UsageError(*reader.problems)
    warnings = (*routing.problems, *warnings_of(root, receivers))
    rules = [*routing.inhibitions, *rules]
    return Routing(
        SYSTEM, root, receivers, routing.file, intervals, tuple(rules), tuple({str(w): w for w in warnings}.values())
    )


class _Resource:
    """One AlertmanagerConfig."""

    def __init__(self, document: Document, reader: Reader) -> None:
        root = document.root
        self._reader = reader
        self._place = root.place
        self.namespace = root.text("metadata", "namespace")
        self._name = root.text("metadata", "name")
        self._spec = reader.mapping(root.get("spec"), "spec")
        version = root.text("apiVersion")
        if version not in {GROUP + known for known in VERSIONS}:
            what = f"AlertmanagerConfig of the unknown version {version[:60]!r}"
            reader.fault(root.place, what, f"known: {', '.join(GROUP + known for known in VERSIONS)}")
        for what, value in (("namespace", self.namespace), ("name", self._name)):
            if not value:
                reader.fault(root.place, f"metadata.{what} is missing: it decides where alerts go", f"add {what}:")

    def prefixed(self, name: str) -> str:
        """A name as the operator writes it."""
        return f"{self.namespace}/{self._name}/{name}" if name else ""

    def route(self, root: Route, matcher: tuple[Matcher, ...]) -> Route | None:
        """The resource's route under the root; None if it has none."""
        node = self._spec.get("route")
        if node is None:
            return None
        bare = msgspec.structs.replace(root, receiver="")
        own = read_route(_renamed(node), self._reader, bare, _read_matchers)
        named = self._named(own, root.receiver)
        return msgspec.structs.replace(named, goes_on=True, matchers=sorted_matchers((*named.matchers, *matcher)))

    def receivers(self) -> dict[str, Receiver]:
        """The resource's receivers by the operator's names."""
        found: dict[str, Receiver] = {}
        for item in self._reader.items(self._spec.get("receivers"), "receivers"):
            said = self._reader.mapping(item, "a receiver")
            name = self.prefixed(self._reader.text(said.get("name"), "name"))
            ways = [
                _integration(key.removesuffix("Configs").lower(), way, self._reader)
                for key, value in said.items()
                if key.endswith("Configs")
                for way in self._reader.items(value, key)
            ]
            found[name] = Receiver(name, tuple(ways), item.place)
        return found

    def inhibitions(self, matcher: tuple[Matcher, ...]) -> list[Inhibition]:
        """The resource's inhibition rules, bound to the namespace on both sides."""
        found: list[Inhibition] = []
        for item in self._reader.items(self._spec.get("inhibitRules"), "inhibitRules"):
            said = self._reader.mapping(item, "an inhibition rule", ("sourceMatch", "targetMatch", "equal"))
            source, target = (
                tuple(_matchers(said.get(key), key, self._reader)) for key in ("sourceMatch", "targetMatch")
            )
            equal = self._reader.texts(said.get("equal"), "equal")
            sides = [tuple(dict.fromkeys((*side, *matcher))) for side in (source, target)]
            found.append(Inhibition(sides[0], sides[1], equal, "", item.place))
        return found

    def interval_part(self) -> Said:
        """The named intervals as a configuration has them."""
        node = self._spec.get("timeIntervals") or self._spec.get("muteTimeIntervals")
        if node is None:
            return {}
        return {"time_intervals": Node([_renamed(item) for item in node.items()], node.place)}

    def _named(self, route: Route, inherited: str) -> Route:
        receiver = self.prefixed(route.receiver) or inherited
        return msgspec.structs.replace(
            route,
            receiver=receiver,
            mute=tuple(map(self.prefixed, route.mute)),
            active=tuple(map(self.prefixed, route.active)),
            routes=tuple(self._named(inner, receiver) for inner in route.routes),
        )


def _read_matchers(said: Said, reader: Reader) -> tuple[Matcher, ...]:
    return tuple(_matchers(said.get("matchers"), "matchers", reader))


def _matchers(node: Node | None, what: str, reader: Reader) -> list[Matcher]:
    found: list[Matcher] = []
    for item in reader.items(node, what):
        said = reader.mapping(item, "a matcher", ("name", "value", "matchType", "regex"))
        operator = reader.text(said.get("matchType"), "matchType")
        operator = operator or ("=~" if reader.flag(said.get("regex"), "regex") else "=")
        name, value = (reader.text(said.get(key), key) for key in ("name", "value"))
        if operator not in {"=", "!=", "=~", "!~"} or not name:
            reader.fault(item.place, "a matcher needs a name and one of =, !=, =~, !~", "write name, value, matchType")
            continue
        try:
            found.append(make_matcher(name, operator, value))
        except MatcherError as error:
            reader.fault(item.place, str(error), "write an expression of RE2")
    return found


def _integration(kind: str, node: Node, reader: Reader) -> Integration:
    said = reader.mapping(node, f"{kind}Configs")
    address = node.text("url")
    shown = node.text(_LITERAL[kind]) if kind in _LITERAL else ""
    parts = [shown, host_of(address)]
    for key in _SECRETS:
        selector = said.get(key)
        if selector and selector.text("name"):
            parts.append(f"key {selector.text('key')} of the Secret {selector.text('name')}")
    paging = paging_of(kind, address=address, priority=node.text("priority"))
    return Integration(kind, paging, ", ".join(filter(None, parts)), address_keys(address), node.place)


def _renamed(node: Node) -> Node:
    """The same with Alertmanager's own words for keys; a range of days `{start, end}` becomes `start:end`."""
    if isinstance(node.value, list):
        return Node([_renamed(item) for item in node.value], node.place)
    if not isinstance(node.value, dict):
        return node
    if node.value and node.value.keys() <= {"start", "end"}:
        return Node(f"{node.text('start')}:{node.text('end') or node.text('start')}", node.place)
    keys = {_NAMES.get(key, key): place for key, place in node.keys.items()}
    return Node({_NAMES.get(key, key): _renamed(inner) for key, inner in node.value.items()}, node.place, keys)


def _key(document: Document) -> tuple[str, str]:
    return document.root.text("metadata", "namespace"), document.root.text("metadata", "name")
