"""Whatever is done to the chain by hand is found, and the first row of it is named."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from msgspec import structs
from sqlalchemy import Connection, delete, insert, select, text, update

from tests.ledger.conformance.store import Store
from tests.ledger.samples import NOW, at, draft, fill, history
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.event import Time
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.domain.ledger import Expiry, Fault, Head
from watchkeeper.ledger.chain import GENESIS, digest, event_id, link_hash
from watchkeeper.ledger.retention import expire
from watchkeeper.ledger.rows import event_of
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events, head
from watchkeeper.ledger.verification import verify

ALTERED: dict[str, Any] = {
    "id": "f" * 64,
    "type": "Deployed",
    "version": 2,
    "source": "other",
    "source_id": "other",
    "subject": "change:shop/9",
    "occurred_at": "2020-01-01T00:00:00Z",
    "recorded_at": "2020-01-01T00:00:00Z",
    "revision": 7,
    "supersedes": "f" * 64,
    "payload": "{}",
    "payload_hash": "f" * 64,
    "hash": "f" * 64,
}
UNREADABLE: tuple[dict[str, Any], ...] = (
    {"payload": "\u2028{"},
    {"hash": "ä"},
    {"payload": ""},
    {"id": ""},
    {"type": ""},
    {"payload": "[1"},
)


def fault_of(ledger: Ledger, *published: Head) -> Fault:
    """The fault that verify finds."""
    fault = verify(ledger, published).fault
    assert fault is not None
    assert fault.message
    return fault


def tamper(ledger: Ledger, *statements: Any) -> None:
    """Do it by hand, behind the ledger's back."""
    with ledger.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement) if isinstance(statement, str) else statement)


def renumber(old: int, new: int) -> Any:
    """The statement that gives a row another number."""
    return update(events).where(events.c.seq == old).values(seq=new)


def recompute(connection: Connection) -> None:
    """Write a new valid chain over the rows as they are, as somebody who read our source would."""
    rows: list[dict[str, Any]] = [
        dict(row._mapping) for row in connection.execute(select(events).order_by(events.c.seq))
    ]
    connection.execute(delete(events))
    previous = GENESIS
    for seq, row in enumerate(rows, 1):
        row |= {"seq": seq, "payload_hash": digest(row["payload"].encode())}
        envelope = event_of(SimpleNamespace(**row))
        row["id"] = event_id(envelope, row["payload_hash"])
        row["hash"] = previous = link_hash(seq, structs.replace(envelope, id=row["id"]), previous)
    connection.execute(insert(events), rows)
    connection.execute(update(head).values(seq=len(rows), hash=previous))


