"""What a rule says it is concerned with covers every file that its evidence would read."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.integrity.find import concerns
from watchkeeper.analysis.paths import matches
from watchkeeper.usecases.wiring import load_rules

READ = [
    "tests/test_pay.py", "src/pay.test.ts", "pay_test.go", "src/PayTest.java", "spec/pay_spec.rb", "src/lib.rs",
    "e2e/pay.py", "conftest.py", ".github/workflows/ci.yml", "action.yml", ".gitlab-ci.yml", ".gitlab/ci/x.yml",
    ".circleci/config.yml", "azure-pipelines.yml", ".travis.yml", "Jenkinsfile", "Makefile", "sub/GNUmakefile",
    "ci/run.sh",
    "package.json", "web/package.json", "tox.ini", "pyproject.toml", "setup.cfg", ".coveragerc", "pytest.ini",
    "jest.config.js", "vitest.config.ts", "vite.config.ts", "playwright.config.ts",
    "cypress.config.js",
    ".mocharc.json", ".nycrc", ".nycrc.json", "codecov.yml", ".codecov.yaml",
    ".simplecov", "nextest.toml", "x/__snapshots__/a.snap",
    "snapshots/a.json", "a.ambr", "golden/a.txt", "a.golden", "x.verified.txt", "y.approved.json", "Justfile",
]  # fmt: skip
GLOBS = {glob for rule in load_rules() if "integrity/weakened-checks" in rule.evidence for glob in rule.concerns}


@pytest.mark.parametrize("path", READ)
def test_a_file_that_is_read_concerns_a_rule(path: str) -> None:
    assert not concerns(path) or any(matches(path, glob) for glob in GLOBS)


def test_a_source_file_concerns_none_of_them() -> None:
    assert not any(matches("src/pay.py", glob) for glob in GLOBS)
