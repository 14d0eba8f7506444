"""Lists the waivers of a target: those in its file, those in its signed commits, those recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.ledger import LedgerFacts
from watchkeeper.domain.verdict import NotEvaluated
from watchkeeper.domain.waivers import Standing
from watchkeeper.git.log import read_commits
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.policy.waivers import judge_waivers
from watchkeeper.usecases.collect_waivers import DEEPEN, Source, speaks
from watchkeeper.usecases.judge_waivers import facts_at
from watchkeeper.usecases.load_policy import load_policy
from watchkeeper.usecases.wiring import load_rules


class Listed(Struct, frozen=True):
    """The waivers of one target at one time (seconds since the epoch), and how many changes were looked at."""

    target: Target
    now: int
    changes: int
    waivers: tuple[Standing, ...]
    not_evaluated: tuple[NotEvaluated, ...] = ()


def list_waivers(repo: str, target_name: str, last: int, now: int, ledger: LedgerFacts | None = None) -> Listed:
    """Every waiver at the target; commit messages of its `last` changes by first parent are read.

    `ledger` is what the ledger tells, where one is asked.

    Raises:
        UsageError: there is no such target, or its policy or its waivers are broken.
    """
    rules = load_rules()
    with Repository(repo) as repository:
        target = find_target(repository, target_name, Opening())
        loaded = load_policy(repository, target, None, rules)
        source = Source(repository, target, [*(rule.id for rule in rules), *loaded.policy.planned])
        spoken = list(_speaking(repository, target.commit, last))
        grants = [*source.dated(loaded.waivers), *source.recorded(ledger.waivers if ledger else ())]
        grants += [grant for _, sha in spoken if sha for grant in source.spoken(sha)]
        authors = _authors(repository, {grant.waiver.head for grant in grants})
        unseen = tuple(_unseen(repository, spoken, last))
    standings = judge_waivers(
        grants, facts_at(target, loaded, now, authors, on_call=ledger.on_call if ledger else None)
    )
    return Listed(target, now, sum(own for own, _ in spoken), standings, unseen)


def _speaking(repository: Repository, tip: str, last: int) -> Iterator[tuple[bool, str]]:
    """For each change by first parent (True) and each merged head (False): its id, "" where it says nothing."""
    for commit in list(read_commits(repository, "--first-parent", f"-n{last}", tip)):
        yield True, commit.sha if speaks(commit.message) else ""
        for merged in commit.parents[1:]:
            text = repository.objects.content(merged) or b""
            yield False, merged if speaks(text.decode("utf-8", "replace")) else ""


def _authors(repository: Repository, heads: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The author of each head that is in this clone."""
    there = sorted(head for head in heads if (found := repository.objects.head(head)) and found.type == "commit")
    commits = read_commits(repository, "--no-walk", *there) if there else ()
    return {commit.sha: (commit.author.email, commit.author.name) for commit in commits}


def _unseen(repository: Repository, spoken: Iterable[tuple[bool, str]], last: int) -> Iterator[NotEvaluated]:
    seen = sum(own for own, _ in spoken)
    if repository.shallow and seen < last:
        yield NotEvaluated("waivers", f"this clone is shallow: {seen} of the last {last} changes are in it", DEEPEN)
