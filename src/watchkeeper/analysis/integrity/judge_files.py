"""Which files judge a change, and what would differ if the change's own versions did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from watchkeeper.domain.change import display_path
from watchkeeper.domain.evidence import Kind
from watchkeeper.domain.ownership.owners import Resolution
from watchkeeper.domain.policy import PolicyFile

JudgeRole = Literal[
    "policy", "waivers", "acceptances", "known keys", "owners", "attributes", "workflow", "agent instructions"
]
MOST_DIFFERENCES = 10

BY_NAME: dict[str, JudgeRole] = {
    ".gitattributes": "attributes",
    "AGENTS.md": "agent instructions",
    "CLAUDE.md": "agent instructions",
    "GEMINI.md": "agent instructions",
    ".cursorrules": "agent instructions",
    ".windsurfrules": "agent instructions",
    "OWNERS": "owners",
    "OWNERS_ALIASES": "owners",
}
BY_PATH: dict[str, JudgeRole] = {
    ".watchkeeper.yaml": "policy",
    ".watchkeeper/waivers.yaml": "waivers",
    ".watchkeeper/allowed_signers": "known keys",
    "CODEOWNERS": "owners",
    ".github/CODEOWNERS": "owners",
    "docs/CODEOWNERS": "owners",
    ".gitlab/CODEOWNERS": "owners",
    ".github/copilot-instructions.md": "agent instructions",
}
BY_FOLDER: tuple[tuple[str, JudgeRole], ...] = (
    (".watchkeeper/keys/", "known keys"),
    (".watchkeeper/", "acceptances"),
    (".cursor/", "agent instructions"),
    (".claude/", "agent instructions"),
    (".github/instructions/", "agent instructions"),
)
WORKFLOWS = (".github/workflows/", ".github/actions/", ".gitlab-ci.yml", ".gitlab/ci/")


class JudgeFile(Struct, frozen=True):
    """A file that judges the change and is edited by it, with what its new version would change."""

    path: str
    role: JudgeRole
    differences: tuple[str, ...] = ()


class Judges(Struct, frozen=True):
    """All judge files that the change edits, in the order of the change's files."""

    edited: tuple[JudgeFile, ...]


JUDGES: Kind[Judges] = Kind("integrity/judge-files")


def role_of(path: str, people_file: str = "") -> JudgeRole | None:
    """What a path is to the gate; workflows are told by their text, see `runs_the_gate`."""
    if people_file and path == people_file:
        return "policy"
    by_path = BY_PATH.get(path) or BY_NAME.get(path.rpartition("/")[2])
    return by_path or next((role for folder, role in BY_FOLDER if path.startswith(folder)), None)


def is_workflow(path: str) -> bool:
    """Whether a path can hold a pipeline that runs the gate."""
    return path.startswith(WORKFLOWS)


def runs_the_gate(text: bytes) -> bool:
    """Whether a pipeline file names the gate."""
    return b"watchkeeper" in text


def compare_policies(before: PolicyFile | None, after: PolicyFile | None) -> tuple[str, ...]:
    """Every key whose value differs, as `key: old → new`; a file that is not there has no keys."""
    old, new = _flat(before), _flat(after)
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return _cut(
        [f"{key}: {old.get(key, 'not set')} → {new.get(key, 'not set')}{_times(old, new, key)}" for key in keys]
    )


def _times(old: Mapping[str, str], new: Mapping[str, str], key: str) -> str:
    """How many times as much a number is, when it grows to at least twice."""
    before, after = old.get(key, ""), new.get(key, "")
    if not (before.isdigit() and after.isdigit()) or int(after) < 2 * max(1, int(before)):
        return ""
    return f" ({int(after) / max(1, int(before)):.3g} times as much)"


def compare_owners(before: Iterable[Resolution], after: Iterable[Resolution]) -> tuple[str, ...]:
    """Changed paths whose owners differ between two versions of the owners file."""
    pairs = zip(before, after, strict=True)
    return _cut([f"{display_path(a.path)}: {_names(a)} → {_names(b)}" for a, b in pairs if _names(a) != _names(b)])


def compare_exclusions(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> tuple[str, ...]:
    """Changed paths that the new attributes would leave out of the size, or count again."""
    moved = [path for path in before if bool(before[path]) != bool(after[path])]
    return _cut([f"{display_path(p)}: {'left out' if after[p] else 'counted'} by the new version" for p in moved])


def _names(resolution: Resolution) -> str:
    return " ".join(owner.text for owner in resolution.owners) or "nobody"


def _cut(texts: list[str]) -> tuple[str, ...]:
    more = len(texts) - MOST_DIFFERENCES
    return (*texts[:MOST_DIFFERENCES], *([f"and {more} more"] if more > 0 else []))


def _flat(policy: PolicyFile | None) -> dict[str, str]:
    return dict(_leaves("", msgspec.to_builtins(policy, str_keys=True))) if policy else {}


def _leaves(prefix: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(f"{prefix}.{key}" if prefix else str(key), inner)
    elif value not in ({}, [], (), ""):
        yield prefix, value if isinstance(value, str) else msgspec.json.encode(value).decode()
