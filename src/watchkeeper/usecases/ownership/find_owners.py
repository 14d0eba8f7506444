"""Says who answers for paths: reads owners at the target, resolves path by path, looks the people up."""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.ownership.dialects.compare import compare_resolvers
from watchkeeper.analysis.ownership.dialects.resolver import Resolver, compile_written
from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import (
    Answer,
    Comparison,
    Dialect,
    OwnerAnswer,
    OwnerRef,
    Resolution,
    WrittenOwners,
)
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.evidence.ownership.judging import Judge
from watchkeeper.evidence.ownership.owners_file import (
    Choice,
    choose_dialect,
    folders_above,
    load_owners,
    load_owners_as,
)
from watchkeeper.formats.owners.places import OWNERS
from watchkeeper.git.listing import list_files
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import FOLDER, Tree
from watchkeeper.usecases.load_policy import load_policy
from watchkeeper.usecases.ownership.named_targets import NamedTargets
from watchkeeper.usecases.ownership.stand_behind import Where, open_judge
from watchkeeper.usecases.wiring import load_rules

PACKAGE = "pkg:"
COMPONENT = "component:"
OTHER: dict[Dialect, Dialect] = {"github": "gitlab", "gitlab": "github", "kubernetes": "github"}


class Question(Struct, frozen=True):
    """Whom to ask for: named paths, folders, components and packages, a stream of paths, or every tracked file.

    `lists` are lists of people from outside the repository, name and content; `now` is in seconds since the epoch.
    """

    repo: str
    targets: tuple[str, ...] = ()
    stream: Iterable[str] | None = None
    everything: bool = False
    target: str = ""
    dialect: str = "auto"
    compare: bool = False
    lists: tuple[tuple[str, bytes], ...] = ()
    now: int = 0


class FoundOwners(Struct, frozen=True):
    """What was read and where, and the answers one by one; they can be walked once, while the question is open.

    `people` is unknown where no list of people is named: then owners are told as written only.
    """

    target: Target
    written: WrittenOwners
    answers: Iterator[Answer]
    comparison: Comparison | None = None
    people: Unknown | None = None


class Opened(Struct, frozen=True):
    """A target that is open to be asked, its tree, what is written there about owners, and the targets as meant."""

    where: Where
    tree: Tree
    written: WrittenOwners
    resolver: Resolver
    targets: tuple[str, ...]


@contextlib.contextmanager
def open_tree(question: Question) -> Iterator[Opened]:
    """What a question is answered from, while it is open.

    Raises:
        UsageError: a path lies outside the repository, an owners file is a symbolic link, the policy is broken.
        UnknownSubjectError: a file of the tree is not in this clone.
    """
    with Repository(question.repo) as repository:
        target = find_target(repository, question.target, Opening())
        tree = Tree(repository.objects, target.commit)
        where = Where(
            repository, target, load_policy(repository, target, None, load_rules(), question.lists), question.now
        )
        targets = tuple(_plain(text) for text in question.targets)
        choice = choose_dialect(tree, question.dialect)
        written = load_owners(tree, choice, _folders(repository, tree, choice, question, targets))
        yield Opened(where, tree, written, compile_written(written), targets)


@contextlib.contextmanager
def open_owners(question: Question) -> Iterator[FoundOwners]:
    """The owners of everything that is asked for, read at the target's commit; paths are those of its root.

    Raises:
        UsageError, UnknownSubjectError: as `open_tree`.
    """
    with open_tree(question) as opened:
        where, tree, written, resolver = opened.where, opened.tree, opened.written, opened.resolver
        if question.compare:
            comparison = _compare(tree, written, resolver, _tracked(where.repository, tree))
            yield FoundOwners(where.target, written, iter(()), comparison)
            return
        judge = open_judge(where, _known_paths(tree, question, opened.targets))
        answers = _Asker(where, tree, resolver, judge).answers(question, opened.targets)
        people = judge if isinstance(judge, Unknown) else None
        yield FoundOwners(where.target, written, answers, None, people)


