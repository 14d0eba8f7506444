"""Random ledgers: order, batching and repetition of the arrival do not matter; rebuilt equals advanced."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.ledger.samples import ADA, GRACE, at, chunks, clock, draft, read_models
from watchkeeper.domain.events import changes, components, deployments, incidents, ownership, verdicts
from watchkeeper.domain.events.event import Draft
from watchkeeper.ledger.chain import digest, event_id
from watchkeeper.ledger.projections.advance import advance, rebuild
from watchkeeper.ledger.pseudonyms import Pseudonyms
from watchkeeper.ledger.store import KEY_VARIABLE, Ledger
from watchkeeper.ledger.verification import verify

KEY = "the same key for every random ledger"
CHANGES = st.sampled_from(["change:x/1", "change:x/2", "change:x/3"])
PEOPLE = st.sampled_from([ADA, GRACE, ""])
HOURS = st.integers(0, 6).map(at)
COMMITS = st.sampled_from(["a" * 40, "b" * 40])
SHORT = st.sampled_from(["", "x"])
ROLES = st.sampled_from(["accountable", "responder"])
STATES = st.sampled_from(["approved", "commented", "dismissed"])
ABOUT_CHANGES = st.one_of(
    st.builds(changes.ChangeOpened, number=st.integers(0, 2), author=PEOPLE, draft=st.booleans(), title=SHORT),
    st.builds(changes.ChangeMerged, COMMITS, author=PEOPLE, merged_by=PEOPLE, kind=st.sampled_from(["fix", "unknown"])),
    st.builds(changes.ChangeReviewed, PEOPLE.filter(bool), STATES, st.sampled_from(["person", "bot"])),
    st.builds(changes.ChangeApproved, PEOPLE.filter(bool)),
    st.builds(changes.ChangeReverted, CHANGES, partial=st.booleans()),
    st.builds(changes.ChangeMeasured, COMMITS, st.just(1), st.integers(0, 9), st.integers(0, 9)),
    st.builds(changes.ChangeBackported, SHORT, COMMITS),
    st.builds(verdicts.VerdictGiven, st.sampled_from(["pass", "block"]), COMMITS),
    st.builds(verdicts.WaiverGranted, SHORT, COMMITS, PEOPLE, SHORT),
)
ABOUT_INCIDENTS = st.one_of(
    st.builds(incidents.IncidentDetected, SHORT, duplicate_of=st.sampled_from(["", "incident:1"])),
    st.builds(incidents.IncidentAcknowledged, PEOPLE),
    st.builds(incidents.IncidentMitigated, PEOPLE),
    st.builds(incidents.IncidentResolved, PEOPLE, st.booleans()),
)
ABOUT_DEPLOYMENTS = st.one_of(
    st.builds(deployments.Deployed, SHORT, result=st.sampled_from(["success", "failure"]), changes=st.tuples(CHANGES)),
    st.builds(deployments.RolledBack, SHORT, by=PEOPLE),
)
ABOUT_COMPONENTS = st.one_of(
    st.builds(components.ComponentFound, SHORT, tier=st.integers(0, 4)),
    st.builds(components.ComponentRetired, PEOPLE),
    st.builds(ownership.OwnerAssigned, ROLES, PEOPLE, SHORT),
    st.builds(ownership.OwnershipAccepted, ROLES, PEOPLE.filter(bool)),
    st.builds(ownership.OwnershipLapsed, ROLES, PEOPLE),
)
SUBJECTS = (
    st.tuples(CHANGES, ABOUT_CHANGES)
    | st.tuples(st.sampled_from(["incident:1", "incident:2"]), ABOUT_INCIDENTS)
    | st.tuples(st.sampled_from(["deployment:1", "deployment:2"]), ABOUT_DEPLOYMENTS)
    | st.tuples(st.just("component:1"), ABOUT_COMPONENTS)
)


@st.composite
def statements(draw: st.DrawFn) -> list[Draft]:
    """A few statements, some of which correct others by source id or by name."""
    keyed = Pseudonyms(KEY.encode())
    said: list[Draft] = []
    for _ in range(draw(st.integers(1, 10))):
        subject, payload = draw(SUBJECTS)
        one = draft(subject, payload, draw(HOURS), revision=draw(st.integers(0, 2)))
        if draw(st.booleans()):
            one = structs.replace(one, source_id=f"{one.source_id}/{draw(st.integers(0, 2))}")
        if said and draw(st.integers(0, 3)) == 0:
            other = draw(st.sampled_from(said))
            one = structs.replace(one, supersedes=event_id(other, digest(keyed.seal(other).payload)))
        if said and draw(st.integers(0, 3)) == 0:
            other = draw(st.sampled_from(said))
            one = structs.replace(other, occurred_at=one.occurred_at, revision=one.revision, subject=one.subject)
        said.append(one)
    return said


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of an empty ledger, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "ledger.sqlite"
    before = os.environ.get(KEY_VARIABLE)
    os.environ[KEY_VARIABLE] = KEY
    Ledger(str(path), clock).close()
    yield path
    del os.environ[KEY_VARIABLE]
    if before is not None:
        os.environ[KEY_VARIABLE] = before


@contextmanager
def copied(empty: Path) -> Iterator[Ledger]:
    """A ledger of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(empty, folder)
        with Ledger(str(path), clock) as ledger:
            yield ledger


