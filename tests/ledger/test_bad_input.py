"""Databases as life leaves them behind: each is told in words, and nothing that was kept is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.samples import NOW, clock, draft, fill, history
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.problems import UsageError
from watchkeeper.ledger import engine
from watchkeeper.ledger.privacy import forget
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.store import KEY_VARIABLE, Ledger
from watchkeeper.ledger.verification import verify

APPENDER = """
import sys
from tests.ledger.samples import clock, draft
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.ledger.store import Ledger

with Ledger(sys.argv[1], clock) as ledger:
    for n in range(int(ledger.cursor("loop") or 0), int(sys.argv[2])):
        drafts = [draft(f"deployment:x/{n}/{m}", Deployed("x", by=f"email:{n}@example.com")) for m in range(20)]
        ledger.append(drafts, ("loop", str(n + 1)))
        print(n, flush=True)
"""
READER = """
import os, sys
import tests.ledger.samples
from watchkeeper.domain.problems import UsageError
from watchkeeper.ledger.store import Ledger

Ledger(sys.argv[2], tests.ledger.samples.clock).close()  # what is imported on use may not be readable for nobody
os.setuid(65534)
try:
    with Ledger(sys.argv[1], tests.ledger.samples.clock) as ledger:
        ledger.append(tests.ledger.samples.history())
except UsageError as error:
    print(error)
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    """The file of a ledger with the small history."""
    found = str(tmp_path / "ledger.sqlite")
    with Ledger(found, clock) as ledger:
        fill(ledger)
    return found


@contextlib.contextmanager
def refused(*words: str) -> Iterator[None]:
    """A UsageError that says all of the words, and what to do."""
    with pytest.raises(UsageError) as caught:
        yield
    assert all(word in str(caught.value) for word in words), caught.value
    assert all(problem.remedy for problem in caught.value.problems)


def whole(path: str, rows: int = 17) -> None:
    """The ledger is whole and has so many rows; all of the history is in it."""
    with Ledger(path, clock) as ledger:
        proved = verify(ledger)
        assert (proved.fault, proved.rows) == (None, rows)
        assert ledger.append(history()).new == max(0, 17 - rows)


def test_a_locked_file_is_told_and_waits_for_its_turn(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT", 0.2)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Ledger(path, clock) as ledger:
            assert ledger.head().seq == 17
            with refused("locked by another process", path):
                fill(ledger, [draft("deployment:x/1", Deployed("x"))])
            with refused("locked by another process"):
                advance(ledger)
            with refused("locked by another process"):
                forget(ledger, "ada lovelace", NOW)
        other.execute("ROLLBACK")
    whole(path)


def test_erasure_says_so_when_a_reader_keeps_the_old_pages(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WAIT", 0.2)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM events").fetchone()
        with Ledger(path, clock) as ledger, refused("another process", "run this again"):
            forget(ledger, "ada.lovelace@example.com", NOW)
    with Ledger(path, clock) as ledger:
        forget(ledger, "ada.lovelace@example.com", NOW)
    folder = Path(path).parent
    assert not any(b"lovelace" in file.read_bytes().lower() for file in folder.iterdir())


@pytest.mark.parametrize("more", [0, 3, 20])
def test_a_full_disk_keeps_what_was_whole(path: str, more: int) -> None:
    with Ledger(path, clock) as ledger:
        with ledger.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + more}")
        many = [draft(f"deployment:x/{n}", Deployed("x" * 100, by=f"email:{n}@x.y")) for n in range(3_000)]
        with refused("the disk is full", "free some space"):
            ledger.append(many, ("big", "1"))
        with ledger.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert (ledger.head().seq, ledger.cursor("big")) == (17, "")
        assert ledger.append(many, ("big", "1")).new == 3_000
    whole(path, 3_017)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to become nobody")
