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
which the reader of Kubernetes manifests allows by itself."""

FOREIGN = frozenset(
    {"vendor", "vendored", "vendor-bin", "third_party", "third-party", "thirdparty", "node_modules", "deps"}
)
"""Copies of other people's code; a dependency's owner is another question."""

BENCHES = frozenset({"bench", "benches", "benchmark", "benchmarks"})
"""Measurements that run on the developer's machine or in the pipeline."""

WORKSHOP = frozenset({
    ".devcontainer", ".github", ".gitlab", ".circleci", ".ci", ".buildkite", ".clusterfuzzlite", ".gitpod", ".vscode",
    ".idea", "ci", "buildsrc", "build-logic",
})  # fmt: skip
"""Environments for developers and pipelines, and the code of builds. Workflows are read before this list is asked."""

IGNORED = TESTS | SHOWN | SCAFFOLDS | FOREIGN | BENCHES | WORKSHOP
TEST_ENDINGS = ("-tests", "_tests", ".tests", ".specs", "_playwright")
TEST_BEGINNINGS = ("tests-", "tests_", "e2e-", "e2e_")


def counts(path: str, *, scaffolds: bool = False) -> bool:
    """Whether a file at this path can be part of something that runs in production.

    Only whole folder names count (`tests/`, not `contests/`), in any case, and the endings by which
    .NET, Java and JavaScript name test projects (`Pay.Tests/`, `PayTests/`, `pay-tests/`). The
    singular `-test` does not: an A/B test is a service. `scaffolds` lets template folders count.
    """
    return not any(_ignored(folder, scaffolds=scaffolds) for folder in path.split("/")[:-1])


def _ignored(folder: str, *, scaffolds: bool) -> bool:
    lower = folder.lower()
    if lower in SCAFFOLDS or lower.startswith("template-"):
        return not scaffolds
    return (
        lower in IGNORED
        or lower.endswith(TEST_ENDINGS)
        or folder.endswith("Tests")
        or lower.startswith(TEST_BEGINNINGS)
    )
