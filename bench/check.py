"""How long a check takes beside what it cannot avoid: bare Python, git's own calls, `git diff --numstat`."""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 15


def main() -> None:
    """Build the three changes, time everything in turn, print the ratios."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small, large, edited, huge = (Path(folder) / name for name in ("small", "large", "edited", "huge"))
        build(small, files=5, lines=20)
        build(large, files=300, lines=100)
        build(edited, files=300, lines=1000, every=20)
        build(huge, files=1, lines=1_000_000)
        bare = timed([sys.executable, "-c", "pass"], small)
        print(f"bare Python {bare:.0f} ms")
        shapes = (
            ("5 new files, 100 lines", small),
            ("300 new files, 30,000 lines", large),
            ("300 files of 1,000 lines edited, 30,000 lines", edited),
        )
        for name, repo in shapes:
            numstat = timed(["git", "diff", "--numstat", "-M", "main...work"], repo)
            check = timed([sys.executable, "-m", "watchkeeper", "check", "--quiet", "main...work"], repo)
            calls = git_calls(repo)
            print(
                f"{name}: check {check:.0f} ms; git diff --numstat {numstat:.0f} ms (ratio {check / numstat:.1f}); "
                f"check's git calls {calls:.0f} ms; above bare Python and git {check - bare - calls:.0f} ms"
            )
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        subprocess.run([sys.executable, "-m", "watchkeeper", "check", "--quiet", "main...work"], cwd=huge, check=False)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"1,000,000 lines: largest process {max(before, peak) / 1024:.0f} MB")


def build(repo: Path, *, files: int, lines: int, every: int = 0) -> None:
    """A repository with a change of that many new files and lines each, or of edits to every n-th line."""
    dice = random.Random(files)
    git(repo.parent, "init", "-q", "-b", "main", str(repo))
    (repo / "README.md").write_text("sample\n")
    texts = [
        [f"value_{dice.randrange(10**6)} = compute({dice.randrange(10**6)})\n" for _ in range(lines)]
        for _ in range(files)
    ]
    if every:
        write(repo, texts)
    commit(repo)
    git(repo, "checkout", "-q", "-b", "work")
    for text in texts if every else []:
        text[::every] = [line.replace("compute", "derive") for line in text[::every]]
    write(repo, texts)
    commit(repo)


def write(repo: Path, texts: list[list[str]]) -> None:
    """Write one module a text."""
    for number, text in enumerate(texts):
        (repo / f"module_{number:03}.py").write_text("".join(text))


def commit(repo: Path) -> None:
    """Commit everything."""
    git(repo, "add", "-A")
    git(repo, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", "change")


def git(folder: Path, *arguments: str) -> None:
    """Run git quietly."""
    subprocess.run(["git", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def timed(command: list[str], folder: Path) -> float:
    """Smallest wall time in milliseconds of `RUNS` runs, after one to warm up: other work only adds to it."""
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append((time.perf_counter() - start) * 1000)
    return min(times[1:])


def git_calls(repo: Path) -> float:
    """Milliseconds that the git processes of one check take when they run one after the other.

    A stand-in for git on PATH writes each call's arguments; the calls are then repeated alone.
    """
    folder = repo.parent / f"{repo.name}-calls"
    folder.mkdir()
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    log = folder / "log"
    stand_in = folder / "git"
    stand_in.write_text(f'#!/bin/sh\nprintf "x" >> "{log}"\nexec "{real}" "$@"\n')
    stand_in.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "watchkeeper", "check", "--quiet", "main...work"]
    subprocess.run(command, cwd=repo, env=environment, check=False, stdout=subprocess.DEVNULL)
    count = len(log.read_text())
    one = timed([real, "rev-parse", "HEAD"], repo)
    difference = timed([real, "diff-tree", "-r", "-p", "-U0", "-M", "main", "work"], repo)
    return (count - 1) * one + difference


if __name__ == "__main__":
    main()
