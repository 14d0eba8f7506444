"""Reads Grafana's notification policies, contact points and mute timings, from files or from what its API gives.

The tree works as Alertmanager's (Grafana runs a fork of it): first match wins unless it goes on, time intervals are
not inherited, expressions fit the whole value. `object_matchers` is its own spelling: `[label, operator, value]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.routing import Integration, Matcher, Receiver, Route, Routing, TimeInterval
from watchkeeper.formats.routes.alertmanager import read_named_intervals, warnings_of
from watchkeeper.formats.routes.documents import refuse_templates
from watchkeeper.formats.routes.matchers import MatcherError, make_matcher
from watchkeeper.formats.routes.pagers import address_keys, host_of, paging_of
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.routes.tree import read_matchers, read_route, walk
from watchkeeper.formats.yaml.nodes import Document, Node

SYSTEM = "grafana"
PARTS = ("policies", "contactPoints", "muteTimes")
_MORE = ("object_matchers", "orgId", "provenance", "name")
_KINDS = {"prometheus-alertmanager": "alertmanager", "jira": "jira"}
_SECRET = ("integrationKey", "apiKey", "routingKey", "authorization_credentials", "apiToken", "token", "userKey")
_ADDRESSES = ("url", "webhook_url", "api_url")
_SHOWN = ("addresses", "recipient", "channel", "chatid", "topic_arn", "project")

Said = dict[str, Node]


def holds_grafana(document: Document) -> bool:
    """Whether a document is one of Grafana's about where alerts go."""
    root = document.root
    if isinstance(root.value, list):
        first = root.value[0] if root.value else root
        contact = first.get("settings") is not None and bool(first.text("type"))
        return contact or (first.get("time_intervals") is not None and bool(first.text("name")))
    policy = bool(root.text("receiver")) and (root.get("routes") is not None or "provenance" in root.entries())
    return policy or root.get("alertmanager_config") is not None or any(root.get(part) for part in PARTS)


def parse_grafana(documents: Sequence[Document], file: str) -> tuple[Routing, ...]:
    """One routing an organisation, out of all documents together: policies, contact points, mute timings.

    A contact point or a mute timing that none of the documents holds is said as a problem, and what goes
    there is not known.

    Raises:
        UsageError: Grafana would refuse it; all faults at once.
    """
    reader = Reader()
    parts = _Parts(reader)
    for document in documents:
        parts.add(document.root)
    for org in {*parts.receivers, *parts.intervals} - {*parts.routes}:
        reader.fault(Place(file), f"no notification policy of organisation {org} is there", "name the file that has it")
    found = [parts.routing(org, file) for org in sorted(parts.routes)]
    if not found and not reader.problems:
        reader.fault(Place(file), "no notification policy is there", "name the file that has policies:")
    if reader.problems:
        raise UsageError(*reader.problems)
    return tuple(found)


