"""Finds entry points: the names by which a package is started from a command line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from msgspec import structs

from watchkeeper.analysis.components.candidate import MOST_LINES, Piece, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import (
    MOST_PARSED,
    as_list,
    as_table,
    as_text,
    read_json,
    read_toml,
    too_large,
)
from watchkeeper.domain.problems import UsageError

MANIFESTS = frozenset({"pyproject.toml", "setup.cfg", "setup.py", "package.json", "Cargo.toml"})


def is_entry_point(path: str) -> bool:
    """Whether a file can name a command, or is one by its place (`cmd/<name>/main.go`, `src/bin/<name>.rs`)."""
    return (name_of(path) in MANIFESTS or bool(_command_folder(path))) and counts(path)


def read_entry_points(path: str, text: bytes) -> Iterator[Piece]:
    """The commands of a manifest, or the one of a source file.

    Raises:
        UsageError: the manifest cannot be read.
    """
    command = _command_folder(path)
    if command:
        if path.endswith(".rs") or _go_main().search(text):
            yield structs.replace(_piece(command, path, 0), weak=_generates(command))
        return
    if len(text) > MOST_PARSED:
        raise UsageError(too_large(path, MOST_PARSED))
    private = name_of(path) == "package.json" and as_table(read_json(text, path)).get("private") is True
    for number, (name, target) in enumerate(_commands(name_of(path), text, path).items()):
        line = (line_of(text, name, target) or line_of(text, name)) if number < MOST_LINES else 0
        # nobody can install a private package of Node, so its commands serve the repository itself
        yield structs.replace(_piece(name, target, line), weak=private)


def _piece(name: str, target: str, line: int) -> Piece:
    return Piece("entry-point", name, f"a command called {name}", key=name, leads_to=target, line=line)


def _generates(command: str) -> bool:
    """Whether a program of this name writes code or pages for its own repository, as `gen-docs` does."""
    return command.startswith(("gen-", "gen_", "generate")) or command.endswith(("-gen", "_gen"))


def _commands(file: str, text: bytes, path: str) -> Mapping[str, str]:
    """Command name → what it starts."""
    if file == "pyproject.toml":
        return _from_pyproject(text, path)
    if file == "package.json":
        return _from_package_json(text, path)
    if file == "Cargo.toml":
        bins = (as_table(entry) for entry in as_list(read_toml(text, path).get("bin")))
        return {as_text(b.get("name")): as_text(b.get("path")) for b in bins if as_text(b.get("name"))}
    return dict(_console_scripts(text.decode("utf-8", "replace")))


def _from_pyproject(text: bytes, path: str) -> dict[str, str]:
    value = read_toml(text, path)
    project, poetry = as_table(value.get("project")), as_table(as_table(value.get("tool")).get("poetry"))
    tables = (project.get("scripts"), project.get("gui-scripts"), poetry.get("scripts"))
    return {
        name: as_text(target) or as_text(as_table(target).get("reference"))
        for table in tables
        for name, target in as_table(table).items()
    }


def _from_package_json(text: bytes, path: str) -> dict[str, str]:
    value = as_table(read_json(text, path))
    bins, own_name = value.get("bin"), as_text(value.get("name")).rpartition("/")[2]
    if isinstance(bins, str) and own_name:
        return {own_name: bins}
    return {name: as_text(target) for name, target in as_table(bins).items()}


def _console_scripts(text: str) -> Iterator[tuple[str, str]]:
    """`name = module:function` after `console_scripts` or `gui_scripts` in setup.cfg or setup.py, read by line.

    A block ends where its list or section is closed, or at a line at the margin that is no entry.
    """
    inside = False
    for line in text.splitlines():
        stripped = line.strip()
        if "console_scripts" in line or "gui_scripts" in line:
            inside, stripped = True, stripped.partition("_scripts")[2].removeprefix("]")
        if not inside or not stripped or stripped.startswith("#"):
            continue
        entries = _script_entry().findall(stripped)
        yield from entries
        closes = not stripped[0].isalnum() and "]" in _quoted().sub("", stripped)
        inside = not closes and (line[0].isspace() or bool(entries) or "_scripts" in line)


def _command_folder(path: str) -> str:
    """The command that a source file is by its place, "" if it is none."""
    parts = path.split("/")
    if len(parts) >= 3 and parts[-1] == "main.go" and parts[-3] == "cmd":
        return parts[-2]
    if len(parts) >= 3 and parts[-1].endswith(".rs") and parts[-3:-1] == ["src", "bin"]:
        return parts[-1].removesuffix(".rs")
    if len(parts) >= 4 and parts[-1] == "main.rs" and parts[-4:-2] == ["src", "bin"]:
        return parts[-2]
    return ""


@cache
def _script_entry() -> re.Pattern[str]:
    # bounded repetitions keep a hostile line linear
    return re.compile(r"""(?<![\w.-])([\w.-]{1,100}) {0,9}= {0,9}([\w.]{1,200}:[\w.]{1,200})""")


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(r"""\"[^\"]*\"|'[^']*'""")


@cache
def _go_main() -> re.Pattern[bytes]:
    return re.compile(rb"^package main\b", re.MULTILINE)
