"""Finds what a change brings along that will run somewhere, and that neither its base nor the target had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice

from msgspec import Struct

from watchkeeper.analysis.components.candidate import Candidate, DeployableKind, Piece, folder_of
from watchkeeper.analysis.components.readers.packages import has_manifest
from watchkeeper.analysis.components.registry import readers_of
from watchkeeper.analysis.ownership.paths import PathOwners
from watchkeeper.domain.evidence import Kind
from watchkeeper.domain.ownership.owners import Resolution
from watchkeeper.domain.problems import Place, Problem, UsageError

INNER_FOLDERS = frozenset({
    "docker", "container", "containers", "deploy", "deployment", "k8s", "kubernetes", "helm", "chart", "charts",
    "manifests", "templates", "ops", "infra", "src", "bin", "compose", "docker-compose", "dockerfiles", "terraform",
    "tofu", "bicep", "base", "overlays", "prod", "production", "staging", "config", "etc", "systemd", "cron.d",
    "cron.hourly", "cron.daily", "cron.weekly", "cron.monthly", "supervisor", "pages", "dags", "scripts", "packaging",
    "contrib", "podman", "pulumi", "cdk", "iac", "infrastructure",
})  # fmt: skip
"""Folders inside a tool that hold how it is built and run; the tool is the folder around them."""

TAKES_FOLDER = (
    b"working-directory:", b"context:", b"path:", b"paths:", b"directory:", b"folder:", b"dir:", b"cd", b"-C",
    b"project:", b"--prefix", b"--cwd", b"--dir", b"root:", b"entryPoint:", b"package_json_file:",
)  # fmt: skip
"""Words of a pipeline after which a bare name is that of a folder."""

MOST_PIECES = 1_000
"""A text that names more is not read on: no person wrote it."""


class Deployable(Struct, frozen=True):
    """Something new that will run: where it stands, the folder of its tool ("" = the whole repository).

    `detail` says what it is as part of a sentence ("a scheduled workflow (cron 0 6 * * 1)"). `line`
    counts from 1, 0 stands for the whole file. A workflow's root is its own path, or the new tool
    whose folder it names.
    """

    kind: DeployableKind
    path: str
    root: str
    name: str
    detail: str
    line: int = 0


class Found(Struct, frozen=True):
    """The new deployables of a change, and the files of which it cannot be said whether they hold one."""

    deployables: tuple[Deployable, ...]
    unread: tuple[Problem, ...] = ()


class Deployables(Struct, frozen=True):
    """The new deployables of a change, each with who answers for its path at the target.

    `unread` are files that could not be judged, with their owners too. `owners` says which owners
    file was read, where, and which names mean the author (its resolutions stay empty); `approvers`
    are the owners of that file itself.
    """

    found: tuple[tuple[Deployable, Resolution], ...]
    unread: tuple[tuple[Problem, Resolution], ...]
    owners: PathOwners
    approvers: Resolution | None = None


DEPLOYABLES: Kind[Deployables] = Kind("components/deployables")


class _New(Struct, frozen=True):
    """A piece that its own file did not have before, kept until all removed ones are known."""

    path: str
    piece: Piece
    digest: bytes
    text: bytes


def find_deployables(candidates: Iterable[Candidate], *, whole_tree: bool = False) -> Found:
    """The deployables that are new with a change, of all its concerned paths, deleted ones too.

    Not new is what its own file had before (under any path), what the change removes elsewhere
    under the same name or with the same text, a command under a new name, and a manifest in a
    folder that had one. Texts are let go one by one. `whole_tree` means that the target holds
    nothing at all: then everything belongs to one new tool, the repository.
    """
    new: list[_New] = []
    gone: set[tuple[str, str]] = set()
    gone_texts: set[bytes] = set()
    unread: list[Problem] = []
    for candidate in candidates:
        before = [piece for side in candidate.before for piece in _pieces(side.path, side.text, None)]
        after: list[Piece] = []
        if candidate.linked:
            unread.append(_not_followed(candidate.path))
        if candidate.head is not None:
            after = _pieces(candidate.path, candidate.head, unread)
            new.extend(_additions(candidate, after, before))
        else:
            gone_texts |= {sha256(side.text).digest() for side in candidate.before}
        still = _marks(after)
        gone |= {(p.kind, p.key) for p in before if p.key and not p.marks() & still}
    kept = [n for n in new if (n.piece.kind, n.piece.key) not in gone and n.digest not in gone_texts]
    return Found(_rooted(kept, whole_tree=whole_tree), tuple(unread))


def _not_followed(path: str) -> Problem:
    return Problem("is a symbolic link, which is not followed", Place(path), "commit a regular file there")


def _pieces(path: str, text: bytes, unread: list[Problem] | None) -> list[Piece]:
    """The pieces of one text; what cannot be read goes to `unread`, what was found before that stays."""
    found: list[Piece] = []
    for read in readers_of(path):
        try:
            for piece in islice(read(path, text), MOST_PIECES):
                found.append(piece)  # noqa: PERF402 - extend would lose the pieces before an error
        except UsageError as error:
            if unread is not None:
                unread.extend(error.problems)
    if len(found) >= MOST_PIECES and unread is not None:
        message = f"names {MOST_PIECES:,} things that run or more, so it was not read to its end"
        unread.append(Problem(message, Place(path), "split the file"))
    return found


def _marks(pieces: list[Piece]) -> set[tuple[str, str, str]]:
    return {mark for piece in pieces for mark in piece.marks()}


def _additions(candidate: Candidate, after: list[Piece], before: list[Piece]) -> Iterator[_New]:
    head = candidate.head or b""
    digest = b"" if candidate.before else sha256(head).digest()
    beside = [piece for side in candidate.beside for piece in _pieces(side.path, side.text, None)]
    known = _marks([*before, *beside])
    for piece in after:
        if piece.marks() & known or not _tells(piece, candidate):
            continue
        yield _New(candidate.path, piece, digest, head if piece.kind.endswith("workflow") else b"")


def _tells(piece: Piece, candidate: Candidate) -> bool:
    """Whether a new piece shows a new tool: a strong one, or the manifest of a package in a folder that had none."""
    if piece.kind == "package":
        return not has_manifest(candidate.neighbours)
    return not piece.weak


def _rooted(new: list[_New], *, whole_tree: bool) -> tuple[Deployable, ...]:
    """The deployables with the folder of their tool; a new tool inside another new one belongs to that."""
    roots = {tool_root(n.path, n.piece.folder) for n in new if not n.text} - {""}
    outermost = {root: _outermost(root, roots) for root in roots}
    found = []
    for n in new:
        root = _named_root(n, roots) if n.text else tool_root(n.path, n.piece.folder)
        root = "" if whole_tree else outermost.get(root, root)
        found.append(Deployable(n.piece.kind, n.path, root, n.piece.name, n.piece.detail, n.piece.line))
    return tuple(sorted(found, key=lambda d: (d.root, d.path, d.line)))


def tool_root(path: str, folder: str | None) -> str:
    """The folder of the tool of a piece: where its file says that it stands, else around the file."""
    return root_of(path) if folder is None else root_of(f"{folder}/.")


def root_of(path: str) -> str:
    """The folder of a tool: the one around the file, without the inner folders at its end."""
    folder = folder_of(path)
    while folder and folder.rpartition("/")[2].lower() in INNER_FOLDERS:
        folder = folder_of(folder)
    return folder


def _outermost(root: str, roots: set[str]) -> str:
    parts = root.split("/")
    return next("/".join(parts[:n]) for n in range(1, len(parts) + 1) if "/".join(parts[:n]) in roots)


def _named_root(new: _New, roots: set[str]) -> str:
    """The deepest new tool whose folder a workflow names, else the workflow's own path."""
    named = [root for root in roots if names_folder(new.text, root)]
    return max(named, key=len, default=new.path)


def names_folder(text: bytes, folder: str) -> bool:
    """Whether a text names the folder as a whole path, not as the part of another one.

    A folder at the top is named only with a slash or behind a word that takes a folder: its name alone
    (`image`, `web`) is a word like any other.
    """
    wanted = folder.encode("utf-8", "surrogateescape")
    at = text.find(wanted)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(wanted) : at + len(wanted) + 1]
        inside_other = before.isalnum() or before in {b"-", b"_"} or (before == b"/" and text[at - 2 : at - 1] != b".")
        if not inside_other and not (after.isalnum() or after in {b"-", b"_"}):
            line = text[max(text.rfind(b"\n", 0, at), at - 200) + 1 : at]
            if b"/" in wanted or b"/" in (before, after) or line.rstrip(b" \"'").endswith(TAKES_FOLDER):
                return True
        at = text.find(wanted, at + 1)
    return False
