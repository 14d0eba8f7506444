"""Pipelines of other products: what runs by the clock, what deploys."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.candidate import Piece
from watchkeeper.analysis.components.registry import readers_of
from watchkeeper.domain.problems import UsageError

CASES: list[tuple[str, str, list[tuple[str, str]]]] = [
    (
        ".circleci/config.yml",
        "jobs: {a: {steps: [{run: make}]}}\nworkflows: {n: {triggers: [{schedule: {cron: '0 6 * * *'}}], jobs: [a]}}\n",
        [("scheduled-workflow", "a scheduled pipeline (cron 0 6 * * *)")],
    ),
    (
        ".circleci/config.yml",
        "jobs: {ship: {steps: [{run: {command: kubectl apply -f k8s}}]}}\n",
        [("deploying-workflow", "a deploying pipeline (runs kubectl apply)")],
    ),
    (
        ".circleci/config.yml",
        "workflows: {w: {jobs: [{aws-ecs/deploy: {x: 1}}]}}\n",
        [("deploying-workflow", "a deploying pipeline (called aws-ecs/deploy)")],
    ),
    (
        "azure-pipelines.yml",
        "schedules:\n- cron: '0 0 * * *'\njobs:\n- deployment: web\n  environment: production\n",
        [
            ("scheduled-workflow", "a scheduled pipeline (cron 0 0 * * *)"),
            ("deploying-workflow", "a deploying pipeline (environment production)"),
        ],
    ),
    (
        "build/azure-pipelines-web.yml",
        "steps:\n- task: AzureWebApp@1\n",
        [("deploying-workflow", "a deploying pipeline (uses AzureWebApp@1)")],
    ),
    (
        "Jenkinsfile",
        "pipeline {\n triggers { cron('H 4 * * 1-5') }\n stages {\n  stage('Deploy to production') {\n   }\n }\n}\n",
        [
            ("scheduled-workflow", "a scheduled pipeline (cron H 4 * * 1-5)"),
            ("deploying-workflow", "a deploying pipeline (called Deploy to production)"),
        ],
    ),
    ("Jenkinsfile", "// stage('Deploy')\nstage('Build') { sh 'make' }\n", []),
    (
        ".buildkite/pipeline.yml",
        "steps:\n- label: ':rocket: Deploy'\n  command: ./ship.sh\n",
        [("deploying-workflow", "a deploying pipeline (called :rocket: Deploy)")],
    ),
    (
        "bitbucket-pipelines.yml",
        "pipelines: {default: [{step: {deployment: production, script: [make]}}]}\n",
        [("deploying-workflow", "a deploying pipeline (environment production)")],
    ),
    (
        ".drone.yml",
        "kind: pipeline\ntrigger: {event: [cron]}\nsteps: [{name: a, commands: [make]}]\n",
        [("scheduled-workflow", "a scheduled pipeline")],
    ),
    (
        ".woodpecker/ship.yml",
        "steps:\n  ship:\n    commands: [helm upgrade pay ./chart]\n",
        [("deploying-workflow", "a deploying pipeline (runs helm upgrade)")],
    ),
    (
        ".travis.yml",
        "language: node_js\ndeploy: {provider: heroku}\n",
        [("deploying-workflow", "a deploying pipeline (provider heroku)")],
    ),
    (".travis.yml", "language: python\ndeploy: {provider: pypi}\n", []),
    (
        "pay/cloudbuild.yaml",
        "steps:\n- name: gcr.io/google.com/cloudsdktool/cloud-sdk\n  entrypoint: gcloud\n  args: [run, deploy, pay]\n",
        [("deploying-workflow", "a deploying pipeline (runs gcloud run deploy)")],
    ),
    ("cloudbuild.yaml", "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build, .]\n", []),
]


def read(path: str, text: bytes) -> list[Piece]:
    return [p for reader in readers_of(path) for p in reader(path, text) if p.kind.endswith("workflow")]


@pytest.mark.parametrize(("path", "text", "expected"), CASES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_pipelines(path: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert [(p.kind, p.detail) for p in read(path, text.encode())] == expected


@pytest.mark.parametrize(
    "path", [".circleci/config.yml", "azure-pipelines.yml", ".buildkite/a.yml", "bitbucket-pipelines.yml", ".drone.yml"]
)
def test_a_broken_pipeline_is_told_only_if_it_can_matter(path: str) -> None:
    assert read(path, b"a: [\n") == []
    with pytest.raises(UsageError):
        read(path, b"deploy: [\n")


@pytest.mark.parametrize(
    "path", ["examples/Jenkinsfile", "tests/azure-pipelines.yml", "docs/cloudbuild.yaml", "a/.circleci/x"]
)
def test_pipelines_that_are_only_shown(path: str) -> None:
    assert read(path, b"stage('Deploy')\nsteps: [{task: AzureWebApp@1}]\n") == []
