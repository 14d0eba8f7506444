"""Tells by its text which of the known kinds of routing a file holds, so that files can be found in a tree."""

from __future__ import annotations

import re
from collections.abc import Callable

from watchkeeper.formats.yaml.foreign import MOST_BYTES

ENDINGS = (".yaml", ".yml", ".json")
KINDS = ("alertmanager", "kubernetes", "operator", "helm", "grafana", "silences")
_OPERATOR = re.compile(rb"(?m)^[ {\"]*kind\"?: *['\"]?AlertmanagerConfig\b")
_NAMED = re.compile(rb"\balertmanager\.ya?ml(?:\.gz)?[\"']?:")
_GRAFANA = re.compile(
    rb"(?m)\b(?:object_matchers|grafana_managed_receiver_configs|alertmanager_config)\b"
    rb"|^(?:contactPoints|muteTimes|policies):|\"(?:contactPoints|muteTimes|policies)\":"
)
_CHART = re.compile(rb"(?m)^ *(?:alertmanager|alertmanagerFiles):[ \t]*(?:#.*)?\r?$")
_ROUTE = re.compile(rb"(?m)^[ {\"]*route\"?:")
_AT_START = re.compile(rb"(?m)^(?:route|receivers):")
_SECRET = re.compile(rb"(?m)^[ {\"]*kind\"?: *['\"]?(?:Secret|ConfigMap)\b")
_GRAFANA_FILE = re.compile(rb"(?m)^apiVersion: *1\b|[{,]\s*\"apiVersion\": *1\b")
# the schema of a resource has all the words of one
_DEFINITION = re.compile(rb"\bkind\"?: *\"?CustomResourceDefinition\b")
_API_LIST = re.compile(rb"\s*\[")
_INNER = re.compile(rb"(?m)^ +(?:config|stringConfig|alertmanager\.yml):")


def kind_of(path: str, data: bytes) -> str:
    """One of `KINDS`, or "" for any other file; a look at the bytes, nothing is parsed.

    What it names need not be readable; what can be read is never missed because of its path, only because
    of its ending.
    """
    if not path.lower().endswith(ENDINGS) or len(data) > MOST_BYTES or _DEFINITION.search(data):
        return ""
    return next((kind for kind, is_it in _TESTS if is_it(data)), "")


def _is_operator(data: bytes) -> bool:
    return _OPERATOR.search(data) is not None


def _is_resource(data: bytes) -> bool:
    return _SECRET.search(data) is not None and _NAMED.search(data) is not None


def _is_silences(data: bytes) -> bool:
    return _API_LIST.match(data) is not None and all(
        word in data for word in (b"startsAt", b"endsAt", b"matchers", b"createdBy")
    )


def _is_alertmanager(data: bytes) -> bool:
    start = data.lstrip()[:2]
    if start[:1] == b"{" and start != b"{{" and b'"$schema"' not in data:
        return b'"route"' in data and b'"receivers"' in data
    return len({match[0] for match in _AT_START.finditer(data)}) > 1


def _is_helm(data: bytes) -> bool:
    if not _CHART.search(data) or not _INNER.search(data):
        return False
    return _ROUTE.search(data) is not None or b"stringConfig" in data


def _is_grafana(data: bytes) -> bool:
    if not _GRAFANA.search(data):
        return _API_LIST.match(data) is not None and (b'"settings"' in data or b'"time_intervals"' in data)
    strong = b"object_matchers" in data or b"grafana_managed_receiver_configs" in data
    return strong or b"alertmanager_config" in data or _GRAFANA_FILE.search(data) is not None


_TESTS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("operator", _is_operator), ("kubernetes", _is_resource), ("silences", _is_silences),
    ("helm", _is_helm), ("grafana", _is_grafana), ("alertmanager", _is_alertmanager),
)  # fmt: skip
