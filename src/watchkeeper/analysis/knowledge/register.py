"""The table of identities of a history, and the parts they had in its commits."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.changes.landing import read_landing
from watchkeeper.analysis.knowledge.credits import Part
from watchkeeper.analysis.knowledge.identities import is_program, key_of
from watchkeeper.analysis.knowledge.state import Activity, State
from watchkeeper.domain.change import Commit, Identity
from watchkeeper.formats.git.credits import Credit, CreditRole, parse_credits


class Header(Struct, frozen=True, gc=False):
    """A commit without its text: its parents and who had which part in it.

    `brings` tells that it is a merge of a change, whose author approved what it brought.
    """

    parents: tuple[str, ...]
    part: Part
    brings: bool = False


class Register:
    """Reads commits one by one; enters everybody whom they name."""

    def __init__(self, state: State, catalogue: SignalCatalogue) -> None:
        self._state = state
        self._catalogue = catalogue
        self._places = {pair: at for at, pair in enumerate(state.identities)}

    def read(self, commit: Commit) -> Header:
        """The header of a commit; everybody's activity is noted. Times never lie after the commit's own."""
        time = max(0, min(commit.authored_at, commit.committed_at))
        author = self._place(commit.author)
        told = parse_credits(commit.message)
        program = self._state.programs[author]
        brings = len(commit.parents) > 1 and not read_landing(commit).integration
        part = Part(
            author=author,
            program=program,
            co_authors=self._people(_told(told, "co-author"), author),
            committer=next(iter(self._people([commit.committer], author)), -1),
            mergers_told=self._people(_told(told, "merger"), author),
            reviewers=self._people(_told(told, "reviewer", "sign-off"), author),
            time=time,
        )
        self._note(part, max(0, commit.committed_at))
        return Header(commit.parents, part, brings)

    def merger(self, header: Header) -> int:
        """Who brought in a branch: the person who made the merge, else who committed it; -1 for nobody."""
        if not header.brings:
            return -1
        return header.part.committer if header.part.program else header.part.author

    def note_merge(self, header: Header) -> None:
        """Note that somebody merged."""
        if (merger := self.merger(header)) >= 0:
            activity = self._state.activity[merger]
            activity.merged = max(activity.merged, header.part.time)

    def same(self, one: int, other: int) -> bool:
        """Whether two identities are one person as far as they themselves tell: by address or by name."""
        if one == other:
            return True
        left, right = (Identity(*self._state.identities[at]) for at in (one, other))
        return key_of(left) == key_of(right) or (left.name.casefold() == right.name.casefold() != "")

    def _people(self, identities: Iterable[Identity], author: int) -> tuple[int, ...]:
        """The places of people other than the author."""
        places = dict.fromkeys(self._place(one) for one in identities)
        programs = self._state.programs
        return tuple(p for p in places if not programs[p] and (programs[author] or not self.same(p, author)))

    def _place(self, identity: Identity) -> int:
        pair = (identity.name, identity.email)
        place = self._places.get(pair)
        if place is None:
            place = self._places[pair] = len(self._state.identities)
            self._state.identities.append(pair)
            self._state.programs.append(is_program(identity, self._catalogue))
            self._state.activity.append(Activity())
        return place

    def _note(self, part: Part, committed: int) -> None:
        activity = self._state.activity
        if not part.program:
            activity[part.author].commits += 1
        for person in ((part.author,) if not part.program else ()) + part.co_authors:
            activity[person].authored = max(activity[person].authored, part.time)
        for person in part.reviewers:
            activity[person].reviewed = max(activity[person].reviewed, committed)
        for person in (*part.mergers_told, *((part.committer,) if part.committer >= 0 else ())):
            activity[person].merged = max(activity[person].merged, committed)


def _told(told: Iterable[Credit], *roles: CreditRole) -> list[Identity]:
    return [credit.who for credit in told if credit.role in roles]