def arrived(empty: Path, batches: Sequence[Sequence[Draft]], *, each: bool) -> tuple[dict[str, Any], set[str]]:
    """The read models and events after the batches came, with read models kept up after each or only at the end."""
    with copied(empty) as ledger:
        for batch in batches:
            ledger.append(batch)
            if each:
                advance(ledger)
        advance(ledger)
        found = read_models(ledger)
        rebuild(ledger)
        assert read_models(ledger) == found
        assert verify(ledger).fault is None
        return found, {row.id for row in ledger.rows()}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(said=statements(), data=st.data())
def test_the_order_of_arrival_does_not_matter(empty: Path, said: list[Draft], data: st.DataObject) -> None:
    expected = arrived(empty, [said], each=False)
    shuffled = data.draw(st.permutations(said))
    assert arrived(empty, chunks(shuffled, data.draw(st.integers(1, 4))), each=True) == expected


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(said=statements(), data=st.data())
def test_what_comes_twice_counts_once(empty: Path, said: list[Draft], data: st.DataObject) -> None:
    again = data.draw(st.permutations(said))
    assert arrived(empty, [said, again, said], each=True) == arrived(empty, [said], each=True)


def test_a_revert_of_a_revert_of_a_revert(empty: Path) -> None:
    def reverted(what: int, by: int) -> Draft:
        return draft(f"change:x/{what}", changes.ChangeReverted(f"change:x/{by}"), at(by))

    chain = [reverted(1, 2), reverted(2, 3), reverted(3, 4)]
    for order in (chain, chain[::-1]):
        found, _ = arrived(empty, [[one] for one in order], each=True)
        assert {row[0]: row[-1] for row in found["reverts"]} == {
            "change:x/1": True,
            "change:x/2": False,
            "change:x/3": True,
        }


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(pairs=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=7, unique=True), data=st.data())
def test_circles_of_reverts_stand_the_same_in_every_order(
    empty: Path, pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    said = [draft(f"change:x/{a}", changes.ChangeReverted(f"change:x/{b}"), source_id=f"{a}/{b}") for a, b in pairs]
    expected = arrived(empty, [said], each=False)
    assert arrived(empty, [[one] for one in data.draw(st.permutations(said))], each=True) == expected


def test_duplicated_and_contradictory_incidents_are_marked(empty: Path) -> None:
    said = [
        draft("incident:1", incidents.IncidentDetected("a"), at(5)),
        draft("incident:1", incidents.IncidentResolved(), at(4)),
        draft("incident:2", incidents.IncidentDetected("a", duplicate_of="incident:1"), at(5)),
        draft("incident:3", incidents.IncidentDetected("a"), at(1), source_id="3a"),
        draft("incident:3", incidents.IncidentDetected("a"), at(3), source_id="3b"),
        draft("incident:3", incidents.IncidentResolved(), at(2), source_id="3c"),
        draft("incident:3", incidents.IncidentResolved(), at(4), source_id="3d"),
        draft("incident:4", incidents.IncidentResolved(), at(4)),
    ]
    found, _ = arrived(empty, [said], each=True)
    names = ("id", "detected_at", "resolved_at", "duplicate_of", "contradictory")
    rows = {row[0]: (row[5], row[8], row[11], row[12]) for row in found["incidents"]}
    assert names[0] == "id"
    assert rows == {
        "incident:1": (at(5), at(4), "", True),
        "incident:2": (at(5), None, "incident:1", False),
        "incident:3": (at(1), at(4), "", False),
        "incident:4": (None, at(4), "", True),
    }
    assert {row[1] for row in found["failures"]} == {"incident:1", "incident:3"}
