"""Keeps what the target's acceptances file said over time: who was asked, accepted, declined, was replaced."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from watchkeeper.analysis.changes.drafts import time_text
from watchkeeper.analysis.ownership.agreements import Question, judge_agreements
from watchkeeper.domain.change import Target
from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.events.ownership import OwnerAssigned, OwnershipAccepted, OwnershipDeclined, OwnershipLapsed
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.identifiers import component_id
from watchkeeper.domain.ownership.agreements import ACCEPTANCES, Said, Statement
from watchkeeper.domain.ownership.owners import Acceptance, Decline, HandOver
from watchkeeper.domain.problems import Place, UnknownSubjectError, UsageError
from watchkeeper.evidence.ownership.acceptance_history import MOST_VERSIONS, AcceptanceHistory
from watchkeeper.evidence.ownership.acceptances import collect_statements
from watchkeeper.evidence.ownership.provenance import Origin, Provenance
from watchkeeper.git.versions import Version, read_versions
from watchkeeper.usecases.history.context import Context, Cursor, batches
from watchkeeper.usecases.ledger.gate_facts import person_of
from watchkeeper.usecases.load_policy import load_policy
from watchkeeper.usecases.ownership.list_agreements import question_of
from watchkeeper.usecases.wiring import load_rules

NAME = "agreements"
Key = tuple[str, str, str]


def pass_agreements(context: Context, since: Cursor) -> int:
    """Keep what the versions of the file after the cursor say; how many events were new.

    A file that cannot be read at all adds nothing: the next import tries again.
    """
    target = Target(context.place.target, context.tip, protected=True, reason="its history is imported")
    try:
        drafts = list(_Said(context, target).drafts(since.tip))
    except UnknownSubjectError:
        return 0
    new = sum(context.keep(NAME, batch, since) for batch in batches(iter(drafts)))
    context.keep(NAME, (), Cursor(context.tip, context.place.generation))
    return new


class _Said:
    """What one target's file said, as events."""

    def __init__(self, context: Context, target: Target) -> None:
        self._place = context.place
        self._repository = context.repository
        self._target = target
        self._question = _question(context, target)
        self._history = AcceptanceHistory(context.repository, target)
        self._provenance = Provenance(self._history, self._question.people)

    def drafts(self, since: str) -> Iterator[Draft]:
        """Events of the versions after the one that held at `since`, oldest first, then what a hand-over ended."""
        known = read_versions(self._repository, since, ACCEPTANCES, 1) if since else ()
        before: frozenset[Said] = frozenset()
        mended, fresh = False, not known
        versions = self._history.versions
        begins = len(versions) < MOST_VERSIONS and not (versions and versions[-1].cut)
        for version in reversed(versions):
            entries = self._history.entries(version)
            if entries is not None and fresh and (begins or version is not versions[-1]):
                yield from self._changed(before, entries, version, mended=mended)
            fresh = fresh or version.commit == known[0].commit
            mended = entries is None
            before = before if entries is None else entries
        yield from self._replaced()

    def _changed(
        self, before: frozenset[Said], after: frozenset[Said], version: Version, *, mended: bool
    ) -> Iterator[Draft]:
        """What one version added, and whose acceptance it dropped."""
        standing = {_key(said) for said in before & after if isinstance(said, Acceptance)}
        for at, said in enumerate(sorted(after - before, key=repr)):
            origin = self._provenance.brought(said, version, mended=mended)
            payload, moment = self._payload(said, origin)
            if payload and not (isinstance(payload, OwnerAssigned) and _key(said) in standing):
                yield self._draft(said.component, f"{version.commit}/{at}", payload, time_text(moment))
        held = {_key(said): said for said in before if isinstance(said, Acceptance)}
        spoken = {_key(said) for said in after if isinstance(said, Acceptance | Decline)}
        for at, said in enumerate(sorted((s for key, s in held.items() if key not in spoken), key=repr)):
            payload = OwnershipLapsed(said.role, person_of(said.person), "unknown")
            moment = version.committed_at
            yield self._draft(said.component, f"{version.commit}/dropped/{at}", payload, time_text(moment))

    def _payload(self, said: Said, origin: Origin) -> tuple[Payload | None, int]:
        """The event that an entry is, and when: an acceptance that nothing proves only writes a person down."""
        if isinstance(said, HandOver):
            return None, 0
        person = person_of(said.person)
        if isinstance(said, Decline):
            return OwnershipDeclined(said.role, person, said.reason), origin.landed_at
        if isinstance(said, Acceptance):
            place = Place(ACCEPTANCES, commit=origin.commit)
            statement = Statement(said, "file", place, origin.said_at, origin.landed_at, origin.proof, origin.doubt)
            now = max(origin.said_at, origin.landed_at)
            (found,) = judge_agreements([statement], structs.replace(self._question, now=now))
            if found.rung == "simulated" or found.ended:
                hours = known_hours(said.hours)
                return OwnershipAccepted(said.role, person, hours, found.until, ACCEPTANCES), origin.said_at
            return OwnerAssigned(said.role, person, where=ACCEPTANCES), origin.landed_at
        return OwnerAssigned(said.role, person, by=person_of(said.by), where=ACCEPTANCES), origin.landed_at

    def _replaced(self) -> Iterator[Draft]:
        """The acceptances that a hand-over ended by the time of the tip."""
        found = collect_statements(self._repository, self._target, self._question.people)
        if isinstance(found, Unknown):
            return
        now = self._history.commit(self._target.commit).committed_at
        for agreement in judge_agreements(found.value, structs.replace(self._question, now=now)):
            if agreement.ended == "replaced" and agreement.place:
                payload = OwnershipLapsed(agreement.role, person_of(agreement.person), "replaced")
                source_id = f"{agreement.place.commit}/{agreement.component}/{agreement.role}/{agreement.until}"
                yield self._draft(agreement.component, source_id, payload, agreement.until)

    def _draft(self, component: str, source_id: str, payload: Payload, occurred_at: str) -> Draft:
        subject = component if component.startswith("component:") else component_id(component)
        name = type(payload).__name__
        return Draft(f"git:{self._place.repository}", f"{source_id}#{name}", subject, occurred_at, payload)


def known_hours(hours: str) -> str:
    """Hours as the chain may hold them: known words; free text may name people, and stays in the file."""
    return hours if hours in {"24x7", "best-effort"} or hours.startswith("business-hours ") else "other"


def _key(said: Acceptance | Decline | Said) -> Key:
    person = said.outgoing if isinstance(said, HandOver) else said.person
    return said.component, person.casefold(), said.role


def _question(context: Context, target: Target) -> Question:
    """What entries are judged by, the time left open; a policy that is broken at the tip says nothing."""
    try:
        return question_of(load_policy(context.repository, target, None, load_rules()), 0)
    except UsageError:
        return Question(0)
