"""Reads the Terraform of repositories (NAME=PATH …): what is found, and how fast beside python-hcl2 alone."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter

import hcl2
from lark.exceptions import LarkError

from watchkeeper.formats.terraform.reading import Configured, parse_terraform
from watchkeeper.formats.terraform.recognise import is_configuration


def files_of(repository: str) -> list[tuple[str, bytes]]:
    listed = subprocess.run(
        ["git", "-C", repository, "ls-tree", "-r", "-z", "HEAD"], capture_output=True, check=True
    ).stdout.split(b"\0")
    found = []
    for line in filter(None, listed):
        told, path = line.split(b"\t", 1)
        mode, _, blob = told.decode().split()
        name = path.decode("utf-8", "surrogateescape")
        if mode in {"100644", "100755"} and is_configuration(name):
            text = subprocess.run(["git", "-C", repository, "cat-file", "blob", blob], capture_output=True, check=True)
            found.append((name, text.stdout))
    return found


def whole(files: list[tuple[str, bytes]]) -> tuple[float, int]:
    """Seconds that python-hcl2 takes for every file, and how many it refuses."""
    began, refused = time.perf_counter(), 0
    for name, data in files:
        if name.endswith(".json"):
            continue
        try:
            hcl2.loads(data.decode("utf-8", "replace"))
        except (LarkError, ValueError, RecursionError):
            refused += 1
    return time.perf_counter() - began, refused


def told(found: Configured) -> str:
    ways = Counter(way.paging for rule in found.rules for way in rule.ways)
    on_call = found.on_call
    return (
        f"{len(found.rules)} rules ({', '.join(f'{n} {kind}' for kind, n in sorted(ways.items()))}), "
        f"{len(on_call.services)} services, {len(on_call.escalations)} escalations, {len(on_call.rotas)} rotas, "
        f"{len(on_call.contacts)} people, {len(found.problems) + len(on_call.problems)} problems"
    )


def main() -> None:
    hcl2.loads("a = 1")  # builds the grammar
    for argument in sys.argv[1:]:
        name, _, path = argument.partition("=")
        files = files_of(path)
        began = time.perf_counter()
        found = parse_terraform(files)
        ours = time.perf_counter() - began
        theirs, refused = whole(files)
        size = sum(len(data) for _, data in files) >> 10
        print(f"{name}: {len(files)} files, {size:,} KB: {told(found)}")
        print(f"  ours {ours:.2f} s, python-hcl2 as a whole {theirs:.1f} s ({refused} files refused)")


if __name__ == "__main__":
    main()
