"""Walks a history oldest first and gives every change once: what landed, with the commits that came with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.changes.landing import Landing, read_landing
from watchkeeper.analysis.changes.runs import continues
from watchkeeper.domain.change import Commit


class Landed(Struct, frozen=True):
    """One change as it landed.

    `steps` are the commits on the target's line, oldest first (one, or those of a rebased branch),
    `commits` all commits that came with it, newest first. `integration` means that the merge only
    joined branches: what it brought stands as changes of its own, or had landed before.
    """

    landing: Landing
    steps: tuple[Commit, ...]
    commits: tuple[Commit, ...]
    head: str = ""
    on_main_line: bool = True
    integration: bool = False

    @property
    def tip(self) -> Commit:
        """The commit after which the target had the change."""
        return self.steps[-1]


class Walker:
    """Is fed commits with parents before children; holds those that no step of the main line has reached yet."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[int, Commit]] = {}
        self._seen = 0

    def wait(self, commit: Commit) -> None:
        """Keep a commit that is not on the main line until a merge brings it."""
        self._seen += 1
        self._waiting[commit.sha] = (self._seen, commit)

    def land(self, commit: Commit, *, on_main_line: bool = True) -> Iterator[Landed]:
        """The changes that a step brings: one, or those of the branches that it joins."""
        landing = read_landing(commit)
        if len(commit.parents) < 2:
            yield Landed(landing, (commit,), (commit,), on_main_line=on_main_line)
            return
        if len(landing.numbers) > 1 and len(landing.numbers) == len(commit.parents) - 1:
            yield from self._batch(commit, landing)
            return
        if landing.integration:
            yield from self._joined(commit)
            yield Landed(landing, (commit,), (commit,), commit.parents[1], on_main_line, integration=True)
            return
        brought = self._take(commit.parents[1:])
        head = commit.parents[1] if commit.parents[1] in {one.sha for one in brought} else ""
        yield Landed(landing, (commit,), (commit, *brought), head, on_main_line, integration=not brought)

    def _batch(self, commit: Commit, landing: Landing) -> Iterator[Landed]:
        """A merge queue's commit with one parent a change."""
        for number, head in zip(landing.numbers, commit.parents[1:], strict=True):
            brought = self._take([head])
            title = brought[0].subject if brought else landing.title
            yield Landed(Landing((number,), "queue", title), (commit,), (commit, *brought), head, on_main_line=False)

    def _joined(self, commit: Commit) -> Iterator[Landed]:
        """The changes of the lines that a merge joins, each line walked like the main one."""
        for parent in commit.parents[1:]:
            yield from self.land_line(parent)

    def land_line(self, tip: str) -> Iterator[Landed]:
        """The changes of a line of waiting commits, walked along first parents like the main one."""
        line: list[Commit] = []
        sha = tip
        while sha in self._waiting:
            _, step = self._waiting.pop(sha)
            line.append(step)
            sha = step.parents[0] if step.parents else ""
        for step in reversed(line):
            yield from self.land(step, on_main_line=False)

    def _take(self, tips: Iterable[str]) -> list[Commit]:
        """The waiting commits that these reach, newest first; they wait no longer."""
        found: list[tuple[int, Commit]] = []
        todo = list(tips)
        while todo:
            entry = self._waiting.pop(todo.pop(), None)
            if entry:
                found.append(entry)
                todo.extend(entry[1].parents)
        return [commit for _, commit in sorted(found, key=lambda entry: -entry[0])]


def walk(commits: Iterable[Commit], main_line: Iterator[str]) -> Iterator[Landed]:
    """Every change of a history. `commits` has parents before children, `main_line` its first parents, oldest first."""
    yield from group(_walk(commits, main_line))


def _walk(commits: Iterable[Commit], main_line: Iterator[str]) -> Iterator[Landed]:
    walker = Walker()
    step = next(main_line, "")
    for commit in commits:
        if commit.sha != step:
            walker.wait(commit)
            continue
        yield from walker.land(commit)
        step = next(main_line, "")


def group(landed: Iterable[Landed]) -> Iterator[Landed]:
    """Join the steps that landed together without a merge."""
    held: Landed | None = None
    for one in landed:
        if held and _together(held, one):
            held = structs.replace(
                held, steps=(*held.steps, *one.steps), commits=(*one.commits, *held.commits), landing=_joint(held, one)
            )
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _together(held: Landed, one: Landed) -> bool:
    parents: Sequence[str] = one.tip.parents
    follows = held.tip.sha in parents[:1] and held.on_main_line == one.on_main_line
    return follows and continues(held.tip, held.landing, one.tip, one.landing)


def _joint(held: Landed, one: Landed) -> Landing:
    """A series bears the title of its first commit, unless a number ties it together."""
    return structs.replace(held.landing, numbers=held.landing.numbers or one.landing.numbers, how="rebase")
