"""Folders whose files run nowhere in production: tests, examples, documentation, scaffolds, vendored code."""

from __future__ import annotations

TESTS = frozenset({
    "test", "tests", "testing", "testdata", "test-data", "test_data", "__tests__", "spec", "specs", "e2e",
    "integration-tests", "fuzz", "fuzzing", "fixture", "fixtures", "__fixtures__", "__mocks__", "__snapshots__",
    "cypress", "playwright", "loadtest", "loadtests", "load_test", "load-test", "load_testing", "load-testing",
})  # fmt: skip
"""Run by a test and thrown away; whoever answers for the code answers for its tests."""

SHOWN = frozenset({
    "example", "examples", "sample", "samples", "playground", "playgrounds", "doc", "docs", "documentation",
})  # fmt: skip
"""Written to be read or tried by hand. A documentation site that is deployed is seen by its workflow."""

SCAFFOLDS = frozenset({"template", "templates", "boilerplate"})
"""Copied into other repositories, where the gate sees them. Helm keeps its manifests in `templates/`,
which the reader of Kubernetes manifests allows by itself. A folder with `{{` in its name is one too."""

FOREIGN = frozenset(
    {"vendor", "vendored", "vendor-bin", "third_party", "third-party", "thirdparty", "node_modules", "deps"}
)
"""Copies of other people's code; a dependency's owner is another question."""

BENCHES = frozenset({"bench", "benches", "benchmark", "benchmarks"})
"""Measurements that run on the developer's machine or in the pipeline."""

WORKSHOP = frozenset({
    ".devcontainer", ".github", ".gitlab", ".circleci", ".ci", ".buildkite", ".clusterfuzzlite", ".gitpod", ".vscode",
    ".idea", "ci", "buildsrc", "build-logic", "local-environment", "local-dev", "localdev", "local-development",
    "devenv", "dev-env", "dev-environment",
})  # fmt: skip
"""Environments for developers and pipelines, and the code of builds. Pipelines themselves are read there."""

IGNORED = TESTS | SHOWN | SCAFFOLDS | FOREIGN | BENCHES | WORKSHOP
TEST_ENDINGS = ("-tests", "_tests", ".tests", ".specs", "_playwright")
TEST_BEGINNINGS = ("testdata", "tests-", "tests_", "e2e-", "e2e_")


def counts(path: str, *, scaffolds: bool = False, workshop: bool = False) -> bool:
    """Whether a file at this path can be part of something that runs in production.

    Only whole folder names count (`tests/`, not `contests/`), in any case, and the endings and
    beginnings by which .NET, Java, JavaScript and Python name test projects (`Pay.Tests/`, `PayTests/`,
    `pay-tests/`, `tests_nightly/`). The singular `-test` does not: an A/B test is a service.
    `scaffolds` lets template folders count, `workshop` those of pipelines.
    """
    return not any(_ignored(folder, scaffolds=scaffolds, workshop=workshop) for folder in path.split("/")[:-1])


def _ignored(folder: str, *, scaffolds: bool, workshop: bool) -> bool:
    lower = folder.lower()
    if lower in SCAFFOLDS or lower.startswith("template-"):
        return not scaffolds
    if lower in WORKSHOP:
        return not workshop
    named = lower in IGNORED or lower.startswith(TEST_BEGINNINGS) or lower.endswith(TEST_ENDINGS)
    return named or folder.endswith("Tests") or "{{" in folder
