"""Who leaves and who takes over, with every text that means them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from msgspec import Struct

from watchkeeper.analysis.people.addresses import login_of
from watchkeeper.analysis.people.directory import Lookup
from watchkeeper.analysis.people.look_alikes import skeleton
from watchkeeper.domain.ownership.owners import Dialect, OwnerRef
from watchkeeper.domain.people import Person
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.evidence.ownership.mentions import Names
from watchkeeper.usecases.ownership.name_people import KnownPeople

PREFIXES = ("user:default/", "user:", "person:")


class Party(Struct, frozen=True):
    """A person of the hand-over: a name, what the directory says, all texts that mean them, and how each is written."""

    text: str
    found: Lookup
    names: Names
    forms: Mapping[str, str] = {}

    @property
    def folded(self) -> frozenset[str]:
        """All texts that mean the person, without case."""
        return frozenset(name.casefold() for name in self.names.marked | self.names.bare)

    @property
    def known(self) -> bool:
        """Whether a list or the history knows the person."""
        return self.found.state in {"known", "hint"}


def identify_party(text: str, known: KnownPeople, dialect: Dialect) -> Party:
    """Whom a login (with or without @), an address or an id means, by lists, the history and merges.

    Raises:
        UsageError: the text is the name of two people.
    """
    plain = text.strip()
    typed = plain if "@" in plain else f"@{plain}"
    found = known.directory.find(typed)
    by_id = known.directory.find(plain) if "@" not in plain else found
    if found.state != "known" and by_id.state in {"known", "contested"}:
        found, typed = by_id, (_first_name(by_id.person) or typed)
    if found.state == "contested":
        raise UsageError(Problem(f"{plain} {found.why}", remedy="name the person by an address or an id"))
    person = found.person
    addresses = {a.lower() for a in (person.emails if person else ())}
    addresses |= {a for a, login in known.logins.items() if f"@{login}".casefold() == typed.casefold()}
    addresses |= {typed.casefold()} if not typed.startswith("@") else set()
    addresses |= {a for one in known.presence if addresses & set(one.addresses) for a in one.addresses}
    if person is None and addresses - {typed.casefold()}:
        found = Lookup("hint", None, "is known by merges alone")
    logins = {login for login in (person.logins.github, person.logins.gitlab) if login} if person else set()
    logins |= {told[1] for a in addresses if (told := login_of(a))}
    logins |= {known.logins[a] for a in addresses & set(known.logins)}
    logins |= {typed[1:]} if typed.startswith("@") else set()
    return Party(typed, found, _names(person, logins, addresses), _forms(typed, person, logins, addresses, dialect))


def _first_name(person: Person | None) -> str:
    """The first login or address of a person who was named by an id."""
    if person is None:
        return ""
    login = person.logins.github or person.logins.gitlab
    return f"@{login}" if login else next(iter(person.emails), "")


def _names(person: Person | None, logins: Iterable[str], addresses: Iterable[str]) -> Names:
    listed = person is not None and person.kind != "account"
    ids = {person.id} if person is not None and listed and "@" not in person.id else set()
    bare = {*logins, *ids, *([person.logins.pager] if person and person.logins.pager else [])}
    refs = set(person.refs) if person else set()
    marked = {f"@{login}" for login in logins} | set(addresses) | refs
    marked |= {f"{prefix}{name}" for prefix in PREFIXES for name in {*logins, *ids}}
    full = frozenset({person.name} if person and " " in person.name else ())
    return Names(frozenset(marked), frozenset(bare), full)


def _forms(
    typed: str, person: Person | None, logins: Iterable[str], addresses: Iterable[str], dialect: Dialect
) -> Mapping[str, str]:
    """The person's name in each form: login, bare, address, reference."""
    own = (person.logins.gitlab if dialect == "gitlab" else person.logins.github) if person else ""
    login = own or (typed[1:] if typed.startswith("@") else "") or next(iter(sorted(logins)), "")
    mails = [*(person.emails if person else ()), *sorted(addresses)]
    mail = typed if not typed.startswith("@") else next((a for a in mails if "noreply" not in a), "")
    forms = {
        "login": f"@{login}" if login else "",
        "bare": login,
        "address": mail,
        "reference": person.refs[0] if person and person.refs else "",
    }
    return {form: name for form, name in forms.items() if name}


def demand_known(party: Party, named_there: bool, known: KnownPeople, owners: Iterable[OwnerRef]) -> None:
    """Refuse somebody whom nothing knows; the nearest names are told.

    Raises:
        UnknownSubjectError: no list, no commit and no owners file knows the name.
    """
    if party.known or named_there:
        return
    if party.found.state == "look-alike":
        remedy = "type the name anew, letter by letter"
        raise UnknownSubjectError(Problem(f"{party.text} {party.found.why}", remedy=remedy))
    names = {owner.text for owner in owners if owner.kind in {"user", "email"}}
    for person in known.directory.people.persons:
        names |= {f"@{login}" for login in (person.logins.github, person.logins.gitlab) if login} | set(person.emails)
    names |= {f"@{login}" for login in known.logins.values()}
    for one in known.presence:
        names |= {f"@{told[1]}" for a in one.addresses if (told := login_of(a))} | {one.person}
    folded = {name.casefold(): name for name in sorted(names)}
    near = [folded[name] for name in get_close_matches(party.text.casefold(), folded, n=3, cutoff=0.6)]
    remedy = f"did you mean {' or '.join(near)}?" if near else "name a login, an address, or an id of the people file"
    what = f"nobody is called {party.text}: no list of people, no commit and no owners file has the name"
    raise UnknownSubjectError(Problem(what, remedy=remedy))


def demand_able(to: Party, leaver: Party, today: str) -> None:
    """Refuse a successor who is the leaver, a program, or gone.

    Raises:
        UsageError: one of these.
    """
    person = to.found.person if to.found.state == "known" else None
    why = ""
    if to.folded & leaver.folded:
        why = "is the person who leaves"
    elif person and person.kind in {"bot", "agent"}:
        why = f"is listed as {person.kind}: a person has to answer"
    elif person and (not person.active or (person.until and person.until < today)):
        why = "is listed as gone"
    if why:
        raise UsageError(Problem(f"--to {to.text} {why}", remedy="name somebody else"))


def twins_of(party: Party, words: Iterable[str]) -> tuple[str, ...]:
    """Words of an owners file that only look like the person."""
    shapes = {skeleton(name) for name in party.names.marked}
    own = {name.casefold() for name in party.names.marked}
    return tuple(dict.fromkeys(word for word in words if word.casefold() not in own and skeleton(word) in shapes))


def in_form(written: str, party_forms: Mapping[str, str]) -> str:
    """A successor's name in the form in which the leaver's stands there, "" where that form is not known."""
    text, bare = written.strip("'\""), party_forms.get("bare", "")
    if text.startswith("@"):
        return party_forms.get("login") or party_forms.get("address", "")
    if ":" in text:
        head = next((prefix for prefix in PREFIXES if text.lower().startswith(prefix)), "")
        return party_forms.get("reference", "") or (f"{head}{bare}" if head and bare else "")
    if "@" in text:
        return party_forms.get("address") or party_forms.get("login", "")
    return bare


def forms_of_proposed(owner: str) -> Mapping[str, str]:
    """The forms of a proposed successor, as far as the text tells."""
    if owner.startswith("@"):
        return {"login": owner, "bare": owner[1:]}
    return {"address": owner}
