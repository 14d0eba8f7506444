"""Compares our exclusions with Linguist's (through go-enry) on all files of some repositories.

Give git repositories as NAME=PATH. Needs the package enry-python. Every file of HEAD is judged as if it
were new, so that headers are believed only when the body agrees. Prints where the two differ, and speed.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "src"))

from watchkeeper.analysis.size.exclusions import Claim, exclusion_by_content, exclusion_by_path

LARGEST = 4_000_000
ENRY_HEAD = 65_536
Judged = tuple[str, str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", metavar="NAME=PATH")
    options = parser.parse_args()
    try:
        enry: Any = importlib.import_module("enry")
    except ImportError:
        sys.exit("enry is not installed: pip install enry-python (only this benchmark needs it)")
    for argument in options.repositories:
        name, _, path = argument.rpartition("=")
        files = list(read_files(path))
        print_differences(name or path, [judge(enry, file, content) for file, content in files])
        print_speed(files)


def read_files(path: str) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file of HEAD below 4 MB that has no NUL in its first 8,000 bytes."""
    listing = subprocess.run(["git", "-C", path, "ls-tree", "-r", "-l", "-z", "HEAD"], capture_output=True, check=True)
    entries = [line.partition("\t") for line in listing.stdout.decode("utf-8", "surrogateescape").split("\0") if line]
    with subprocess.Popen(
        ["git", "-C", path, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as batch:
        assert batch.stdin
        assert batch.stdout
        for record, _, file in entries:
            mode, _, blob, size = record.split()
            if not mode.startswith("100") or not size.isdigit() or int(size) > LARGEST:
                continue
            batch.stdin.write(f"{blob}\n".encode())
            batch.stdin.flush()
            length = int(batch.stdout.readline().split()[2])
            content = batch.stdout.read(length + 1)[:-1]
            if b"\0" not in content[:8000]:
                yield file, content


def judge(enry: Any, path: str, content: bytes) -> Judged:
    """The path, what Linguist says, and what we say with the reason."""
    theirs = "generated" if enry.is_generated(path, content[:ENRY_HEAD]) else ""
    theirs = "vendored" if enry.is_vendor(path) else theirs
    ours = exclusion_by_path(path) or exclusion_by_content(path, content)
    if ours is None:
        return path, theirs, ""
    return path, theirs, ("claim: " if isinstance(ours, Claim) else "") + re.sub(r"\d+", "#", ours.reason)


def print_differences(name: str, files: list[Judged]) -> None:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, theirs, ours in files:
        groups[theirs or "counts", ours or "counts"].append(path)
    print(f"\n## {name}: {len(files)} files\n\n| files | Linguist | ours | for example |\n|---|---|---|---|")
    for (theirs, ours), paths in sorted(groups.items(), key=lambda group: -len(group[1])):
        print(f"| {len(paths)} | {theirs} | {ours} | {paths[0]} |")


def print_speed(files: list[tuple[str, bytes]]) -> None:
    start = time.perf_counter()
    for path, _ in files:
        exclusion_by_path(path)
    middle = time.perf_counter()
    for path, content in files:
        exclusion_by_content(path, content)
    end = time.perf_counter()
    count = len(files)
    print(f"\n{count / (middle - start):,.0f} paths/s, {count / (end - middle):,.0f} contents/s")


if __name__ == "__main__":
    main()
