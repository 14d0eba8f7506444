"""Prepares an answer to "will you answer for this component?", or the question, as an entry of the acceptances file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from msgspec import Struct, structs

from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.components import Component
from watchkeeper.domain.ownership.agreements import ACCEPTANCES, AgreementTerms, Said
from watchkeeper.domain.ownership.owners import Acceptance, Decline, Request
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.domain.signatures import KnownKeys
from watchkeeper.domain.times import utc
from watchkeeper.evidence.signatures.known_keys import SIGNERS, read_keys
from watchkeeper.formats.policy.acceptances_file import KINDS, hours_fault, parse_acceptances, person_fault
from watchkeeper.formats.policy.appending import Entry, append_entry, is_blank
from watchkeeper.formats.policy.times import parse_duration, parse_time
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.rendering.list_entry import render_entry, render_flow_entry
from watchkeeper.usecases.load_policy import Loaded, load_policy
from watchkeeper.usecases.ownership.list_components import choose_component, inventory_at
from watchkeeper.usecases.wiring import load_rules
from watchkeeper.usecases.work_tree import rewrite, takes_no_entry

DAY = 86_400


class Answer(Struct, frozen=True):
    """What `accept` or `decline` is asked: `said` as typed (until a time or a duration, a person or "")."""

    repo: str
    said: Acceptance | Decline
    target: str
    now: int


class Prepared(Struct, frozen=True):
    """An answer ready to be written, its YAML, and what has to happen so that it counts."""

    said: Acceptance | Decline
    entry: str
    steps: tuple[str, ...]
    escalation: str = ""


def prepare_answer(answer: Answer) -> Prepared:
    """The entry that the answer asks for.

    The component is one of the target or of HEAD, since a tool is accepted before it is merged. Where
    neither has any, any name is taken.

    Raises:
        UsageError: an unknown or ambiguous component, nobody by name, hours that misspell a known word, an
            end that is no time or past; all faults at once.
    """
    with Repository(answer.repo) as repository:
        target = find_target(repository, answer.target, Opening())
        loaded = load_policy(repository, target, None, load_rules())
        policy = loaded.policy
        known = _known(repository, target, loaded)
        person = answer.said.person or repository.configured_email
        keys = read_keys(Tree(repository.objects, target.commit))
    said = structs.replace(answer.said, person=person)
    if problems := list(_faults(said, answer.now)):
        raise UsageError(*problems)
    if known:
        said = structs.replace(said, component=choose_component(said.component, known))
    if isinstance(said, Decline):
        said = structs.replace(said, declined_at=utc(answer.now))
        steps = tuple(_after_no(said, target, policy.escalation))
    else:
        said = structs.replace(
            said, accepted_at=utc(answer.now), until=_until(said.until, answer.now, policy.agreement_terms)
        )
        steps = tuple(_after_yes(said, target, keys, policy.agreement_terms))
    return Prepared(said, render_entry(said), steps, policy.escalation)


def write_entry(repo: str, said: Said) -> str:
    """Add an entry to the file in the work tree, whole or not at all; the path written.

    Raises:
        UsageError: there is no work tree, a link stands in the way, or the file takes no entry as it is.
    """
    return rewrite(repo, ACCEPTANCES, lambda old: add_entry(old, said))


def ask(repo: str, request: Request) -> str:
    """Write down that a person is asked (`asked_at` RFC 3339); the clock to answer runs once it is merged.

    Raises:
        UsageError: as `write_entry`.
    """
    return write_entry(repo, request)


def add_entry(old: bytes, said: Said) -> bytes:
    """The text of the file with one more entry; every byte of the old text stays.

    Raises:
        UsageError: the old text is broken, or cannot take an entry without being rewritten.
    """
    name = KINDS[type(said)]
    if not is_blank(old.decode("utf-8", "replace")):
        before = parse_acceptances(old, ACCEPTANCES)
    else:
        before = parse_acceptances(b"version: 1\n", ACCEPTANCES)
    entry = Entry(lambda indent, end: render_entry(said, indent, end), render_flow_entry(said))
    new = append_entry(old, name, entry)
    try:
        expected = structs.replace(before, **{name: (*getattr(before, name), said)})
        whole = parse_acceptances(new, ACCEPTANCES) == expected
    except UsageError:
        whole = False
    if not whole:
        raise takes_no_entry(ACCEPTANCES)
    return new


def _known(repository: Repository, target: Target, loaded: Loaded) -> Mapping[str, Component]:
    """The components of the target, and those that HEAD adds, by id; none where a tree is not in this clone."""
    (head,) = repository.resolve("HEAD")
    found: dict[str, Component] = {}
    with contextlib.suppress(UnknownSubjectError):
        for commit in dict.fromkeys((*([head.sha] if head else ()), target.commit)):
            found |= {c.id: c for c in inventory_at(repository, commit, loaded).components}
    return found


def _faults(said: Acceptance | Decline, now: int) -> Iterator[Problem]:
    if not said.component.strip() or not said.component.isprintable():
        yield Problem(f"{said.component!r} is no name of a component", remedy="name it by its id or its name")
    if not said.person.strip():
        yield Problem("who answers is not known", remedy="say who: --person WHO, or configure user.email")
    elif remedy := person_fault(said.person):
        yield Problem(f"{said.person!r} is no name of a person", remedy=remedy)
    if isinstance(said, Decline):
        return
    if not said.hours.strip():
        yield Problem("the hours are blank", remedy="say when: --hours 24x7")
    elif remedy := hours_fault(said.hours):
        yield Problem(f"the hours {said.hours!r} are not understood", remedy=remedy)
    end = _end(said.until, now) if said.until else now + 1
    if end is None:
        yield Problem(f"until {said.until!r} is no time", remedy="write it like 2026-09-01T00:00:00Z, or 90d")
    elif end <= now:
        yield Problem(f"until {said.until} is not later than now", remedy="name a later time: --until 90d")


def _end(text: str, now: int) -> int | None:
    length = parse_duration(text)
    return now + length if length else parse_time(text)


def _until(text: str, now: int, terms: AgreementTerms) -> str:
    return utc((_end(text, now) if text else None) or now + terms.acceptance_days * DAY)


def _after_yes(said: Acceptance, target: Target, keys: KnownKeys, terms: AgreementTerms) -> Iterator[str]:
    name = target.name
    if not keys.allowed_signers.strip() and not keys.openpgp:
        yield f"{name} knows no key yet: first let {said.person}'s line be merged into {SIGNERS}, in a change before."
    yield (
        f"Let {said.person} commit this entry to {ACCEPTANCES}, signed (git commit -S) with a key that {name} knows; "
        f"let it reach {name} without a squash, which drops the signature."
    )
    yield f"Or let {said.person} press merge, with a merge commit that the forge signs by a key that {name} knows."
    cap = utc((parse_time(said.accepted_at) or 0) + terms.acceptance_days * DAY)
    capped = f"{said.until}" if said.until <= cap else f"{cap}, the {terms.acceptance_days} days that the policy allows"
    yield f"From then on it counts until {capped}; then it lapses, and {said.person} may accept anew."


def _after_no(said: Decline, target: Target, escalation: str) -> Iterator[str]:
    yield f"Let this entry be merged into {ACCEPTANCES} on {target.name}; it costs {said.person} nothing."
    yield f"From then on an acceptance by {said.person} that was said before counts no more."
    if escalation:
        yield f"Whoever looks for an owner is led to {escalation}."
    else:
        yield "The policy names nobody to go to instead: name somebody in its key escalation."
