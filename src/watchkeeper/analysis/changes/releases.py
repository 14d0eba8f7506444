"""Reads from a tag's name whether it releases something, and what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

VERSION = re.compile(
    r"(?:(?P<service>.*?)(?:[@/_]|(?<=[A-Za-z])-))?"
    r"(?:release|rel|version|ver|deploy|deployed|production|prod)?[-/_]?[vVrR]?\.?"
    r"(?P<version>\d{1,8}(?:[._-]\d{1,6}){0,4})(?P<rest>(?:[-._+~]?[A-Za-z][\w.+-]*)?)"
)
EARLY = re.compile(
    r"[-._]?(?:alpha|beta|rc|pre(?:view|release)?|dev|snapshot|canary|nightly|next|test|a\d|b\d|c\d|m\d|ea)(?![a-z])",
    re.IGNORECASE,
)
EARLY_SERVICES = frozenset({"rc", "beta", "alpha", "untagged", "nightly", "test"})
WORDS = frozenset(
    {
        "v",
        "release",
        "releases",
        "rel",
        "version",
        "ver",
        "deploy",
        "deployed",
        "prod",
        "production",
        "refs",
        "tag",
        "tags",
    }
)


class Release(Struct, frozen=True):
    """What a tag releases: a service ("" = the whole repository), its version, and whether it is an early one."""

    service: str
    version: str
    early: bool


def read_release(tag: str) -> Release | None:
    """The release that a tag stands for, None when its name holds no version."""
    if len(tag) > 200:
        return None
    found = VERSION.fullmatch(tag)
    if not found:
        return None
    version, rest = found["version"], found["rest"] or ""
    if rest and version.isdigit() and not EARLY.search(rest):
        return None
    parts = [part for part in (found["service"] or "").strip("-_@.").split("/") if part.casefold() not in WORDS]
    service = "/".join(parts).strip("/")
    early = bool(EARLY.search(rest)) or service.casefold() in EARLY_SERVICES
    return Release(service, version.replace("_", "."), early)


Key = tuple[str, str]
"""A service and an environment."""


def assign(
    commits: Iterable[tuple[str, Sequence[str]]], tagged: Mapping[str, Mapping[Key, int]]
) -> Iterator[tuple[str, Key, int]]:
    """For each commit and key the rank of the first release that has it; `commits` (id, parents) has children first.

    `tagged` gives the ranks of the releases at a commit. Memory is that of the lines open at one time.
    """
    inherited: dict[str, Mapping[Key, int]] = {}
    for sha, parents in commits:
        ranks = _earliest(inherited.pop(sha, {}), tagged.get(sha, {}))
        for key, rank in ranks.items():
            yield sha, key, rank
        for parent in parents:
            inherited[parent] = _earliest(inherited.get(parent, {}), ranks)


def _earliest(one: Mapping[Key, int], other: Mapping[Key, int]) -> Mapping[Key, int]:
    if not one or not other or one is other:
        return one or other
    return {key: min(one.get(key, other.get(key, 0)), other.get(key, one.get(key, 0))) for key in {**one, **other}}
