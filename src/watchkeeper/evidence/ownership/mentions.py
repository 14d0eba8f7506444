"""Finds every file of a tree in which a person stands as owner, maintainer, on call or as the next to be called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Literal

from msgspec import Struct

from watchkeeper.analysis.ownership.leaving import LineDialect, Mention, find_anywhere, find_on_lines
from watchkeeper.analysis.ownership.leaving_yaml import find_in_yaml
from watchkeeper.analysis.paths import matches
from watchkeeper.domain.ownership.handover import ItemKind
from watchkeeper.domain.ownership.owners import Dialect
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.owners.kubernetes import ROLES
from watchkeeper.formats.owners.places import OWNERS, OWNERS_ALIASES, PLACES
from watchkeeper.formats.yaml.foreign import Path
from watchkeeper.git.listing import list_files
from watchkeeper.git.repository import Repository

MOST_BYTES = 3 << 20
MOST_MENTIONS = 1_000
REGULAR = frozenset({0o100644, 0o100755})
FOREIGN_FOLDERS = frozenset({"vendor", "node_modules", "third_party"})
"""Whose files were copied from elsewhere: nobody here answers by their word."""
CATALOGS = ("catalog-info", "opslevel", "cortex", "compass")
POLICY = ".watchkeeper.yaml"
MANIFESTS = frozenset({"package.json", "pyproject.toml", "Cargo.toml", "setup.cfg", "composer.json"})
ON_CALL = frozenset({"oncall"})
"""Questions of the policy's `sources` whose files hold rotas; files of the others are steps of an escalation."""
Form = Literal["github", "gitlab", "yaml", "text"]
"""How a file is read, and whether it can be patched: a `text` is told only."""


class Names(Struct, frozen=True):
    """The texts that mean a person: `marked` (`@login`, addresses, references), `bare` logins and ids, `full` names."""

    marked: frozenset[str]
    bare: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()


class Mentioned(Struct, frozen=True):
    """One file that names the person: what it is, how it is read, its text, where."""

    file: str
    kind: ItemKind
    dialect: str
    text: str
    mentions: tuple[Mention, ...]
    form: Form = "text"


class Reading(Struct, frozen=True):
    """How files of one kind are read: what they are, their dialect's name, which names count in them."""

    kind: ItemKind
    dialect: str
    names: frozenset[str]
    form: Form


def find_mentioned(
    repository: Repository,
    commit: str,
    names: Names,
    dialect: Dialect,
    sources: Mapping[str, Sequence[str]],
) -> Iterator[Mentioned | Problem]:
    """The files of a commit that name the person, in the tree's order; a file that cannot be read is a problem.

    `dialect` is that of the tree's owners files, `sources` gives globs by question of the policy.
    """
    read = partial(_reading, names=names, dialect=dialect, sources=sources)
    for path, mode, blob in list_files(repository, commit):
        reading = read(path)
        if reading is None or mode not in REGULAR:
            continue
        data = repository.objects.content(blob, MOST_BYTES + 1)
        if data is None or len(data) > MOST_BYTES:
            why = "its content is not in this clone" if data is None else f"it is larger than {MOST_BYTES:,} bytes"
            yield Problem(f"was not searched: {why}", Place(path), "look there by hand")
            continue
        text = data.decode("utf-8", "surrogateescape")
        try:
            mentions = tuple(islice(_find(text, path, reading), MOST_MENTIONS + 1))
        except UsageError as error:
            yield Problem(f"was not searched: {error.problems[0].message}", Place(path), "look there by hand")
            continue
        if len(mentions) > MOST_MENTIONS:
            what = f"names the person more than {MOST_MENTIONS:,} times; only the first ones were looked at"
            yield Problem(what, Place(path), "hand over once more after the patch")
        if mentions:
            yield Mentioned(path, reading.kind, reading.dialect, text, mentions[:MOST_MENTIONS], reading.form)


def _find(text: str, path: str, reading: Reading) -> Iterable[Mention]:
    if reading.form == "yaml":
        if not any(name in text.casefold() for name in map(str.casefold, reading.names)):
            return ()
        return find_in_yaml(text, path, reading.names, partial(_is_owner, reading.dialect))
    if reading.form == "text":
        return find_anywhere(text, reading.names)
    return find_on_lines(text, reading.names, reading.form)


def _is_owner(dialect: str, path: Path) -> bool:
    """Whether a value at this path of a YAML file answers for something."""
    keys = [key.lower() for key in path if isinstance(key, str)]
    if dialect == "kubernetes":
        return len(keys) in {1, 3} and keys[-1] in ROLES and isinstance(path[-1], int)
    if dialect == "aliases":
        return keys[:1] == ["aliases"] and len(path) == 3
    if dialect == "policy":
        owns = len(path) == 3 and keys[0] == "components" and keys[2] in {"owner", "responder"}
        return owns or keys == ["escalation"]
    if dialect == "catalog-info":
        return keys in (["spec", "owner"], ["spec", "members"])
    return any("owner" in key for key in keys)


def _reading(path: str, names: Names, dialect: Dialect, sources: Mapping[str, Sequence[str]]) -> Reading | None:
    """What a file is by its name, and which names count in it."""
    folder, _, name = path.rpartition("/")
    if any(path in places for places in PLACES.values()):
        spoken: LineDialect = "gitlab" if dialect == "gitlab" or path.startswith(".gitlab/") else "github"
        return Reading("path", spoken, names.marked, spoken)
    if not FOREIGN_FOLDERS.isdisjoint(folder.split("/")):
        return None
    if name == OWNERS:
        return Reading("path", "kubernetes", names.bare, "yaml")
    if path == OWNERS_ALIASES:
        return Reading("team", "aliases", names.bare, "yaml")
    catalog = name.lstrip(".").partition(".")[0] if name.endswith((".yaml", ".yml")) else ""
    if path == POLICY or catalog in CATALOGS:
        return Reading("component", "policy" if path == POLICY else catalog, names.marked, "yaml")
    if name in MANIFESTS:
        return Reading("package", name, names.marked | names.full, "text")
    return _source(path, names, sources)


def _source(path: str, names: Names, sources: Mapping[str, Sequence[str]]) -> Reading | None:
    for question, globs in sources.items():
        if any(matches(path, glob) for glob in globs):
            kind: ItemKind = "rota" if question in ON_CALL else "escalation"
            return Reading(kind, question, names.marked | names.bare | names.full, "text")
    return None
