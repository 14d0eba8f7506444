"""Numbers in configuration files: parsed for TOML, JSON and YAML, read by sections for INI files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from watchkeeper.analysis.integrity.checks.texts import line_of
from watchkeeper.analysis.integrity.weakening import How
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.foreign import parse_foreign_lines

MOST_DOTS = 200
"""tomllib needs memory that grows with the square of a dotted key's length."""
MOST_ENTRIES = 20_000


class Entry(Struct, frozen=True):
    """One scalar of a document: its keys from the root, its text, its line."""

    keys: tuple[str, ...]
    text: str
    line: int
    how: How

    @property
    def number(self) -> float | None:
        """The value as a number, a percentage without its sign; None if it is none."""
        written = self.text.strip().removesuffix("%")
        return float(written) if written.replace(".", "", 1).isdigit() and len(written) < 12 else None


def entries_of(path: str, text: str) -> tuple[Entry, ...]:
    """All scalars of a configuration file, () if it does not parse."""
    name = path.rpartition("/")[2].lower()
    try:
        if name.endswith(".toml"):
            long = any(line.count(".") > MOST_DOTS for line in text.split("\n"))
            return () if long else tuple(_leaves(tomllib.loads(text), text))
        if name.endswith(".json") or name in {".nycrc", ".mocharc"}:
            return tuple(_leaves(msgspec.json.decode(text.encode("utf-8", "replace")), text))
        if name.endswith((".yml", ".yaml")):
            return tuple(_yaml(path, text))
    except (tomllib.TOMLDecodeError, msgspec.DecodeError, UsageError, RecursionError):
        return ()
    return tuple(_ini(text)) if name.endswith((".cfg", ".ini", ".coveragerc")) else ()


def _leaves(value: object, text: str) -> Iterator[Entry]:
    waiting: list[tuple[tuple[str, ...], object]] = [((), value)]
    for _ in range(MOST_ENTRIES):
        if not waiting:
            return
        keys, inner = waiting.pop()
        if isinstance(inner, Mapping):
            waiting.extend(((*keys, str(key)), item) for key, item in inner.items())
        elif isinstance(inner, list):
            waiting.extend((keys, item) for item in inner)
        elif keys:
            yield Entry(keys, str(inner), line_of(text, keys[-1]), "parsed")


def _yaml(path: str, text: str) -> Iterator[Entry]:
    document = parse_foreign_lines(text.encode("utf-8", "replace"), path)
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), document.value)]
    while waiting:
        keys, inner = waiting.pop()
        if isinstance(inner, dict):
            waiting.extend(((*keys, key), item) for key, item in inner.items())
        elif isinstance(inner, list):
            waiting.extend(((*keys, n), item) for n, item in enumerate(inner))
        elif keys:
            yield Entry(tuple(str(key) for key in keys), str(inner), document.line(keys), "parsed")


def _ini(text: str) -> Iterator[Entry]:
    section = key = ""
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith(("#", ";")) or not bare:
            continue
        if bare.startswith("[") and bare.endswith("]"):
            section, key = bare[1:-1], ""
        elif line[0] in " \t" and key:
            yield Entry((section, key), bare, number, "pattern")
        else:
            key, _, value = (part.strip() for part in bare.partition("=" if "=" in bare else ":"))
            yield Entry((section, key), value, number, "pattern")
