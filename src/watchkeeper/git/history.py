"""Streams the history of a target: its commits oldest first, its main line, what lies beside it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence

from watchkeeper.domain.change import Commit
from watchkeeper.git.log import read_commits
from watchkeeper.git.process import Stream
from watchkeeper.git.repository import Repository

BATCH = 500


def read_graph(repository: Repository, tip: str, since: str = "") -> Iterator[Commit]:
    """All commits that `tip` has and `since` has not, parents before children, lines of history unmixed."""
    yield from read_commits(repository, "--topo-order", "--reverse", *_range(tip, since))


def read_main_line(repository: Repository, tip: str, since: str = "") -> Iterator[tuple[str, str]]:
    """The steps of the main line, oldest first: each commit with its first parent ("" for a root)."""
    arguments = ("rev-list", "--first-parent", "--reverse", "--parents", *_range(tip, since))
    with repository.git.stream(*arguments) as stream:
        for line in stream.output:
            sha, *parents = line.decode("ascii").split()
            yield sha, parents[0] if parents else ""


def read_links(repository: Repository, tips: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Every commit that the tips reach, with its parents; children before parents."""
    process = repository.git.start("rev-list", "--topo-order", "--parents", "--stdin", stdin=subprocess.PIPE)
    assert process.stdin is not None  # noqa: S101 - Popen was given a pipe
    stream = Stream(process, "rev-list")
    try:
        with process.stdin as asked:
            asked.write("\n".join([*tips, ""]).encode("ascii"))
        process.stdin = None
        for line in stream.output:
            sha, *parents = line.decode("ascii").split()
            yield sha, parents
        stream.finish()
    finally:
        stream.close()


def read_cut(repository: Repository) -> frozenset[str]:
    """Commits whose parents a shallow clone does not have: what they changed cannot be known."""
    path = repository.git.environment.get("GIT_SHALLOW_FILE")
    if not path:
        return frozenset()
    with open(path, encoding="ascii", errors="replace") as file:
        return frozenset(line.strip() for line in file)


def read_matching(repository: Repository, patterns: Sequence[str], tip: str, since: str = "") -> Iterator[Commit]:
    """Commits, oldest first, whose message matches one of the extended expressions, whatever the case."""
    wanted = [f"--grep={pattern}" for pattern in patterns]
    yield from read_commits(repository, "--reverse", "-i", "-E", *wanted, *_range(tip, since))


def read_beside(repository: Repository, tips: Sequence[str], tip: str) -> Iterator[Commit]:
    """Commits that some of `tips` have and `tip` has not, parents before children."""
    for start in range(0, len(tips), BATCH):
        known = [f"^{sha}" for sha in tips[:start]]
        yield from read_commits(
            repository, "--topo-order", "--reverse", *tips[start : start + BATCH], f"^{tip}", *known
        )


def paths_touched(repository: Repository, tips: Sequence[str], folder: str) -> frozenset[str]:
    """Commits that changed something below a folder."""
    stdin = "\n".join([*tips, "--", folder, ""]).encode("utf-8", "surrogateescape")
    _, output, _ = repository.git.run("rev-list", "--stdin", stdin=stdin)
    return frozenset(output.decode("ascii").split())


def _range(tip: str, since: str) -> tuple[str, ...]:
    return (tip, f"^{since}") if since else (tip,)
