"""Reads package URLs (`pkg:npm/%40acme/ui@1.2.3`) as far as they name a package."""

from __future__ import annotations

import re

from msgspec import Struct

from watchkeeper.domain.problems import Problem, UsageError

PREFIX = "pkg:"
ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")


class PackageName(Struct, frozen=True):
    """A package: its ecosystem (`npm`, `pypi`, …) and its whole name with the namespace; no version."""

    type: str
    name: str


def parse_purl(text: str) -> PackageName:
    """The package that a URL names; version, qualifiers and subpath are passed over.

    Raises:
        UsageError: it is no package URL.
    """
    plain = text.partition("#")[0].partition("?")[0].removeprefix(PREFIX).lstrip("/")
    kind, slash, rest = plain.partition("/")
    name = _unescape(rest.rsplit("@", 1)[0] if "@" in rest[1:] else rest).strip("/")
    if not text.startswith(PREFIX) or not slash or not kind.isalnum() or not name:
        raise UsageError(Problem(f"{text!r} is no package URL", remedy="write it like pkg:npm/left-pad"))
    kind = kind.casefold()
    return PackageName(kind, name.casefold().replace("_", "-") if kind == "pypi" else name)


def _unescape(text: str) -> str:
    """The text with its `%40` read as bytes of UTF-8."""
    data = ESCAPED.sub(lambda match: bytes.fromhex(match[1].decode()), text.encode("utf-8", "surrogateescape"))
    return data.decode("utf-8", "replace")
