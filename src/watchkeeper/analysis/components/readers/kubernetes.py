"""Finds workloads that Kubernetes runs: in manifests, in Helm templates, and Helm charts themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from watchkeeper.analysis.components.candidate import MOST_BYTES, Piece, is_yaml, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.yaml.foreign import parse_foreign

WORKLOADS = frozenset({
    "Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Rollout", "DeploymentConfig", "ScaledJob",
})  # fmt: skip
"""What runs a program of its own; `Rollout` is what Argo Rollouts puts in place of a Deployment."""
DELIVERED = {
    "Application": ("argoproj.io", "an application that Argo CD installs"),
    "ApplicationSet": ("argoproj.io", "applications that Argo CD installs"),
    "CronWorkflow": ("argoproj.io", "a job by the clock (Argo Workflows)"),
    "HelmRelease": ("toolkit.fluxcd.io", "a Helm chart that Flux installs"),
    "ScheduledSparkApplication": ("sparkoperator.k8s.io", "a data job by the clock (Spark)"),
}
"""Kind → group of its API and what it is, for what names a program without an image of its own."""
KNATIVE = "serving.knative.dev"
CHART = "Chart.yaml"
HELM_WORDS = (b".Values", b".Release", b".Chart")
MOST_NESTING = 8
NEAR = 4_096
"""Bytes behind a `kind:` line in which the name is looked for."""


def is_kubernetes(path: str) -> bool:
    """Whether a file is YAML that can hold a manifest. Template folders count too: Helm keeps manifests there."""
    return is_yaml(path) and counts(path, scaffolds=True)


def read_kubernetes(path: str, text: bytes) -> Iterator[Piece]:
    """The workloads and the chart that a text describes.

    A Helm template, and a document that is no YAML, is read by its lines.

    Raises:
        UsageError: the text is a manifest, but what it runs cannot be read, or not to its end.
    """
    if read := _BY_NAME.get(name_of(path)):
        if counts(path):
            yield from read(path, text)
        return
    if not (b"kind" in text and b"apiVersion" in text) or not (counts(path) or _is_helm(text)):
        return
    for lines_before, document in _documents(text):
        if b"kind" not in document or _is_something_else(document):
            continue
        if _is_helm(document):
            yield from _by_line(path, document, lines_before)
            continue
        try:
            value = as_table(parse_foreign(document, path))
        except UsageError:
            yield from _by_line(path, document, lines_before)
            continue
        if value.keys() >= {"apiVersion", "kind"} and _computed(as_text(value["kind"])):
            raise UsageError(_unclear(path, "says what it runs only when it is rendered"))
        yield from _workloads(value, document, lines_before)
    if len(text) > MOST_BYTES and _kind_line().search(text):
        raise UsageError(_unclear(path, f"is larger than {MOST_BYTES:,} bytes, so it was not read to its end"))


def _chart(path: str, text: bytes) -> Iterator[Piece]:
    try:
        value = as_table(parse_foreign(text, path))
    except UsageError:
        value = {}
    if value.get("type") != "library":
        name = as_text(value.get("name"))
        called = f" called {name}" if name else ""
        yield Piece(
            "kubernetes", name or CHART, f"a Helm chart{called}", key=f"chart {name}", line=line_of(text, "name:")
        )


def _kustomization(path: str, text: bytes) -> Iterator[Piece]:
    """What is installed from elsewhere; of the repository's own manifests each tells for itself."""
    if match := _from_elsewhere().search(text):
        line = text.count(b"\n", 0, match.start()) + 1
        yield Piece("kubernetes", name_of(path), "something that Kustomize installs from elsewhere", line=line)
    elif b"resources:" in text or b"bases:" in text:
        yield Piece("kubernetes", name_of(path), "a set of manifests (Kustomize)", weak=True)


_BY_NAME = {CHART: _chart, "kustomization.yaml": _kustomization, "kustomization.yml": _kustomization}


