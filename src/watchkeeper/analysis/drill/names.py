"""What a component is called: by its declaration, its folder, its manifests and its code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from watchkeeper.domain.components import Component, OtherName
from watchkeeper.domain.problems import Place
from watchkeeper.domain.same_name import plain_name

SERVICE, JOB, PAGER, PAGER_KEY, ROTA = "service", "job", "pager", "pager-key", "rota"
MOST_BYTES = 1 << 18
MOST_CLUES = 50
_CLUES = (
    re.compile(rb"OTEL_SERVICE_NAME[\"']?\s*[:=,]\s*(?:value:\s*)?[\"']?([A-Za-z0-9][\w.-]{0,62})"),
    re.compile(rb"service\.name[\"']?\s*[:=,]\s*[\"']?([A-Za-z0-9][\w.-]{0,62})"),
    re.compile(rb"SERVICE_NAME[\"']?\s*\]?\s*[:=,]\s*[\"']([A-Za-z0-9][\w.-]{0,62})[\"']"),
)
_IN_MANIFEST = re.compile(
    rb"(?:app\.kubernetes\.io/(?:name|instance)|k8s-app|tags\.datadoghq\.com/service)[\"']?\s*:\s*"
    rb"[\"']?([A-Za-z0-9][\w.-]{0,62})"
)
_ENV_NAME = re.compile(rb"name:\s*[\"']?OTEL_SERVICE_NAME[\"']?\s*,?\s*\n?\s*value:\s*[\"']?([A-Za-z0-9][\w.-]{0,62})")


def clues_in(data: bytes, path: str) -> Iterator[OtherName]:
    """What a file of the component calls it in traces: `OTEL_SERVICE_NAME` and its like."""
    head = data[:MOST_BYTES]
    for pattern in (*_CLUES, _ENV_NAME):
        for found in pattern.finditer(head):
            yield _clue(head, found, path, "service.name")


def clues_in_manifest(data: bytes, path: str, workload: str) -> Iterator[OtherName]:
    """What the manifest of a workload calls it: its labels, and its name in traces. Other documents do not count."""
    head = data[:MOST_BYTES]
    for start, document in _documents(head):
        if not re.search(rb"\bname:\s*[\"']?" + re.escape(workload.encode()) + rb"[\"']?\s*[,}\n]", document):
            continue
        for pattern, what in ((_IN_MANIFEST, "a label of the manifest"), (_ENV_NAME, "service.name")):
            for found in pattern.finditer(document):
                line = head.count(b"\n", 0, start + found.start()) + 1
                yield OtherName(SERVICE, found[1].decode("ascii", "replace"), f"{what} says so", Place(path, line))


def names_of(component: Component, clues: Iterable[OtherName] = ()) -> tuple[OtherName, ...]:
    """Every name of a component, the surest first; each text once a kind."""
    declared = component.declaration if component.declaration != "found" else "its folder"
    own = [OtherName(SERVICE, component.name, f"{declared} calls it so", component.place)]
    if component.declaration != "found":
        own.append(OtherName(SERVICE, component.id.rpartition("/")[2], f"{declared} calls it so", component.place))
    if component.root:
        own.append(OtherName(SERVICE, component.root.rpartition("/")[2], "its folder is called so", component.place))
    called = [
        OtherName(SERVICE, s.name, f"a manifest calls it so ({s.kind})", Place(s.path, s.line))
        for s in component.sightings
        if s.name
    ]
    owner = re.split(r"[/:@]", component.owner)[-1]
    if owner:
        own.append(OtherName(ROTA, owner, "its owner is called so", component.owner_at))
    every = (*component.names, *own, *called, *clues)
    kept: dict[tuple[str, str], OtherName] = {}
    for name in every:
        text = name.text if name.kind == PAGER_KEY else plain_name(name.text)
        if text:
            kept.setdefault((name.kind, text), name)
    return tuple(kept.values())[:MOST_CLUES]


def plain_names(names: Iterable[OtherName], *kinds: str) -> dict[str, OtherName]:
    """The names of some kinds, by their plain text."""
    found: dict[str, OtherName] = {}
    for name in names:
        if name.kind in kinds:
            found.setdefault(plain_name(name.text), name)
    return found


def _clue(data: bytes, found: re.Match[bytes], path: str, what: str) -> OtherName:
    line = data.count(b"\n", 0, found.start()) + 1
    return OtherName(SERVICE, found[1].decode("ascii", "replace"), f"{what} says so", Place(path, line))


def _documents(data: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    for found in re.finditer(rb"^---[^\n]*\n", data, re.MULTILINE):
        yield start, data[start : found.start()]
        start = found.end()
    yield start, data[start:]
