"""Owner against the future: is whoever mends a file next among the first three that history names before?

    PYTHONPATH=src python bench/next_fixer.py [--fixes 500] NAME=PATH …

Fixes are changes on the main line whose title says so by the house's words (`analysis/changes/kinds.py`), drawn
with seed 1 from the later half of the history. For at most ten files that a fix touches and that were there
before, each ranking is asked with what the main line held before the change landed; a run of commits by one
author, each within an hour of the one before, is one change. The answer is the person whom the fix's lines are
credited to (who directed an agent, never the agent). A fix counts once: by the share of its files that were right.
Names and mailmap are those of the newest commit. CODEOWNERS is read before the fix; a team is a miss, since
a repository does not say who is in it (n/a: no such file), and a login counts as everybody whose address has it as
its name. `seen before` is the ceiling: the share of fixes by somebody whom history named at all. One column asks more
kindly: whether the first three hold anybody who wrote, reviewed or merged the fix, as far as git tells.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import log1p

from watchkeeper.analysis.changes.kinds import guess_kind
from watchkeeper.analysis.changes.landing import read_landing
from watchkeeper.analysis.knowledge.account import Account
from watchkeeper.analysis.knowledge.credits import credit
from watchkeeper.analysis.knowledge.degree import degree
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.analysis.knowledge.ranking import score_people
from watchkeeper.analysis.knowledge.state import State
from watchkeeper.analysis.knowledge.traces import Trace, Traces
from watchkeeper.analysis.ownership.dialects.resolver import Resolver, compile_written
from watchkeeper.domain.change import Identity
from watchkeeper.evidence.knowledge.history import Read, read_history, take
from watchkeeper.evidence.ownership.owners_file import Choice, load_owners
from watchkeeper.git.log import read_commits
from watchkeeper.git.mailmap import map_identities
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.usecases.wiring import load_signals

FIRST = 3
MOST_FILES = 10
HOUR = 3_600
Levels = Sequence[Traces | None]
Scores = dict[int, float]


def by(value: Callable[[Trace, int], float]) -> Callable[[Levels], Scores]:
    """A ranking by the traces in the file alone; the value is told how many changes the file's traces hold."""

    def scores(levels: Levels) -> Scores:
        own = levels[0] or {}
        total = sum(trace.deliveries + trace.directed for trace in own.values())
        return {person: value(trace, total) for person, trace in own.items()}

    return scores


def _degree(trace: Trace, total: int) -> float:
    done = trace.deliveries + trace.directed
    return degree(first=trace.first, deliveries=done, others=total - done)


def _with_reviews(levels: Levels) -> Scores:
    scores = score_people(levels)
    for traces in levels:
        for person in scores:
            if traces and person in traces:
                scores[person] += 0.3 * log1p(traces[person].seen)
    return scores


RANKINGS: dict[str, Callable[[Levels], Scores]] = {
    "most commits": by(lambda trace, _: trace.deliveries + trace.directed),
    "lines alive": by(lambda trace, _: trace.lines),
    "degree of authorship": by(_degree),
    "recent, file": by(lambda trace, _: trace.weight),
    "recent, file and folders": lambda levels: score_people([*levels[:3], None]),
    "**ours**": score_people,
    "ours and reviews": _with_reviews,
}

HANDLED = "ours: wrote, reviewed or merged it"
COLUMNS = (*RANKINGS, "CODEOWNERS", HANDLED, "seen before")


