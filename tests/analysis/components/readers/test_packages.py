"""Package manifests, and files of the same names that only configure tools."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.packages import is_package, read_package


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("package.json", b'{"name": "@org/pay", "version": "1.0.0"}', "@org/pay"),
        ("package.json", b'{"dependencies": {}}', "package.json"),
        ("pyproject.toml", b'[project]\nname = "pay"\n', "pay"),
        ("pyproject.toml", b'[tool.poetry]\nname = "pay"\n', "pay"),
        ("pyproject.toml", b'[build-system]\nrequires = ["setuptools"]\n', "pyproject.toml"),
        ("setup.py", b"from setuptools import setup\nsetup()\n", "setup.py"),
        ("go.mod", b"module example.com/pay\n\ngo 1.22\n", "example.com/pay"),
        ("Cargo.toml", b'[package]\nname = "pay"\n', "pay"),
        ("pom.xml", b"<project/>", "pom.xml"),
        ("build.gradle.kts", b"plugins {}\n", "build.gradle.kts"),
        ("Gemfile", b'source "https://rubygems.org"\n', "Gemfile"),
        ("composer.json", b'{"name": "org/pay"}', "org/pay"),
        ("Pay.csproj", b"<Project/>", "Pay.csproj"),
        # what cannot be read counts: its name says what it is
        ("package.json", b"{", "package.json"),
        ("Cargo.toml", b"[[[", "Cargo.toml"),
    ],
)
def test_packages(file: str, text: bytes, name: str) -> None:
    assert is_package(f"tools/pay/{file}")
    (piece,) = read_package(f"tools/pay/{file}", text)
    assert (piece.kind, piece.name) == ("package", name)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("package.json", b'{"type": "module"}'),
        ("package.json", b"[]"),
        ("pyproject.toml", b"[tool.ruff]\nline-length = 100\n"),
        ("Cargo.toml", b'[workspace]\nmembers = ["a"]\n'),
        ("go.mod", b"// nothing\n"),
    ],
)
def test_a_configuration_of_tools_is_no_package(file: str, text: bytes) -> None:
    assert list(read_package(f"tools/pay/{file}", text)) == []


@pytest.mark.parametrize(
    "path", ["a/package-lock.json", "a/pyproject.toml.bak", "examples/a/package.json", "a/Gemfile.lock"]
)
def test_other_names(path: str) -> None:
    assert not is_package(path)
