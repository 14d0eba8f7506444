"""Measures knowledge on real repositories: time cold and later, memory, the error of expected lines, truck factors.

    PYTHONPATH=src python bench/knowledge.py [--sample 40] NAME=PATH …

Cold is a first run over the whole history with an empty cache; later is a run after that, started 20 commits of the
main line before the end; quick is what a gate does for 20 paths without the cache. The oracle of the lines alive is
`git blame -w` over files of at least 20 lines drawn with seed 1: the error is half the sum of
the differences of all people's shares (0 = the same, 1 = nothing in common), and `top` tells how often the person with
most lines is the same.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter

from watchkeeper.analysis.knowledge.bus_factor import analyse_bus_factor
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.domain.evidence import Unknown
from watchkeeper.evidence.knowledge.paths import collect_knowledge
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.ownership.load_knowledge import load_knowledge
from watchkeeper.usecases.wiring import load_signals

LEAST_LINES = 20
Shares = dict[int, float]


def timed_load(repository: Repository, tip: str) -> tuple[Knowledge, float]:
    start = time.perf_counter()
    found = load_knowledge(repository, tip, load_signals())
    assert not isinstance(found, Unknown), found
    return found, time.perf_counter() - start


def blamed(path: str, tip: str, file: str, persons: dict[tuple[str, str], int]) -> Shares:
    """Lines by person as blame tells them; people that are programs or unknown are person -1."""
    command = ["git", "-c", "mailmap.blob=none:none", "-C", path, "blame", "-w", "--line-porcelain", tip, "--", file]
    output = subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")
    found: Counter[int] = Counter()
    name = ""
    for line in output.splitlines():
        if line.startswith("author "):
            name = line[7:]
        elif line.startswith("author-mail "):
            found[persons.get((name, line[13:-1]), -1)] += 1
    return {person: float(count) for person, count in found.items()}


def expected(knowledge: Knowledge, file: str) -> Shares:
    return {person: trace.lines for person, trace in (knowledge.levels_of(file)[0] or {}).items() if trace.lines}


def normal(shares: Shares) -> Shares:
    total = sum(shares.values()) or 1.0
    return {person: lines / total for person, lines in shares.items()}


def compare(path: str, tip: str, knowledge: Knowledge, count: int) -> tuple[float, float, int]:
    """Mean and median error of the shares, and in how many of a hundred files the first person is the same."""
    persons = {(one.name, one.email): knowledge.person_at(at) for at, one in enumerate(knowledge.identities)}
    files = sorted(path for path, file in knowledge.files.items() if file.size >= LEAST_LINES)
    errors, tops = [], 0
    for file in random.Random(1).sample(files, min(count, len(files))):
        ours, theirs = normal(expected(knowledge, file)), normal(blamed(path, tip, file, persons))
        if not theirs:
            continue
        people = set(ours) | set(theirs)
        errors.append(sum(abs(ours.get(p, 0.0) - theirs.get(p, 0.0)) for p in people) / 2)
        tops += bool(ours) and max(ours, key=ours.__getitem__) == max(theirs, key=theirs.__getitem__)
    return statistics.mean(errors), statistics.median(errors), round(100 * tops / len(errors))


def row(name: str, path: str, count: int) -> str:
    with Repository(path) as repository:
        head, before = repository.resolve("HEAD", "HEAD~20")
        assert head is not None
        assert before is not None
        _, cold = timed_load(repository, before.sha)
        knowledge, later = timed_load(repository, head.sha)
        asked = random.Random(1).sample(sorted(knowledge.files), min(20, len(knowledge.files)))
        start = time.perf_counter()
        collect_knowledge(repository, head.sha, asked, load_signals())
        quick = time.perf_counter() - start
        (factor,) = analyse_bus_factor(knowledge)
        mean, median, top = compare(path, head.sha, knowledge, count)
        commits = knowledge.coverage.commits
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    kept = sum(os.path.getsize(os.path.join(at, one)) for at, _, found in os.walk(store()) for one in found) >> 20
    return (
        f"| {name} | {commits:,} | {cold:.1f} | {commits / cold:,.0f} | {later:.2f} | {quick:.2f} | {memory} | {kept} "
        f"| {mean:.2f} | {median:.2f} | {top} % | {factor.factor} |"
    )


def store() -> str:
    return os.path.join(os.environ["XDG_CACHE_HOME"], "watchkeeper", "knowledge")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--sample", type=int, default=40)
    options = parser.parse_args()
    print(
        "| repository | commits | cold s | commits/s | later s | quick s | MB | cache MB | lines: mean error | median "
        "| top | truck factor |\n|---|---|---|---|---|---|---|---|---|---|---|---|",
        flush=True,
    )
    for item in options.repositories:
        name, _, path = item.partition("=")
        if child := os.fork():  # so that the memory is that of one repository
            os.waitpid(child, 0)
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.environ["XDG_CACHE_HOME"] = folder
            print(row(name, path, options.sample), flush=True)
        os._exit(0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
