"""Compares the owner resolver with an external program on random CODEOWNERS files and paths.

    python bench/owners_fuzz.py PROGRAM [--pairs 20000] [--files 2000] [--seed 1]

PROGRAM reads one JSON object a line, {"owners": "<text of a CODEOWNERS file>", "paths": ["a/b", …]}, and
answers each with one JSON line: the list of line numbers of the deciding rules (0 = no rule matches,
negative = it failed on that path), or null when it refuses the file. First come files of one rule
(pattern x path pairs), then files of many. Exits 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from typing import TypedDict

from watchkeeper.analysis.ownership.dialects.resolver import compile_owners
from watchkeeper.formats.owners.github import parse_github

NAMES = ("a", "b", "ab", "ba", "aa", "abc", "a.b", "x.py", "test_x.py", "[a]", "a b", ".a", "a-b", "é", "^a")
PARTS = ("*", "*", "**", "**", "**", "?", "a*", "*a", "*b*", "a?", "?b", "*.py", "test_*.py", "*a*b*", "a**", "**b")
ESCAPED = (r"\*", r"a\*", r"\?b", r"a\ b", "\\a", "a\\", r"\**", r"\[a]", r"*\a")
PATHS_PER_PATTERN = 10


class Request(TypedDict):
    """One owners file and the paths to ask for."""

    owners: str
    paths: list[str]


def random_path(rng: random.Random) -> str:
    return "/".join(rng.choice(NAMES) for _ in range(rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 7))))


def random_pattern(rng: random.Random) -> str:
    sources = (*(NAMES[:9] + NAMES[11:13] + NAMES[14:]), *PARTS, *PARTS, *(ESCAPED if rng.random() < 0.2 else ()))
    body = "/".join(rng.choice(sources) for _ in range(rng.choice((1, 1, 2, 2, 3, 3, 4, 5))))
    return rng.choice(("", "", "/")) + body + rng.choice(("", "", "", "/", "/**", "/*"))


def near_path(rng: random.Random, pattern: str) -> str:
    """A path made from the pattern, so that many pairs match or nearly do."""
    names: list[str] = []
    for part in pattern.strip("/").split("/"):
        if part == "**":
            names += [rng.choice(NAMES) for _ in range(rng.randrange(3))]
        else:
            filled = part.replace("*", rng.choice(("", "a", "xb"))).replace("?", rng.choice("ab")).replace("\\", "")
            names.append(filled or "a")
    names += [rng.choice(NAMES) for _ in range(rng.choice((0, 0, 1, 2)))]
    if names and rng.random() < 0.15:
        names.pop(rng.randrange(len(names)))
    if rng.random() < 0.15:
        names.insert(0, rng.choice(NAMES))
    return "/".join(names) or "a"


def requests(pairs: int, files: int, seed: int) -> Iterator[Request]:
    rng = random.Random(seed)
    for _ in range(pairs // PATHS_PER_PATTERN):
        pattern = random_pattern(rng)
        near = [near_path(rng, pattern) for _ in range(PATHS_PER_PATTERN // 2)]
        yield {
            "owners": f"{pattern} @x\n",
            "paths": near + [random_path(rng) for _ in range(PATHS_PER_PATTERN - len(near))],
        }
    for _ in range(files):
        patterns = [random_pattern(rng) for _ in range(rng.randrange(2, 40))]
        lines = [f"{pattern} {rng.choice(('@x', '@o/t y@z.org', ''))}".rstrip() for pattern in patterns]
        yield {
            "owners": "\n".join(lines) + "\n",
            "paths": [near_path(rng, rng.choice(patterns)) for _ in range(5)] + [random_path(rng) for _ in range(5)],
        }


def our_answer(request: Request) -> list[int] | None:
    owners = parse_github(request["owners"].encode(), "CODEOWNERS")
    if owners.problems:
        return None
    resolver = compile_owners(owners)
    found = [resolver.resolve(path).rule for path in request["paths"]]
    return [rule.line if rule else 0 for rule in found]


def differences(request: Request, theirs: list[int] | None) -> tuple[int, int, list[str]]:
    """Compared paths, how many of them a rule matches, and the differences in words."""
    ours = our_answer(request)
    if ours is None or theirs is None:
        same = ours is None and theirs is None
        words = f"{request['owners']!r}: read by us: {ours is not None}, by the program: {theirs is not None}"
        return 0, 0, [] if same else [words]
    rows = list(zip(request["paths"], ours, theirs, strict=True))
    answered = [their for _, _, their in rows if their >= 0]
    told = [
        f"{request['owners']!r} on {path!r}: we say line {our}, the program says line {their}"
        for path, our, their in rows
        if our != their >= 0
    ]
    return len(answered), sum(map(bool, answered)), told


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--pairs", type=int, default=20_000)
    arguments.add_argument("--files", type=int, default=2_000)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    asked = list(requests(options.pairs, options.files, options.seed))
    lines = "".join(json.dumps(request) + "\n" for request in asked)
    answers = subprocess.run([options.program], input=lines, capture_output=True, text=True, check=True).stdout
    compared = matched = 0
    told: list[str] = []
    for request, answer in zip(asked, answers.splitlines(), strict=True):
        paths, hits, words = differences(request, json.loads(answer))
        compared += paths
        matched += hits
        told += words
    print("\n".join(told[:40]))
    print(f"{compared:,} paths compared over {len(asked):,} files, {matched:,} of them matched: {len(told)} differ")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
