"""Which changed paths can hold a check: tests, pipelines, scripts, thresholds, snapshots."""

from __future__ import annotations

import re
from functools import cache

TEST_GLOBS = (
    "**/*test*", "**/*Test*", "**/*spec*", "**/*Spec*", "**/*e2e*", "**/cypress/**", "**/playwright/**",
    "**/*test*/**", "**/*Test*/**", "**/*spec*/**", "**/*Spec*/**", "**/*e2e*/**", "**/*.rs",
)  # fmt: skip
PIPELINE_GLOBS = (
    ".github/workflows/**", "**/action.yml", "**/action.yaml", "**/*gitlab-ci*", "**/.gitlab/**", "**/.gitlab-ci/**",
    "**/.circleci/**", "**/.buildkite/**", "**/*azure-pipelines*", "**/.travis.yml", "**/*appveyor.yml",
    "**/.cirrus.yml", "**/eng/pipelines/**",
)  # fmt: skip
SCRIPT_GLOBS = (
    "**/*.sh", "**/*.bash", "**/*Makefile*", "**/GNUmakefile*",
    "**/*.mk", "**/justfile", "**/Justfile", "**/Jenkinsfile",
    "**/package.json", "**/tox.ini",
)  # fmt: skip
CONFIG_GLOBS = (
    "**/pyproject.toml", "**/setup.cfg", "**/tox.ini", "**/.coveragerc", "**/pytest.ini", "**/package.json",
    "**/*jest.config.*", "**/*vitest.config.*", "**/vite.config.*", "**/*playwright.config.*", "**/*cypress.config.*",
    "**/*.mocharc.*", "**/.nycrc*", "**/*codecov.y*ml", "**/.simplecov", "**/nextest.toml",
)  # fmt: skip
DEPENDENCY_GLOBS = ("**/*requirements*", "**/Gemfile", "**/*.gradle", "**/*.gradle.kts")
SNAPSHOT_GLOBS = (
    "**/__snapshots__/**", "**/*snapshots*/**", "**/*.snap", "**/*.ambr", "**/*golden*", "**/*golden*/**",
    "**/*.verified.*", "**/*.approved.*", "**/__image_snapshots__/**", "**/*.snapshot",
)  # fmt: skip

CODE = frozenset(
    [
        "py",
        "pyi",
        "js",
        "jsx",
        "ts",
        "tsx",
        "mjs",
        "cjs",
        "mts",
        "cts",
        "vue",
        "svelte",
        "go",
        "java",
        "kt",
        "kts",
        "scala",
        "groovy",
        "rb",
        "rs",
        "cs",
        "fs",
        "php",
        "ex",
        "exs",
        "swift",
        "c",
        "cc",
        "cpp",
        "cxx",
        "h",
        "hh",
        "hpp",
        "m",
        "mm",
        "pl",
        "lua",
        "r",
        "jl",
        "dart",
        "clj",
        "erl",
        "hs",
        "ml",
        "zig",
        "tcl",
    ]
)
TESTED = CODE - {"h", "hh", "hpp", "pyi"}


def extension(path: str) -> str:
    """The last extension in lower case, without the dot; "" if there is none."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_test(path: str) -> bool:
    """Whether a file of this name holds tests or what tests lean on; fixtures and vendored code do not count."""
    if extension(path) not in TESTED or _aside().search(path):
        return False
    return bool(extension(path) == "rs" or _test_name().search(path) or _test_folder().search(path))


def is_named_test(path: str) -> bool:
    """Whether the file's own name says that it is a test (`test_x.py`, `x.spec.ts`, `XTest.java`)."""
    return extension(path) in TESTED and not _aside().search(path) and bool(_test_name().search(path))


def is_code(path: str) -> bool:
    """Whether a file of this name is code that ships: a programming language, and no test."""
    return extension(path) in CODE and not _around_tests().search(path) and not is_test(path)


def is_workflow(path: str) -> bool:
    """Whether this is a GitHub workflow or a composite action."""
    return bool(_matcher(r"(^|/)\.github/workflows/[^/]+\.ya?ml$|(^|/)action\.ya?ml$").search(path))