class Tampering(Store):
    """Altered, removed, inserted, reordered; the head; published heads."""

    @pytest.fixture
    def full(self, ledger: Ledger) -> Ledger:
        fill(ledger)
        return ledger

    def test_the_table_of_alterations_has_every_column(self) -> None:
        assert set(ALTERED) == {column.name for column in events.columns} - {"seq"}

    @pytest.mark.parametrize("seq", [1, 9, 17])
    def test_every_altered_column_is_found(self, full: Ledger, seq: int) -> None:
        with full.reading() as connection:
            before = dict(connection.execute(select(events).where(events.c.seq == seq)).one()._mapping)
        altered: list[dict[str, Any]] = [{name: value} for name, value in ALTERED.items()]
        for changed in [*altered, *UNREADABLE]:
            tamper(full, update(events).where(events.c.seq == seq).values(**changed))
            assert fault_of(full).seq == seq, changed
            tamper(full, update(events).where(events.c.seq == seq).values(**before))
        assert verify(full).fault is None

    def test_a_payload_set_to_null_is_found(self, full: Ledger) -> None:
        tamper(full, "UPDATE events SET payload = NULL WHERE seq = 6")
        assert fault_of(full).seq == 6

    @pytest.mark.parametrize("seq", [1, 6, 17])
    def test_a_removed_row_is_found(self, full: Ledger, seq: int) -> None:
        tamper(full, delete(events).where(events.c.seq == seq))
        assert (fault_of(full).seq, fault_of(full).what) == (seq, "removed")

    def test_several_removed_rows_are_found(self, full: Ledger) -> None:
        tamper(full, "DELETE FROM events WHERE seq IN (4, 5, 6, 12)")
        assert fault_of(full) == Fault(4, "removed", "rows 4 to 6 were removed")

    def test_all_rows_removed_are_found(self, full: Ledger) -> None:
        tamper(full, "DELETE FROM events")
        assert fault_of(full).seq == 1

    def test_a_removed_and_renumbered_row_is_found(self, full: Ledger) -> None:
        tamper(full, "DELETE FROM events WHERE seq = 6")
        tamper(full, *(renumber(n, n - 1) for n in range(7, 18)))
        assert fault_of(full).seq == 6

    def test_two_swapped_rows_are_found(self, full: Ledger) -> None:
        moves = ((5, 99), (8, 5), (99, 8))
        tamper(full, *(renumber(old, new) for old, new in moves))
        assert fault_of(full).seq == 5

    @pytest.mark.parametrize("seq", [18, 40, 0, -3])
    def test_a_row_inserted_outside_is_found(self, full: Ledger, seq: int) -> None:
        row = dict(next(full.rows())._mapping)
        tamper(full, insert(events).values(row | {"seq": seq, "id": "e" * 64}))
        assert (fault_of(full).seq, fault_of(full).what) == (seq, "inserted")

    def test_a_row_inserted_in_the_middle_is_found(self, full: Ledger) -> None:
        row = dict(next(full.rows())._mapping)
        tamper(full, *(renumber(n, n + 1) for n in range(17, 5, -1)))
        tamper(full, insert(events).values(row | {"seq": 6, "id": "e" * 64}), "UPDATE head SET seq = 18")
        assert fault_of(full).seq == 6

    @pytest.mark.parametrize(
        ("edit", "seq"),
        [({"seq": 16}, 16), ({"seq": 18}, 18), ({"seq": 0}, 0), ({"hash": "x"}, 17), ({"hash": GENESIS}, 17)],
    )
    def test_an_edited_head_is_found(self, full: Ledger, edit: dict[str, Any], seq: int) -> None:
        tamper(full, update(head).values(**edit))
        assert fault_of(full).seq == seq

    def test_the_end_cut_off_with_the_head_is_found_by_a_published_head(self, full: Ledger) -> None:
        published = full.head()
        hashes = {row.seq: row.hash for row in full.rows()}
        tamper(full, "DELETE FROM events WHERE seq > 10", update(head).values(seq=10, hash=hashes[10]))
        assert verify(full).fault is None
        assert (fault_of(full, published).seq, fault_of(full, published).what) == (11, "removed")

    def test_a_wholly_recomputed_chain_is_found_by_a_published_head(self, full: Ledger) -> None:
        heads = [full.head()]
        fill(full, [draft("deployment:x/1", Deployed("x"))])
        heads.append(full.head())
        tamper(full, update(events).where(events.c.seq == 3).values(payload='{"approver":"nobody"}'))
        with full.engine.begin() as connection:
            recompute(connection)
        assert verify(full).fault is None
        assert (fault_of(full, *heads).seq, fault_of(full, *heads).what) == (17, "rewritten")

    def test_heads_that_were_published_hold(self, full: Ledger) -> None:
        first = full.head()
        fill(full, [draft("deployment:x/1", Deployed("x"))])
        proved = verify(full, [first, full.head(), first])
        assert (proved.fault, proved.rows, proved.published) == (None, 18, 3)

    def test_of_two_published_heads_of_one_row_both_must_fit(self, full: Ledger) -> None:
        true = full.head()
        false = structs.replace(true, hash="e" * 64)
        assert fault_of(full, false, true).seq == 17
        assert fault_of(full, true, false).seq == 17

    def test_the_head_of_an_empty_ledger_can_be_published(self, ledger: Ledger) -> None:
        empty = ledger.head()
        assert verify(ledger, [empty]).fault is None
        fill(ledger)
        assert verify(ledger, [empty]).fault is None
        assert fault_of(ledger, structs.replace(empty, hash="e" * 64)).what == "rewritten"

    def test_a_head_of_another_ledger_does_not_hold(self, full: Ledger) -> None:
        other = structs.replace(full.head(), ledger="0" * 32)
        assert fault_of(full, other).what == "other ledger"

    def test_an_altered_record_of_retention_is_found(self, full: Ledger) -> None:
        expire(full, [Expiry("ChangeReviewed", at(50), 1)], NOW, NOW)
        assert verify(full).erased == 1
        seq = full.head().seq
        for payload in ("no JSON", "{}", '{"event_type":"ChangeMerged","before":"2030-01-01T00:00:00Z","through":99}'):
            tamper(full, update(events).where(events.c.seq == seq).values(payload=payload))
            assert fault_of(full).seq in {2, seq}

    def test_a_row_of_retention_put_in_by_hand_covers_nothing(self, full: Ledger) -> None:
        row = dict(next(full.rows())._mapping)
        said = '{"before":"2030-01-01T00:00:00Z","event_type":"ChangeMerged","through":17}'
        row |= {"seq": 18, "id": "e" * 64, "type": "RetentionApplied", "payload": said}
        tamper(full, "UPDATE events SET payload = NULL WHERE seq = 4", insert(events).values(row))
        assert verify(full).fault is not None

    def test_a_removed_or_doubled_head_is_found(self, full: Ledger) -> None:
        row = {"one": 2, "ledger": "x", "seq": 3, "hash": "x", "created_at": NOW, "key": "", "key_check": ""}
        tamper(full, insert(head).values(row))
        assert full.head().seq == 17
        full.append(history())
        assert full.head().seq == 17
        tamper(full, "DELETE FROM head")
        with pytest.raises(Exception, match="head"):
            verify(full)

    def test_every_type_of_event_follows_in_the_chain(self, ledger: Ledger) -> None:
        drafts = []
        for name, type_ in PAYLOADS.items():
            fields = {f.encode_name: _some(f) for f in msgspec.structs.fields(type_) if f.required}
            drafts.append(draft(f"subject:{name}", msgspec.convert(fields, type_), source_id=name))
        assert ledger.append(drafts).new == len(PAYLOADS)
        assert verify(ledger).fault is None


def _some(field: msgspec.structs.FieldInfo) -> object:
    """A value that a required field takes."""
    if field.type == Time:
        return NOW
    for value in ("x", 1, "person", "approved", "responder", "pass", "warn", "right"):
        try:
            msgspec.convert(value, field.type)
        except msgspec.ValidationError:
            continue
        return value
    raise AssertionError(field)
