"""Holds the import of a history against `git log` of the same range (the branch and its tags): time and memory."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from watchkeeper.domain.events.changes import ChangeMerged
from watchkeeper.domain.events.event import Draft
from watchkeeper.ledger.store import Ledger

APPENDS = 50_000
BATCH = 1_000


def main() -> None:
    """One Markdown table with a row a repository, and the rate of appends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--no-sizes", action="store_true", help="leave out the pass that counts effective lines")
    options = parser.parse_args()
    print(
        "| repository | commits | `log --numstat` s | raw sizes s | ratio | `log -p` s | effective s | ratio | again s "
        "| MB | MB at half |\n|---|---|---|---|---|---|---|---|---|---|---|"
    )
    for item in options.repositories:
        name, _, path = item.partition("=")
        print(row(name, Path(path), sizes=not options.no_sizes), flush=True)
    print(f"\n{appends():,.0f} appends a second in batches of {BATCH:,} on SQLite")


def row(name: str, path: Path, *, sizes: bool) -> str:
    """The measurements of one repository."""
    commits = int(git(path, "rev-list", "--count", "HEAD", "--tags"))
    numstat = timed(["git", "-C", str(path), "log", "--numstat", "HEAD", "--tags"])[0]
    half = git(path, "rev-parse", f"HEAD~{int(git(path, 'rev-list', '--first-parent', '--count', 'HEAD')) // 2}")
    with tempfile.TemporaryDirectory() as folder:
        small = timed(imported(path, f"{folder}/half.sqlite", "--no-sizes", "--target", half))[1]
        raw, memory = timed(imported(path, f"{folder}/raw.sqlite", "--no-sizes"))
        patch, effective, again = 0.0, 0.0, 0.0
        if sizes:
            patch = timed(["git", "-C", str(path), "log", "-p", "HEAD", "--tags"])[0]
            effective = timed(imported(path, f"{folder}/raw.sqlite"))[0]
        again = timed(imported(path, f"{folder}/raw.sqlite", *([] if sizes else ["--no-sizes"])))[0]
    shown = f"{patch:.1f} | {effective:.1f} | {effective / patch:.2f}" if sizes else "- | - | -"
    return (
        f"| {name} | {commits:,} | {numstat:.1f} | {raw:.1f} | {raw / numstat:.2f} | {shown} | {again:.2f} "
        f"| {memory:.0f} | {small:.0f} |"
    )


RUN = """
import resource, sys
from watchkeeper.cli.main import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""
"""The command line in a process that tells its own memory, without that of git."""


def imported(path: Path, database: str, *more: str) -> list[str]:
    """The command that imports a history."""
    words = ["ledger", "import", "--quiet", "--repo", str(path), "--database", database, *more]
    return [sys.executable, "-c", RUN, *words]


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds of the wall clock of a command that has to succeed, and the memory in MB that it tells of."""
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    seconds = time.perf_counter() - start
    last = done.stderr.split()[-1:]
    return seconds, int(last[0]) / 1024 if last and last[0].isdigit() else 0.0


def git(path: Path, *arguments: str) -> str:
    """A git command's answer."""
    done = subprocess.run(["git", "-C", str(path), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def appends() -> float:
    """New events a second, one transaction a batch."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger(f"{folder}/l.sqlite", lambda: "2026-01-01T00:00:00Z") as ledger,
    ):
        batches = [[draft(n) for n in range(at, at + BATCH)] for at in range(0, APPENDS, BATCH)]
        start = time.perf_counter()
        for batch in batches:
            ledger.append(batch)
        return APPENDS / (time.perf_counter() - start)


def draft(number: int) -> Draft:
    """An event like those of an import."""
    payload = ChangeMerged(commit=f"{number:040x}", number=number, how="squash", author=f"email:a{number % 500}@x.org")
    return Draft("git:bench", f"{number}#merged", f"change:bench/{number}", "2026-01-01T00:00:00Z", payload)


if __name__ == "__main__":
    main()
