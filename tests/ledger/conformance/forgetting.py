"""What is forgotten is in no table and no file, does not come back, and the chain stays whole."""

from __future__ import annotations

import re

import pytest
from msgspec import structs
from sqlalchemy import MetaData, insert, select

from tests.ledger.conformance.store import Store
from tests.ledger.samples import ADA, ADA_LOGIN, ADAS_WORDS, GRACE, NOW, at, draft, fill, history, read_models
from watchkeeper.domain.events.changes import ChangeMerged, ChangeOpened
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.incidents import IncidentDetected
from watchkeeper.domain.ledger import Expiry, Quarantined
from watchkeeper.ledger import quarantining
from watchkeeper.ledger.privacy import forget
from watchkeeper.ledger.projections.advance import advance, rebuild
from watchkeeper.ledger.retention import expire, expired
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events, identities, texts
from watchkeeper.ledger.verification import verify

DIGITS = re.compile(r"[0-9a-f]{32,}")
"""Hashes and keyed references, whose digits may spell anything."""
BAD = [
    Quarantined("github", "a.json", 1, "no time", '{"user": "countess-ada"}', "shop"),
    Quarantined("github", "a.json", 2, "no time", '{"user": "\\u0041da\\u0020Lovelace"}', "shop"),
    Quarantined("github", "of-ada.lovelace@example.com.json", 1, "no time", "{}", "shop"),
    Quarantined("github", "a.json", 3, "unknown login 'countess-ada'", '{"a":1}', "shop"),
    Quarantined("github", "a.json", 4, "no time", '{"user": "grace"}', "shop"),
]


