"""Tells of a manifest whether it publishes a package, or asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from watchkeeper.analysis.components.candidate import name_of
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text, read_json, read_toml
from watchkeeper.analysis.components.readers.packages import package_name
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.packages.purl import PackageName

Use = Literal["publishes", "uses"]
FILES: dict[str, frozenset[str]] = {
    "npm": frozenset({"package.json"}),
    "pypi": frozenset({"pyproject.toml"}),
    "cargo": frozenset({"Cargo.toml"}),
    "golang": frozenset({"go.mod"}),
    "composer": frozenset({"composer.json"}),
}
"""The manifests of each ecosystem; requirement lists of Python are told by their names."""
REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]{0,200})")
GO_LINE = re.compile(rb"^\s*(?:require\s+)?(\S{1,300})\s+v\S+", re.MULTILINE)


def is_asked(path: str, package: PackageName) -> bool:
    """Whether a file can publish or ask for packages of this ecosystem."""
    name = name_of(path)
    listed = package.type == "pypi" and name.startswith("requirements") and name.endswith((".txt", ".in"))
    return listed or name in FILES.get(package.type, ())


def use_of(path: str, text: bytes, package: PackageName) -> Use | None:
    """What a manifest has to do with a package; None for nothing, also where it cannot be read."""
    file = name_of(path)
    try:
        if _same(package_name(file, text) or "", package) and file in FILES.get(package.type, ()):
            return "publishes"
        return "uses" if any(_same(name, package) for name in _asked(file, text)) else None
    except UsageError:
        return None


def _same(name: str, package: PackageName) -> bool:
    return bool(name) and (_plain(name) if package.type == "pypi" else name) == package.name


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()


def _asked(file: str, text: bytes) -> Iterator[str]:
    reader = _READERS.get(file, _requirements)
    yield from reader(text)


def _node(text: bytes) -> Iterator[str]:
    value = as_table(read_json(text, "package.json"))
    for key in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies"):
        yield from as_table(value.get(key))


def _composer(text: bytes) -> Iterator[str]:
    value = as_table(read_json(text, "composer.json"))
    for key in ("require", "require-dev"):
        yield from as_table(value.get(key))


def _python(text: bytes) -> Iterator[str]:
    value = read_toml(text, "pyproject.toml")
    project, poetry = as_table(value.get("project")), as_table(as_table(value.get("tool")).get("poetry"))
    lists: list[Any] = [project.get("dependencies"), *as_table(project.get("optional-dependencies")).values()]
    lists += as_table(value.get("dependency-groups")).values()
    for entry in (entry for one in lists for entry in as_list(one)):
        if found := REQUIREMENT.match(as_text(entry)):
            yield found[1]
    groups = [as_table(group).get("dependencies") for group in as_table(poetry.get("group")).values()]
    for table in (poetry.get("dependencies"), poetry.get("dev-dependencies"), *groups):
        yield from as_table(table)


def _rust(text: bytes) -> Iterator[str]:
    value = read_toml(text, "Cargo.toml")
    for table in (value, as_table(value.get("workspace"))):
        for key in ("dependencies", "dev-dependencies", "build-dependencies"):
            yield from as_table(table.get(key))


def _go(text: bytes) -> Iterator[str]:
    yield from (found[1].decode("utf-8", "replace") for found in GO_LINE.finditer(text))


def _requirements(text: bytes) -> Iterator[str]:
    for line in text.decode("utf-8", "replace").splitlines():
        if found := REQUIREMENT.match(line):
            yield found[1]


_READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "package.json": _node, "composer.json": _composer, "pyproject.toml": _python, "Cargo.toml": _rust, "go.mod": _go,
}  # fmt: skip
