"""What every store does when events are appended."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from msgspec import structs
from sqlalchemy import func, select

from tests.ledger.conformance.store import Store
from tests.ledger.samples import NAMES, at, clock, draft, fill, history, read_models
from watchkeeper.domain.events.changes import ChangeMerged
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.problems import UsageError
from watchkeeper.ledger.projections.advance import advance, rebuild
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events, identities, texts
from watchkeeper.ledger.verification import verify

WRITER = """
import sys
from tests.ledger.samples import clock, draft
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.ledger.store import Ledger

database, start = sys.argv[1], int(sys.argv[2])
with Ledger(database, clock) as ledger:
    for batch in range(start, start + 20, 5):
        ledger.append([draft(f"deployment:x/{n}", Deployed("x", version=str(n))) for n in range(batch, batch + 5)])
"""


class Appending(Store):
    """Order, identity, atomicity, several writers."""

    def test_a_new_ledger_is_empty_and_whole(self, ledger: Ledger) -> None:
        assert ledger.head().seq == 0
        assert verify(ledger).fault is None

    def test_events_keep_the_order_of_the_drafts(self, ledger: Ledger) -> None:
        done = ledger.append(history())
        assert (done.new, done.known, done.head.seq) == (17, 0, 17)
        assert [row.seq for row in ledger.rows()] == list(range(1, 18))
        assert [row.type for row in ledger.rows()] == [one.type for one in history()]
        assert done.head == ledger.head()

    def test_a_known_event_is_not_kept_twice(self, ledger: Ledger) -> None:
        fill(ledger)
        before = ledger.head()
        done = ledger.append([*history(), *history()])
        assert (done.new, done.known) == (0, 34)
        assert ledger.head() == before

    def test_one_batch_with_the_same_event_twice_keeps_one(self, ledger: Ledger) -> None:
        done = ledger.append([*history(), *history()])
        assert (done.new, done.known) == (17, 17)

    def test_nothing_appended_changes_nothing(self, ledger: Ledger) -> None:
        before = ledger.head()
        assert ledger.append([]).head == before

    def test_more_than_one_page_is_read_in_order(self, ledger: Ledger) -> None:
        ledger.append([draft(f"deployment:x/{n}", Deployed("x")) for n in range(4_100)])
        assert [row.seq for row in ledger.rows()] == list(range(1, 4_101))
        assert [row.seq for row in ledger.rows(4_000)] == list(range(4_001, 4_101))

    def test_the_cursor_is_kept_with_the_events(self, ledger: Ledger) -> None:
        assert ledger.cursor("git") == ""
        ledger.append(history()[:3], ("git", "abc"))
        ledger.append(history()[:3], ("git", "def"))
        ledger.append([], ("other", "1"))
        assert (ledger.cursor("git"), ledger.cursor("other")) == ("def", "1")

    def test_an_error_half_way_keeps_nothing(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(ledger, history()[:2])
        before = ledger.head()

        def broken(*_: Any) -> None:
            raise RuntimeError("the power is gone")

        monkeypatch.setattr("watchkeeper.ledger.store._keep_cursor", broken)
        with pytest.raises(RuntimeError):
            ledger.append(history(), ("git", "abc"))
        assert ledger.head() == before
        assert ledger.cursor("git") == ""
        with ledger.reading() as connection:
            assert connection.execute(select(func.count()).select_from(events)).scalar_one() == 2
        assert verify(ledger).fault is None

    def test_people_and_texts_stand_beside_the_chain(self, ledger: Ledger) -> None:
        fill(ledger)
        with ledger.reading() as connection:
            known = {row.reference: row for row in connection.execute(select(identities))}
            said = set(connection.execute(select(texts.c.text)).scalars())
        assert {reference: row.name for reference, row in known.items()} == dict(NAMES)
        assert all(row.pseudonym == ledger.pseudonyms.of(reference) for reference, row in known.items())
        assert "Checkout is down, @countess-ada looks" in said
        chained = "".join(str(tuple(row)) for row in ledger.rows()).casefold()
        assert not [word for word in ("lovelace", "countess", "hopper", "checkout is") if word in chained]

    def test_the_pseudonyms_outlive_the_connection(self, database: str) -> None:
        with Ledger(database, clock) as first:
            given = first.pseudonyms.of("email:a@b.c")
        with Ledger(database, clock) as second:
            assert second.pseudonyms.of("email:a@b.c") == given

    def test_numbers_up_to_the_limit_reach_the_read_models(self, ledger: Ledger) -> None:
        most = 2**53 - 1
        ledger.append([draft("change:x/1", ChangeMerged("c" * 40, lines_added=most), revision=most)])
        advance(ledger)
        assert any(most in row for row in read_models(ledger)["changes"])

    @pytest.mark.parametrize(
        "bad",
        [
            draft("change:x/1", ChangeMerged("c", lines_added=2**53)),
            draft("change:x/1", ChangeMerged("c", commits_count=-(2**80))),
            draft("change:x/1", ChangeMerged("c"), revision=2**63),
            draft("change:x/1", ChangeMerged("c"), "2026-03-01T01:00:00.123Z"),
            draft("change:x/1", ChangeMerged("c"), "2026-02-31T01:00:00Z"),
            draft("change:x/1", ChangeMerged("c"), "yesterday"),
            draft("change:x/1", ChangeMerged("c", opened_at="yesterday")),
            draft("change:x/1", ChangeMerged("c", target="a\0b")),
            draft("change:x/1", ChangeMerged("c", commits=("a\0b",))),
            draft("change:x/\0", ChangeMerged("c")),
            draft("change:x/\udc80", ChangeMerged("c")),
            draft("change:x/1", ChangeMerged("c"), source_id="\udc80"),
            draft("change:x/1", ChangeMerged("\udc80")),
            draft("incident:1", Deployed("x", by="email:\udc80@x")),
            draft("change:x/1", ChangeMerged("c"), supersedes="no event"),
        ],
    )
    def test_what_no_ledger_can_keep_is_refused_in_words(self, ledger: Ledger, bad: Any) -> None:
        with pytest.raises(UsageError):
            ledger.append([bad])
        assert ledger.head().seq == 0

    def test_long_words_reach_the_read_models(self, ledger: Ledger) -> None:
        long = "x" * 300
        payload = ChangeMerged(long, long, base=long, head=long, title_hash=long, commits=(long,))
        ledger.append([draft(f"change:x/{long}", payload), draft("deployment:x/1", Deployed(long, long, long, long))])
        advance(ledger)
        assert len(read_models(ledger)["changes"]) == 1

    def test_names_that_no_database_keeps_are_cleaned(self, ledger: Ledger) -> None:
        names = (("email:a@b.c", "A\0da \udc80"),)
        ledger.append([draft("deployment:x/1", Deployed("x", by="email:a@b.c"), names=names)])
        with ledger.reading() as connection:
            assert connection.execute(select(identities.c.name)).scalar_one().startswith("Ada")

    def test_read_models_rebuilt_are_the_ones_advanced(self, ledger: Ledger) -> None:
        for one in history():
            ledger.append([one])
            advance(ledger)
        advanced = read_models(ledger)
        rebuild(ledger)
        assert read_models(ledger) == advanced
        assert len(advanced["changes"]) == 2

    def test_eight_writers_at_once_keep_each_event_once(self, database: str) -> None:
        def write(worker: int) -> int:
            new = 0
            with Ledger(database, clock) as ledger:
                for start in range(0, 60, 10):
                    wanted = [draft(f"deployment:x/{n}", Deployed("x")) for n in range(start, start + 15)]
                    own = structs.replace(wanted[0], source_id=f"own/{worker}/{start}", subject=f"deployment:{worker}")
                    new += ledger.append([*wanted, own], (f"writer/{worker}", str(start))).new
            return new

        with ThreadPoolExecutor(8) as pool:
            new = sum(pool.map(write, range(8)))
        with Ledger(database, clock) as ledger:
            assert ledger.head().seq == new == 65 + 8 * 6
            assert len({row.id for row in ledger.rows()}) == new
            assert verify(ledger).fault is None
            assert ledger.cursor("writer/7") == "50"

    def test_processes_at_once_keep_each_event_once(self, database: str) -> None:
        running = [subprocess.Popen([sys.executable, "-c", WRITER, database, str(start)]) for start in (0, 10)]
        assert [process.wait(60) for process in running] == [0, 0]
        with Ledger(database, clock) as ledger:
            assert ledger.head().seq == 30
            assert verify(ledger).fault is None

    def test_a_writer_at_the_same_time_is_no_fault(self, database: str) -> None:
        def write() -> None:
            with Ledger(database, clock) as ledger:
                for n in range(60):
                    ledger.append([draft(f"deployment:x/{n}", Deployed("x"))])

        with Ledger(database, clock) as ledger, ThreadPoolExecutor(1) as pool:
            writing = pool.submit(write)
            while not writing.done():
                assert verify(ledger).fault is None
            writing.result()
            assert verify(ledger).rows == 60

    def test_readers_bring_the_read_models_up_at_once(self, database: str) -> None:
        def read(_: int) -> dict[str, Any]:
            with Ledger(database, clock) as ledger:
                fill(ledger)
                advance(ledger)
                return read_models(ledger)

        with ThreadPoolExecutor(4) as pool:
            first, *others = pool.map(read, range(4))
        assert others == [first] * 3
        assert len(first["changes"]) == 2

    def test_events_of_newer_versions_are_passed_over(self, ledger: Ledger) -> None:
        fill(ledger)
        with ledger.engine.begin() as connection:
            connection.execute(events.update().where(events.c.seq == 8).values(version=2, payload='{"new":1}'))
            connection.execute(events.update().where(events.c.seq == 9).values(type="NotKnownYet"))
        advance(ledger)
        assert read_models(ledger)["deployments"] == []

    def test_a_correction_of_the_time_alone_is_kept(self, ledger: Ledger) -> None:
        first = draft("deployment:x/1", Deployed("x"), at(5), revision=1)
        ledger.append([first, structs.replace(first, occurred_at=at(3), revision=2)])
        advance(ledger)
        assert ledger.head().seq == 2
        assert [row[7] for row in read_models(ledger)["deployments"]] == [at(3)]

    def test_what_was_said_first_can_be_said_again(self, ledger: Ledger) -> None:
        told = [draft("deployment:x/1", Deployed("x", version=v), revision=n) for n, v in enumerate(("1", "2", "1"))]
        ledger.append(told)
        advance(ledger)
        assert [row[4] for row in read_models(ledger)["deployments"]] == ["1"]
