"""Looks up who knows some paths without reading the whole history: their own commits, and what happened lately."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.knowledge.account import Account
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.analysis.knowledge.register import Register
from watchkeeper.analysis.knowledge.state import State
from watchkeeper.domain.change import Commit, Identity
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.knowledge import Coverage, Edit
from watchkeeper.domain.problems import UnknownSubjectError
from watchkeeper.evidence.knowledge.history import Read, plan_steps, take
from watchkeeper.evidence.knowledge.opening import KNOWLEDGE, time_of
from watchkeeper.git.edits import Edited, EditReader
from watchkeeper.git.history import read_cut
from watchkeeper.git.log import read_commits
from watchkeeper.git.mailmap import map_identities
from watchkeeper.git.repository import Repository

DAY = 86_400
HORIZON = 3 * 365 * DAY
"""Seconds before the tip in which a path's commits are looked for."""
MOST_OF_PATHS = 300
MOST_RECENT = 1_000
"""Commits that are read for what happened lately in folders and in the whole tree."""
MOST_PATHS = 300
MOST_NAMES = 3
"""Former names of a path that are followed."""


def collect_knowledge(
    repository: Repository, tip: str, paths: Sequence[str], catalogue: SignalCatalogue
) -> Knowledge | Unknown:
    """What the last three years tell of at most 300 paths, for a gate that cannot wait.

    Read are the last 1,000 commits, and the last 300 that touched the paths under their names of that time.
    Lines that are older belong to nobody here, and presence reaches no further than what was read.
    """
    try:
        now = time_of(repository, tip)
        state = State(tip=tip)
        register = Register(state, catalogue)
        recent = list(read_commits(repository, f"-n{MOST_RECENT}", tip))
        reads = _read(repository, tip, now, paths[:MOST_PATHS], recent, register)
        account = Account(state)
        for read in reads:
            take(account, read)
        identities = [Identity(*pair) for pair in state.identities]
        mapped = map_identities(repository, tip, identities)
    except UnknownSubjectError as error:
        problem = error.problems[0]
        return Unknown(KNOWLEDGE, tip, problem.message, problem.remedy or "fetch the whole history")
    note = "only the commits of these paths in the last three years and the last 1,000 of all were read"
    since = max(now - HORIZON, state.since, 1)
    return Knowledge(state, mapped, now, None, Coverage(state.commits, since, state.uncounted, (note,)))


def _read(
    repository: Repository, tip: str, now: int, paths: Sequence[str], recent: Sequence[Commit], register: Register
) -> list[Read]:
    """The commits in the order in which they count: the older ones of the paths, then what happened lately."""
    headers = {commit.sha: register.read(commit) for commit in recent}
    plan = list(plan_steps(_main_line(tip, recent), headers, register))
    touching = _touching(repository, tip, now - HORIZON, paths)
    found = [sha for sha in _by_time(repository, list(touching)) if sha not in headers]
    older = {c.sha: register.read(c) for c in (read_commits(repository, "--no-walk=unsorted", *found) if found else ())}
    plan = [*((sha, sha, older[sha].part) for sha in found), *plan]
    others = [sha for sha, _, _ in plan if sha not in touching]
    edited = touching | {one.sha: one for one in EditReader(repository, lines=False).read(others)}
    cut = read_cut(repository)
    return [
        Read(sha, step, part, edited[sha].edits, edited[sha].counted or sha not in touching, sha in cut)
        for sha, step, part in plan
    ]


def _main_line(tip: str, commits: Iterable[Commit]) -> list[str]:
    """The first parents from the tip on, as far as they are among the commits; oldest first."""
    first = {commit.sha: (*commit.parents, "")[0] for commit in commits}
    line = []
    sha = tip
    while sha in first:
        line.append(sha)
        sha = first[sha]
    return line[::-1]


def _touching(repository: Repository, tip: str, since: int, paths: Sequence[str]) -> dict[str, Edited]:
    """The commits of the paths with their edits; names before a rename are followed."""
    names = set(paths)
    asked: set[str] = set()
    found: dict[str, Edited] = {}
    for _ in range(MOST_NAMES):
        if not (new := sorted(names - asked)):
            break
        asked |= names
        touched = [sha for sha in _commits_of(repository, tip, since, new) if sha not in found]
        found.update((one.sha, one) for one in EditReader(repository).read(touched))
        names |= {edit.old_path for edit in _renames(found.values()) if edit.path in names}
    return found


def _commits_of(repository: Repository, tip: str, since: int, paths: Sequence[str]) -> list[str]:
    stdin = "\n".join([tip, "--", *(f":(top,literal){path}" for path in paths), ""])
    _, output, _ = repository.git.run(
        "rev-list", "--no-merges", f"--since={since}", f"-n{MOST_OF_PATHS}", "--stdin",
        stdin=stdin.encode("utf-8", "surrogateescape"),
    )  # fmt: skip
    return output.decode("ascii").split()


def _by_time(repository: Repository, shas: Sequence[str]) -> list[str]:
    _, output, _ = repository.git.run("rev-list", "--no-walk=sorted", "--reverse", *shas) if shas else (0, b"", "")
    return output.decode("ascii").split()


def _renames(edited: Iterable[Edited]) -> Iterable[Edit]:
    return (edit for one in edited for edit in one.edits if edit.status == "R")
