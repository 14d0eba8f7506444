"""Recipes of container images, by name and by their FROM line."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.containers import is_container, read_container


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "a/Dockerfile.api",
        "a/api.Dockerfile",
        "a/api.dockerfile",
        "a/Containerfile",
        "a/Containerfile.worker",
        "docker/Dockerfile-mariner",
        "a/dockerfile",
    ],
)
def test_names_of_recipes(path: str) -> None:
    assert is_container(path)


@pytest.mark.parametrize(
    "path",
    [
        "a/Dockerfile.dockerignore",
        "a/dockerfile.md",
        "a/dockerfile.go",
        "a/DockerfileGenerator.cs",
        ".gitpod.Dockerfile",
        "tests/Dockerfile",
        "a/docker-compose.yml",
    ],
)
def test_other_names(path: str) -> None:
    assert not is_container(path)


@pytest.mark.parametrize(
    ("text", "line"), [(b"FROM python:3.12\n", 1), (b"# syntax=docker/dockerfile:1\nARG V=3\nfrom x:$V\r\n", 3)]
)
def test_a_recipe_starts_from_an_image(text: bytes, line: int) -> None:
    (piece,) = read_container("Dockerfile", text)
    assert (piece.kind, piece.line) == ("container", line)


@pytest.mark.parametrize("text", [b"", b"FROMAGE\n", b"# FROM x\n", b"\0\xff"])
def test_no_image_no_recipe(text: bytes) -> None:
    assert list(read_container("Dockerfile", text)) == []