class _Parts:
    """What the documents hold, by organisation."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.routes: dict[str, Route] = {}
        self.receivers: dict[str, dict[str, Receiver]] = {}
        self.intervals: dict[str, dict[str, tuple[TimeInterval, ...]]] = {}

    def add(self, root: Node) -> None:
        """Take what one document holds."""
        if isinstance(root.value, list):  # an answer of the API: contact points, or mute timings
            for item in root.value:
                if item.get("settings") or item.text("type"):
                    self._contact("1", item.text("name"), [item], item.place)
                else:
                    self._timing("1", item)
            return
        inner = root.get("alertmanager_config")
        if inner is not None:
            self._whole(inner)
        elif root.text("receiver"):
            self._policy("1", root)
        for item in self._reader.items(root.get("policies"), "policies"):
            self._policy(_org(item), item)
        for item in self._reader.items(root.get("contactPoints"), "contactPoints"):
            ways = self._reader.items(item.get("receivers"), "receivers")
            self._contact(_org(item), item.text("name"), ways, item.place)
        for item in self._reader.items(root.get("muteTimes"), "muteTimes"):
            self._timing(_org(item), item)

    def routing(self, org: str, file: str) -> Routing:
        """The routing of one organisation."""
        root = self.routes[org]
        receivers, intervals = self.receivers.get(org, {}), self.intervals.get(org, {})
        words = [(word, route.place) for route in walk(root) for word in _words(route)]
        self._reader.problems += refuse_templates(words, file)
        missing = list(_missing(root, receivers, intervals))
        return Routing(SYSTEM, root, receivers, file, intervals, (), (*missing, *warnings_of(root, receivers)))

    def _whole(self, inner: Node) -> None:
        if route := inner.get("route"):
            self._policy("1", route)
        for item in self._reader.items(inner.get("receivers"), "receivers"):
            ways = self._reader.items(item.get("grafana_managed_receiver_configs"), "receivers")
            self._contact("1", item.text("name"), ways, item.place)
        for part in ("mute_time_intervals", "time_intervals"):
            for item in self._reader.items(inner.get(part), part):
                self._timing("1", item)

    def _policy(self, org: str, node: Node) -> None:
        root = read_route(node, self._reader, None, _read_matchers, _MORE)
        if not root.receiver:
            self._reader.fault(node.place, "the root policy has no receiver", "add receiver:")
        if root.matchers or root.mute or root.active or root.goes_on:
            what = "the root policy takes every alert: it cannot have matchers, time intervals or continue"
            self._reader.fault(node.place, what, "move them to a policy below it")
        if org in self.routes:
            what = f"organisation {org} has two trees of policies (first at {self.routes[org].place})"
            self._reader.fault(node.place, what, "keep one")
        self.routes.setdefault(org, root)

    def _contact(self, org: str, name: str, ways: Iterable[Node], place: Place) -> None:
        known = self.receivers.setdefault(org, {})
        before = known.get(name) or Receiver(name, (), place)
        more = tuple(_integration(way, self._reader) for way in ways)
        known[name] = msgspec.structs.replace(before, integrations=(*before.integrations, *more))

    def _timing(self, org: str, node: Node) -> None:
        kept = {key: value for key, value in node.entries().items() if key in {"name", "time_intervals"}}
        part = {"time_intervals": Node([Node(kept, node.place, node.keys)], node.place)}
        self.intervals.setdefault(org, {}).update(read_named_intervals(part, self._reader))


def _read_matchers(said: Said, reader: Reader) -> tuple[Matcher, ...]:
    """Matchers of all spellings; of an object matcher one quote at each end of the value is taken away."""
    found = list(read_matchers(said, reader))
    for item in reader.items(said.get("object_matchers"), "object_matchers"):
        words = reader.texts(item, "an object matcher")
        if len(words) != 3 or words[1] not in {"=", "!=", "=~", "!~"}:
            reader.fault(item.place, "an object matcher is [label, operator, value]", 'write ["team", "=", "shop"]')
            continue
        try:
            found.append(make_matcher(words[0], words[1], words[2].removeprefix('"').removesuffix('"')))
        except MatcherError as error:
            reader.fault(item.place, str(error), "write an expression of RE2")
    return tuple(found)


def _integration(node: Node, reader: Reader) -> Integration:
    reader.mapping(node, "a contact point")
    kind = _KINDS.get(node.text("type"), node.text("type"))
    settings = node.get("settings") or Node({}, node.place)
    address = next(filter(None, (settings.text(key) for key in _ADDRESSES)), "")
    keys = list(address_keys(address)) if _is_key(address) else []
    keys += [fingerprint(settings.text(key)) for key in _SECRET if _is_key(settings.text(key))]
    parts = [settings.text(key) for key in _SHOWN]
    target = ", ".join(filter(None, [*parts, host_of(address)]))
    priority = settings.text("priority") or "0"  # Grafana sends normal priority unless it is told otherwise
    paging = paging_of(kind, address=address, priority=priority)
    return Integration(kind, paging, target, tuple(dict.fromkeys(keys)), node.place)


def _is_key(text: str) -> bool:
    """Whether a text is the key itself, and neither hidden nor a variable of the environment."""
    return bool(text) and not text.startswith(("$", "[REDACTED]")) and "{{" not in text


def _missing(
    root: Route, receivers: dict[str, Receiver], intervals: dict[str, tuple[TimeInterval, ...]]
) -> Iterable[Problem]:
    for name in {route.receiver: route for route in walk(root)}:
        if name not in receivers:
            what = f"the contact point {name!r} is in none of these files: whether it pages is not known"
            yield Problem(what, root.place, "name the file or export that has it, too")
    for name in dict.fromkeys(name for route in walk(root) for name in (*route.mute, *route.active)):
        if name not in intervals:
            what = f"the mute timing {name!r} is in none of these files: when it holds is not known"
            yield Problem(what, root.place, "name the file or export that has it, too")


def _words(route: Route) -> list[str]:
    return [route.receiver, *(matcher.value for matcher in route.matchers), *route.mute, *route.active]


def _org(node: Node) -> str:
    return node.text("orgId") or "1"