class Exam:
    """The fixes of one repository, and how each ranking did."""

    def __init__(self, repository: Repository, count: int) -> None:
        self.repository = repository
        head = repository.resolve("HEAD")[0]
        assert head is not None
        self.tip = head.sha
        self.state = State()
        self.account = Account(self.state)
        self.rng = random.Random(1)
        self.steps = {c.sha: c for c in read_commits(repository, "--first-parent", self.tip)}
        self.sample = self._drawn(count)
        self.hits: dict[str, list[float]] = {name: [] for name in COLUMNS}
        self.seen: set[int] = set()
        self.resolvers: dict[str, Resolver | None] = {}

    def _drawn(self, count: int) -> set[str]:
        line = list(self.steps)[: len(self.steps) // 2]
        fixes = [sha for sha in sorted(line) if self._is_fix(sha)]
        return set(self.rng.sample(fixes, min(count, len(fixes))))

    def _is_fix(self, sha: str) -> bool:
        landing = read_landing(self.steps[sha])
        body = self.steps[sha].message.partition("\n")[2]
        return not landing.integration and guess_kind(landing.title, "", body) in {"fix", "hotfix"}

    def sit(self) -> None:
        """Walk through history and ask before each sampled fix."""
        waiting: list[Read] = []
        knowledge: Knowledge | None = None
        for step in self._landings():
            if knowledge is None:
                identities = [Identity(*pair) for pair in self.state.identities]
                knowledge = Knowledge(self.state, map_identities(self.repository, self.tip, identities), 0)
            if waiting and not self._continues(waiting[-1], step[0]):
                self._learn(waiting, knowledge)
                waiting = []
            if step[0].step in self.sample:
                self._ask(step, knowledge)
            waiting += step

    def _landings(self) -> Iterator[list[Read]]:
        together: list[Read] = []
        for read in read_history(self.repository, self.tip, load_signals(), self.state):
            if together and together[-1].step != read.step:
                yield together
                together = []
            together.append(read)
        yield together

    def _continues(self, before: Read, after: Read) -> bool:
        gap = abs(self.steps[after.step].committed_at - self.steps[before.step].committed_at)
        return before.sha == before.step and before.part.author == after.part.author and gap < HOUR

    def _learn(self, reads: Sequence[Read], knowledge: Knowledge) -> None:
        for read in reads:
            take(self.account, read)
            credits_ = credit(read.part)
            people = (*credits_.writers, *credits_.directors, *credits_.reviewers)
            self.seen.update(knowledge.person_at(place) for place in people)

    def _ask(self, step: Sequence[Read], knowledge: Knowledge) -> None:
        answers: dict[str, Counter[int]] = {}
        handled: set[int] = set()
        for read in step:
            credits_ = credit(read.part)
            handled.update(knowledge.person_at(place) for place in (*credits_.writers, *credits_.reviewers))
            for person in credits_.lines[:1]:
                for edit in read.edits:
                    if edit.old_path in self.state.files and edit.status in "MRT":
                        answers.setdefault(edit.old_path, Counter())[knowledge.person_at(person)] += 1
        if not answers:
            return
        knowledge.set_time(self.steps[step[0].step].committed_at)
        files = self.rng.sample(sorted(answers), min(MOST_FILES, len(answers)))
        right: dict[str, list[float]] = {name: [] for name in self.hits}
        for path in files:
            person = min(answers[path], key=lambda one, at=path: (-answers[at][one], one))  # type: ignore[misc]
            levels = knowledge.levels_of(path)
            for name, ranking in RANKINGS.items():
                scores = ranking(levels)
                first = sorted(scores, key=lambda one, at=scores: (-at[one], knowledge.names[one].email))[:FIRST]  # type: ignore[misc]
                right[name].append(person in first)
                if ranking is score_people:
                    right[HANDLED].append(not (handled | {person}).isdisjoint(first))
            right["seen before"].append(person in self.seen)
            right["CODEOWNERS"] += self._owned(path, person, step[0].step, knowledge)
        for name, found in right.items():
            self.hits[name] += [statistics.mean(found)] if found else []

    def _owned(self, path: str, person: int, step: str, knowledge: Knowledge) -> list[float]:
        """Whether the owners file names the person; nothing when there is no such file."""
        parents = self.steps[step].parents
        resolver = self._resolver(parents[0]) if parents else None
        if resolver is None:
            return []
        logins = {owner.text.removeprefix("@").casefold() for owner in resolver.resolve(path).owners[:FIRST]}
        addresses = knowledge.addresses_of(person)
        return [bool(logins & (addresses | {address.partition("@")[0] for address in addresses}))]

    def _resolver(self, commit: str) -> Resolver | None:
        tree = Tree(self.repository.objects, commit)
        places = [tree.entry(place) for place in (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")]
        key = next((entry[1] for entry in places if entry), "")
        if key not in self.resolvers:
            written = load_owners(tree, Choice("github", "asked for")) if key else None
            self.resolvers[key] = compile_written(written) if written else None
        return self.resolvers[key]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--fixes", type=int, default=500)
    options = parser.parse_args()
    names = COLUMNS
    print("| repository | fixes | " + " | ".join(names) + " |\n|---|---|" + "---|" * len(names))
    means: dict[str, list[float]] = {name: [] for name in names}
    for item in options.repositories:
        title, _, path = item.partition("=")
        with Repository(path) as repository:
            exam = Exam(repository, options.fixes)
            exam.sit()
        for name in names:
            means[name] += [statistics.mean(exam.hits[name])] if exam.hits[name] else []
        cells = [f"{statistics.mean(exam.hits[name]):.2f}" if exam.hits[name] else "n/a" for name in names]
        print(f"| {title} | {len(exam.hits['seen before'])} | " + " | ".join(cells) + " |", flush=True)
    cells = [f"{statistics.mean(means[name]):.2f}" if means[name] else "n/a" for name in names]
    print("| **mean** | | " + " | ".join(cells) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
