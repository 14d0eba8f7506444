"""Loads what a tree says about owners, in the dialect that is asked for, or that its files speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from watchkeeper.domain.ownership.owners import Dialect, OwnersFile, WrittenOwners
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.owners.places import OWNERS, OWNERS_ALIASES, PLACES
from watchkeeper.git.trees import FOLDER, LINK, Tree

SUBMODULE = 0o160000
MOST_FILES = 20_000
MOST_BYTES = 1 << 20
MAX_PROBLEMS = 1_000
HOMES: dict[str, Dialect] = {".github/CODEOWNERS": "github", ".gitlab/CODEOWNERS": "gitlab"}
PIPELINE = ".gitlab-ci.yml"


class Choice(Struct, frozen=True):
    """A dialect, and why it is that one, as a sentence without a full stop."""

    dialect: Dialect
    reason: str


def load_owners(tree: Tree, choice: Choice, folders: Iterable[str] = ()) -> WrittenOwners:
    """Everything that a tree says about owners in the dialect chosen.

    `folders` are those in which a Kubernetes OWNERS file may matter; others are not looked into.

    Raises:
        UsageError: a file is a symbolic link, which is not followed, or there are too many.
        UnknownSubjectError: the content of a file is not in this clone.
    """
    if choice.dialect == "kubernetes":
        return _load_folders(tree, choice, folders)
    problems = list(_conflicts(tree, choice.dialect))
    place = next((place for place in PLACES[choice.dialect] if _is_file(tree, place)), "")
    if not place:
        return WrittenOwners(choice.dialect, choice.reason, (), tuple(problems))
    file = _read(tree, place, choice.dialect)
    return WrittenOwners(choice.dialect, choice.reason, (file,), (*file.problems, *problems))


def load_owners_of(tree: Tree, paths: Iterable[str], forge: str = "") -> WrittenOwners:
    """What a tree says about the owners of these paths, in the dialect that it speaks.

    Raises:
        UsageError, UnknownSubjectError: as `load_owners`.
    """
    return load_owners(tree, choose_dialect(tree, forge=forge), folders_above(paths))


def choose_dialect(tree: Tree, forced: str = "auto", forge: str = "") -> Choice:
    """The dialect that is forced; else that of a file's place, of the forge, of hints in the tree; else GitHub's."""
    if forced in {"github", "gitlab", "kubernetes"}:
        return Choice(_dialect(forced), "asked for")
    homes = [place for place in HOMES if _is_file(tree, place)]
    if len(homes) == 1:
        return Choice(HOMES[homes[0]], f"the place of {homes[0]}")
    if forge in PLACES and (homes or any(_is_file(tree, place) for place in PLACES[_dialect(forge)])):
        return Choice(_dialect(forge), f"the change was opened on {forge}")
    return _hinted(tree)


def load_owners_as(tree: Tree, place: str, dialect: Dialect) -> OwnersFile:
    """One CODEOWNERS file read in a dialect, wherever it stands.

    Raises:
        UsageError, UnknownSubjectError: as `load_owners`.
    """
    return _read(tree, place, dialect)


def folders_above(paths: Iterable[str]) -> set[str]:
    """Every folder that holds one of these paths, at any depth; paths themselves, too, as they may be folders."""
    found = {""}
    for path in paths:
        folder = path
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _dialect(name: str) -> Dialect:
    return next(dialect for dialect in ("github", "gitlab", "kubernetes") if dialect == name)


def _hinted(tree: Tree) -> Choice:
    """The dialect that a tree looks like when neither a place nor a forge tells."""
    place = next((p for p in ("CODEOWNERS", "docs/CODEOWNERS") if _is_file(tree, p)), "")
    if not place and _is_regular(tree, OWNERS) and _syntax(tree) == "kubernetes":
        return Choice("kubernetes", f"{OWNERS} names approvers, and there is no CODEOWNERS")
    if _is_file(tree, PIPELINE) and not tree.entries(".github"):
        return Choice("gitlab", f"there is a {PIPELINE}, and no .github")
    if place:
        lines = (line.strip() for line in _content(tree, place).decode("utf-8", "replace").split("\n"))
        if header := next((line for line in lines if line[:1] in "[^" and _asks(line)), ""):
            return Choice("gitlab", f"{place} has sections, such as {header[:60]}")
    return Choice("github", "nothing points to another dialect")


def _asks(line: str) -> bool:
    """Whether a line is a section's header, and not a pattern that begins with a bracket."""
    from watchkeeper.formats.owners.gitlab import is_header

    rest = line[line.find("]") + 1 :]
    return is_header(line) and rest[:1] in {"", " ", "\t", "["}


