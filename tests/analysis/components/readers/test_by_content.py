"""Readers that look for a name and a sign: data pipelines, clicked tools, add-ons, servers of Node, notebooks."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.candidate import Piece
from watchkeeper.analysis.components.registry import readers_of


def read(path: str, text: bytes) -> list[Piece]:
    return [piece for reader in readers_of(path) for piece in reader(path, text)]


STRONG: list[tuple[str, bytes, str, str]] = [
    ("dagster_cloud.yaml", b"locations: []\n", "data-pipeline", "data pipelines (Dagster Cloud)"),
    (
        "prefect.yaml", b"deployments:\n- name: nightly\n  entrypoint: a.py:run\n  schedules:\n  - cron: 0 6 * * *\n",
        "data-pipeline", "a Prefect deployment called nightly (0 6 * * *)",
    ),
    ("script/appsscript.json", b"{}", "low-code", "a Google Apps Script"),
    ("retool/pay.json", b'{"page": {"data": {"appState": "x"}}}', "low-code", "a Retool app"),
    ("n8n/pay.json", b'{"nodes": [{"type": "n8n-nodes-base.cron"}]}', "low-code", "an n8n workflow"),
    ("ext/manifest.json", b'{"manifest_version": 3, "version": "1"}', "app", "a browser extension"),
    ("bot/manifest.yml", b"display_information:\n  name: x\nfeatures: {}\n", "app", "a Slack app"),
    (
        "api/package.json", b'{"scripts": {"start": "node a.js"}, "dependencies": {"express": "4"}}', "app",
        "a web server (Express)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "kind", "detail"), STRONG, ids=[row[0] for row in STRONG])
def test_strong(path: str, text: bytes, kind: str, detail: str) -> None:
    assert (kind, detail) in [(p.kind, p.detail) for p in read(path, text) if not p.weak]


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("dbt_project.yml", b"name: x\n", "data-pipeline"),
        ("action.yml", b"runs:\n  using: composite\n", "action"),
        ("a/pay.ipynb", b"", "notebook"),
        ("package.json", b'{"name": "pay"}', "package"),
    ],
)
def test_weak(path: str, text: bytes, kind: str) -> None:
    assert [(p.kind, p.weak) for p in read(path, text)] == [(kind, True)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("prefect.yaml", b"deployments:\n- name: null\n  entrypoint: null\n"),
        ("web/manifest.json", b'{"name": "a web page on the home screen", "icons": []}'),
        ("n8n/settings.json", b'{"a": 1}'),
        (".github/actions/x/action.yml", b"runs: {using: node20}\n"),
        ("custom_components/x/manifest.json", b'{"domain": "x", "version": "1"}'),
        ("docs/a.ipynb", b""),
    ],
)
def test_others(path: str, text: bytes) -> None:
    assert read(path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        b'{"name": "a", "dependencies": {"express": "4"}}',
        b'{"name": "a", "scripts": {"start": "vite"}, "dependencies": {"express": "4"}}',
        b'{"name": "a", "scripts": {"start": "node a"}, "devDependencies": {"express": "4"}}',
    ],
    ids=["a library", "work on the code", "only for work"],
)
def test_packages_that_start_no_server(text: bytes) -> None:
    assert all(piece.weak for piece in read("package.json", text))
