"""Finds workloads that Kubernetes runs: in manifests, in Helm templates, and Helm charts themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from watchkeeper.analysis.components.candidate import MOST_BYTES, Piece, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.yaml.foreign import parse_foreign

WORKLOADS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Rollout"})
KNATIVE = "serving.knative.dev"
CHART = "Chart.yaml"
GLOBS = ("**/*.yaml", "**/*.yml")
LOCKS = frozenset({"pnpm-lock.yaml", "mkdocs.yml", ".pre-commit-config.yaml"})
HELM_WORDS = (b".Values", b".Release", b".Chart")


def is_kubernetes(path: str) -> bool:
    """Whether a file is YAML that can hold a manifest. Template folders count too: Helm keeps manifests there."""
    return path.endswith((".yaml", ".yml")) and name_of(path) not in LOCKS and counts(path, scaffolds=True)


def read_kubernetes(path: str, text: bytes) -> Iterator[Piece]:
    """The workloads and the chart that a text describes.

    A document that is no YAML (a Helm template) is read by its lines.

    Raises:
        UsageError: the text is a manifest, but what it runs cannot be read.
    """
    if name_of(path) == CHART:
        yield from _chart(path, text)
        return
    if not (b"kind" in text and b"apiVersion" in text) or not (counts(path) or _is_helm(text)):
        return
    if len(text) > MOST_BYTES:
        yield from _by_line(path, text)
        return
    for document in _documents(text):
        if b"kind" not in document:
            continue
        try:
            value = parse_foreign(document, path)
        except UsageError:
            yield from _by_line(path, document, text)
        else:
            yield from _workloads(as_table(value), text)


def _chart(path: str, text: bytes) -> Iterator[Piece]:
    if not counts(path):
        return
    try:
        value = as_table(parse_foreign(text, path))
    except UsageError:
        value = {}
    if value.get("type") != "library":
        name = as_text(value.get("name"))
        yield Piece(
            "kubernetes", name or CHART, f"a Helm chart called {name}" if name else "a Helm chart", key=f"chart {name}"
        )


def _workloads(value: dict[str, Any], text: bytes) -> Iterator[Piece]:
    kind = as_text(value.get("kind"))
    if kind == "List":
        for item in as_list(value.get("items")):
            yield from _workloads(as_table(item), text)
        return
    knative = kind == "Service" and as_text(value.get("apiVersion")).startswith(KNATIVE)
    if not (kind in WORKLOADS or knative) or not _names_an_image(value.get("spec")):
        return
    meta = as_table(value.get("metadata"))
    name = as_text(meta.get("name")) or as_text(meta.get("generateName"))
    yield _piece(kind, name, line_of(text, "name:", name) if name else line_of(text, kind), knative=knative)


def _piece(kind: str, name: str, line: int, *, knative: bool) -> Piece:
    shown = "Knative Service" if knative else f"Kubernetes {kind}"
    return Piece(
        "kubernetes", name or kind, f"a {shown} called {name}" if name else f"a {shown}", f"{kind} {name}", line=line
    )


def _names_an_image(spec: object, depth: int = 0) -> bool:
    """Whether the pod of a workload names an image; a patch for a workload that stands elsewhere names none."""
    table = as_table(spec)
    if any("image" in as_table(c) for c in as_list(table.get("containers"))):
        return True
    inner = (table.get(name) for name in ("template", "spec", "jobTemplate"))
    return depth < 8 and any(_names_an_image(value, depth + 1) for value in inner if isinstance(value, dict))


def _by_line(path: str, document: bytes, whole: bytes = b"") -> Iterator[Piece]:
    """Workloads of a text that is no YAML: its lines `kind: …` and the name that follows.

    Raises:
        UsageError: a kind is not written out, or the text was cut and shows no kind that runs.
    """
    found = False
    offset = (whole or document).find(document)
    for match in _kind_line().finditer(document):
        kind = match[1].decode("utf-8", "replace")
        knative = kind == "Service" and KNATIVE.encode() in document
        if not kind.isalnum():
            raise UsageError(_unclear(path, "says what it runs only when it is rendered"))
        if kind in WORKLOADS or knative:
            found = True
            named = _name_line().search(document, match.end())
            name = named[1].decode("utf-8", "replace") if named else ""
            line = (whole or document).count(b"\n", 0, offset + match.start()) + 1
            yield _piece(kind, name, line, knative=knative)
    if not found and len(document) > MOST_BYTES and _kind_line().search(document):
        raise UsageError(_unclear(path, f"is larger than {MOST_BYTES:,} bytes, so it was not read to its end"))


def _unclear(path: str, why: str) -> Problem:
    return Problem(f"is a Kubernetes manifest that {why}", Place(path), "write the kind out, in a file of its own")


def _documents(text: bytes) -> list[bytes]:
    """The documents of a stream, cut at the lines that start with `---`, so that one bad one hides no other."""
    found: list[list[bytes]] = [[]]
    for line in text.split(b"\n"):
        if line.startswith(b"---"):
            found.append([])
        else:
            found[-1].append(line)
    return [b"\n".join(lines) for lines in found]


def _is_helm(text: bytes) -> bool:
    return b"{{" in text and any(word in text for word in HELM_WORDS)


@cache
def _kind_line() -> re.Pattern[bytes]:
    return re.compile(rb"^kind:[ \t]*[\"']?([^\s\"'#]+)", re.MULTILINE)


@cache
def _name_line() -> re.Pattern[bytes]:
    return re.compile(rb"^ {1,8}name:[ \t]*([^\n#]{1,200}?)[ \t\r]*$", re.MULTILINE)
