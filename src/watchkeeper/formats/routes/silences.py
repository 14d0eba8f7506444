"""Reads an export of silences: `amtool silence query --output json`, or the answer of `/api/v2/silences`."""

from __future__ import annotations

from datetime import UTC, datetime

from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.readiness.routing import Silence
from watchkeeper.formats.routes.documents import parse_documents
from watchkeeper.formats.routes.matchers import MatcherError, make_matcher
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.yaml.nodes import Document, Node

_OPERATORS = {(True, False): "=", (False, False): "!=", (True, True): "=~", (False, True): "!~"}


def holds_silences(document: Document) -> bool:
    """Whether a document is an export of silences that is not empty."""
    first = document.root.items()[:1]
    return bool(first) and all(first[0].get(key) is not None for key in ("matchers", "startsAt", "endsAt"))


def parse_silences(data: bytes, file: str) -> tuple[Silence, ...]:
    """All silences of an export, also those that are over; an empty list is an export without any.

    Raises:
        UsageError: it is no such export; all faults at once.
    """
    reader = Reader()
    found: list[Silence] = []
    for document in parse_documents(data, file):
        found += [_silence(item, reader) for item in reader.items(document.root, "an export of silences")]
    if reader.problems:
        raise UsageError(*reader.problems)
    return tuple(found)


def _silence(node: Node, reader: Reader) -> Silence:
    said = reader.mapping(node, "a silence")
    starts, ends = (_seconds(said.get(key), key, node, reader) for key in ("startsAt", "endsAt"))
    matchers = []
    for item in reader.items(said.get("matchers"), "matchers"):
        parts = reader.mapping(item, "a matcher", ("name", "value", "isRegex", "isEqual"))
        equal = "isEqual" not in parts or reader.flag(parts["isEqual"], "isEqual")
        operator = _OPERATORS[equal, reader.flag(parts.get("isRegex"), "isRegex")]
        name, value = (reader.text(parts.get(key), key) for key in ("name", "value"))
        try:
            matchers.append(make_matcher(name, operator, value))
        except MatcherError as error:
            reader.fault(item.place, str(error), "export the silences again")
    if not matchers:
        reader.fault(node.place, "a silence has no matchers", "export the silences again")
    name, by, comment = (reader.text(said.get(key), key) for key in ("id", "createdBy", "comment"))
    return Silence(name, tuple(matchers), starts, ends, by, comment, node.place)


def _seconds(node: Node | None, what: str, silence: Node, reader: Reader) -> float:
    text = reader.text(node, what)
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        place = node.place if node else silence.place
        reader.fault(place, f"{what} is not a time such as 2026-03-01T00:00:00Z", "export the silences again")
        return 0.0
