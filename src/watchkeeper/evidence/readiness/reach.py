"""Looks people up who are called: by any name that a rota, a pager or a declaration gives them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from watchkeeper.analysis.components.owners import declared_owner
from watchkeeper.analysis.drill.facts import Reach
from watchkeeper.analysis.drill.reaching import contact_of, reach_of
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import OwnerRef
from watchkeeper.domain.people import Person
from watchkeeper.domain.readiness.on_call import Contact
from watchkeeper.evidence.ownership.judging import Judge


class Reaching:
    """Who can be reached, each name looked up once. `paths` are the component's files, for who knows them."""

    def __init__(self, judge: Judge | Unknown, contacts: Sequence[Contact], paths: Sequence[str] = ()) -> None:
        self._judge = judge
        self._contacts = contacts
        self._paths = paths
        self._known: dict[str, Reach] = {}

    def __call__(self, text: str) -> Reach:
        """What a name on a rota leads to."""
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    def owner(self, text: str) -> Reach | None:
        """What an owner as written leads to: of a team one of its members; None if nothing is written."""
        ref = declared_owner(text)
        if ref is None:
            return None
        if isinstance(self._judge, Unknown):
            return Reach("unknown", "", text, f"cannot be looked up: {self._judge.reason}")
        (answer,) = self._judge.judge((ref,), self._paths)
        best = next((s for s in answer.standings if s.stands), next(iter(answer.standings), None))
        person = self._person(best.id if best else text)
        return reach_of(answer, person)

    def _look_up(self, text: str) -> Reach:
        contact = contact_of(text, self._contacts)
        names = tuple(dict.fromkeys((text, *(contact.names if contact else ()))))
        if isinstance(self._judge, Unknown):
            shown = next((name for name in names if " " in name), text)
            return Reach("unknown", "", shown, f"cannot be looked up: {self._judge.reason}")
        found = next((name for name in names if self._person(name) is not None), text)
        person = self._person(found)
        (answer,) = self._judge.judge((_ref(found, person),), self._paths)
        reach = reach_of(answer, person, contact)
        shown = next((name for name in names if " " in name), "")
        return structs.replace(reach, name=shown) if shown and person is None else reach

    def _person(self, name: str) -> Person | None:
        if isinstance(self._judge, Unknown):
            return None
        found = self._judge.roster.directory.find(name)
        return found.person if found.state == "known" else None


def _ref(name: str, person: Person | None) -> OwnerRef:
    if person is not None:
        return OwnerRef(f"person:{person.id}", "user")
    return OwnerRef(name, "email" if "@" in name[1:] else "user")


def living(reach: Reach) -> str:
    """Why somebody does not count as covering an hour; "" for one who does."""
    return "" if reach.state == "stands" else f"{reach.name} {reach.why}"
