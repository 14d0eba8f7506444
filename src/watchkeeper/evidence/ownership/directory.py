"""Loads the people and teams that the policy and the target name, and those of files given beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from watchkeeper.analysis.paths import WILD, compile_glob
from watchkeeper.analysis.people.directory import Directory
from watchkeeper.analysis.people.history import people_of_history
from watchkeeper.analysis.people.merging import merge
from watchkeeper.domain.change import Identity
from watchkeeper.domain.people import People
from watchkeeper.domain.policy import PolicyFile
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.directories.hr import parse_hr
from watchkeeper.formats.directories.mailmap import MOST_BYTES as MOST_MAILMAP
from watchkeeper.formats.directories.mailmap import Mailmap, parse_mailmap
from watchkeeper.formats.directories.recognise import parse_directory, parse_teams
from watchkeeper.formats.directories.scim import parse_scim
from watchkeeper.formats.directories.values import MOST_BYTES
from watchkeeper.formats.policy.people_file import parse_people, people_of
from watchkeeper.formats.policy.people_sources import people_sources
from watchkeeper.git.trees import FOLDER, LINK, Tree

POLICY = ".watchkeeper.yaml"
MAILMAP = ".mailmap"
PEOPLE_LIMIT = 1 << 20
MOST_FILES = 1000
MOST_FOLDERS = 10_000
SUBMODULE = 0o160000
Parser = Callable[[bytes, str], People]


def load_people(
    tree: Tree,
    file: PolicyFile,
    given: Sequence[tuple[str, bytes]] = (),
    further: Sequence[People] = (),
) -> People:
    """One directory of all that the policy names at the target, most trusted first.

    The order of trust: the people file (or the list in the policy), personnel lists, identity providers,
    `given` files (name and content, from outside the repository), `further` (a catalog's people and groups),
    exports of teams. A broken export is a problem, and who stands in it is not known.

    Raises:
        UsageError: the people file is missing or broken, or a path that is named does not exist.
        UnknownSubjectError: a file's content is not in this clone.
    """
    sources = people_sources(file.sources)

    def table(text: bytes, name: str) -> People:
        return parse_hr(text, name, sources.columns)

    levels: list[Iterable[People]] = [
        [_people_file(tree, file)],
        _read(tree, sources.paths("hr"), table),
        _read(tree, sources.paths("scim"), _scim_or_table(sources.columns)),
        [parse_directory(text, name, sources.columns) for name, text in given],
        further,
        _read(tree, sources.paths("teams"), parse_teams),
    ]
    return merge(levels)


def load_mailmap(tree: Tree) -> Mailmap:
    """The `.mailmap` at the tree's root; an empty one without it. A link is not followed, as git does not either."""
    entry = tree.entry(MAILMAP)
    if entry is None or entry[0] in {FOLDER, LINK, SUBMODULE}:
        return Mailmap()
    return parse_mailmap(tree.content(MAILMAP, MOST_MAILMAP + 1) or b"", MAILMAP)


def load_directory(tree: Tree, people: People, identities: Iterable[Identity] = ()) -> Directory:
    """The directory of these people with the target's mailmap; `identities` of the history tie names together."""
    mailmap = load_mailmap(tree)
    return Directory(people, mailmap, people_of_history(identities, mailmap))


def _people_file(tree: Tree, file: PolicyFile) -> People:
    if not isinstance(file.people, str):
        return people_of(file.people, Place(POLICY))
    if not file.people:
        return People()
    text = tree.content(file.people, PEOPLE_LIMIT + 1)
    if text is None:
        remedy = "commit it there, or remove the key people"
        raise UsageError(Problem(f"the people file {file.people} does not exist at the target", Place(POLICY), remedy))
    return parse_people(text, file.people)


def _scim_or_table(columns: Mapping[str, str]) -> Parser:
    """Identity providers export JSON, or the same facts as a table."""

    def parse(text: bytes, name: str) -> People:
        return parse_hr(text, name, columns) if name.lower().endswith((".csv", ".tsv")) else parse_scim(text, name)

    return parse


def _read(tree: Tree, globs: Iterable[str], parse: Parser) -> list[People]:
    found: dict[str, People] = {}
    for glob in globs:
        paths = list(_matching(tree, glob))
        if not paths and not WILD & set(glob):
            place = Place(POLICY)
            raise UsageError(Problem(f"sources.people names {glob}, which the target lacks", place, "commit it there"))
        if not paths:
            problem = Problem(f"sources.people: no file matches {glob}", Place(POLICY), "correct the glob")
            found[glob] = People(problems=(problem,), unread=(glob,))
        for path in paths:
            if path not in found:
                found[path] = parse(tree.content(path, MOST_BYTES + 1) or b"", path)
    return list(found.values())


def _matching(tree: Tree, glob: str) -> Iterator[str]:
    """Regular files that a glob matches; only the folders that it can reach are opened."""
    plain = glob.removeprefix("./").removeprefix("/")
    if not WILD & set(plain):
        entry = tree.entry(plain)
        if entry is not None and entry[0] not in {FOLDER, LINK, SUBMODULE}:
            yield plain
        return
    fixed = plain[: min(plain.find(sign) for sign in WILD if sign in plain)].rpartition("/")[0]
    fits = compile_glob(glob)
    waiting, opened, count = [fixed], 0, 0
    while waiting:
        folder = waiting.pop()
        opened += 1
        for name, (mode, _) in sorted(tree.entries(folder).items()):
            path = f"{folder}/{name}" if folder else name
            if mode == FOLDER:
                waiting.append(path)
            elif mode not in {LINK, SUBMODULE} and fits(path):
                count += 1
                yield path
        if count > MOST_FILES or opened > MOST_FOLDERS:
            what = f"sources.people: {glob} matches more than {MOST_FILES:,} files, or looks into too many folders"
            raise UsageError(Problem(what, Place(POLICY), "name a folder that holds the exports alone"))
