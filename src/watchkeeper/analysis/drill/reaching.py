"""Says whether a name on a rota, or an owner, is a living person who can be called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from watchkeeper.analysis.drill.facts import Reach
from watchkeeper.domain.ownership.owners import OwnerAnswer, Reason, Standing, Test
from watchkeeper.domain.people import Person
from watchkeeper.domain.readiness.on_call import Contact

DECISIVE: tuple[Test, ...] = ("exists", "person")


def reach_of(answer: OwnerAnswer, person: Person | None, contact: Contact | None = None) -> Reach:
    """What judging a name came to. `person` is the directory's entry, `contact` the pager's.

    Somebody who is listed as a person and not known to be gone is alive: a person on a rota need not have
    committed anything lately.
    """
    standing = _best(answer.standings)
    name = (person.name if person else "") or (standing.name if standing else "") or answer.owner.text
    if contact is not None and not contact.active:
        return Reach("nobody", _id(standing), name, "is not active in the pager's export")
    if standing is None:
        state = "nobody" if answer.state == "nobody" else "unknown"
        return Reach(state, "", name, _ended(answer.reason, answer.owner.text))  # type: ignore[arg-type]
    by = {reason.test: reason for reason in standing.reasons}
    decisive = (*DECISIVE, "active") if person is None or _may_be_gone(person) else DECISIVE
    fallen = [by[test] for test in decisive if test in by and by[test].holds is False]
    vague = [by[test] for test in DECISIVE if test not in by or by[test].holds is None]
    knows = by.get("knows")
    state = "nobody" if fallen else "unknown" if vague else "stands"
    why = (fallen or vague or [_reason(by, "exists")])[0].text
    return Reach(
        state=state,  # type: ignore[arg-type]
        id=standing.id,
        name=name,
        why=why,
        zone=person.zone if person else "",
        knows=knows.holds if knows else None,
        knows_why=knows.text if knows else "is not known to know the code",
        ways=contact.ways if contact else None,
        delay=contact.delay if contact else 0,
        place=person.place if person else None,
    )


def contact_of(name: str, contacts: Iterable[Contact]) -> Contact | None:
    """The pager's entry that a text means, by any of its names, letters' case aside."""
    folded = name.casefold()
    return next((c for c in contacts if any(text.casefold() == folded for text in c.names)), None)


def _best(standings: Sequence[Standing]) -> Standing | None:
    """The person behind an owner to be called: one who stands, else the first."""
    return next((s for s in standings if s.stands), standings[0] if standings else None)


def _may_be_gone(person: Person) -> bool:
    """Whether a list says that somebody left, or will; who only did nothing in this repository is still there."""
    return not person.active or bool(person.until)


def _id(standing: Standing | None) -> str:
    return standing.id if standing else ""


def _reason(by: dict[Test, Reason], test: Test) -> Reason:
    return by.get(test) or Reason(test, None, "was not looked up")


def _ended(reason: str, name: str) -> str:
    """The reason as the end of a sentence that begins with the name."""
    return reason.removeprefix(f"{name} ") if reason.startswith(f"{name} ") else f"is not known: {reason}"
