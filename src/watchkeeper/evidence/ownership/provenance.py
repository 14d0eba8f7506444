"""Finds who brought an entry of the acceptances file to the target, and what proves that it was the person itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.ownership.identity import is_person, person_key
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.agreements import Approval, Said
from watchkeeper.domain.ownership.owners import HandOver
from watchkeeper.domain.people import People
from watchkeeper.domain.problems import UnknownSubjectError, WatchkeeperError
from watchkeeper.domain.signatures import KnownKeys, Signature, SignedCommit
from watchkeeper.evidence.ownership.acceptance_history import DEEPEN, AcceptanceHistory
from watchkeeper.evidence.signatures.known_keys import read_keys
from watchkeeper.git.signatures import verify_signature
from watchkeeper.git.signing_programs import NO_PROGRAM, SIGN
from watchkeeper.git.trees import Tree
from watchkeeper.git.versions import Version

SKEW = 300
"""Seconds by which clocks may differ."""
FORGE = re.compile(r"noreply@[^@\s]+", re.IGNORECASE)
"""Whom a forge's own key belongs to: no person has such an address."""
KIND = "ownership/acceptances"


class Origin(Struct, frozen=True):
    """Which commit brought an entry, when, and what proves who said it; as in a `Statement`."""

    commit: str = ""
    landed_at: int = 0
    said_at: int = 0
    proof: str = ""
    doubt: Unknown | None = None
    visible: bool = True


class Doubt(Struct, frozen=True):
    """Why something is no proof. `telling` where somebody did try to prove it; `visible` as in a `Statement`."""

    reason: str
    remedy: str = ""
    telling: bool = True
    visible: bool = True


