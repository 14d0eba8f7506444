"""Workloads in manifests, Helm templates and charts."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.kubernetes import is_kubernetes, read_kubernetes
from watchkeeper.domain.problems import UsageError

POD = "{spec: {containers: [{name: c, image: 'nginx:1.14.2'}]}}"
DEPLOYMENT = f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: pay
spec:
  selector: {{matchLabels: {{app: pay}}}}
  template: {POD}
"""
CRON = f"""apiVersion: batch/v1
kind: CronJob
metadata:
  name: nightly
spec:
  schedule: "0 6 * * *"
  jobTemplate: {{spec: {{template: {POD}}}}}
"""
KNATIVE = f"""apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: hello}}
spec: {{template: {POD}}}
"""
PATCH = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: pay
spec:
  replicas: 3
"""
OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: pay\n"
HELM = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "pay.fullname" . }}
spec:
  {{- if .Values.replicas }}
  replicas: {{ .Values.replicas }}
  {{- end }}
"""
LIST = f"""apiVersion: v1
kind: List
items:
- {{apiVersion: apps/v1, kind: DaemonSet, metadata: {{name: log}}, spec: {{template: {POD}}}}}
"""
AS_JSON = (
    '{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "once"}, '
    '"spec": {"template": {"spec": {"containers": [{"image": "x"}]}}}}'
)


def names(text: str, path: str = "deploy/pay.yaml") -> list[tuple[str, int]]:
    return [(piece.detail, piece.line) for piece in read_kubernetes(path, text.encode())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (DEPLOYMENT, [("a Kubernetes Deployment called pay", 4)]),
        (CRON, [("a Kubernetes CronJob called nightly", 4)]),
        (KNATIVE, [("a Knative Service called hello", 3)]),
        (f"{OTHER}---\n{DEPLOYMENT}", [("a Kubernetes Deployment called pay", 9)]),
        (
            f"---\n{DEPLOYMENT}--- # next\n{CRON}",
            [("a Kubernetes Deployment called pay", 5), ("a Kubernetes CronJob called nightly", 13)],
        ),
        (LIST, [("a Kubernetes DaemonSet called log", 1)]),
        (DEPLOYMENT.replace("\n", "\r\n"), [("a Kubernetes Deployment called pay", 4)]),
        (AS_JSON, [("a Kubernetes Job called once", 1)]),
        (OTHER, []),
        (PATCH, []),
        ("kind: Deployment\n", []),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {}\n", []),
        ("", []),
    ],
)  # fmt: skip
def test_workloads(text: str, found: list[tuple[str, int]]) -> None:
    assert names(text) == found


def test_a_helm_template_is_read_by_its_lines() -> None:
    assert names(HELM, "charts/pay/templates/deployment.yaml") == [("a Kubernetes Deployment", 2)]


def test_a_scaffold_that_is_no_helm_template_does_not_count() -> None:
    assert names(DEPLOYMENT, "templates/deployment.yaml") == []


def test_a_broken_document_hides_no_other() -> None:
    assert names(f"apiVersion: v1\nkind: ConfigMap\n a: [\n---\n{DEPLOYMENT}") == [
        ("a Kubernetes Deployment called pay", 8)
    ]


def test_a_broken_file_without_kind_is_no_manifest() -> None:
    assert names("apiVersion: [\nother: {\n") == []


@pytest.mark.parametrize("kind", ["{{ .Values.kind }}", "${KIND}"])
def test_a_computed_kind_is_a_usage_error(kind: str) -> None:
    with pytest.raises(UsageError, match="rendered"):
        names(f"apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: {{{{ .Values.name }}}}\n")


def test_charts() -> None:
    assert names("apiVersion: v2\nname: pay\nversion: 1.0.0\n", "charts/pay/Chart.yaml") == [
        ("a Helm chart called pay", 2)
    ]
    assert names("apiVersion: v2\nname: pay\ntype: library\n", "charts/pay/Chart.yaml") == []


def test_a_manifest_that_was_cut_shows_what_it_has_and_is_a_usage_error() -> None:
    text = DEPLOYMENT + "---\n" + "# padding\n" * 850_000
    pieces = read_kubernetes("a.yaml", text.encode())
    assert is_kubernetes("a.yaml")
    assert next(pieces).name == "pay"
    with pytest.raises(UsageError, match="larger"):
        next(pieces)
