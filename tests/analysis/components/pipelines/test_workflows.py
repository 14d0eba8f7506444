"""Workflows that run by the clock or deploy: GitHub's and GitLab's own documented shapes."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.pipelines.workflows import (
    is_github_workflow,
    is_gitlab_pipeline,
    read_github_workflow,
    read_gitlab_pipeline,
)
from watchkeeper.domain.problems import UsageError

JOB = "jobs:\n  one:\n    runs-on: ubuntu-latest\n"


def github(text: str) -> list[tuple[str, str]]:
    return [(p.kind, p.detail) for p in read_github_workflow(".github/workflows/x.yml", text.encode())]


def gitlab(text: str) -> list[tuple[str, str]]:
    return [(p.kind, p.name) for p in read_gitlab_pipeline(".gitlab-ci.yml", text.encode())]


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("on:\n  schedule:\n    - cron: '30 5,17 * * *'\n", ["a scheduled workflow (cron 30 5,17 * * *)"]),
        (
            "on: {schedule: [{cron: a}, {cron: b}, {cron: c}]}",
            ["a scheduled workflow (cron a; b and 1 more)"],
        ),
        ("on: push\n" + JOB + "    environment: production\n", ["a deploying workflow (environment production)"]),
        (
            "on: push\n" + JOB + "    environment:\n      name: production\n      url: https://example.com\n",
            ["a deploying workflow (environment production)"],
        ),
        (
            "on: push\n" + JOB + "    steps:\n    - uses: actions/deploy-pages@v4\n",
            ["a deploying workflow (uses actions/deploy-pages)"],
        ),
        (
            "on: push\n" + JOB + "    steps:\n    - run: |\n        helm  upgrade --install pay ./chart\n",
            ["a deploying workflow (runs helm upgrade)"],
        ),
        (
            "on: push\njobs:\n  out:\n    uses: org/infra/.github/workflows/deploy.yml@v1\n",
            ["a deploying workflow (uses org/infra/.github/workflows/deploy.yml)"],
        ),
        (
            "on: push\njobs:\n  deploy-docs:\n    steps: [{run: ./go.sh}]\n",
            ["a deploying workflow (called deploy-docs)"],
        ),
        (
            "on: push\n" + JOB + "    steps:\n    - {name: Build and deploy, run: ./go.sh}\n",
            ["a deploying workflow (called Build and deploy)"],
        ),
        (
            "on: {schedule: [{cron: x}]}\n" + JOB + "    environment: live\n",
            ["a scheduled workflow (cron x)", "a deploying workflow (environment live)"],
        ),
    ],
)
def test_github(text: str, details: list[str]) -> None:
    assert [detail for _, detail in github(text)] == details


@pytest.mark.parametrize(
    "text",
    [
        "on: push\n" + JOB + "    steps:\n    - run: make test\n",
        "on: push\n" + JOB + "    environment: e2e-tests\n",
        "on: push\n" + JOB + "    steps:\n    - run: |\n        # kubectl apply -f x\n        echo terraform apply\n",
        "on: push\n" + JOB + "    steps:\n    - run: kind create cluster\n    - run: kubectl apply -f x\n",
        "on: push\n" + JOB + "    steps:\n    - run: my-kubectl apply-all\n",
        "on: push\n" + JOB + "    steps:\n    - {name: Test deploy, run: ./go.sh}\n",
        "on: push\n" + JOB + "    steps:\n    - uses: ./.github/actions/deploy\n",
        "- a\n- b\n",
        "",
        "broken: [\n",
    ],
)
def test_github_without_either(text: str) -> None:
    assert github(text) == []


def test_gitlab() -> None:
    text = """
stages: [build, deploy]
default: {environment: production}
nightly:
  rules: [{if: $CI_PIPELINE_SOURCE == "schedule"}]
  script: make nightly
old-nightly: {only: [schedules], script: make}
not-nightly:
  rules: [{if: $CI_PIPELINE_SOURCE == "schedule", when: never}, {when: always}]
  script: make
live: {environment: {name: production, url: https://example.com}, script: [make]}
undo: {environment: {name: production, action: stop}, script: [make]}
apply: {script: !reference [.base, script]}
infra: {script: [[terraform apply -auto-approve], make]}
"""
    assert gitlab(text) == [
        ("scheduled-workflow", "nightly"),
        ("scheduled-workflow", "old-nightly"),
        ("deploying-workflow", "live"),
        ("deploying-workflow", "infra"),
    ]


@pytest.mark.parametrize("text", ["on: {schedule: [\n", "deploy: [\n"])
def test_a_broken_file_with_a_telling_word_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        github(text)


def test_places() -> None:
    assert is_github_workflow(".github/workflows/a.yml")
    assert not is_github_workflow("sub/.github/workflows/a.yml")
    assert not is_github_workflow(".github/workflows/lib/a.yml")
    assert not is_github_workflow(".github/workflows/a.js")
    assert is_gitlab_pipeline(".gitlab-ci.yml")
    assert is_gitlab_pipeline(".gitlab/ci/deploy.yml")
    assert is_gitlab_pipeline("tools/pay/pay.gitlab-ci.yml")
    assert not is_gitlab_pipeline("tools/gitlab.yml")