def _read(tree: Tree, place: str, dialect: Dialect) -> OwnersFile:
    if dialect == "gitlab":
        from watchkeeper.formats.owners import gitlab

        return gitlab.parse_gitlab(tree.content(place, gitlab.MAX_BYTES + 1) or b"", place)
    from watchkeeper.formats.owners import github

    text = tree.content(place, github.MAX_BYTES + 1) or b""
    if len(text) <= github.MAX_BYTES:
        return github.parse_github(text, place)
    problem = Problem(
        "the file is larger than 3 MB, which GitHub does not load, so nothing has an owner",
        Place(place, commit=tree.commit),
        "replace single entries by wildcard patterns until the file is under 3 MB",
    )
    return OwnersFile(place, "github", (), (problem,))


def _load_folders(tree: Tree, choice: Choice, folders: Iterable[str]) -> WrittenOwners:
    """OWNERS of the folders given, with the aliases at the root; links are left out, as Prow does."""
    from watchkeeper.formats.owners.kubernetes import parse_aliases, parse_kubernetes

    problems = list(_conflicts(tree, "kubernetes"))
    text = _content(tree, OWNERS_ALIASES) if _is_regular(tree, OWNERS_ALIASES) else b""
    aliases, faults = parse_aliases(text, OWNERS_ALIASES)
    members = {alias.name: alias.members for alias in aliases}
    files: list[OwnersFile] = []
    for folder in sorted(folders):
        place = f"{folder}/{OWNERS}" if folder else OWNERS
        if _is_regular(tree, place):
            files.append(parse_kubernetes(_content(tree, place), place, members))
        elif _is_file(tree, place):
            problems.append(Problem("is a symbolic link, which is not followed", Place(place), "commit a regular file"))
        if len(files) > MOST_FILES:
            message = f"there are more than {MOST_FILES:,} files called {OWNERS}"
            raise UsageError(Problem(message, remedy="ask for fewer paths"))
    told = [*faults, *(problem for file in files for problem in file.problems), *problems]
    return WrittenOwners(choice.dialect, choice.reason, tuple(files), tuple(told[:MAX_PROBLEMS]), aliases)


def _conflicts(tree: Tree, dialect: Dialect) -> Iterator[Problem]:
    """Files about owners that stand beside the one that is read, and are not read."""
    places = PLACES.get(dialect, (OWNERS,))
    read = next((place for place in places if _is_file(tree, place)), "")
    why = f"{read} is read" if read else f"it is not of the dialect {dialect}"
    for place in dict.fromkeys((*places, *HOMES, "CODEOWNERS", "docs/CODEOWNERS", OWNERS)):
        if place == read or not _is_file(tree, place):
            continue
        if place == OWNERS and _is_regular(tree, OWNERS) and _syntax(tree) == "lines":
            message = "is written in the line syntax of Chromium and Gerrit, another dialect, which is not read"
            yield Problem(message, Place(OWNERS), "name owners in CODEOWNERS")
        else:
            yield Problem(f"is not read, because {why}", Place(place), "keep one owners file, or choose with --dialect")


def _is_file(tree: Tree, place: str) -> bool:
    """Whether something stands there that is a file, or a link where a file is expected."""
    entry = tree.entry(place)
    return entry is not None and entry[0] not in {FOLDER, SUBMODULE}


def _syntax(tree: Tree) -> str:
    """Which of the syntaxes of its name the OWNERS file at the root is written in."""
    from watchkeeper.formats.owners.kubernetes import told_apart

    return told_apart(_content(tree, OWNERS))


def _is_regular(tree: Tree, place: str) -> bool:
    entry = tree.entry(place)
    return entry is not None and entry[0] not in {FOLDER, SUBMODULE, LINK}


def _content(tree: Tree, place: str) -> bytes:
    """The bytes of a YAML file, one more at most than are read of it."""
    return tree.content(place, MOST_BYTES + 1) or b""
