"""Every reader of what makes a tool run, loaded when a path first looks like one of its files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module

from msgspec import Struct

from watchkeeper.analysis.components.candidate import Piece

Reader = Callable[[str, bytes], Iterator[Piece]]
YAML = (".yml", ".yaml")


class Entry(Struct, frozen=True):
    """A reader: its module below this package, the names of its two functions, and what its paths look like.

    `ends` and `words` are lower case; a path that neither ends in the ones nor holds the others is none of
    its files, whatever the reader itself would say.
    """

    module: str
    asks: str
    reads: str
    ends: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


ENTRIES = (
    Entry("pipelines.workflows", "is_github_workflow", "read_github_workflow", (), (".github/workflows/",)),
    Entry("pipelines.workflows", "is_gitlab_pipeline", "read_gitlab_pipeline", (), (".gitlab-ci.yml", ".gitlab/")),
    Entry("pipelines.circleci", "is_circleci", "read_circleci", (), (".circleci/",)),
    Entry("pipelines.azure", "is_azure_pipeline", "read_azure_pipeline", (), ("azure", ".pipelines/")),
    Entry("pipelines.jenkins", "is_jenkinsfile", "read_jenkinsfile", (), ("jenkinsfile",)),
    Entry(
        "pipelines.others",
        "is_other_pipeline",
        "read_other_pipeline",
        ("pipelines.yml", ".drone.yml", ".drone.yaml", ".travis.yml", "cloudbuild.yml", "cloudbuild.yaml"),
        (".buildkite/", ".woodpecker"),
    ),
    Entry("readers.containers", "is_container", "read_container", (), ("dockerfile", "containerfile")),
    Entry("readers.compose", "is_compose", "read_compose", (), ("compose",)),
    Entry(
        "readers.processes",
        "is_process",
        "read_processes",
        ("procfile", ".service", ".service.in", ".timer"),
        ("supervisor",),
    ),
    Entry(
        "readers.cron",
        "is_cron",
        "read_cron",
        (),
        ("cron", "config/schedule.rb", "config/recurring.yml", "config/sidekiq.yml"),
    ),
    Entry(
        "readers.packages",
        "is_package",
        "read_package",
        (
            "package.json", "pyproject.toml", "setup.py", "go.mod", "cargo.toml", "pom.xml", "build.gradle",
            "build.gradle.kts", "gemfile", "composer.json", ".csproj",
        ),
    ),
    Entry(
        "readers.entry_points",
        "is_entry_point",
        "read_entry_points",
        ("package.json", "pyproject.toml", "setup.py", "setup.cfg", "cargo.toml", "main.go"),
        ("src/bin/",),
    ),
    Entry("readers.node_servers", "is_node_server", "read_node_server", ("package.json",)),
    Entry("readers.python_apps", "is_python_app", "read_python_app", (".py",)),
    Entry(
        "readers.web_apps",
        "is_web_app",
        "read_web_app",
        (
            "config.ru", "artisan", "console", "app.r", "server.r", "plumber.r", "pom.xml", "capfile", ".csproj",
            ".fsproj", "build.gradle", "build.gradle.kts", "ecosystem.config.js",
        ),
        ("next.config.", "nuxt.config."),
    ),
    Entry(
        "readers.data_pipelines",
        "is_data_pipeline",
        "read_data_pipelines",
        (),
        ("prefect.y", "dagster_cloud.", "airflow_settings.", "kestra.", "dbt_project."),
    ),
    Entry("readers.low_code", "is_low_code", "read_low_code", (".json", ".rsx", ".zapierapprc", ".retool")),
    Entry("readers.add_ons", "is_add_on", "read_add_on", (), ("manifest.json", "manifest.y", "action.y")),
    Entry("readers.notebooks", "is_notebook", "read_notebook", (".ipynb",)),
    Entry(
        "readers.serverless",
        "is_serverless",
        "read_serverless",
        (*YAML, ".toml", ".json", ".jsonc", "serverless.ts", "serverless.js", "captain-definition"),
    ),
    Entry("readers.terraform", "is_terraform", "read_terraform", (".tf", ".tofu")),
    Entry(
        "readers.infrastructure",
        "is_infrastructure",
        "read_infrastructure",
        ("pulumi.yaml", "pulumi.yml", "cdk.json", "sst.config.ts", ".bicep", ".nomad", ".nomad.hcl"),
    ),
    Entry("readers.kubernetes", "is_kubernetes", "read_kubernetes", YAML),
)  # fmt: skip
NEEDS_NO_TEXT = frozenset({"read_notebook"})
"""Readers that the name of a file suffices; its text need not be loaded for them."""


def readers_of(path: str) -> list[Reader]:
    """The readers that ask for a path."""
    return [_load(entry)[1] for entry in ENTRIES if looks_like(entry, path) and _load(entry)[0](path)]


def concerns(path: str) -> bool:
    """Whether the text of a changed path has to be read to know what is deployed."""
    return any(looks_like(entry, path) and _load(entry)[0](path) for entry in ENTRIES)


def needs_text(readers: list[Reader]) -> bool:
    """Whether any of the readers looks into the file."""
    return any(read.__name__ not in NEEDS_NO_TEXT for read in readers)


def told_by_name(path: str) -> bool:
    """Whether the name alone says that a file makes something run, so that a link there matters."""
    from watchkeeper.analysis.components.readers import containers, packages, serverless

    return containers.is_container(path) or packages.is_package(path) or serverless.is_named(path)


def looks_like(entry: Entry, path: str) -> bool:
    """Whether a path may be one of a reader's files, so that the reader has to be asked."""
    lower = path.lower()
    return lower.endswith(entry.ends) or any(word in lower for word in entry.words)


@cache
def _load(entry: Entry) -> tuple[Callable[[str], bool], Reader]:
    module = import_module(f"watchkeeper.analysis.components.{entry.module}")
    return getattr(module, entry.asks), getattr(module, entry.reads)