def is_gitlab(path: str) -> bool:
    """Whether this is a GitLab CI file."""
    return bool(_matcher(r"(^|/)[^/]*\.gitlab-ci[^/]*\.ya?ml$|(^|/)\.gitlab(-ci)?/.*\.ya?ml$").search(path))


def is_other_pipeline(path: str) -> bool:
    """Whether this is a pipeline file of another CI, which is read line by line."""
    return bool(
        _matcher(
            r"(^|/)\.(circleci|buildkite)/.*\.ya?ml$|azure-pipelines[^/]*\.ya?ml$|(^|/)\.travis\.yml$"
            r"|(^|/)\.?appveyor\.yml$|(^|/)\.cirrus\.yml$|(^|/)eng/pipelines/.*\.ya?ml$|(^|/)Jenkinsfile$"
        ).search(path)
    )


def is_script(path: str) -> bool:
    """Whether this is a shell script or a makefile."""
    return bool(_matcher(r"\.(sh|bash|mk)$|(^|/)(GNUm|M)akefile(\.[a-z]+)?$|(^|/)[Jj]ustfile$").search(path))


def is_settings(path: str) -> bool:
    """Whether this configures test runners or coverage: thresholds, retries, time limits."""
    return bool(
        _matcher(
            r"(^|/)(pyproject\.toml|setup\.cfg|tox\.ini|\.coveragerc|pytest\.ini|package\.json|\.nycrc(\.json)?|\.simplecov"
            r"|\.?codecov\.ya?ml|nextest\.toml|cypress\.json|\.mocharc\.[a-z]+|spec_helper\.rb|test_helper\.rb)$"
            r"|(^|/)(jest|vitest|vite|playwright|cypress|nyc)[^/]*\.config\.[cm]?[jt]s$"
        ).search(path)
    )


def is_dependency_list(path: str) -> bool:
    """Whether this lists what the tests need."""
    return bool(
        _matcher(
            r"(^|/)([^/]*requirements[^/]*\.(txt|in)|pyproject\.toml|setup\.(cfg|py)|tox\.ini|package\.json|Gemfile)$"
            r"|(^|/)requirements/[^/]+\.(txt|in)$|\.gradle(\.kts)?$"
        ).search(path)
    )


def is_snapshot(path: str) -> bool:
    """Whether this holds expected output that a tool records and rewrites."""
    return bool(
        _matcher(
            r"(^|/)__(image_)?snapshots__/|[-_]snapshots?/|(^|/)snapshots?/[^/]+\.(snap|txt|json|yaml|svg|png|ambr|raw)$"
            r"|\.(snap|ambr|snapshot)$|\.(verified|approved)\.[^/]+$|\.golden$|(^|/)goldens?/|[._]golden\.[^/]+$"
        ).search(path)
    )


def tested_stem(path: str) -> str:
    """The name of what a test file tests: `tests/test_money.py`, `Money.spec.ts`, `MoneyTests.cs` give `money`."""
    name = path.rpartition("/")[2].partition(".")[0]
    bare = re.sub(r"^(test|spec)[-_]|[-_](test|tests|spec)$|(Tests?|Spec|IT)$", "", name)
    return bare.replace("_", "").replace("-", "").casefold()


@cache
def _matcher(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _test_name() -> re.Pattern[str]:
    return _matcher(
        r"(^|/)(test|spec|e2e)[-_.][^/]*$|(^|/)tests?\.[a-z]+$|[-_.](test|tests|spec|specs|e2e|cy)\.[a-z]+$"
        r"|(^|/)[^/]*[a-z0-9](Tests?|Spec|Specs|IT)\.[a-z]+$|(^|/)Test[A-Z][^/]*$|(^|/)conftest\.py$"
    )


def _test_folder() -> re.Pattern[str]:
    return _matcher(
        r"(^|/)(tests?|__tests__|specs?|e2e|cypress|playwright|unittests?)/|(^|/)[^/]*[-_.a-z](Tests?|[-_.]tests?)/"
    )


def _aside() -> re.Pattern[str]:
    return _matcher(r"(^|/)(__fixtures__|fixtures?|testdata|test-data|node_modules|vendor|third_party|__snapshots__)/")


def _around_tests() -> re.Pattern[str]:
    return _matcher(r"(^|/)(docs?|examples?|fixtures?|__fixtures__|testdata|test-data|tests?|bench(marks?)?)/")
