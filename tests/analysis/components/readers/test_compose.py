"""Services of Docker Compose: which files, which services, which folder each is built from."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.compose import is_compose, read_compose
from watchkeeper.domain.problems import UsageError


@pytest.mark.parametrize(
    "path",
    [
        "compose.yaml",
        "docker-compose.yml",
        "a/docker-compose.prod.yml",
        "a/docker-compose-production.yaml",
        "a/compose.observability.yaml",
        "a/podman-compose.yml",
        "latest/compose.yml",
    ],
)
def test_files_of_something_that_stays_up(path: str) -> None:
    assert is_compose(path)


@pytest.mark.parametrize(
    "path",
    [
        "docker-compose.override.yml",
        "compose.tests.yaml",
        "docker-compose.ci-test.yml",
        "docker-compose.dev.yml",
        "docker-compose-local.yml",
        "dev/docker-compose.yml",
        ".devcontainer/docker-compose.yml",
        "examples/compose.yaml",
        "tests/docker-compose.yml",
        "compose.json",
        "docs/compose.yml",
        "decompose.yml",
        "src/how-to-compose.ts",
    ],
)
def test_files_for_developers_and_others(path: str) -> None:
    assert not is_compose(path)


STACK = b"""services:
  web:
    build: ./web
  api:
    build: {context: ., dockerfile: services/api/Dockerfile}
  top:
    build: .
  bought:
    image: ghcr.io/acme/portal:2
  db:
    image: docker.io/library/postgres:16@sha256:00
  cache: {image: "${CACHE_IMAGE:-redis:7}"}
  remote: {build: "https://github.com/acme/tool.git"}
"""


def test_each_service_with_its_folder() -> None:
    found = {p.name: (p.folder, p.weak, p.line) for p in read_compose("deploy/compose.yaml", STACK)}
    assert found == {
        "web": ("deploy/web", False, 2),
        "api": ("deploy/services/api", False, 4),
        "top": ("deploy", False, 6),
        "bought": (None, False, 8),
        "db": (None, True, 10),
        "cache": (None, True, 12),
        "remote": (None, False, 13),
    }


@pytest.mark.parametrize(
    "service",
    [
        "{build: {context: ., dockerfile: tests/Dockerfile}}",
        "{image: acme/x, profiles: [test]}",
        "{environment: {A: 1}}",
        "text",
    ],
    ids=["built from tests", "only for tests", "changes another file's service", "no service"],
)
def test_services_that_do_not_count(service: str) -> None:
    assert list(read_compose("compose.yaml", f"services:\n  a: {service}\n".encode())) == []


@pytest.mark.parametrize(
    ("build", "folder"),
    [("../other", "other"), ("../../outside", None), ("${UNSET}", None), ("${DIR:-./web}", "stack/web")],
)
def test_where_a_context_leads(build: str, folder: str | None) -> None:
    (piece,) = read_compose("stack/compose.yaml", f"services: {{a: {{build: '{build}'}}}}".encode())
    assert piece.folder == folder


def test_a_file_that_cannot_be_read_is_told() -> None:
    with pytest.raises(UsageError):
        list(read_compose("compose.yaml", b"services: [\n"))
