"""Finds services that Docker Compose starts, and the folder that each is built from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from watchkeeper.analysis.components.candidate import Piece, folder_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text
from watchkeeper.formats.yaml.foreign import parse_foreign_lines

FOR_DEVELOPERS = frozenset({
    "override", "dev", "devel", "develop", "development", "devenv", "local", "localhost", "test", "tests", "testing",
    "ci", "e2e", "integration", "debug", "devcontainer", "benchmark", "bench", "example", "sample", "build",
})  # fmt: skip
"""Words in the name of a Compose file, of its folder or of a profile: it starts something on a developer's
machine or for a test, or changes what another Compose file names."""

BACKING = frozenset({
    "postgres", "postgis", "timescaledb", "mysql", "mariadb", "mongo", "mongodb", "redis", "valkey", "keydb",
    "memcached", "elasticsearch", "opensearch", "rabbitmq", "kafka", "zookeeper", "minio", "localstack", "mailhog",
    "mailpit", "maildev", "mailcatcher", "dynamodb-local", "adminer", "pgadmin4", "phpmyadmin", "clickhouse",
    "clickhouse-server", "cassandra", "nats", "etcd", "selenium", "wiremock", "azurite", "mssql-server",
    "pgvector", "pgbouncer", "busybox", "alpine", "mysql-server", "redis-stack", "standalone-chrome", "elasticmq",
    "cp-kafka", "cp-zookeeper", "cp-schema-registry",
    "redpanda", "qdrant", "fake-gcs-server", "smtp4dev", "consul", "vault", "couchdb", "neo4j",
})  # fmt: skip
"""Images of stores, queues and stand-ins that a tool needs and that are no tool of their own."""


STAND_INS = ("emulator", "mock", "fake")


def is_compose(path: str) -> bool:
    """Whether a file is named as a Compose file of something that stays up, not of a developer's machine or a test."""
    name = name_of(path).lower()
    if not name.endswith((".yml", ".yaml")):
        return False
    words = _words().split(name.rpartition(".")[0])
    if "compose" not in words[:3] or not (words[0] in {"compose", "docker"} or words[-1] == "compose"):
        return False
    folders = (folder.lower() for folder in folder_of(path).split("/"))
    return not FOR_DEVELOPERS & {*words, *folders} and counts(path)


def read_compose(path: str, text: bytes) -> Iterator[Piece]:
    """Each service of a Compose file; a store or queue by its usual image is weak.

    Raises:
        UsageError: the file cannot be read.
    """
    document = parse_foreign_lines(text, path)
    for name, value in as_table(as_table(document.value).get("services")).items():
        service = as_table(value)
        if FOR_DEVELOPERS & {as_text(p).lower() for p in as_list(service.get("profiles"))}:
            continue
        if "build" not in service and "image" not in service:
            continue  # changes a service that another file names
        recipe = _recipe(service.get("build"), folder_of(path))
        if recipe and not counts(recipe):
            continue
        yield Piece(
            "compose-service",
            name,
            f"a service that Docker Compose starts, called {name}",
            key=name,
            leads_to=recipe,
            line=document.line(("services", name)),
            folder=folder_of(recipe) if recipe else None,
            weak="build" not in service and _is_backing(_image(service)),
        )


def _image(service: dict[str, Any]) -> str:
    """The bare name of an image: no registry, no tag, no default of a variable."""
    written = as_text(service.get("image"))
    written = _default().sub(r"\1", written)
    return written.partition("@")[0].rpartition("/")[2].partition(":")[0].lower()


def _is_backing(image: str) -> bool:
    return image in BACKING or any(word in image for word in STAND_INS)


def _recipe(build: object, folder: str) -> str:
    """The path of the recipe that a service is built from, "" if it has none in the repository that can be told."""
    table = as_table(build)
    context = as_text(build) or as_text(table.get("context")) or ("." if table else "")
    recipe = as_text(table.get("dockerfile")) or "Dockerfile"
    context, recipe = (_default().sub(r"\1", part) for part in (context, recipe))
    if not context or "$" in context or ":" in context:
        return ""
    recipe = "Dockerfile" if "$" in recipe else recipe
    found = posixpath.normpath(posixpath.join(folder, context, recipe))
    return "" if found.startswith(("..", "/")) else found


@cache
def _words() -> re.Pattern[str]:
    return re.compile(r"[^a-z0-9]+")


@cache
def _default() -> re.Pattern[str]:
    return re.compile(r"\$\{[A-Za-z0-9_]{1,100}:?-([^{}]{0,300})\}")
