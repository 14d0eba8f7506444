"""Compares routing with amtool over random trees, and times both: `python bench/routing.py [CASES] [SEED]`."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from watchkeeper.analysis.alerting.compiled import compile_routing
from watchkeeper.formats.routes.alertmanager import parse_alertmanager

NAMES = ("team", "severity", "env", "job", "_x")
VALUES = ("", "a", "b", "ab", "page", "critical", "a.b", "a\nb", "é")
EXPRESSIONS = (
    "a",
    "a.*",
    "a|b",
    "(?i)A",
    ".+",
    ".*",
    "",
    "[ab]+",
    "^a$",
    "a|",
    "pag(e|er)",
    r"a\.b",
    "b|ab",
    "(?s)a.b",
)
LABELS_A_TREE = 5


def random_tree(chance: random.Random) -> str:
    """A configuration that every Alertmanager since 0.22 takes: nested routes, all ways to write matchers."""
    receivers = [f"r{number}" for number in range(chance.randint(1, 6))]
    lines = ["route:", f"  receiver: {chance.choice(receivers)}"]
    lines += _routes(chance, receivers, 2, depth=chance.randint(1, 4))
    return "\n".join([*lines, "receivers:", *(f"- name: {name}" for name in receivers), ""])


def _routes(chance: random.Random, receivers: list[str], indent: int, depth: int) -> list[str]:
    count = chance.randint(0, 4) if depth else 0
    pad = " " * indent
    lines = [f"{pad}routes:"] if count else []
    for _ in range(count):
        lines.append(f"{pad}- continue: {chance.choice(['true', 'false'])}")
        if chance.random() < 0.8:
            lines.append(f"{pad}  receiver: {chance.choice(receivers)}")
        lines += _matchers(chance, indent + 2)
        lines += _routes(chance, receivers, indent + 2, depth - 1)
    return lines


def _matchers(chance: random.Random, indent: int) -> list[str]:
    pad = " " * indent
    lines: list[str] = []
    if chance.random() < 0.3:
        lines.append(f"{pad}match: {{{chance.choice(NAMES)}: {_quoted(chance.choice(VALUES))}}}")
    if chance.random() < 0.3:
        lines.append(f"{pad}match_re: {{{chance.choice(NAMES)}: {_quoted(chance.choice(EXPRESSIONS))}}}")
    if chance.random() < 0.6:
        lines.append(f"{pad}matchers:")
        lines += [f"{pad}- {_quoted(_matcher(chance))}" for _ in range(chance.randint(1, 2))]
    return lines


def _matcher(chance: random.Random) -> str:
    operator = chance.choice(["=", "!=", "=~", "!~"])
    value = chance.choice(EXPRESSIONS if "~" in operator else VALUES)
    space = chance.choice(["", " "])
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    text = f'{chance.choice(NAMES)}{space}{operator}{space}"{escaped}"'
    return f"{{{text}}}" if chance.random() < 0.2 else text


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def random_labels(chance: random.Random) -> dict[str, str]:
    """Labels of an alert; amtool does not take an empty value on its command line."""
    names = chance.sample(NAMES, chance.randint(0, len(NAMES)))
    return {name: chance.choice([value for value in VALUES if value]) for name in names}


def ask_amtool(path: str, labels: dict[str, str]) -> list[str]:
    """The receivers that amtool names for labels."""
    words = [f'{name}="{value}"'.replace("\n", "\\n") for name, value in labels.items()]
    command = ["amtool", "config", "routes", "test", f"--config.file={path}", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip().split(",")


def compare(cases: int, seed: int) -> tuple[int, list[str], float, float]:
    """Cases compared, texts of those that differ, and seconds a decision: amtool's and ours (median of all)."""
    chance = random.Random(seed)
    jobs: list[tuple[str, str, dict[str, str], list[str]]] = []
    ours: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(-(-cases // LABELS_A_TREE)):
            text = random_tree(chance)
            path = os.path.join(folder, f"{number}.yml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            ready = compile_routing(parse_alertmanager(text.encode(), path))
            for labels in (random_labels(chance) for _ in range(LABELS_A_TREE)):
                before = time.perf_counter()
                answer = ready.deliver(labels, 0)
                ours.append(time.perf_counter() - before)
                jobs.append((path, text, labels, [delivery.steps[-1].receiver for delivery in answer]))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            theirs = list(pool.map(lambda job: ask_amtool(job[0], job[2]), jobs))
        single = []
        for path, _, labels, _ in jobs[:50]:
            before = time.perf_counter()
            ask_amtool(path, labels)
            single.append(time.perf_counter() - before)
    differ = [
        f"{text}\n{labels}\nours {mine}, amtool {other}"
        for (_, text, labels, mine), other in zip(jobs, theirs, strict=True)
        if mine != other
    ]
    return len(jobs), differ, _median(single), _median(ours)


def _median(figures: list[float]) -> float:
    return sorted(figures)[len(figures) // 2]


def main() -> int:
    """Print the comparison; 1 if anything differs or the ratio is below 100."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    count, differ, theirs, ours = compare(cases, seed)
    print("\n\n".join(differ[:5]))
    print(f"{count} label sets on {-(-cases // LABELS_A_TREE)} trees, seed {seed}: {len(differ)} differ")
    print(f"amtool {theirs * 1e3:.1f} ms a call, ours {ours * 1e6:.1f} µs a decision: {theirs / ours:,.0f} times")
    return 1 if differ or theirs < 100 * ours else 0


if __name__ == "__main__":
    sys.exit(main())
