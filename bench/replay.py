"""Replays the last merged changes of real repositories through the gate: verdicts by rule, noise, time."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Print one Markdown table over all repositories, and one row a rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--replay", type=int, default=200)
    options = parser.parse_args()
    answers = {}
    for item in options.repositories:
        name, _, path = item.partition("=")
        answers[name] = replay(Path(path), options.replay)
        print(f"replayed {name}", file=sys.stderr)
    print(summary(answers))
    print(rules(answers))


def replay(path: Path, count: int) -> dict[str, Any]:
    """What `init --replay` says of a repository."""
    command = [
        sys.executable,
        "-m",
        "watchkeeper",
        "init",
        "--replay",
        str(count),
        "--repo",
        str(path),
        "--format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def summary(answers: dict[str, dict[str, Any]]) -> str:
    """One row a repository."""
    head = "| repository | changes | by people | p50 lines | p98 lines | cap | held | commented | p50 ms | p95 ms |"
    rows = [head, "|---|---|---|---|---|---|---|---|---|---|"]
    for name, a in answers.items():
        quantiles = dict(a["quantiles"])
        n = a["humans"]
        rows.append(
            f"| {name} | {a['replayed']} | {n} | {quantiles['p50']:,} | {quantiles['p98']:,} | {a['cap']:,} "
            f"| {a['held']} ({a['held'] / n:.1%}) | {a['commented']} ({a['commented'] / n:.1%}) "
            f"| {a['seconds_p50'] * 1000:.0f} | {a['seconds_p95'] * 1000:.0f} |"
        )
    return "\n".join(rows) + "\n"


def rules(answers: dict[str, dict[str, Any]]) -> str:
    """One row a rule: how often it fired on changes by people, and the mode proposed."""
    rows = ["| rule | " + " | ".join(answers) + " |", "|---|" + "---|" * len(answers)]
    names = [rate["rule"] for rate in next(iter(answers.values()))["rates"]]
    for rule in names:
        cells = []
        for answer in answers.values():
            rate = next(r for r in answer["rates"] if r["rule"] == rule)
            cells.append(f"{rate['fired'] / answer['humans']:.1%} {rate['proposed']}")
        rows.append(f"| {rule} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()
