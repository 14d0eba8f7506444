"""Every reader: garbage never crashes it, names alone lead to it, every piece can be shown."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.components.registry import ENTRIES, Entry, concerns, looks_like, readers_of
from watchkeeper.domain.problems import UsageError

PATHS = [
    ".github/workflows/a.yml", ".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", "Jenkinsfile",
    ".buildkite/pipeline.yml", "bitbucket-pipelines.yml", ".drone.yml", ".woodpecker/a.yml", ".travis.yml",
    "cloudbuild.yaml", "compose.yaml", "a/docker-compose.prod.yml", "Procfile", "a/pay.service", "a/pay.timer",
    "supervisord.conf", "crontab", "etc/cron.d/a", "cron.daily/a", "config/schedule.rb", "config/sidekiq.yml",
    "pyproject.toml", "package.json", "app.py", "a/wsgi.py", "config.ru", "artisan", "next.config.js", "pom.xml",
    "build.gradle", "A.csproj", "A.fsproj", "app.R", "server.R", "prefect.yaml", "dagster_cloud.yaml",
    "dbt_project.yml", "appsscript.json", ".clasp.json", "retool/a.json", "n8n/a.json", "a.retool", "manifest.json",
    "manifest.yml", "action.yml", "a.ipynb", "app.json", "host.json", "f/function.json", ".chalice/config.json",
    "supabase/config.toml", "config/deploy.yml", "stack.template.json", "main.tf", "main.tofu", "main.bicep",
    "Pulumi.yaml", "cdk.json", "a.nomad", "kustomization.yaml", "apps/a.yaml", "Chart.yaml", "cron_daily.sh",
    "ecosystem.config.js", "Dockerrun.aws.json", "staticwebapp.config.json", "captain-definition",
]  # fmt: skip
FRAGMENTS = st.sampled_from([
    b"services:\n  a: {build: .}\n", b"web: x\n", b"[Service]\nExecStart=x\n", b"OnCalendar=daily\n", b"[program:a]\n",
    b"0 6 * * * x\n", b'resource "aws_lambda_function" "a" {\n', b"import streamlit as st\nst.title('a')\n",
    b"if __name__ == '__main__':\n", b"    demo.launch()\n", b"import gradio\n", b"deployments:\n- name: a\n",
    b"appState", b"n8n-nodes-base.", b'"manifest_version"', b'"version"', b"runs:", b"\xff", b"\0", b"{", b"[", b"- ",
    b": ", b"&a *a", b'"', b"'", b"cron('x')", b"stage('deploy')", b"schedules: [{cron: x}]\n",
    b"when: {event: cron}\n",
    b"apiVersion: argoproj.io/v1\nkind: Application\n", b"AWS::Lambda::Function",
    b"resource a 'Microsoft.Web/sites@1'\n",
    b'job "a" {', b"Microsoft.NET.Sdk.Web", b'{"scripts": {"start": "node a"}, "dependencies": {"express": "1"}}',
])  # fmt: skip
TEXTS = st.one_of(st.binary(max_size=80), st.lists(FRAGMENTS, max_size=8).map(b"".join))


@pytest.mark.parametrize("path", PATHS)
def test_each_is_read(path: str) -> None:
    assert concerns(path)
    assert readers_of(path)


@given(
    st.sampled_from(PATHS),
    st.sampled_from(
        ["", "a/pay/", ".gitlab/", "cmd/x/", "src/bin/", ".azure/", ".pipelines/", "cron.d/", "Supervisor/"]
    ),
    st.sampled_from([str, str.upper, str.lower, str.title]),
)
def test_no_reader_asks_for_a_path_that_does_not_look_like_its_files(
    path: str, folder: str, case: Callable[[str], str]
) -> None:
    """What is loaded late must not be missed."""
    placed = folder + case(path)
    asked = [entry.asks for entry in ENTRIES if getattr(module_of(entry), entry.asks)(placed)]
    assert [entry.asks for entry in ENTRIES if looks_like(entry, placed) and entry.asks in asked] == asked


def module_of(entry: Entry) -> ModuleType:
    return import_module(f"watchkeeper.analysis.components.{entry.module}")


def test_a_change_without_such_files_loads_no_reader() -> None:
    code = (
        "import sys; from watchkeeper.analysis.components.registry import readers_of\n"
        "assert readers_of('src/pay.js') == []\n"
        "print([m for m in sys.modules if '.readers' in m or '.pipelines' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@given(st.sampled_from(PATHS), st.sampled_from(["", "tools/pay/", "modules/x/", "a/b/c/d/"]), TEXTS)
def test_garbage_gives_pieces_or_a_problem(path: str, folder: str, text: bytes) -> None:
    for read in readers_of(folder + path):
        try:
            for piece in read(folder + path, text):
                assert piece.detail
                assert not piece.detail.endswith(".")
                assert 0 <= piece.line <= text.count(b"\n") + 1
        except UsageError as error:
            assert all(problem.place for problem in error.problems)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "unit",
    [b"a", b"\n", b"[", b"{{", b"- a\n", b"a: ", b'resource "', b"import gradio\n", b"web: x\n", b"0 6 * * * x\n"],
)
def test_large_texts_end(path: str, unit: bytes) -> None:
    text = unit * (300_000 // len(unit))
    start = time.perf_counter()
    for read in readers_of(path):
        try:
            for number, _ in enumerate(read(path, text)):
                if number > 200:
                    break
        except UsageError:
            pass
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "folder",
    ["tests", "examples", "docs", "vendor", "node_modules/x", "fixtures", "benchmarks", "e2e_web", "{{cookie}}"],
)
@pytest.mark.parametrize("path", [p for p in PATHS if "/" not in p])
def test_nothing_is_read_in_folders_that_do_not_count(folder: str, path: str) -> None:
    assert not readers_of(f"{folder}/{path}")