def _workloads(value: dict[str, Any], document: bytes, lines_before: int, depth: int = 0) -> Iterator[Piece]:
    kind = as_text(value.get("kind"))
    if kind == "List" and depth < MOST_NESTING:
        for item in as_list(value.get("items")):
            yield from _workloads(as_table(item), document, lines_before, depth + 1)
    if kind in DELIVERED and DELIVERED[kind][0] in as_text(value.get("apiVersion")) and not depth:
        if kind == "HelmRelease" and not as_table(value.get("spec")).keys() & {"chart", "chartRef"}:
            return  # changes a release that stands elsewhere
        name = as_text(as_table(value.get("metadata")).get("name"))
        line = lines_before + max(line_of(document, "name", name) if name else 0, 1)
        shown = DELIVERED[kind][1] + (f", called {name}" if name else "")
        yield Piece("kubernetes", name or kind, shown, key=f"{kind} {name}", line=line)
        return
    knative = kind == "Service" and as_text(value.get("apiVersion")).startswith(KNATIVE)
    if not (kind in WORKLOADS or knative) or not _names_an_image(value.get("spec")):
        return
    meta = as_table(value.get("metadata"))
    name = as_text(meta.get("name")) or as_text(meta.get("generateName"))
    # looked up once a document: a list of thousands would make this quadratic
    line = 0 if depth else line_of(document, "name", name) if name else line_of(document, kind)
    yield _piece(kind, name, lines_before + max(line, 1), knative=knative)


def _piece(kind: str, name: str, line: int, *, knative: bool) -> Piece:
    shown = "a Knative Service" if knative else f"a Kubernetes {kind}"
    called = f" called {name}" if name and "{{" not in name else ""
    return Piece("kubernetes", name or kind, shown + called, key=f"{kind} {name}", line=line)


def _names_an_image(spec: object, depth: int = 0) -> bool:
    """Whether the pod of a workload names an image; a patch for a workload that stands elsewhere names none."""
    table = as_table(spec)
    if any("image" in as_table(container) for container in as_list(table.get("containers"))):
        return True
    inner = (table.get(name) for name in ("template", "spec", "jobTemplate"))
    return depth < MOST_NESTING and any(_names_an_image(v, depth + 1) for v in inner if isinstance(v, dict))


def _by_line(path: str, document: bytes, lines_before: int) -> Iterator[Piece]:
    """Workloads of a document that is not parsed: its lines `kind: …` and the name that follows.

    Raises:
        UsageError: a kind is not written out.
    """
    runs_knative = KNATIVE.encode() in document
    line, counted = lines_before + 1, 0
    for match in _kind_line().finditer(document):
        kind = match[1].decode("utf-8", "replace")
        if _computed(kind):
            raise UsageError(_unclear(path, "says what it runs only when it is rendered"))
        knative = kind == "Service" and runs_knative
        if kind in WORKLOADS or knative:
            line += document.count(b"\n", counted, match.start())
            counted = match.start()
            named = _name_line().search(document, match.end(), match.end() + NEAR)
            name = named[1].partition(b" #")[0].strip().decode("utf-8", "replace") if named else ""
            yield _piece(kind, name, line, knative=knative)


def _unclear(path: str, why: str) -> Problem:
    return Problem(f"is a Kubernetes manifest that {why}", Place(path), "write the kind out, in a file of its own")


def _documents(text: bytes) -> Iterator[tuple[int, bytes]]:
    """The documents of a stream and the lines before each, cut at `---`, so that one bad one hides no other."""
    start = 0
    lines = text.split(b"\n")
    for number, line in enumerate([*lines, b"---"]):
        if line.startswith(b"---"):
            yield start, b"\n".join(lines[start:number])
            start = number + 1


def _is_something_else(document: bytes) -> bool:
    """Whether a document says at its margin that it is of a kind that runs nothing: no need to parse it."""
    kinds = {found.decode("utf-8", "replace") for found in _kind_line().findall(document)}
    known = WORKLOADS | DELIVERED.keys() | {"List", "Service"}
    return bool(kinds) and not any(_computed(k) or k in known for k in kinds)


def _computed(kind: str) -> bool:
    """Whether a kind is no word but a place that a template engine fills."""
    return not kind or any(sign in kind for sign in "{$<%")


def _is_helm(text: bytes) -> bool:
    return b"{{" in text and any(word in text for word in HELM_WORDS)


@cache
def _from_elsewhere() -> re.Pattern[bytes]:
    return re.compile(rb"^(?:helmCharts:|[ \t]*-[ \t]+[\"']?(?:https?://|github\.com/|git@))", re.MULTILINE)


@cache
def _kind_line() -> re.Pattern[bytes]:
    return re.compile(rb"^kind:[ \t]{0,20}[\"']?([^\s\"'#]{1,100})", re.MULTILINE)


@cache
def _name_line() -> re.Pattern[bytes]:
    return re.compile(rb"^ {1,8}name:([^\n]{1,200})", re.MULTILINE)
