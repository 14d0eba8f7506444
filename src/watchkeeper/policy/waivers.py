"""Says what each waiver is worth at one time: in force, expired, declared only, or without its second person."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field, structs

from watchkeeper.analysis.ownership.same_person import find_person, same_person
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.people import People
from watchkeeper.domain.times import utc
from watchkeeper.domain.waivers import Grant, Standing, State, Terms
from watchkeeper.domain.working_days import add_working_days

AUTHENTICATED = frozenset({"file", "forge"})
"""Sources in which somebody other than the waiver's own text vouches for the names in it."""
FILE = ".watchkeeper/waivers.yaml"


class Facts(Struct, frozen=True):
    """What waivers are judged by, beside themselves.

    `heads` maps a head to the names of its authors; `head` is the one under review, "" to judge each
    waiver for its own head. `target` is the target's name, `unprotected` why it protects nothing, or "".
    `on_call` maps each open incident to the names of those who have it in hand.
    """

    now: int
    terms: Terms
    people: People
    authors: dict[str, tuple[str, ...]]
    head: str
    target: str
    unprotected: str = ""
    on_call: dict[str, tuple[str, ...]] = field(default_factory=dict)


def judge_waivers(grants: Sequence[Grant], facts: Facts) -> tuple[Standing, ...]:
    """What each of these waivers is worth, in their order."""
    return tuple(_stand(grant, grants, facts) for grant in grants)


def _stand(grant: Grant, grants: Sequence[Grant], facts: Facts) -> Standing:
    standing = Standing(grant, "declared")
    if doubt := _doubt(grant, facts):
        return structs.replace(standing, reason=doubt.reason, remedy=doubt.remedy)
    waiver = grant.waiver
    cap = utc(grant.granted_at + facts.terms.max_hours * 3600)
    end = min(cap, waiver.until) if waiver.until else cap
    second, at = _second(grant, grants, facts)
    deadline = add_working_days(grant.granted_at, facts.terms.second_within_days)
    missing = "" if (second and at <= deadline) or _on_call(grant, facts) else utc(deadline)
    standing = structs.replace(standing, until=end, second=second, second_by=missing)
    return _timed(structs.replace(standing, notes=_notes(standing, cap, facts)), deadline, facts)


def _timed(standing: Standing, deadline: int, facts: Facts) -> Standing:
    """The state that the target's history and the clock leave a waiver in."""
    waiver, now = standing.grant.waiver, utc(facts.now)
    if standing.grant.ended:
        return _ended(standing, "expired", f"it ended with {waiver.until_commit[:12]}, which is on {facts.target}")
    if now >= standing.until:
        capped = not waiver.until or standing.until < waiver.until
        most = f", {facts.terms.max_hours} hours after it was granted, the most that the policy allows"
        return _ended(standing, "expired", f"it expired at {standing.until}{most if capped else ''}")
    if standing.second_by and facts.now >= deadline:
        late = f", and {standing.second} came later" if standing.second else ""
        reason = f"no second person agreed by {standing.second_by}{late}"
        return _ended(standing, "second-missing", reason)
    return structs.replace(standing, state="in-force")


def _ended(standing: Standing, state: State, reason: str) -> Standing:
    remedy = "let a new one be merged, with a reason of its own: watchkeeper waive"
    return structs.replace(standing, state=state, reason=reason, remedy=remedy)


def _doubt(grant: Grant, facts: Facts) -> Unknown | None:
    """Why a waiver is declared only; None when its source proves it."""
    waiver, merge = grant.waiver, f"let its entry be merged into {FILE} on {facts.target}"
    if facts.head and waiver.head != facts.head:
        which = f"it is for {waiver.head[:12]}, not for the head {facts.head[:12]}"
        return _unknown(which, "ask for one for this head, or go back to that one")
    if grant.doubt:
        return grant.doubt
    if grant.source == "ledger":
        remedy = f"{merge}, or say it on the forge, which knows who speaks"
        return _unknown("it is recorded, but no forge knew who said it", remedy)
    if facts.unprotected and grant.source != "forge":
        return _unknown(f"{facts.target} is not protected ({facts.unprotected})", "name the target with --target REF")
    if grant.granted_at <= 0:
        return _unknown("when it was granted is not known", merge)
    if grant.granted_at > facts.now:
        granted = utc(grant.granted_at)
        return _unknown(f"it was granted at {granted}, which is later than this check", "check again after that time")
    return grant.ended if isinstance(grant.ended, Unknown) else None


def _unknown(reason: str, remedy: str) -> Unknown:
    return Unknown("waivers", "", reason, remedy)


def _second(grant: Grant, grants: Sequence[Grant], facts: Facts) -> tuple[str, int]:
    """The first person who agreed beside the one who granted it, and when; ("", 0) for nobody."""
    named = [(grant.waiver.second, grant.second_at or grant.granted_at)] if grant.source in AUTHENTICATED else []
    for other in grants:
        same_rule = other.waiver.rule == grant.waiver.rule or grant.source == "break-glass"
        if other is not grant and same_rule and other.waiver.head == grant.waiver.head and _vouched(other, facts):
            named.append((other.waiver.by, other.granted_at))
            named.append((other.waiver.second, other.second_at or other.granted_at))
    good = [(at, name) for name, at in named if _may_be_second(name, grant, facts)]
    return (min(good)[1], min(good)[0]) if good else ("", 0)


def _on_call(grant: Grant, facts: Facts) -> bool:
    """Whether who granted it has the open incident in hand that it names: no second person is asked for meanwhile."""
    names = facts.on_call.get(grant.waiver.incident, ())
    return any(same_person(grant.waiver.by, name, facts.people) for name in names)


def _vouched(grant: Grant, facts: Facts) -> bool:
    return grant.source in AUTHENTICATED and grant.doubt is None and 0 < grant.granted_at <= facts.now


def _may_be_second(name: str, grant: Grant, facts: Facts) -> bool:
    """Somebody known, living and human where there is a directory, and neither the granter nor an author."""
    if not name.strip():
        return False
    person = find_person(name, facts.people)
    if facts.people.lists_persons and (person is None or person.kind != "person" or not person.active):
        return False
    taken = (grant.waiver.by, *facts.authors.get(grant.waiver.head, ()))
    return not any(same_person(name, other, facts.people) for other in taken)


def _notes(standing: Standing, cap: str, facts: Facts) -> tuple[str, ...]:
    """What is open about a waiver that may be in force."""
    waiver, found = standing.grant.waiver, []
    if waiver.until > cap:
        found.append(f"it says until {waiver.until}, but counts for {facts.terms.max_hours} hours: until {cap}")
    if standing.second_by and utc(facts.now) >= standing.second_by:
        found.append(f"no second person agreed by {standing.second_by}: {_why_not(standing, facts)}")
    elif standing.second_by:
        found.append(f"a second person is missing until {standing.second_by}: {_why_not(standing, facts)}")
    if not standing.second and _on_call(standing.grant, facts):
        found.append(f"{waiver.by} is on call for the open incident {waiver.incident}: a second person when it is over")
    if waiver.follow_up:
        found.append(f"follow-up of {waiver.follow_up_owner or waiver.by}: {waiver.follow_up}")
    return tuple(found)


def _why_not(standing: Standing, facts: Facts) -> str:
    waiver = standing.grant.waiver
    if not waiver.second or standing.second:
        return f"somebody other than {waiver.by} and the author"
    if facts.people.lists_persons and find_person(waiver.second, facts.people) is None:
        return f"{waiver.second} is not in the people file"
    return f"{waiver.second} is {waiver.by}, an author of the change, or no person who is there"
