"""What is handed on names nobody and can be read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.samples import ADAS_WORDS, NOW, at, clock, fill, history
from tests.ledger.strategies import WORDS, payloads
from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.domain.problems import UsageError
from watchkeeper.ledger.export import export_events
from watchkeeper.ledger.privacy import forget
from watchkeeper.ledger.pseudonyms import marked_fields
from watchkeeper.ledger.retention import expire, expired
from watchkeeper.ledger.store import Ledger

PERSONAL = (*ADAS_WORDS, "grace", "hopper", "person:", "text:", "example.com", "checkout is down")


def lines(ledger: Ledger) -> list[dict[str, Any]]:
    """The exported lines, read."""
    return [msgspec.json.decode(line) for line in export_events(ledger)]


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    with Ledger(str(tmp_path / "ledger.sqlite"), clock) as ledger:
        fill(ledger)
        yield ledger


def test_lines_name_nobody(ledger: Ledger) -> None:
    forget(ledger, "grace hopper", NOW)
    content = b"".join(export_events(ledger)).decode().casefold()
    assert [word for word in PERSONAL if word in content] == []
    assert len(lines(ledger)) == len(history())


def test_lines_say_what_happened(ledger: Ledger) -> None:
    first = lines(ledger)[3]
    assert (first["type"], first["subject"], first["occurred_at"]) == ("ChangeMerged", "change:shop/1", at(3))
    assert first["payload"] == {
        "commit": "c" * 40,
        "target": "main",
        "number": 1,
        "author": "",
        "merged_by": "",
        "kind": "feature",
    }


def test_lines_can_be_read_again_to_the_same_lines(ledger: Ledger, tmp_path: Path) -> None:
    with Ledger(str(tmp_path / "second.sqlite"), clock) as second:
        for line in lines(ledger):
            payload = msgspec.convert(line.pop("payload"), PAYLOADS[line.pop("type")])
            second.append([Draft(payload=payload, **line)])
        again = lines(second)
    personal = {name for type_ in PAYLOADS.values() for name, _, _ in marked_fields(type_)}
    for line in (first := lines(ledger)) + again:
        line.pop("revision")
        line["payload"] = {name: value for name, value in line["payload"].items() if name not in personal}
    assert again == first


def test_what_a_ledger_says_of_itself_is_not_handed_on(ledger: Ledger) -> None:
    """Read into another ledger, it would excuse payloads that somebody removed there."""
    expire(ledger, expired(ledger, {"ChangeReviewed": at(50)}), NOW, NOW)
    types = {line["type"] for line in lines(ledger)}
    assert not types & {"RetentionApplied", "PersonForgotten", "ChangeReviewed"}


@settings(max_examples=10)
@given(said=st.lists(payloads(st.just("Zaphod"), WORDS), max_size=20))
def test_no_payload_hands_a_person_on(said: list[Payload], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("export")
    with Ledger(str(folder / "ledger.sqlite"), clock) as ledger:
        for n, payload in enumerate(said):
            try:
                ledger.append([Draft("test", str(n), "x", at(1), payload)])
            except UsageError:
                continue
        content = b"".join(export_events(ledger)).decode()
    assert "person:" not in content
    assert "zaphod" not in content.casefold()