class Provenance:
    """Judges entries by the history of one target's file; what was verified once is kept."""

    def __init__(self, history: AcceptanceHistory, people: People, approvals: Sequence[Approval] = ()) -> None:
        self._history = history
        self._people = people
        self._approvals = approvals
        self._keys: dict[str, KnownKeys] = {}
        self._signatures: dict[tuple[str, str, int], Signature] = {}

    def origin(self, said: Said) -> Origin:
        """Where an entry of the target's file comes from, and what proves it."""
        since = self._history.since(said)
        if since.version is None:
            reason = f"who brought it is not known: {since.why or 'no commit of the target did'}"
            remedy = DEEPEN if since.cut or not since.why else self._remedy(said)
            return Origin(doubt=Unknown(KIND, "", reason, remedy), visible=not since.cut)
        return self.brought(said, since.version, mended=since.mended)

    def brought(self, said: Said, version: Version, *, mended: bool = False) -> Origin:
        """What proves an entry that this version brought; `mended`: the version before it was broken."""
        found = Origin(version.commit, version.committed_at, version.committed_at)
        try:
            proved = self._proved(said, found, mended=mended)
        except WatchkeeperError as error:
            problem = error.problems[0]
            visible = not isinstance(error, UnknownSubjectError)
            proved = Doubt(f"who brought it is not known: {problem.message}", problem.remedy, visible=visible)
        if isinstance(proved, Origin):
            return proved
        doubt = Unknown(KIND, "", proved.reason, proved.remedy or self._remedy(said))
        return structs.replace(found, doubt=doubt, visible=proved.visible)

    def _proved(self, said: Said, found: Origin, *, mended: bool) -> Origin | Doubt:
        name = speaker(said)
        if approval := self._approval(said, found.commit):
            where = f" ({approval.where})" if approval.where else ""
            return structs.replace(found, said_at=approval.at, proof=f"{name} approved it on the forge{where}")
        if mended:
            return Doubt("it came with the commit that mended the file, so nobody can tell who added it")
        doubts: list[Doubt] = []
        for commit in self._history.adding(found.commit, said):
            doubt = self._unsigned(said, commit, found.commit)
            if doubt is None:
                at = self._history.commit(commit).committed_at
                return structs.replace(found, said_at=at, proof=f"{name} signed {commit[:12]}, which adds it")
            doubts.append(doubt)
        if len(self._history.commit(found.commit).parents) > 1:
            doubt = self._not_pressed(said, found.commit)
            if doubt is None:
                return structs.replace(found, proof=f"{name} merged it on the forge, which signed {found.commit[:12]}")
            doubts.append(doubt)
        return next(self._ranked(doubts), self._nothing(name, found.commit))

    def _ranked(self, doubts: Sequence[Doubt]) -> Iterator[Doubt]:
        """What another machine may know first, then what somebody tried."""
        yield from (doubt for doubt in doubts if not doubt.visible)
        yield from (doubt for doubt in doubts if doubt.telling)

    def _nothing(self, name: str, landed: str) -> Doubt:
        if len(self._history.commit(landed).parents) > 1:
            shallow = self._history.repository.shallow
            reason = f"no commit that adds it is signed by {name}, and {name} did not merge it on a forge"
            return Doubt(reason, DEEPEN if shallow else "", visible=not shallow)
        return Doubt(f"{landed[:12]}, which adds it, is neither signed by {name} nor a merge by {name} on a forge")

    def _approval(self, said: Said, landed: str) -> Approval | None:
        """An approval by the person, on the forge, of a head that held this very entry."""
        key = person_key(speaker(said), self._people)
        for approval in self._approvals:
            if approval.landed == landed and person_key(approval.person, self._people) == key:
                there = self._history.repository.objects.head(approval.head)
                if there and said in (self._history.at(approval.head) or ()):
                    return approval
        return None

    def _unsigned(self, said: Said, commit: str, landed: str) -> Doubt | None:
        """Why a commit is not the person's word by its signature; None if it is.

        The key has to be known before anything of the change landed, and to hold at the commit's own time
        and when it landed.
        """
        name, short, signed = speaker(said), commit[:12], self._history.commit(commit)
        landing = self._history.commit(landed)
        for moment in dict.fromkeys((signed.committed_at, max(signed.committed_at, landing.committed_at))):
            signature = self._signature(commit, landed, moment)
            if isinstance(signature, Unknown):
                return self._no_proof(signature, short, signed)
            if FORGE.fullmatch(signature.signer):
                return Doubt(f"{short} is signed by a forge, which tells nothing of who wrote it", telling=False)
            if not is_person(signature.signer, name, self._people):
                return Doubt(f"{short}, which adds it, is signed by {signature.signer}, who is not {name}")
        if any(self._history.commit(p).committed_at > signed.committed_at + SKEW for p in signed.parents):
            remedy = f"set the clock of the machine that signs, and let {name} accept anew"
            return Doubt(f"{short}, which adds it, says that it is older than the commit it follows", remedy)
        return None

    def _not_pressed(self, said: Said, landed: str) -> Doubt | None:
        """Why a merge is not one that the person made on a forge; None if it is."""
        name, merge = speaker(said), self._history.commit(landed)
        signature = self._signature(landed, landed, merge.committed_at)
        if isinstance(signature, Unknown):
            return self._no_proof(signature, landed[:12], merge)
        if not FORGE.fullmatch(signature.signer) or self._people.by_email(signature.signer):
            return Doubt(f"the merge is signed by {signature.signer}: a merge of one's own may bring what nobody read")
        if not is_person(merge.author, name, self._people):
            return Doubt(f"{merge.author or 'nobody by name'} merged it, not {name}")
        if self._merges_target(merge):
            return Doubt("the merge brings the target into another branch, so it is not the merge of a change")
        return None

    def _merges_target(self, merge: SignedCommit) -> bool:
        """Whether a merge says that it took the target into a branch, as `Update branch` does."""
        name = self._history.target.name
        names = "|".join(re.escape(n) for n in (name, name.rpartition("/")[2]))
        return re.match(rf"Merge (?:remote-tracking )?branch '(?:[^']*/)?(?:{names})'", merge.message) is not None

    def _signature(self, commit: str, landed: str, moment: int) -> Signature:
        """What a commit's signature proves at a time, by the keys that the target knew just before something landed."""
        base = next(iter(self._history.commit(landed).parents), "")
        at = (commit, base, moment)
        if at not in self._signatures:
            if base not in self._keys:
                self._keys[base] = read_keys(Tree(self._history.repository.objects, base))
            signed = structs.replace(self._history.commit(commit), committed_at=moment)
            self._signatures[at] = verify_signature(signed, self._keys[base])
        return self._signatures[at]

    def _no_proof(self, signature: Unknown, short: str, signed: SignedCommit) -> Doubt:
        """Why a signature proves nothing; that there is none is not worth telling."""
        remedy = "" if signature.remedy == SIGN else signature.remedy
        visible = signature.kind != NO_PROGRAM
        return Doubt(f"{short} is no proof: {signature.reason}", remedy, telling=bool(signed.kind), visible=visible)

    def _remedy(self, said: Said) -> str:
        name, target = speaker(said), self._history.target.name
        return f"let {name} add the entry in a commit signed by a key that {target} knows, or merge it on the forge"


def speaker(said: Said) -> str:
    """Whose word an entry is; a hand-over is the word of who hands over."""
    return said.outgoing if isinstance(said, HandOver) else said.person
