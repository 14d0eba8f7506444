"""Finds every file of a tree in which a person stands as owner, maintainer, on call or as the next to be called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct

from watchkeeper.analysis.ownership.leaving import Mention, find_mentions
from watchkeeper.domain.ownership.handover import ItemKind
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.git.listing import list_files
from watchkeeper.git.repository import Repository

MOST_BYTES = 3 << 20
REGULAR = frozenset({0o100644, 0o100755})
OWNER_LINES = frozenset({"CODEOWNERS"})
OWNER_LISTS = frozenset({"OWNERS"})
ALIASES = frozenset({"OWNERS_ALIASES"})
CATALOGS = ("catalog-info", "opslevel", "cortex", "compass")
MANIFESTS = frozenset({"package.json", "pyproject.toml", "Cargo.toml", "setup.cfg", "composer.json"})
ON_CALL = frozenset({"oncall"})
"""Questions of the policy's `sources` whose files hold rotas; files of the others are steps of an escalation."""


class Names(Struct, frozen=True):
    """The texts that mean a person: `marked` (`@login`, addresses, references) and `bare` logins and ids."""

    marked: frozenset[str]
    bare: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()


class Mentioned(Struct, frozen=True):
    """One file that names the person: what it is, its text, where. `words` as in `find_mentions`."""

    file: str
    kind: ItemKind
    dialect: str
    text: str
    mentions: tuple[Mention, ...]
    words: bool = False


def find_mentioned(
    repository: Repository, commit: str, names: Names, sources: Mapping[str, Iterable[str]], people: Iterable[str] = ()
) -> Iterator[Mentioned | Problem]:
    """The files of a commit that name the person, in the tree's order; a file that cannot be read is a problem.

    `sources` gives globs by question of the policy, `people` the paths of people files and exports.
    """
    listed = frozenset(people)
    for path, mode, blob in list_files(repository, commit):
        reader = _reader(path, sources, listed)
        if reader is None or mode not in REGULAR:
            continue
        data = repository.objects.content(blob, MOST_BYTES + 1)
        if data is None or len(data) > MOST_BYTES:
            why = "its content is not in this clone" if data is None else f"it is larger than {MOST_BYTES:,} bytes"
            yield Problem(f"was not searched: {why}", Place(path), "look there by hand")
            continue
        kind, dialect, wanted, words = reader(names)
        text = data.decode("utf-8", "surrogateescape")
        if mentions := tuple(find_mentions(text, wanted, words=words)):
            yield Mentioned(path, kind, dialect, text, mentions, words)


Reader = Callable[[Names], tuple[ItemKind, str, frozenset[str], bool]]


def _reader(path: str, sources: Mapping[str, Iterable[str]], people: frozenset[str]) -> Reader | None:
    """What a file is by its name, and which names count in it."""
    name = path.rpartition("/")[2]
    if name in OWNER_LINES:
        return lambda names: ("path", "codeowners", names.marked, True)
    if name in OWNER_LISTS or name in ALIASES:
        kind: ItemKind = "team" if name in ALIASES else "path"
        return lambda names: (kind, "kubernetes", names.bare, False)
    if name.endswith((".yaml", ".yml")) and name.partition(".")[0] in CATALOGS:
        return lambda names: ("component", name.partition(".")[0], names.marked, False)
    if path == ".watchkeeper.yaml":
        return lambda names: ("component", "policy", names.marked, False)
    if path.startswith(".watchkeeper/") and name in {"acceptances.yaml", "waivers.yaml"}:
        said: ItemKind = "waiver" if name == "waivers.yaml" else "acceptance"
        return lambda names: (said, name, names.marked | names.bare, False)
    if name in MANIFESTS:
        return lambda names: ("package", name, names.marked | names.full, False)
    return _source(path, sources, people)


def _source(path: str, sources: Mapping[str, Iterable[str]], people: frozenset[str]) -> Reader | None:
    if path in people:
        return lambda names: ("team", "people", names.marked | names.bare, False)
    for question, globs in sources.items():
        if any(fnmatchcase(path, glob) for glob in globs):
            kind: ItemKind = "rota" if question in ON_CALL else "escalation"
            return lambda names: (kind, question, names.marked | names.bare | names.full, False)
    return None