class _Asker:
    """Answers for each target; owners of which nothing depends on the path are judged once."""

    def __init__(self, where: Where, tree: Tree, resolver: Resolver, judge: Judge | Unknown) -> None:
        self._repository = where.repository
        self._tree = tree
        self._resolver = resolver
        self._judge = judge
        self._named = NamedTargets(where, resolver)
        self._judged: dict[tuple[OwnerRef, ...], tuple[OwnerAnswer, ...]] = {}

    def answers(self, question: Question, targets: Iterable[str]) -> Iterator[Answer]:
        """Every tracked file if asked, then the targets in order, then the stream."""
        if question.everything:
            yield from (self._path(path, tracked=True) for path in _tracked(self._repository, self._tree))
        for text in targets:
            yield from self._target(text)
        for path in question.stream or ():
            entry = self._tree.entry(path)
            yield self._path(path, tracked=entry is not None and entry[0] != FOLDER)

    def _target(self, text: str) -> Iterator[Answer]:
        if text.startswith(PACKAGE):
            yield from self._named.package(text)
        elif text.startswith(COMPONENT):
            yield from self._named.component(text)
        elif _is_folder(self._tree, text):
            yield from (self._path(inside, tracked=True) for inside in _below(self._tree, text))
        elif self._tree.entry(text) is None and "/" not in text and self._named.knows(text):
            yield from self._named.component(text)
        else:
            yield self._path(text, tracked=self._tree.entry(text) is not None)

    def _path(self, path: str, *, tracked: bool) -> Answer:
        resolution = self._resolver.resolve(path)
        return Answer(resolution, tracked, self._behind(resolution))

    def _behind(self, resolution: Resolution) -> tuple[OwnerAnswer, ...]:
        if isinstance(self._judge, Unknown):
            return ()
        if self._judge.knows_paths:
            return self._judge.judge(resolution.owners, [resolution.path])
        if resolution.owners not in self._judged:
            self._judged[resolution.owners] = self._judge.judge(resolution.owners)
        return self._judged[resolution.owners]


def _plain(text: str) -> str:
    return text if text.startswith((PACKAGE, COMPONENT)) else _inside(text)


def _known_paths(tree: Tree, question: Question, targets: Iterable[str]) -> tuple[str, ...]:
    """The files whose knowers are looked up: those that are named, unless there are many more."""
    if question.everything or question.stream is not None:
        return ()
    return tuple(path for path in targets if not path.startswith((PACKAGE, COMPONENT)) and not _is_folder(tree, path))


def _folders(
    repository: Repository, tree: Tree, choice: Choice, question: Question, asked: Iterable[str]
) -> Iterable[str]:
    """Where OWNERS files may matter; the whole tree is looked through only if any path may be asked for."""
    if choice.dialect != "kubernetes":
        return ()
    whole = question.everything or question.stream is not None or question.compare
    if whole or any(tree.entry(path) is None or _is_folder(tree, path) for path in asked):
        names = (path.rpartition("/") for path in _tracked(repository, tree))
        return {folder for folder, _, name in names if name == OWNERS}
    return folders_above(asked)


def _compare(tree: Tree, written: WrittenOwners, resolver: Resolver, paths: Iterable[str]) -> Comparison:
    """The same owners file read in the other dialect; instead of OWNERS files, CODEOWNERS if there is one."""
    other = OTHER[written.dialect]
    if not written.files:
        return Comparison(written.dialect, other, 0, reason="there is no owners file to read in another dialect")
    if written.dialect == "kubernetes":
        again = load_owners(tree, choose_dialect(tree, other))
        if not again.files:
            reason = f"OWNERS files mean nothing in another dialect, and there is no CODEOWNERS that {other} reads"
            return Comparison(written.dialect, other, 0, reason=reason)
    else:
        again = structs.replace(written, dialect=other, files=(load_owners_as(tree, written.files[0].file, other),))
    return compare_resolvers((written.dialect, resolver), (other, compile_written(again)), paths)


def _tracked(repository: Repository, tree: Tree) -> Iterator[str]:
    return (path for path, _, _ in list_files(repository, tree.commit))


def _below(tree: Tree, folder: str) -> Iterator[str]:
    """Every file below a folder, in git's order of names."""
    for name, (mode, _) in tree.entries(folder).items():
        path = f"{folder}/{name}" if folder else name
        if mode == FOLDER:
            yield from _below(tree, path)
        else:
            yield path


def _is_folder(tree: Tree, path: str) -> bool:
    entry = tree.entry(path) if path else (FOLDER, "")
    return entry is not None and entry[0] == FOLDER


def _inside(path: str) -> str:
    """A path as the tree has it: no `./`, no `..`, no slash at its ends; "" is the root."""
    if not path:
        raise UsageError(Problem("a target is empty", remedy="name a path, or . for the whole tree"))
    plain = posixpath.normpath(path)
    if plain.startswith(("../", "/")) or plain == ".." or "\0" in plain:
        remedy = "name paths as git does, from the root of the repository"
        raise UsageError(Problem(f"{path!r} lies outside the repository", remedy=remedy))
    return "" if plain == "." else plain
