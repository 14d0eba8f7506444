"""Measures the owner resolver: paths a second on shapes of owners files, beside PyPI `codeowners` 0.9.

    PYTHONPATH=src python bench/owners.py [--paths FILE] [--owners FILE]

Shape A: 2,000 rules, nearly all anchored folders. Shape B: 2,001 rules, half of them globs like
`**/name/**/test_*.py`. Shape C: the rules of A in GitLab's dialect, in 20 sections, with exemptions. Shape D:
Kubernetes OWNERS in 1,000 folders, filters at the root. The tree is made up (47,000 files, the layout of a
large Python project with 1,100 integrations) unless --paths names a file with one path a line; --owners
replaces shape A.
The comparison needs a Python that has `codeowners==0.9.0` and `msgspec`; without it that column is empty.
"""

from __future__ import annotations

import argparse
import functools
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from watchkeeper.analysis.ownership.dialects.resolver import compile_owners, compile_written
from watchkeeper.domain.ownership.owners import WrittenOwners
from watchkeeper.formats.owners.github import parse_github
from watchkeeper.formats.owners.gitlab import parse_gitlab
from watchkeeper.formats.owners.kubernetes import parse_kubernetes

REPEATS = 5
CHANGE = 300
MILLION = 1_000_000
Asker = Callable[[str], Any]
Opener = Callable[[str], Asker]


def made_up_tree() -> list[str]:
    """47,000 files of 1,100 integrations with modules, translations, tests and fixtures, in git's order."""
    rng = random.Random(1)
    syllables = ("ac", "bo", "cu", "dri", "el", "fa", "go", "hu", "ik", "ja", "ko", "lu", "mo", "ne", "op", "qu")
    modules = ("__init__", "config_flow", "const", "coordinator", "entity", "light", "sensor", "switch", "climate")
    names: set[str] = set()
    while len(names) < 1_100:
        names.add("".join(rng.choice(syllables) for _ in range(rng.randrange(3, 5))))
    paths = ["README.md", "setup.cfg", "pyproject.toml", "docs/index.md", "script/run.py", "core/start.py"]
    for name in sorted(names):
        source, tests = f"source/components/{name}", f"tests/components/{name}"
        paths += [f"{source}/manifest.json", f"{source}/strings.json"]
        paths += [f"{source}/{module}.py" for module in rng.sample(modules, rng.randrange(3, 9))]
        paths += [f"{source}/translations/{n:02}.json" for n in range(rng.randrange(10, 30))]
        paths += [f"{tests}/test_{module}.py" for module in rng.sample(modules, rng.randrange(2, 9))]
        paths += [f"{tests}/fixtures/{n:02}.json" for n in range(rng.randrange(16))]
    return sorted(paths)


def names_in(paths: list[str]) -> list[str]:
    """The names of the folders that hold files, those of one generation only, at most 1,000."""
    third = {path.split("/")[2] for path in paths if path.count("/") > 2}
    return sorted(third)[:1_000]


def anchored_rules(names: list[str]) -> str:
    lines = ["setup.cfg @org/core", "*.md @org/docs", "/script/ @org/core", "/core/*.py @org/core"]
    for name in names:
        lines += [f"/source/components/{name}/ @{name} @org/integrations", f"/tests/components/{name}/ @{name}"]
    return "\n".join(lines) + "\n"


def glob_rules(names: list[str]) -> str:
    lines = ["* @org/core"]
    for name in names:
        lines += [f"/source/components/{name}/ @{name}", f"**/{name}/**/test_*.py @{name}"]
    return "\n".join(lines) + "\n"


def section_rules(names: list[str]) -> str:
    lines = ["* @org/core", "!*.lock", "^[Snakes] @org/python", "*.py"]
    for at, name in enumerate(names):
        if at % 50 == 0:
            lines += [f"[Section {at // 50}][2] @org/section-{at // 50}"]
        lines += [f"/source/components/{name}/ @{name} @org/integrations", f"/tests/components/{name}/"]
    return "\n".join([*lines, "!/source/components/**/translations/*.json"]) + "\n"


def folder_rules(names: list[str]) -> str:
    """Several files in one text: a line `# folder`, then the OWNERS of that folder."""
    root = 'filters:\n  ".*": {approvers: [core]}\n  "^(go\\\\.mod|.*\\\\.lock)$": {reviewers: [deps]}\n'
    folders = [f"# source/components/{name}\napprovers: [{name}, core]\nreviewers: [x, y]\n" for name in names]
    return f"# \n{root}{''.join(folders)}"


def open_ours(text: str) -> Asker:
    return compile_owners(parse_github(text.encode(), "CODEOWNERS")).resolve


def open_sections(text: str) -> Asker:
    return compile_owners(parse_gitlab(text.encode(), "CODEOWNERS")).resolve


def open_folders(text: str) -> Asker:
    parts = [part.partition("\n") for part in text.removeprefix("# ").split("\n# ")]
    files = [parse_kubernetes(body.encode(), f"{folder}/OWNERS".removeprefix("/"), {}) for folder, _, body in parts]
    return compile_written(WrittenOwners("kubernetes", "", tuple(files))).resolve


def open_theirs() -> Opener | None:
    try:
        from codeowners import CodeOwners  # type: ignore[import-not-found]
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


def answer_all(ask: Asker, paths: list[str]) -> None:
    for path in paths:
        ask(path)


def resolve_all(opener: Opener, text: str, paths: list[str]) -> Callable[[], object]:
    """Resolves every path in a row; the first run does so with no folder known yet."""
    return functools.partial(answer_all, opener(text), paths)


def measure(
    title: str, text: str, paths: list[str], ours: Opener, theirs: Opener | None = None, sample: int = 0
) -> None:
    cold = min(seconds(resolve_all(ours, text, paths), 1) for _ in range(REPEATS))
    warm = seconds(resolve_all(ours, text, paths))
    opening = seconds(lambda: ours(text))
    change = seconds(lambda: answer_all(ours(text), paths[:CHANGE]))
    many = (paths * (MILLION // len(paths) + 1))[:MILLION]
    million = min(seconds(resolve_all(ours, text, many), 1) for _ in range(2))
    ask = ours(text)
    owned = sum(ask(path).state == "owned" for path in paths)
    print(f"{title}: {len(text.splitlines()):,} lines, {len(paths):,} paths, {owned:,} of them owned")
    print(f"  watchkeeper, first pass      {len(paths) / cold:>12,.0f} paths/s")
    print(f"  watchkeeper, folders known   {len(paths) / warm:>12,.0f} paths/s")
    print(f"  watchkeeper, one million     {million:>12.2f} s")
    print(f"  watchkeeper, parsing         {opening * 1000:>12.1f} ms")
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
    paths = made_up_tree()
    if options.paths:
        with open(options.paths, encoding="utf-8", errors="surrogateescape") as lines:
            paths = lines.read().splitlines()
    names = names_in(paths)
    anchored = anchored_rules(names)
    if options.owners:
        with open(options.owners, encoding="utf-8", errors="surrogateescape") as lines:
            anchored = lines.read()
    theirs = open_theirs()
    if theirs is None:
        print("PyPI codeowners is missing: run this with a Python that has codeowners==0.9.0 and msgspec\n")
    measure("A, anchored folders", anchored, paths, open_ours, theirs, 4_000)
    measure("B, deep globs", glob_rules(names), paths, open_ours, theirs, 150)
    measure("C, sections", section_rules(names), paths, open_sections)
    measure("D, OWNERS in folders", folder_rules(names), paths, open_folders)
    return 0


if __name__ == "__main__":
    sys.exit(main())