class Forgetting(Store):
    """Erasure of people and of payloads whose time is up."""

    def content(self, ledger: Ledger) -> str:
        """All that the store holds of the ledger, in lower case."""
        with ledger.reading() as connection:
            found = MetaData()
            found.reflect(connection)
            return "\n".join(
                str(tuple(row)) for table in found.sorted_tables for row in connection.execute(select(table))
            ).casefold()

    @pytest.fixture
    def peopled(self, ledger: Ledger) -> Ledger:
        fill(ledger)
        quarantining.keep(ledger, BAD, NOW)
        advance(ledger)
        return ledger

    def missing(self, ledger: Ledger) -> None:
        """Nothing of Ada is left."""
        content = self.content(ledger)
        assert [word for word in ADAS_WORDS if word in content] == []
        assert "grace.hopper@example.com" in content

    @pytest.mark.parametrize(
        "person",
        ["Ada Lovelace", "ADA LOVELACE", "Ada.Lovelace@Example.com", " @countess-ada ", "Countess-Ada", ADA, ADA_LOGIN],
    )
    def test_a_person_is_forgotten_by_any_name(self, peopled: Ledger, person: str) -> None:
        head = peopled.head()
        done = forget(peopled, person, NOW)
        assert (len(done.pseudonyms), done.identities, done.texts, done.records) == (2, 2, 4, 4)
        self.missing(peopled)
        assert peopled.head().seq == head.seq + 2
        assert verify(peopled, [head]).fault is None

    def test_a_person_is_forgotten_by_pseudonym(self, peopled: Ledger) -> None:
        pseudonym = peopled.pseudonyms.of(ADA)
        assert pseudonym in forget(peopled, pseudonym, NOW).pseudonyms
        self.missing(peopled)

    def test_exact_forgets_only_the_one_address(self, peopled: Ledger) -> None:
        assert forget(peopled, "countess-ada", NOW, exact=True).pseudonyms == (peopled.pseudonyms.of(ADA_LOGIN),)
        with peopled.reading() as connection:
            left = set(connection.execute(select(identities.c.reference)).scalars())
        assert left == {ADA, GRACE}

    def test_imported_again_nothing_comes_back(self, peopled: Ledger) -> None:
        forget(peopled, "Ada Lovelace", NOW)
        head = peopled.head()
        assert peopled.append(history()).new == 0
        quarantining.keep(peopled, BAD, NOW)
        assert peopled.head() == head
        self.missing(peopled)

    def test_new_events_of_the_forgotten_bring_no_name_back(self, peopled: Ledger) -> None:
        forget(peopled, "Ada Lovelace", NOW)
        corrected = [structs.replace(one, revision=1) for one in history()]
        assert peopled.append(corrected).new == len(corrected)
        shouted = Deployed("shop", by="EMAIL:Ada.Lovelace@Example.com ")
        peopled.append(
            [draft("deployment:shop/9", shouted, names=(("EMAIL:Ada.Lovelace@Example.com ", "Ada Lovelace"),))]
        )
        advance(peopled)
        self.missing(peopled)

    def test_an_address_that_is_not_known_yet_is_not_kept_later(self, ledger: Ledger) -> None:
        assert len(forget(ledger, "ada.lovelace@example.com", NOW).pseudonyms) == 1
        fill(ledger, [draft("deployment:shop/9", Deployed("shop", by=ADA))])
        assert "ada.lovelace@example.com" not in self.content(ledger)

    def test_nobody_of_that_name_changes_nothing(self, peopled: Ledger) -> None:
        head = peopled.head()
        done = forget(peopled, "shop", NOW)
        assert (done.pseudonyms, done.texts, done.records, peopled.head()) == ((), 0, 0, head)

    def test_forgotten_twice_is_said_once(self, peopled: Ledger) -> None:
        forget(peopled, "ada.lovelace@example.com", NOW)
        head = peopled.head()
        forget(peopled, "ada.lovelace@example.com", "2026-07-01T00:00:00Z")
        assert peopled.head() == head

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Élodie Durand", "ÉLODIE DURAND fixed it"),
            ("Jürgen Groß", "says JÜRGEN GROSS"),
            ("山田太郎", "山田太郎さん"),
            ("Bo", "ask Bo."),
            ("Ana_%", "by ana_%"),
            ("E\u0301lise Roy", "\u00e9lise  roy"),
        ],
    )
    def test_a_name_is_found_in_any_script_and_case(self, ledger: Ledger, name: str, text: str) -> None:
        names = (("email:x@example.com", name),)
        other = IncidentDetected("shop", title="about robots, bots")
        ledger.append([draft("deployment:x", Deployed("x", by="email:x@example.com"), names=names)])
        ledger.append([draft("incident:1", IncidentDetected("x", title=text)), draft("incident:2", other)])
        done = forget(ledger, name.upper() if name.isascii() else name, NOW)
        assert (done.identities, done.texts) == (1, 1)
        with ledger.reading() as connection:
            assert connection.execute(select(texts.c.text)).scalars().all() == ["about robots, bots"]

    def test_the_pseudonym_stays_and_is_keyed(self, peopled: Ledger, other: Ledger) -> None:
        before = peopled.pseudonyms.of(ADA)
        forget(peopled, "Ada Lovelace", NOW)
        assert peopled.pseudonyms.of(ADA) == before
        assert peopled.pseudonyms.of(ADA.upper()) == before
        assert other.pseudonyms.of(ADA) != before
        assert other.pseudonyms.of_text("x") != peopled.pseudonyms.of_text("x")

    @pytest.mark.parametrize("claimed", ["person:Ada Lovelace", "person:ada", "text:Ada Lovelace", "Ada Lovelace"])
    def test_a_name_that_looks_like_a_reference_is_replaced(self, ledger: Ledger, claimed: str) -> None:
        opened = ChangeOpened(1, claimed, title=claimed, branch=claimed)
        fill(ledger, [draft("change:shop/1", opened), draft("change:shop/1", ChangeMerged("c", author=claimed))])
        kept = "".join(row.payload.casefold() for row in ledger.rows())
        assert "ada" not in DIGITS.sub("", kept)

    def test_what_was_forgotten_half_way_is_not_forgotten_at_all(
        self, peopled: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head, before = peopled.head(), self.content(peopled)

        def broken(*_: object) -> None:
            raise RuntimeError("the power is gone")

        monkeypatch.setattr(Ledger, "append_within", broken)
        with pytest.raises(RuntimeError):
            forget(peopled, "Ada Lovelace", NOW)
        assert (peopled.head(), self.content(peopled)) == (head, before)

    def test_payloads_whose_time_is_up_are_gone(self, peopled: Ledger) -> None:
        head = peopled.head()
        limits = {"ChangeReviewed": at(50), "PageSent": at(2), "IncidentDetected": at(50)}
        due = expired(peopled, limits)
        assert due == (Expiry("ChangeReviewed", at(50), 1), Expiry("IncidentDetected", at(50), 1))
        expire(peopled, due, "2020-01-01T00:00:00Z", NOW)
        proved = verify(peopled, [head])
        assert (proved.fault, proved.erased) == (None, 2)
        assert "checkout is down" not in self.content(peopled)
        assert expired(peopled, limits) == ()
        assert peopled.append(history()).new == 0
        assert verify(peopled).erased == 2

    def test_records_in_quarantine_have_their_time(self, peopled: Ledger) -> None:
        expire(peopled, (), "2026-06-02T00:00:00Z", NOW)
        assert quarantining.load(peopled) == ()

    def test_read_models_follow_what_expired(self, peopled: Ledger) -> None:
        expire(peopled, expired(peopled, {"ChangeReviewed": at(50)}), NOW, NOW)
        rebuild(peopled)
        assert read_models(peopled)["reviews"] == []
        rebuilt = read_models(peopled)
        advance(peopled)
        assert read_models(peopled) == rebuilt

    def test_expiry_is_kept_to_what_it_says(self, peopled: Ledger) -> None:
        expire(peopled, expired(peopled, {"ChangeReviewed": at(50)}), NOW, NOW)
        with peopled.engine.begin() as connection:
            connection.execute(events.update().where(events.c.seq == 4).values(payload=None))
        fault = verify(peopled).fault
        assert fault is not None
        assert fault.seq == 4

    def test_a_later_event_is_not_covered_by_an_earlier_expiry(self, peopled: Ledger) -> None:
        expire(peopled, expired(peopled, {"ChangeReviewed": at(50)}), NOW, NOW)
        late = structs.replace(history()[1], source_id="late")
        peopled.append([late])
        with peopled.engine.begin() as connection:
            connection.execute(events.update().where(events.c.source_id == "late").values(payload=None))
        fault = verify(peopled).fault
        assert fault is not None
        assert fault.seq == peopled.head().seq

    def test_records_that_no_database_keeps_are_cleaned(self, peopled: Ledger) -> None:
        odd = Quarantined("csv", "\udc80\0.csv", 1, "bad \0 \udc80", "a\0b\udc80", "x\0")
        quarantining.keep(peopled, [odd, odd], NOW)
        (kept,) = (one for one in quarantining.load(peopled) if one.format == "csv")
        assert kept.record.startswith("a")
        quarantining.release(peopled, [kept.id])
        assert len(quarantining.load(peopled)) == len(BAD)

    def test_a_tampered_table_of_identities_is_no_fault_of_the_chain(self, peopled: Ledger) -> None:
        with peopled.engine.begin() as connection:
            connection.execute(
                insert(identities), {"pseudonym": "person:x", "reference": "x", "name": "x", "seen_at": NOW}
            )
        assert verify(peopled).fault is None
