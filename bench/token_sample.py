"""Samples files and diffs of git repositories, with the exact number of tokens of each."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))

from watchkeeper.analysis.size.tokens import language_of

FILES_PER_LANGUAGE = 40
DIFFS = 60
FILE_BYTES = range(200, 1_500_001)
DIFF_TOKENS = 100
CHARACTERS_AT_ONCE = 100_000  # the exact counter refuses inputs of more than 200,000 tokens

Part = tuple[str, bytes]


@dataclass(frozen=True)
class Sample:
    """One file or diff: where from, its texts by language, and its true number of tokens."""

    repository: str
    kind: str
    parts: tuple[Part, ...]
    tokens: int

    @property
    def language(self) -> str:
        """The language of the first part; a file has one part."""
        return self.parts[0][0]


def sample(repositories: Sequence[str]) -> list[Sample]:
    """Files and diffs of repositories that are given as NAME=PATH or PATH."""
    count = load_counter()
    samples = []
    for argument in repositories:
        name, _, path = argument.rpartition("=")
        sampled: list[tuple[str, tuple[Part, ...]]] = [("file", (part,)) for part in sample_files(path)]
        sampled += [("diff", parts) for parts in sample_diffs(path)]
        for kind, parts in sampled:
            tokens = sum(count(text) for _, text in parts)
            if tokens >= (DIFF_TOKENS if kind == "diff" else 1):
                samples.append(Sample(name or path, kind, parts, tokens))
        print(f"{name or path}: {len(sampled)} sampled", file=sys.stderr)
    return samples


def load_counter() -> Callable[[bytes], int]:
    """The exact counter of the o200k vocabulary; ends the program when it is not installed."""
    try:
        package: Any = importlib.import_module("bpe_openai")
    except ImportError:
        sys.exit("bpe-openai is not installed: pip install bpe-openai (75 MB; only this benchmark needs it)")
    encoding = package.get_encoding("o200k_base")

    def count(text: bytes) -> int:
        letters = text.decode("utf-8", "replace")
        starts = range(0, len(letters), CHARACTERS_AT_ONCE)
        return sum(len(encoding.encode_ordinary(letters[at : at + CHARACTERS_AT_ONCE])) for at in starts)

    return count


def sample_files(path: str) -> Iterator[Part]:
    """Text files of HEAD, spread evenly over the sorted paths, at most 40 of each language."""
    by_language: dict[str, list[str]] = defaultdict(list)
    for line in git(path, "ls-tree", "-r", "-l", "-z", "HEAD").decode("utf-8", "replace").split("\0"):
        record, _, name = line.partition("\t")
        mode, _, blob, size = (record.split() + [""] * 4)[:4]
        if mode.startswith("100") and size.isdigit() and int(size) in FILE_BYTES:
            by_language[language_of(name)].append(blob)
    for language, blobs in by_language.items():
        for blob in spread(blobs, FILES_PER_LANGUAGE):
            text = git(path, "cat-file", "blob", blob)
            if b"\0" not in text[:8000]:
                yield language, text


def sample_diffs(path: str) -> Iterator[tuple[Part, ...]]:
    """Added and removed lines of 60 of the last 3,000 commits that are no merges, by file."""
    commits = git(path, "log", "--no-merges", "--format=%H", "-n", "3000", "HEAD").decode().split()
    for commit in spread(commits, DIFFS):
        text = git(path, "show", "--format=", "--no-color", "--no-ext-diff", "-U0", "--no-renames", commit)
        parts = tuple(part for part in map(changed_lines, (b"\n" + text).split(b"\ndiff --git ")) if part[1])
        if parts:
            yield parts


def changed_lines(file: bytes) -> Part:
    """Language and changed lines of one file's part of a diff without context."""
    header, *hunks = file.split(b"\n@@ ")
    name = header.partition(b"\n")[0].rpartition(b" b/")[2].decode("utf-8", "replace")
    lines = [line[1:] for hunk in hunks for line in hunk.split(b"\n")[1:] if line[:1] in (b"+", b"-")]
    return language_of(name), b"\n".join([*lines, b""]) if lines else b""


def spread(items: Sequence[str], most: int) -> Sequence[str]:
    """At most so many items, evenly spread."""
    step = max(1, len(items) // most)
    return items[step // 2 :: step][:most]


def git(path: str, *arguments: str) -> bytes:
    """The output of a git command; what fails (a missing blob) gives no output."""
    return subprocess.run(["git", "-C", path, *arguments], capture_output=True, check=False).stdout
