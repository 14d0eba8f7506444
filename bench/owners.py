"""Measures the owner resolver: paths a second on two shapes of CODEOWNERS, beside PyPI `codeowners` 0.9.

    PYTHONPATH=src python bench/owners.py [--paths FILE] [--owners FILE]

Shape A: 2,000 rules, nearly all anchored folders. Shape B: 2,001 rules, half of them globs like
`**/name/**/test_*.py`. The tree is made up (47,000 files, the layout of a large Python project with
2,000 integrations) unless --paths names a file with one path a line; --owners replaces shape A.
The comparison needs a Python that has `codeowners==0.9.0` and `msgspec`; without it that column is empty.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable

from watchkeeper.analysis.ownership.resolver import compile_owners
from watchkeeper.formats.owners.github import parse_github

REPEATS = 5
CHANGE = 300
Asker = Callable[[str], object]
Opener = Callable[[str], Asker]


def integrations() -> list[str]:
    rng = random.Random(1)  # noqa: S311 - made-up names
    syllables = ("ac", "bo", "cu", "dri", "el", "fa", "go", "hu", "ik", "ja", "ko", "lu", "mo", "ne", "op", "qu")
    names: set[str] = set()
    while len(names) < 1_980:
        names.add("".join(rng.choice(syllables) for _ in range(rng.randrange(2, 5))))
    return sorted(names)


def made_up_tree(names: list[str]) -> list[str]:
    rng = random.Random(2)  # noqa: S311 - a made-up tree
    modules = ("__init__", "config_flow", "const", "coordinator", "entity", "light", "sensor", "switch", "climate")
    paths = ["README.md", "setup.cfg", "pyproject.toml", "docs/index.md", "script/run.py", "core/helpers.py"]
    for name in names:
        home = f"source/components/{name}"
        paths += [f"{home}/manifest.json", f"{home}/strings.json", f"{home}/translations/en.json"]
        paths += [f"{home}/{module}.py" for module in rng.sample(modules, rng.randrange(3, 9))]
        paths += [f"tests/components/{name}/test_{module}.py" for module in rng.sample(modules, rng.randrange(2, 8))]
        paths += [f"tests/components/{name}/fixtures/{n}.json" for n in range(rng.randrange(20))]
    rng.shuffle(paths)
    return paths


def anchored_rules(names: list[str]) -> str:
    lines = ["setup.cfg @org/core", "*.md @org/docs", "/script/ @org/core", "/core/*.py @org/core"]
    for at, name in enumerate(names):
        lines.append(f"/{'tests' if at % 2 else 'source'}/components/{name}/ @{name} @org/integrations")
    return "\n".join(lines) + "\n"


def glob_rules(names: list[str]) -> str:
    lines = ["* @org/core"]
    lines += [f"**/{name}/**/test_*.py @{name}" for name in names[:1_000]]
    lines += [f"/source/components/{name}/ @{name}" for name in names[:1_000]]
    return "\n".join(lines) + "\n"


def open_ours(text: str) -> Asker:
    return compile_owners(parse_github(text.encode(), "CODEOWNERS")).resolve


def open_theirs() -> Opener | None:
    try:
        from codeowners import CodeOwners
    except ModuleNotFoundError:
        return None

    def opener(text: str) -> Asker:
        return CodeOwners(text).of  # type: ignore[no-any-return]

    return opener


def seconds(action: Callable[[], object], repeats: int = REPEATS) -> float:
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


def resolve_all(opener: Opener, text: str, paths: list[str]) -> Callable[[], object]:
    """Resolves every path in a row with a resolver whose folders are not known yet."""
    ask = opener(text)

    def run() -> None:
        for path in paths:
            ask(path)

    return run


def measure(title: str, text: str, paths: list[str], theirs: Opener | None, sample: int) -> None:
    cold = min(seconds(resolve_all(open_ours, text, paths), 1) for _ in range(REPEATS))
    warm = seconds(resolve_all(open_ours, text, paths))
    change = seconds(lambda: resolve_all(open_ours, text, paths[:CHANGE])())
    rules = sum(not line.startswith("#") and bool(line.strip()) for line in text.splitlines())
    print(f"{title}: {rules:,} rules, {len(paths):,} paths")
    print(f"  watchkeeper, first pass      {len(paths) / cold:>12,.0f} paths/s")
    print(f"  watchkeeper, folders known   {len(paths) / warm:>12,.0f} paths/s")
    print(f"  watchkeeper, {CHANGE}-file change with parsing {change * 1000:>9.1f} ms")
    if theirs:
        other = seconds(resolve_all(theirs, text, paths[:sample]), 1)
        rate = min(sample, len(paths)) / other
        print(f"  PyPI codeowners              {rate:>12,.0f} paths/s (sample of {min(sample, len(paths)):,})")
        print(f"  ratio, first pass            {len(paths) / cold / rate:>12,.0f} x")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--paths", help="file with one path a line, instead of the made-up tree")
    arguments.add_argument("--owners", help="CODEOWNERS file, instead of shape A")
    options = arguments.parse_args()
    names = integrations()
    paths = made_up_tree(names)
    if options.paths:
        with open(options.paths, encoding="utf-8", errors="surrogateescape") as lines:
            paths = lines.read().splitlines()
    anchored = anchored_rules(names)
    if options.owners:
        with open(options.owners, encoding="utf-8", errors="surrogateescape") as lines:
            anchored = lines.read()
    theirs = open_theirs()
    if theirs is None:
        print("PyPI codeowners is missing: run this with a Python that has codeowners==0.9.0 and msgspec\n")
    measure("A, anchored folders", anchored, paths, theirs, 4_000)
    measure("B, deep globs", glob_rules(names), paths, theirs, 150)
    return 0


if __name__ == "__main__":
    sys.exit(main())
