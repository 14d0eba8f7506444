"""No query says anything about one person, reaches beyond the views, or takes the machine down."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from msgspec import structs

from tests.ledger import adversary
from tests.ledger.samples import ADAS_WORDS, NOW, clock, draft, fill, history
from watchkeeper.domain.events.changes import ChangeMerged, ChangeReviewed
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.ledger import Answer
from watchkeeper.domain.problems import UsageError
from watchkeeper.ledger import analytics
from watchkeeper.ledger.analytics import Views, views
from watchkeeper.ledger.engine import parse_database
from watchkeeper.ledger.privacy import forget
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.store import KEY_VARIABLE, Ledger

OF_FOUR, OF_FIVE = "2026-04-07T12:00:00Z", "2026-04-14T12:00:00Z"
frame = relation = duckdb.from_query("SELECT 'ada lovelace' AS name")
"""What a careless database would find by its name in our process."""


def crowd(when: str, people: int, week: str) -> list[Draft]:
    """A week in which so many people merge two changes each, each reviewed by the next one."""
    drafts = []
    for n in range(people * 2):
        author, reviewer = (f"email:{k % people}@example.com" for k in (n, n + 1))
        subject = f"change:shop/{week}{n}"
        drafts += [
            draft(subject, ChangeMerged("c" * 40, "main", author=author), when),
            draft(subject, ChangeReviewed(reviewer, "approved", "person"), when),
            draft(subject, ChangeReviewed("login:github:bot", "commented", "bot"), when, source_id=f"{subject}/bot"),
        ]
    return drafts


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger with the small history, a week of four and a week of five people, and somebody forgotten."""
    path = str(tmp_path_factory.mktemp("asked") / "ledger.sqlite")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(KEY_VARIABLE, "key")
        make(path).close()
    return path


def make(database: str) -> Ledger:
    """Fill a ledger."""
    ledger = Ledger(database, clock)
    fill(ledger)
    fill(ledger, crowd(OF_FOUR, 4, "4"))
    fill(ledger, crowd(OF_FIVE, 5, "5"))
    forget(ledger, "grace hopper", NOW)
    advance(ledger)
    return ledger


@pytest.fixture(scope="module")
def asked(database: str) -> Iterator[Views]:
    with views(parse_database(database)) as found:
        yield found


def test_there_are_more_than_enough_queries() -> None:
    assert len(adversary.EVERY) > 100


@pytest.mark.parametrize("sql", adversary.EVERY)
def test_no_answer_is_about_a_person(asked: Views, database: str, sql: str) -> None:
    try:
        answer = asked.query(sql.replace("{database}", database))
    except UsageError as error:
        assert error.problems[0].remedy
        told = str(error)
    else:
        assert sql not in adversary.REFUSED, answer
        told = repr(answer)
        for word in ("person:", "text:", "example.com", "reviewer'", "merged_by", database):
            assert word not in told, told
    for word in (*ADAS_WORDS, "grace hopper", "root:x:"):
        assert word not in told.casefold(), told


def test_no_query_wrote_anything() -> None:
    assert not os.path.exists("/tmp/never")  # noqa: S108 - no file of ours


def test_figures_of_fewer_than_five_people_are_withheld(asked: Views) -> None:
    rows = asked.query("SELECT week, changes, authors, reviewers, reviews FROM activity ORDER BY week").rows
    assert [row[1:] for row in rows[-2:]] == [(8, None, None, None), (10, 5, 5, 10)]


def test_two_answers_together_say_no_more(tmp_path: Path) -> None:
    """Before and after the fifth person's only review: the difference is that person's figure, unless withheld."""
    with Ledger(str(tmp_path / "ledger.sqlite"), clock) as ledger:
        drafts = crowd(OF_FIVE, 5, "5")
        ledger.append([one for one in drafts if "#ChangeReviewed" not in one.source_id])
        reviews = [one for one in drafts if "#ChangeReviewed" in one.source_id]
        seen = []
        for one in reviews:
            ledger.append([one])
            advance(ledger)
            with views(ledger.url) as asked:
                seen.append(asked.query("SELECT reviewers, reviews FROM activity").rows[0])
    assert seen == [(None, None)] * 4 + [(5, n) for n in range(5, 11)]


def test_summing_over_weeks_does_not_bring_small_groups_back(asked: Views) -> None:
    total = asked.query("SELECT sum(authors), sum(reviews), count(authors) FROM activity").rows
    assert total == ((5, 10, 1),)


