"""Reads when people were last seen on a main line: as authors, and as those who committed what others wrote."""

from __future__ import annotations

from watchkeeper.git.repository import Repository

MOST = 50_000
"""So many commits are read; where there are more, what is known begins with the oldest of them."""
DAY = 86_400


def read_presence(repository: Repository, tip: str, since: int) -> tuple[dict[str, int], int]:
    """The last time of each address (lower case) in the commits since a time, and the time from which on all is known.

    Times are seconds since the epoch. A shallow clone knows nothing before its oldest commit.

    Raises:
        UnknownSubjectError: commits are missing.
    """
    _, output, _ = repository.git.run("log", f"-n{MOST}", f"--since={since}", "--format=%at %ae%n%ct %ce", tip)
    seen: dict[str, int] = {}
    oldest = count = 0
    for line in output.decode("utf-8", "replace").splitlines():
        time, _, address = line.partition(" ")
        at = int(time) if time.isdigit() else 0
        count += 1
        oldest = min(oldest or at, at)
        seen[address.casefold()] = max(at, seen.get(address.casefold(), 0))
    complete = count < 2 * MOST and not repository.shallow
    return seen, since if complete else max(since, oldest)
