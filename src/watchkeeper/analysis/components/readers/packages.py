"""Finds packages: the manifest that makes a folder something that is built, installed or published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from watchkeeper.analysis.components.candidate import Piece, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_table, as_text, read_json, read_toml
from watchkeeper.domain.problems import UsageError

NAMES = {
    "package.json": "a Node package",
    "pyproject.toml": "a Python package",
    "setup.py": "a Python package",
    "go.mod": "a Go module",
    "Cargo.toml": "a Rust crate",
    "pom.xml": "a Maven module",
    "build.gradle": "a Gradle module",
    "build.gradle.kts": "a Gradle module",
    "Gemfile": "a Ruby bundle",
    "composer.json": "a PHP package",
}


def is_package(path: str) -> bool:
    """Whether a file is named as a package manifest and can be one of production."""
    return is_manifest(name_of(path)) and counts(path)


def is_manifest(name: str) -> bool:
    """Whether this file name is that of a package manifest."""
    return name in NAMES or name.endswith(".csproj")


def has_manifest(names: Iterable[str]) -> bool:
    """Whether one of the names of a folder is a package manifest."""
    return any(is_manifest(name) for name in names)


def read_package(path: str, text: bytes) -> Iterator[Piece]:
    """The package of a manifest, unless the text shows that it only configures tools.

    A manifest that cannot be read counts: its name says what it is.
    """
    file = name_of(path)
    try:
        name = package_name(file, text)
    except UsageError:
        name = ""
    if name is not None:
        line = line_of(text, "name", name) if name else 0
        yield Piece("package", name or file, NAMES.get(file, "a .NET project"), key=name, line=line, weak=True)


def package_name(file: str, text: bytes) -> str | None:
    """The declared name, "" where there is none to see, None when this is not a package at all."""
    read = _NAME_READERS.get(file)
    return read(text) if read else ""


def _from_package_json(text: bytes) -> str | None:
    value = as_table(read_json(text, "package.json"))
    if not value.keys() & {"name", "dependencies", "scripts", "workspaces", "bin"}:
        return None  # only says how Node reads the files of the folder
    return as_text(value.get("name"))


def _from_composer(text: bytes) -> str:
    return as_text(as_table(read_json(text, "composer.json")).get("name"))


def _from_pyproject(text: bytes) -> str | None:
    value = read_toml(text, "pyproject.toml")
    project, poetry = as_table(value.get("project")), as_table(as_table(value.get("tool")).get("poetry"))
    if not (project or poetry or "build-system" in value):
        return None  # only configures linters and tests
    return as_text(project.get("name")) or as_text(poetry.get("name"))


def _from_cargo(text: bytes) -> str | None:
    value = read_toml(text, "Cargo.toml")
    return as_text(as_table(value.get("package")).get("name")) if "package" in value else None


def _from_go_mod(text: bytes) -> str | None:
    found = _go_module().search(text)
    return found[1].decode("utf-8", "replace") if found else None


_NAME_READERS: dict[str, Callable[[bytes], str | None]] = {
    "package.json": _from_package_json,
    "composer.json": _from_composer,
    "pyproject.toml": _from_pyproject,
    "Cargo.toml": _from_cargo,
    "go.mod": _from_go_mod,
}


@cache
def _go_module() -> re.Pattern[bytes]:
    return re.compile(rb"^module[ \t]+(\S+)", re.MULTILINE)
