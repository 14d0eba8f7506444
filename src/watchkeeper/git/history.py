"""Streams the history of a target: its commits oldest first, and the lines that each step of its main line changed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence

from msgspec import Struct

from watchkeeper.domain.change import Commit
from watchkeeper.git.log import read_commits
from watchkeeper.git.process import Stream
from watchkeeper.git.repository import Repository

COUNTING = ("-m", "--first-parent", "--numstat", "-M", "-l1000", "--format=%x01%H", "--no-show-signature")
BATCH = 500


class LineCount(Struct, frozen=True):
    """What a step changed against its first parent, as git counts it with renames found."""

    added: int = 0
    removed: int = 0
    files: int = 0
    binary: int = 0


def read_graph(repository: Repository, tip: str, since: str = "") -> Iterator[Commit]:
    """All commits that `tip` has and `since` has not, parents before children, lines of history unmixed."""
    yield from read_commits(repository, "--topo-order", "--reverse", *_range(tip, since))


def read_main_line(repository: Repository, tip: str, since: str = "") -> Iterator[tuple[str, LineCount]]:
    """The steps of the main line (first parents), oldest first, with what each changed."""
    with repository.git.stream("log", "--reverse", *COUNTING, *_range(tip, since)) as stream:
        yield from _counts(stream)


def read_steps(repository: Repository, shas: Sequence[str]) -> dict[str, LineCount]:
    """What some commits changed against their first parents."""
    found: dict[str, LineCount] = {}
    for start in range(0, len(shas), BATCH):
        part = shas[start : start + BATCH]
        with repository.git.stream("log", "--no-walk=unsorted", *COUNTING, *part) as stream:
            found.update(_counts(stream))
    return found


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


def _counts(stream: Stream) -> Iterator[tuple[str, LineCount]]:
    sha = ""
    added = removed = files = binary = 0
    for line in stream.output:
        if line[:1] == b"\1":
            if sha:
                yield sha, LineCount(added, removed, files, binary)
            sha = line[1:].strip().decode("ascii")
            added = removed = files = binary = 0
        elif line != b"\n":
            plus, minus, _ = line.split(b"\t", 2)
            files += 1
            if plus == b"-":
                binary += 1
            else:
                added += int(plus)
                removed += int(minus)
    if sha:
        yield sha, LineCount(added, removed, files, binary)
