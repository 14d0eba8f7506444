"""Compares the owners of all files before and after a change that edits owners, and who agreed to it."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.ownership.dialects.resolver import Resolver, compile_written
from watchkeeper.analysis.ownership.identity import is_person
from watchkeeper.analysis.ownership.paths import PathOwners
from watchkeeper.analysis.ownership.transfers import TRANSFERS, Party, Transfers, find_transfers
from watchkeeper.domain.change import Commit
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.ownership.owners import OwnerRef, WrittenOwners
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.judging import Judge, ground_of
from watchkeeper.evidence.ownership.owners_file import choose_dialect, folders_above, load_owners
from watchkeeper.evidence.ownership.paths import collect as collect_owners
from watchkeeper.evidence.signatures.known_keys import read_keys
from watchkeeper.formats.git.signed_commits import parse_signed_commit
from watchkeeper.git.listing import list_files
from watchkeeper.git.signatures import verify_signature
from watchkeeper.git.trees import Tree

NAMES = frozenset({"CODEOWNERS", "OWNERS", "OWNERS_ALIASES"})
MOST_SIGNED = 20
"""Commits of a change whose signatures are looked at, the newest ones."""


def collect(gathering: Gathering) -> Evidence[Transfers] | Unknown:
    """The hand-overs of a change; none where it edits no owners file. All files of the head's tree are asked for."""
    change = gathering.change
    edited = tuple(f.path for f in change.files if {_name(f.path), _name(f.old_path)} & NAMES)
    if not edited:
        return Evidence(TRANSFERS.name, change.head, Transfers(()), "absent")
    owners = collect_owners(gathering)
    if isinstance(owners, Unknown):
        return Unknown(TRANSFERS.name, change.head, owners.reason, owners.remedy)
    paths = [path for path, _, _ in list_files(gathering.repository, change.head)]
    before, after = (_resolver(gathering, tree, paths) for tree in (gathering.judge, gathering.head))
    witness = _Witness(gathering, owners.value)
    transfers = find_transfers(paths, before.resolve, after.resolve, witness.party)
    return Evidence(TRANSFERS.name, change.head, Transfers(transfers, edited), "resolved", sources=owners.sources)


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _resolver(gathering: Gathering, tree: Tree, paths: list[str]) -> Resolver:
    choice = choose_dialect(tree, forge=gathering.change.opening.forge)
    folders = folders_above(paths) if choice.dialect == "kubernetes" else ()
    written: WrittenOwners = load_owners(tree, choice, folders)
    return compile_written(written)


class _Witness:
    """Tells of an owner whether somebody behind it agreed to the change, and how that is known."""

    def __init__(self, gathering: Gathering, owners: PathOwners) -> None:
        self._gathering = gathering
        self._judge = Judge(ground_of(gathering, owners))
        self._voices = tuple(self._speak())
        self._known: dict[str, Party] = {}

    def party(self, owner: OwnerRef) -> Party:
        """The owner with what is known of an agreement."""
        if owner.text not in self._known:
            self._known[owner.text] = self._party(owner)
        return self._known[owner.text]

    def _party(self, owner: OwnerRef) -> Party:
        (answer,) = self._judge.judge([owner])
        names = {owner.text, *(s.id for s in answer.standings), *(f"@{s.login}" for s in answer.standings if s.login)}
        people = self._gathering.people
        for voice, how in self._voices:
            if any(is_person(voice, name, people) or voice.casefold() == name.casefold() for name in names if name):
                return Party(owner, how)
        return Party(owner, spared=answer.reason if answer.state == "nobody" else "")

    def _speak(self) -> Iterator[tuple[str, str]]:
        """Logins and addresses of those who agreed, and how that is known; the surest way first."""
        change = self._gathering.change
        for login in dict.fromkeys(name for name in (change.opening.login, change.author_login) if name):
            yield f"@{login.removeprefix('@')}", "wrote the change"
        for approval in self._gathering.approvals:
            if approval.head == change.head:
                yield approval.person, f"approved it ({approval.where})"
        yield from self._signed()

    def _signed(self) -> Iterator[tuple[str, str]]:
        """Who signed a commit of the change that holds the last edit of owners: the head, or what came after it."""
        gathering = self._gathering
        for commit in self._since_last_edit()[:MOST_SIGNED]:
            content = gathering.repository.objects.content(commit.sha)
            signed = parse_signed_commit(content or b"", gathering.repository.object_format)
            if not signed.kind:
                continue
            proved = verify_signature(signed, read_keys(gathering.judge))
            if not isinstance(proved, Unknown):
                yield proved.signer, f"signed {commit.sha[:12]}"

    def _since_last_edit(self) -> list[Commit]:
        """The commits of the change, newest first, that have the owners as the head has them."""
        wanted = self._owners_of(self._gathering.head)
        found = []
        for commit in self._gathering.change.commits:
            if self._owners_of(Tree(self._gathering.repository.objects, commit.sha)) != wanted:
                break
            found.append(commit)
        return found

    def _owners_of(self, tree: Tree) -> tuple[str, ...]:
        """The blobs of the owners files that the change edits, as a tree has them."""
        paths = [f.path for f in self._gathering.change.files if _name(f.path) in NAMES]
        entries = [tree.entry(path) for path in paths]
        return tuple(entry[1] if entry else "" for entry in entries)
