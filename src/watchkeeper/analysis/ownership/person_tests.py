"""The tests of an owner: exists, is a person, was active lately, knows the path, is independent of the change."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from watchkeeper.analysis.authorship.bots import is_bot
from watchkeeper.analysis.people.directory import Directory, Lookup
from watchkeeper.domain.knowledge import Knower
from watchkeeper.domain.ownership.owners import Reason, Role, Test
from watchkeeper.domain.people import NameKind, Person, fold
from watchkeeper.domain.times import utc

DAY = 86_400
SHOWN_SOURCES = 3


class Terms(Struct, frozen=True):
    """What is asked of an owner.

    `matters` are the tests that decide; the others are told. Ninety days are the time after which GitLab and
    GitHub Enterprise Server call an account dormant: longer than a holiday, shorter than a forgotten entry.
    A person knows a path with this `share` of what is known of it (0..1), as one of the `first` who know most,
    or by a review there.
    """

    matters: tuple[Test, ...] = ("exists", "person", "active")
    active_days: int = 90
    share: float = 0.05
    first: int = 3
    role: Role = "accountable"
    escalation: str = ""


class Facts(Struct, frozen=True):
    """What is known beside the directory. Times are seconds since the epoch, UTC.

    `last_active` is by person (`activity_by_person`); it holds everything from `since` on (0 = ever, None =
    nothing is known). `knowers` rank who knows the path, best first; None = not looked at. `involved` are the
    names of the author, the co-authors and the initiator of the change; `involved_known` tells whether their
    logins are among them. `machines` are logins and addresses of agents and automations, folded.
    `newest` is the time of the last commit, by anybody; None = not looked at.
    """

    now: int
    last_active: Mapping[str, int] = {}
    since: int | None = None
    knowers: tuple[Knower, ...] | None = None
    involved: frozenset[str] = frozenset()
    involved_known: bool = False
    machines: frozenset[str] = frozenset()
    newest: int | None = None


class Subject(Struct, frozen=True):
    """Somebody to be judged: the text that means them, and whom it means in the directory."""

    text: str
    found: Lookup

    @property
    def person(self) -> Person | None:
        """The person, if any is known, by a list or by the history alone."""
        return self.found.person

    @property
    def names(self) -> tuple[str, ...]:
        """The text, and the logins and addresses of the person, folded."""
        person = self.person
        listed = (person.logins.github, person.logins.gitlab, *person.emails) if person else ()
        return tuple(fold(name).removeprefix("@") for name in (self.text, *listed) if name)


def judge_person(subject: Subject, directory: Directory, facts: Facts) -> tuple[Reason, Reason]:
    """The tests *exists* and *person*."""
    return _exists(subject, directory), _is_person(subject, facts)


def judge_activity(subject: Subject, who: str, facts: Facts, terms: Terms) -> Reason:
    """The test *active*; `who` is the identity that activity is counted under."""
    if gone := _gone(subject, facts.now):
        return Reason("active", False, gone)
    seen = facts.last_active.get(who)
    if seen is not None and seen > facts.now + DAY:
        return Reason("active", None, f"was last seen on {_day(seen)}, which is in the future: a clock is wrong")
    if seen is not None and seen >= facts.now - terms.active_days * DAY:
        return Reason("active", True, f"was last seen on {_day(seen)}, within {terms.active_days} days")
    unknown = _not_told(subject, seen, facts, terms)
    if unknown:
        return Reason("active", None, unknown)
    if seen is None:
        return Reason("active", False, "was never seen: no commit, review or merge")
    return Reason("active", False, f"was last seen on {_day(seen)}, more than {terms.active_days} days ago")


def judge_knowledge(who: str, ranks: Mapping[str, tuple[int, Knower]] | None, terms: Terms) -> Reason:
    """The test *knows*; `ranks` hold the knowers of the path by identity, with their rank from 1."""
    if ranks is None:
        return Reason("knows", None, "who knows this path was not looked at")
    if not ranks:
        return Reason("knows", None, "the history tells of nobody who knows this path")
    rank, knower = ranks.get(who, (0, None))
    if knower is None:
        return Reason("knows", False, "never wrote or reviewed anything here")
    what = f"number {rank} of {len(ranks)} who know this path, with {knower.share:.0%} of it"
    if knower.reviews and knower.share < terms.share and rank > terms.first:
        return Reason("knows", True, f"reviewed {knower.reviews} changes here; {what}")
    return Reason("knows", knower.share >= terms.share or rank <= terms.first or knower.reviews > 0, what)


def judge_independence(subject: Subject, who: str, involved: frozenset[str], facts: Facts) -> Reason:
    """The test *independent*; `involved` are the identities of those who made the change."""
    if who in involved or not involved.isdisjoint(subject.names):
        return Reason("independent", False, "is the author, a co-author or the initiator of this change")
    if not facts.involved_known:
        return Reason("independent", None, "the logins of those who made this change are not known")
    return Reason("independent", True, "had no part in this change")


def _not_told(subject: Subject, seen: int | None, facts: Facts, terms: Terms) -> str:
    """Why it proves nothing that somebody was not seen lately; "" when it does."""
    if facts.since is None:
        return "nothing is known of who was active"
    if facts.since > facts.now - terms.active_days * DAY:
        return f"was not seen, but what is known begins on {_day(facts.since)}, within {terms.active_days} days"
    if facts.newest is not None and facts.newest < facts.now - terms.active_days * DAY:
        last = "was not seen" if seen is None else f"was last seen on {_day(seen)}"
        return f"{last}, but nobody was since {_day(facts.newest)}: the history that is here ends on that day"
    person = subject.person
    if person is None or not person.emails or (subject.found.state == "hint" and person.kind == "account"):
        last = "was not seen" if seen is None else f"was last seen on {_day(seen)}"
        return f"{last}, but may write under an address that no list tells"
    return ""


def _gone(subject: Subject, now: int) -> str:
    """How a list says that a person is not here any more; "" when none does."""
    person = subject.person
    if person is None:
        return ""
    if not person.active:
        return f"{person.place or 'the directory'} lists {person.id} as gone"
    return f"the last day of {person.id} was {person.until}" if person.until and person.until < _day(now) else ""


def _exists(subject: Subject, directory: Directory) -> Reason:
    found, people = subject.found, directory.people
    if found.state == "known" and found.person is not None:
        return Reason("exists", True, f"is listed in {found.person.place or 'the directory'}")
    if found.state in {"hint", "contested"}:
        return Reason("exists", None, found.why)
    if found.state == "look-alike":
        return Reason("exists", False, found.why)
    if not people.lists_persons and not people.unread:
        return Reason("exists", None, "no list of people is configured, so nobody can be looked up")
    if people.unread:
        return Reason("exists", None, f"is in no list, but {', '.join(people.unread[:3])} could not be read whole")
    kind: NameKind = "address" if "@" in subject.text[1:] else "login"
    if kind not in people.lists:
        names = "addresses" if kind == "address" else "logins"
        return Reason("exists", None, f"cannot be looked up: no list of people tells their {names}")
    files = [place.file for place in people.sources]
    more = f" and {len(files) - SHOWN_SOURCES} more" if len(files) > SHOWN_SOURCES else ""
    where = f"{', '.join(files[:SHOWN_SOURCES])}{more}" or "the directory"
    return Reason("exists", False, found.why.replace("is nobody", f"is nobody in {where}", 1))


def _is_person(subject: Subject, facts: Facts) -> Reason:
    person, listed = subject.person, subject.found.state == "known"
    if person is not None and person.kind in {"bot", "agent"}:
        return Reason("person", False, f"{person.place or 'the directory'} lists {_a(person.kind)}")
    if not facts.machines.isdisjoint(subject.names):
        return Reason("person", False, "is the account of an agent or an automation")
    if any(name.endswith("[bot]") for name in subject.names):
        return Reason("person", False, "is the account of an app")
    if listed and person is not None and person.kind == "person":
        return Reason("person", True, f"{person.place or 'the directory'} lists a person")
    if any(is_bot(name, name) for name in subject.names):
        return Reason("person", False, "has the name of a machine, and no list calls it a person")
    if person is not None and listed:
        return Reason("person", None, f"{person.place} lists an account; no list of people says who is behind it")
    return Reason("person", None, "no list of people says that this is a person")


def _day(seconds: int) -> str:
    return utc(seconds)[:10]


def _a(kind: str) -> str:
    return "an agent" if kind == "agent" else f"a {kind}"