@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o755, 0o644), (0o755, 0o600)])
def test_a_file_that_may_only_be_read(path: str, folder_mode: int, file_mode: int) -> None:
    with tempfile.TemporaryDirectory(dir=tempfile.gettempdir()) as folder:
        target = Path(folder) / "ledger.sqlite"
        target.write_bytes(Path(path).read_bytes())
        target.chmod(file_mode)
        Path(folder).chmod(folder_mode)
        done = subprocess.run(
            [sys.executable, "-c", READER, str(target), f"{path}.other"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert str(target) in done.stdout
        assert "writable" in done.stdout
        whole(str(target))


@pytest.mark.parametrize("content", [b"no database, just a text" * 100, b"\x89PNG" * 999])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ledger.sqlite"
    file.write_bytes(content)
    with refused("it is no ledger", "--database"):
        Ledger(str(file), clock)
    assert file.read_bytes() == content


def test_a_truncated_file(path: str) -> None:
    content = Path(path).read_bytes()
    for part in (len(content) // 2, len(content) - 4096, 5_000, 100):
        Path(path).write_bytes(content[:part])
        with refused(path), Ledger(path, clock) as ledger:
            if verify(ledger).fault:
                raise UsageError
    Path(path).write_bytes(content)
    whole(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with refused("cannot be opened"):
        Ledger(str(tmp_path), clock)


def test_a_place_below_a_file_is_no_place(path: str) -> None:
    with refused("cannot make", "--database"):
        Ledger(f"{path}/ledger.sqlite", clock)


@pytest.mark.parametrize("database", ["mysql://x/y", "http://x", "://"])
def test_an_address_of_no_known_database(database: str) -> None:
    with refused("no database that is known", "postgresql://"):
        Ledger(database, clock)


def test_a_server_that_does_not_answer() -> None:
    with refused("does not answer"):
        Ledger("postgresql://a:secret@127.0.0.1:1/x", clock)


def test_no_password_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        Ledger("postgresql://a:secret@127.0.0.1:1/x", clock)
    assert "secret" not in str(caught.value)


def test_a_server_without_the_database(postgres_database: str) -> None:
    with refused("no such database"):
        Ledger(postgres_database.replace("/test_", "/none_"), clock)


def test_a_postgresql_that_is_locked(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Ledger(postgres_database, clock).close()
    monkeypatch.setattr(engine, "WAIT", 1)
    one, two = Ledger(postgres_database, clock), Ledger(postgres_database, clock)
    with one, two, one.writing(), refused("locked by another process"):
        fill(two)
    with Ledger(postgres_database, clock) as ledger:
        fill(ledger)
        assert verify(ledger).fault is None


def test_the_wrong_key_is_refused(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "wrong")
    with refused("is not the key", KEY_VARIABLE):
        Ledger(path, clock)
    monkeypatch.delenv(KEY_VARIABLE)
    whole(path)


def test_a_key_kept_outside_is_nowhere_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "ledger.sqlite")
    monkeypatch.setenv(KEY_VARIABLE, "a key of our own")
    with Ledger(path, clock) as ledger:
        fill(ledger)
        pseudonym = ledger.pseudonyms.of("email:a@b.c")
    assert not any(b"a key of our own" in file.read_bytes() for file in tmp_path.iterdir())
    monkeypatch.delenv(KEY_VARIABLE)
    with refused("keeps its key elsewhere", KEY_VARIABLE):
        Ledger(path, clock)
    monkeypatch.setenv(KEY_VARIABLE, "a key of our own")
    with Ledger(path, clock) as ledger:
        assert ledger.pseudonyms.of("email:a@b.c") == pseudonym
    whole(path)


def test_the_file_is_for_its_owner_only(path: str) -> None:
    for file in Path(path).parent.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


def test_a_payload_edited_by_hand_is_told_when_it_is_read(path: str) -> None:
    for payload in ("no JSON", '{"commit":1}', ""):
        with contextlib.closing(sqlite3.connect(path)) as other, other:
            other.execute("UPDATE events SET payload = ? WHERE seq = 4", (payload,))
        with Ledger(path, clock) as ledger, refused("row 4", "ledger verify"):
            advance(ledger)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("payload", b"\xff\xfe"), ("payload", 7), ("hash", b"x"), ("hash", 1.5), ("revision", "x"), ("version", b"x"),
        ("subject", 7), ("occurred_at", None), ("type", b"\xff"), ("id", 3), ("recorded_at", 2**62), ("seq", "x"),
    ],
)  # fmt: skip
def test_values_of_other_types_are_found(path: str, column: str, value: Any) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA writable_schema = ON")
        other.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'events'")
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        other.execute(f"UPDATE events SET {column} = ? WHERE seq = 9", (value,))  # noqa: S608 - columns of ours
    with Ledger(path, clock) as ledger:
        fault = verify(ledger).fault
    assert fault is not None
    assert fault.seq == 9


def test_text_that_is_no_text_is_told(path: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE events SET subject = CAST(x'ff' AS TEXT) WHERE seq = 9")
    with Ledger(path, clock) as ledger, refused("altered", "no text"):
        verify(ledger)


@pytest.mark.parametrize("after", [0.0, 0.1])
def test_killed_while_it_appends_a_second_run_completes_it(tmp_path: Path, after: float) -> None:
    path = str(tmp_path / "ledger.sqlite")
    command = [sys.executable, "-c", APPENDER, path]
    with subprocess.Popen([*command, "100000"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        time.sleep(after)
        os.kill(process.pid, signal.SIGKILL)
        said += process.stdout.read()
    told = int(said.split()[-1]) + 1
    with Ledger(path, clock) as ledger:
        proved = verify(ledger)
        kept = int(ledger.cursor("loop"))
        assert (proved.fault, proved.rows) == (None, kept * 20)
        assert told <= kept <= told + 1
    done = subprocess.run([*command, str(kept + 3)], check=True, capture_output=True, timeout=60)
    assert done.stdout.split() == [str(n).encode() for n in range(kept, kept + 3)]
    with Ledger(path, clock) as ledger:
        assert (verify(ledger).fault, ledger.head().seq) == (None, (kept + 3) * 20)
