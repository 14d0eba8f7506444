"""Which places run nowhere in production."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.ignored_folders import counts


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "tools/pay/Dockerfile",
        "tools/contests/Dockerfile",
        "tools/ab-test/Dockerfile",
        "latest/package.json",
        "tools/tests.py",
        "demo/vercel.json",
    ],
)
def test_counts(path: str) -> None:
    assert counts(path)


@pytest.mark.parametrize(
    "path",
    [
        "tests/Dockerfile",
        "src/Test/x.csproj",
        "a/testdata/go.mod",
        "pkg/__tests__/fixtures/package.json",
        "examples/pay/Dockerfile",
        "docs/package.json",
        "packages/playground/hmr/package.json",
        "vendor/github.com/x/go.mod",
        "node_modules/x/package.json",
        "third_party/x/Cargo.toml",
        "src/Pay.Tests/Pay.Tests.csproj",
        "src/PayTests/PayTests.csproj",
        "module-tests/build.gradle.kts",
        ".devcontainer/Dockerfile",
        "packages/create-vite/template-vue/package.json",
        "templates/app/package.json",
        "benchmarks/x/Cargo.toml",
        "fuzz/Cargo.toml",
        "tests_nightly/Dockerfile",
        "e2e_playwright/app.py",
        "load-testing/compose.yml",
        "contrib/local-environment/compose.yml",
        "{{cookiecutter.name}}/Dockerfile",
    ],
)
def test_does_not_count(path: str) -> None:
    assert not counts(path)


def test_scaffolds_count_where_helm_keeps_manifests() -> None:
    assert counts("charts/pay/templates/deployment.yaml", scaffolds=True)
    assert not counts("tests/templates/deployment.yaml", scaffolds=True)


def test_the_workshop_counts_for_pipelines() -> None:
    assert counts("ci/Jenkinsfile", workshop=True)
    assert not counts("ci/Dockerfile")
    assert not counts("examples/ci/Jenkinsfile", workshop=True)
