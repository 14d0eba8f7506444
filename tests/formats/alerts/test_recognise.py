"""What a file holds, by its first look."""

from __future__ import annotations

import pytest

from watchkeeper.formats.alerts.recognise import kinds_of

DEFINITION = (
    b"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {groups: [{alert: a, expr: b}]}"
)


@pytest.mark.parametrize(
    ("path", "data", "kinds"),
    [
        ("a.yml", b"groups:\n  - rules:\n    - alert: A\n      expr: up\n", ["rules"]),
        ("a.rules", b"groups: [{rules: [{'record': a:b, 'expr': up}]}]", ["rules"]),
        ("a.json", b'{"groups": [{"rules": [{"alert": "A", "expr": "up"}]}]}', ["rules"]),
        ("a.txt", b"groups:\n  - rules:\n    - alert: A\n", []),
        ("a.yml", b"# groups:\n#   - alert: A\n#     expr: up\n", []),
        ("values.yaml", b"server: {alert: true}\n", []),
        ("a.yaml", b"apiVersion: 1\ngroups:\n- rules:\n  - condition: A\n    data: [{refId: A}]\n", ["grafana-rules"]),
        ("a.yaml", b"apiVersion: openslo/v1\nkind: SLO\n", ["slo", "scrapes"]),
        ("a.yaml", b'version: "prometheus/v1"\nslos: []\n', ["slo"]),
        ("a.json", b'{"title": "A", "panels": []}', ["dashboard"]),
        ("a.yaml", b"apiVersion: apps/v1\nkind: Deployment\n", ["scrapes"]),
        ("prometheus.yml", b"scrape_configs: []\n", ["scrapes"]),
        ("crd.yaml", DEFINITION, []),
    ],
)
def test_a_first_look(path: str, data: bytes, kinds: list[str]) -> None:
    found = list(kinds_of(path, data))
    assert [kind for kind in found if not (kind == "scrapes" and "scrapes" not in kinds)] == kinds
