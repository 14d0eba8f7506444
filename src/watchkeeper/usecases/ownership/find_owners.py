"""Says who answers for paths: reads owners at the target, resolves path by path, looks the people up."""

from __future__ import annotations

import contextlib
import posixpath
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.ownership.dialects.compare import compare_resolvers
from watchkeeper.analysis.ownership.dialects.resolver import Resolver, compile_written
from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.ownership.owners import Answer, Comparison, Dialect, Resolution, Standing, WrittenOwners
from watchkeeper.domain.problems import Problem, UsageError
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

Stand = Callable[[Resolution], tuple[Standing, ...]]
"""What a resolution leads to: people, and why each stands or falls."""

OTHER: dict[Dialect, Dialect] = {"github": "gitlab", "gitlab": "github", "kubernetes": "github"}


class Question(Struct, frozen=True):
    """Whom to ask for: named paths and folders, a stream of paths, or every tracked file."""

    repo: str
    paths: tuple[str, ...] = ()
    stream: Iterable[str] | None = None
    everything: bool = False
    target: str = ""
    dialect: str = "auto"
    compare: bool = False


class FoundOwners(Struct, frozen=True):
    """What was read and where, and the answers one by one; they can be walked once, while the question is open."""

    target: Target
    written: WrittenOwners
    answers: Iterator[Answer]
    comparison: Comparison | None = None


def nobody(_resolution: Resolution) -> tuple[Standing, ...]:
    """No people: nothing says who stands behind an owner."""
    return ()


@contextlib.contextmanager
def open_owners(question: Question, stand: Stand = nobody) -> Iterator[FoundOwners]:
    """The owners of everything that is asked for, read at the target's commit; paths are those of its root.

    Raises:
        UsageError: a path lies outside the repository, or an owners file is a symbolic link.
        UnknownSubjectError: a file of the tree is not in this clone.
    """
    with Repository(question.repo) as repository:
        target = find_target(repository, question.target, Opening())
        tree = Tree(repository.objects, target.commit)
        asked = tuple(_inside(path) for path in question.paths)
        choice = choose_dialect(tree, question.dialect)
        written = load_owners(tree, choice, _folders(repository, tree, choice, question, asked))
        resolver = compile_written(written)
        comparison = None
        if question.compare:
            comparison = _compare(tree, written, resolver, _tracked(repository, tree))
        paths = _paths(repository, tree, question, asked)
        yield FoundOwners(target, written, _answer(paths, resolver, stand), comparison)


def _folders(
    repository: Repository, tree: Tree, choice: Choice, question: Question, asked: Iterable[str]
) -> Iterable[str]:
    """Where OWNERS files may matter; the whole tree is looked through only if any path may be asked for."""
    if choice.dialect != "kubernetes":
        return ()
    whole = question.everything or question.stream is not None or question.compare
    if whole or any(_is_folder(tree, path) for path in asked):
        names = (path.rpartition("/") for path in _tracked(repository, tree))
        return {folder for folder, _, name in names if name == OWNERS}
    return folders_above(asked)


def _paths(repository: Repository, tree: Tree, question: Question, asked: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each path that is asked for, and whether the tree has a file there; a folder means its files."""
    if question.everything:
        yield from ((path, True) for path in _tracked(repository, tree))
    for path in asked:
        if _is_folder(tree, path):
            yield from ((inside, True) for inside in _below(tree, path))
        else:
            yield path, tree.entry(path) is not None
    for path in question.stream or ():
        entry = tree.entry(path)
        yield path, entry is not None and entry[0] != FOLDER


def _answer(paths: Iterable[tuple[str, bool]], resolver: Resolver, stand: Stand) -> Iterator[Answer]:
    resolve = resolver.resolve
    for path, tracked in paths:
        resolution = resolve(path)
        yield Answer(resolution, tracked, stand(resolution))


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
    plain = posixpath.normpath(path) if path else "."
    if plain.startswith(("../", "/")) or plain == ".." or "\0" in plain:
        remedy = "name paths as git does, from the root of the repository"
        raise UsageError(Problem(f"{path!r} lies outside the repository", remedy=remedy))
    return "" if plain == "." else plain