def test_one_view_with_parameters_of_a_person_has_no_such_column(asked: Views) -> None:
    shown = {name: asked.query(f'SELECT * FROM "{name}" LIMIT 0').columns for name in asked.names()}  # noqa: S608
    personal = {"author", "merged_by", "reviewer", "approver", "person", "second", "payload", "title", "name_of"}
    assert {name for name, columns in shown.items() if personal.intersection(columns)} == set()
    assert "reviews" not in shown


@pytest.mark.parametrize("sql", adversary.BOMBS)
def test_a_query_that_never_ends_is_stopped(asked: Views, sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analytics, "SECONDS", 0.3)
    start = time.monotonic()
    with pytest.raises(UsageError):
        asked.query(sql)
    assert time.monotonic() - start < 10


def test_more_rows_than_anybody_reads_are_refused(asked: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analytics, "MOST_ROWS", 10)
    assert len(asked.query("SELECT * FROM range(10)").rows) == 10
    with pytest.raises(UsageError, match="more than 10 rows"):
        asked.query("SELECT * FROM range(11)")


@pytest.mark.parametrize("sql", ["SELECT " + "1+" * 60_000 + "1", "SELECT " + "(" * 9_000 + "1" + ")" * 9_000])
def test_a_very_long_or_deep_query_is_an_error_and_no_crash(asked: Views, sql: str) -> None:
    try:
        assert asked.query(sql).rows == ((1,),)
    except UsageError as error:
        assert len(str(error)) < 2_000


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM changes",
        "FROM changes SELECT count(*)",
        "WITH c AS (SELECT * FROM changes) SELECT count(*) FROM c",
        'SELECT count(*) FROM "changes"',
        "SELECT count(*) FROM Changes",
        "SELECT count(*) FROM main.changes",
        "SELECT count(*) FROM changes;",
        "SELECT count(*) FROM changes c WHERE EXISTS (SELECT 1 FROM events e WHERE e.subject = c.id)",
    ],
)
def test_what_reads_is_answered(asked: Views, sql: str) -> None:
    assert asked.query(sql).rows == ((20,),)


def test_every_store_answers_the_same(
    asked: Views, postgres: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "key")
    with make(postgres()) as ledger:
        url = ledger.url
    with views(url) as other:
        for name in other.names():
            sql = f'SELECT * FROM "{name}" ORDER BY ALL'  # noqa: S608 - names of ours
            assert other.query(sql) == asked.query(sql), name
        with pytest.raises(UsageError):
            other.query("SELECT * FROM identities")


def test_a_store_that_cannot_be_read_is_an_error_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "no.sqlite").write_text("no database")
    for database in (str(tmp_path / "no.sqlite"), "postgresql://a:secret@127.0.0.1:1/x?connect_timeout=1"):
        with views(parse_database(database)) as found, pytest.raises(UsageError) as caught:
            found.query("SELECT * FROM changes")
        assert "secret" not in str(caught.value)


def test_parquet_answers_as_the_ledger_does(asked: Views, tmp_path: Path) -> None:
    written = asked.write_parquet(str(tmp_path / "out"), asked.names())
    assert sorted(os.listdir(tmp_path / "out")) == sorted(f"{name}.parquet" for name in asked.names())
    content = b"".join(Path(path).read_bytes() for path in written).decode("utf-8", "replace").casefold()
    for word in (*ADAS_WORDS, "person:", "text:", "example.com"):
        assert word not in content
    (tmp_path / "out" / 'x" AS SELECT 1; --.parquet').write_text("")
    (tmp_path / "out" / "broken.parquet").write_text("")
    with views(str(tmp_path / "out")) as found:
        sql = "SELECT * FROM activity ORDER BY ALL"
        assert found.query(sql) == asked.query(sql)
        for bad in ("SELECT * FROM broken", "SELECT * FROM identities", "SELECT * FROM '/etc/passwd'"):
            with pytest.raises(UsageError):
                found.query(bad)


def test_a_time_that_a_hand_wrote_does_not_break_the_view(tmp_path: Path) -> None:
    with Ledger(str(tmp_path / "ledger.sqlite"), clock) as ledger:
        fill(ledger)
        advance(ledger)
        with ledger.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE changes SET merged_at = 'soon'")
        with views(ledger.url) as found:
            assert found.query("SELECT count(*), count(merged_at) FROM changes").rows == ((2, 0),)


def test_an_answer_is_plain_values(asked: Views) -> None:
    assert asked.query("SELECT 1 AS a, 'x' AS b") == Answer(("a", "b"), ((1, "x"),))
    assert structs.asdict(asked.query("SELECT 1 AS a"))["columns"] == ("a",)
    assert len(history()) == 17
