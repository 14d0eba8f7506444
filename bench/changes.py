"""Judges the reconstruction of changes by the heads of pull requests that a mirror keeps, without reading a message.

A pull request is found in the history by what it is, not by what is said of it: its head is an ancestor, or
the patch of the whole or the patches of its commits stand on the main line (`git patch-id`). Then the ledger is asked:
do all its commits on the target belong to exactly one change, and does no other pull request share it? For reverts
the words are git's own ("This reverts commit ID") where both commits belong to known changes.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import closing

from msgspec import Struct, field

MOST_COMMITS = 30
NAMED = re.compile(rb"This reverts commit ([0-9a-f]{40})")


class Judged(Struct):
    """How pull requests of each way of landing came out, and those that did not."""

    found: Counter[str] = field(default_factory=Counter)
    once: Counter[str] = field(default_factory=Counter)
    not_once: list[str] = field(default_factory=list)
    shared: int = 0
    reverts: int = 0
    reverts_found: int = 0


def main() -> None:
    """A Markdown table with a row a repository, and the failing cases on standard error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(
        "| repository | merged | squashed | rebased | once and only once | two in one | reverts named by git | found |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for item in options.repositories:
        name, _, path = item.partition("=")
        judged = judge(path, options.sample, options.seed)
        total, once = sum(judged.found.values()), sum(judged.once.values())
        shares = " | ".join(str(judged.found[way]) for way in ("merge", "squash", "rebase"))
        reverts = f"{judged.reverts_found / judged.reverts:.1%}" if judged.reverts else "-"
        print(
            f"| {name} | {shares} | {once} of {total} ({once / max(total, 1):.1%}) | {judged.shared} "
            f"| {judged.reverts} | {reverts} |",
            flush=True,
        )
        for case in judged.not_once:
            print(f"{name}: {case}", file=sys.stderr)


def judge(path: str, wanted: int, seed: int) -> Judged:
    """Import the history and hold it against a sample of pull requests."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"{folder}/ledger.sqlite"
        command = ["ledger", "import", "--repo", path, "--database", database, "--no-sizes", "--target", "HEAD"]
        subprocess.run([sys.executable, "-m", "watchkeeper", *command], check=True, capture_output=True)
        with closing(sqlite3.connect(database)) as ledger:
            changes: dict[str, set[str]] = defaultdict(set)
            for change, commit in ledger.execute('SELECT change, "commit" FROM change_commits'):
                changes[commit].add(change)
            reverted = set(ledger.execute("SELECT change, reverted_by FROM reverts"))
    judged = Judged()
    judge_pulls(path, changes, judged, wanted, seed)
    judge_reverts(path, changes, reverted, judged)
    return judged


def judge_pulls(path: str, changes: dict[str, set[str]], judged: Judged, wanted: int, seed: int) -> None:
    """Sample pull requests whose landing is known by their content."""
    parents = {
        ids[0]: ids[1:] for line in git(path, "rev-list", "--parents", "HEAD").splitlines() if (ids := line.split())
    }
    line = git(path, "rev-list", "--first-parent", "HEAD").split()
    patches = patch_ids(path, "--first-parent", "-m", "HEAD")
    heads = [
        entry.split()
        for entry in git(path, "for-each-ref", "--format=%(refname) %(objectname)", "refs/pull/*/head").splitlines()
    ]
    random.Random(seed).shuffle(heads)
    pulls_of: dict[str, set[str]] = defaultdict(set)
    for name, head in heads:
        if sum(judged.found.values()) >= wanted:
            break
        way, truth = landing(path, head, parents, set(line), patches)
        if not way:
            continue
        found = {change for commit in truth for change in changes[commit]}
        if not found and len(truth) == 1 and len(parents[next(iter(truth))]) > 1:
            continue  # a merge that joined branches: what it brought stands for itself
        judged.found[way] += 1
        if len(found) == 1:
            judged.once[way] += 1
            pulls_of[next(iter(found))].add(head)
        else:
            judged.not_once.append(f"{name} {way}: {sorted(truth)} → {sorted(found)}")
    judged.shared = sum(len(pulls) - 1 for pulls in pulls_of.values())


def landing(
    path: str, head: str, parents: dict[str, list[str]], line: set[str], patches: dict[str, list[str]]
) -> tuple[str, set[str]]:
    """How a pull request landed and its commits on the target; ("", {}) where its content does not tell."""
    if head in line:
        return "", set()
    if head in parents:
        return "merge", {head}
    base = git(path, "merge-base", head, "HEAD", check=False).strip()
    whole = patch_id(path, base, head) if base else ""
    if len(patches.get(whole, ())) == 1:
        return "squash", set(patches[whole])
    count = int(git(path, "rev-list", "--count", "--no-merges", f"{base}..{head}")) if base else 0
    if not 1 < count <= MOST_COMMITS:
        return "", set()
    single = [patches.get(patch, []) for patch in patch_ids(path, "--no-merges", f"{base}..{head}")]
    if len(single) > 1 and all(len(commits) == 1 for commits in single):
        return "rebase", {commits[0] for commits in single}
    return "", set()


def judge_reverts(path: str, changes: dict[str, set[str]], reverted: set[tuple[str, str]], judged: Judged) -> None:
    """Every commit that git's own words say takes back another one, both of known changes."""
    text = subprocess.run(
        ["git", "-C", path, "log", "-i", "--grep=This reverts commit [0-9a-f]", "--format=%H%x00%B%x01", "HEAD"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    for entry in text.split(b"\1"):
        sha, _, message = entry.strip(b"\n").partition(b"\0")
        named = NAMED.search(message)
        by, target = changes.get(sha.decode()), changes.get(named[1].decode()) if named else None
        if by and target and by != target:
            judged.reverts += 1
            judged.reverts_found += any((t, b) in reverted for t in target for b in by)


def patch_ids(path: str, *arguments: str) -> dict[str, list[str]]:
    """Commits by the id of their patch."""
    log = subprocess.Popen(
        ["git", "-C", path, "log", "-p", "--full-index", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    found: dict[str, list[str]] = defaultdict(list)
    with log:
        done = subprocess.run(
            ["git", "-C", path, "patch-id", "--stable"], stdin=log.stdout, capture_output=True, check=True
        )
    for line in done.stdout.decode().splitlines():
        patch, commit = line.split()
        found[patch].append(commit)
    return found


def patch_id(path: str, base: str, head: str) -> str:
    """The id of the patch from one commit to another."""
    text = subprocess.run(
        ["git", "-C", path, "diff", "--full-index", base, head], capture_output=True, check=False
    ).stdout
    done = subprocess.run(["git", "-C", path, "patch-id", "--stable"], input=text, capture_output=True, check=True)
    return done.stdout.decode().partition(" ")[0]


def git(path: str, *arguments: str, check: bool = True) -> str:
    """A git command's answer."""
    done = subprocess.run(["git", "-C", path, *arguments], capture_output=True, check=check)
    return done.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
