"""CDEvents: what each event says, the two forms, and every example of the specification."""

from __future__ import annotations

import json
import pathlib

import pytest

from tests.formats.exports.adversarial import ORIGIN, hostile
from watchkeeper.domain.events.changes import ChangeMerged, ChangeOpened, ChangeReviewed
from watchkeeper.domain.events.deployments import Deployed, RolledBack
from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports import cdevents

EXAMPLES = pathlib.Path(__file__).parents[3] / ".." / "shared" / "data" / "cdevents" / "conformance"
COMMIT = "a1" * 20
UPDATE = Deployed(service="till", environment="prod", version="sha256:ab12", result="success")
PLACED = {"environment": {"id": "prod"}, "artifactId": "pkg:oci/till@sha256%3Aab12?tag=1"}


def event(kind: str, subject: str = "till", content: object = None, version: str = "0.2.0") -> dict[str, object]:
    return {
        "context": {
            "version": "0.4.1",
            "id": "e-1",
            "source": "/cd/argo",
            "type": f"dev.cdevents.{kind}.{version}",
            "timestamp": "2026-03-01T19:00:00.25+01:00",
        },
        "subject": {"id": subject, "source": "/prod", "type": kind.partition(".")[0], "content": content or {}},
    }


def read(record: object) -> tuple[Draft, ...]:
    data = json.dumps(record).encode()
    assert cdevents.recognises(data)
    return cdevents.read_drafts(data, ORIGIN)


@pytest.mark.parametrize(
    ("kind", "subject", "content", "expected", "about"),
    [
        ("change.created", "12", {}, ChangeOpened(number=12), "change:shop/12"),
        ("change.created", "topic", {}, ChangeOpened(), "change:shop/topic"),
        ("change.reviewed", "12", {}, ChangeReviewed(reviewer="", state="commented"), "change:shop/12"),
        ("change.merged", COMMIT, {}, ChangeMerged(commit=COMMIT), f"change:shop/{COMMIT}"),
        ("change.merged", "12", {}, ChangeMerged(commit="", number=12), "change:shop/12"),
        *(
            (kind, "till", PLACED, UPDATE, "deployment:till/e-1")
            for kind in ("service.deployed", "service.upgraded")
        ),
        ("service.deployed", "till", {"artifactId": f"pkg:golang/x/till@{COMMIT}"},
         Deployed(service="till", commit=COMMIT, version=COMMIT, result="success"), "deployment:till/e-1"),
        ("service.rolledback", "till", PLACED, RolledBack(service="till", environment="prod", version="sha256:ab12"),
         "deployment:till/e-1"),
        *(
            (kind, "i-7", {"description": "Slow", "service": {"id": "till"}, "environment": {"id": "prod"}},
             IncidentDetected(service="till", environment="prod", title="Slow"), "incident:cdevents:/prod/i-7")
            for kind in ("incident.detected", "incident.reported")
        ),
        ("incident.resolved", "i-7", {}, IncidentResolved(), "incident:cdevents:/prod/i-7"),
    ],
)  # fmt: skip
def test_what_an_event_says(kind: str, subject: str, content: object, expected: Payload, about: str) -> None:
    assert read(event(kind, subject, content)) == (
        Draft(
            source="cdevents:/cd/argo",
            source_id=f"e-1#{kind}",
            subject=about,
            occurred_at="2026-03-01T18:00:00Z",
            payload=expected,
        ),
    )


@pytest.mark.parametrize("version", ["0.1.0", "0.3.0", "0.4.0-draft"])
def test_any_version_of_a_type_is_read(version: str) -> None:
    assert len(read(event("incident.detected", version=version))) == 1


def test_an_envelope_is_opened() -> None:
    bare = event("service.deployed", content=PLACED)
    envelope = {"specversion": "1.0", "id": "x", "source": "/y", "type": "dev.cdevents.service.deployed.0.2.0",
                "subject": "till", "datacontenttype": "application/json", "data": bare}  # fmt: skip
    assert read(envelope) == read(bare)


def test_custom_events_are_not_kept() -> None:
    record = event("x.y")
    record["context"]["type"] = "dev.cdeventsx.tool-x.done.0.1.0"  # type: ignore[index]
    assert read(record) == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "dev.cdevents.coffee.brewed.0.1.0"}, "$.context.type: 'dev.cdevents.coffee.brewed.0.1.0' is no type"),
        ({"type": "dev.cdevents.change.brewed.0.1.0"}, "$.context.type: 'dev.cdevents.change.brewed.0.1.0' is no type"),
        ({"timestamp": "yesterday"}, "$.context.timestamp: 'yesterday' is no RFC 3339 time"),
        ({"timestamp": 3}, "$.context.timestamp: Expected `str`, got `int`"),
        ({"id": 3}, "$.context.id: Expected `str`, got `int`"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, object], message: str) -> None:
    record = event("change.created")
    record["context"].update(change)  # type: ignore[attr-defined]
    with pytest.raises(UsageError) as caught:
        read(record)
    assert caught.value.problems[0].message.startswith(message)


def test_an_envelope_without_an_event_says_so() -> None:
    with pytest.raises(UsageError, match=r"\$\.data: the envelope carries no event"):
        read({"specversion": "1.0", "type": "dev.cdevents.change.created.0.1.0", "data_base64": "e30="})


def test_every_example_of_the_specification_is_read() -> None:
    if not EXAMPLES.is_dir():
        pytest.skip("the shared data folder is not beside this checkout, so the 48 public examples cannot run")
    read_ = {}
    for path in sorted(EXAMPLES.glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        _, _, subject, predicate, *_ = record["context"]["type"].split(".")
        drafts = read(record)
        assert bool(drafts) != (predicate in cdevents.NOT_KEPT.get(subject, ()))
        read_[path.stem] = [draft.type for draft in drafts]
    assert len(read_) == 48
    assert {name: types for name, types in read_.items() if types} == {
        "change_created": ["ChangeOpened"],
        "change_merged": ["ChangeMerged"],
        "change_reviewed": ["ChangeReviewed"],
        "incident_detected": ["IncidentDetected"],
        "incident_reported": ["IncidentDetected"],
        "incident_resolved": ["IncidentResolved"],
        "service_deployed": ["Deployed"],
        "service_rolledback": ["RolledBack"],
        "service_upgraded": ["Deployed"],
    }


test_nothing_stops_it = hostile(
    cdevents,
    event("change.merged"),
    event("service.deployed", content=PLACED),
    {"type": "dev.cdevents.incident.detected.0.2.0", "data": event("incident.detected")},
)
