"""The ledger's commands end to end: import, verify, query, export, forget, record, quarantine, and `check --record`."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Sandbox
from watchkeeper.cli.main import run

NOW = "2026-01-02T00:00:00Z"
CONFORMANCE = Path(__file__).parents[2].parent / "shared/data/cdevents/conformance"


@pytest.fixture
def ask(
    repo: Sandbox, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, Any, str]]:
    """Runs a command on the repository; exit code, its JSON (or text), its errors."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for at in range(4):
        repo.commit({f"f{at}": "1\n"}, f"Change {at} (#{at + 1})")

    def call(*arguments: str, style: str = "json") -> tuple[int, Any, str]:
        code = run([*arguments, "--repo", str(repo.path), *(["--format", style] if style else [])])
        captured = capfd.readouterr()
        parsed = json.loads(captured.out) if style == "json" and captured.out else captured.out
        return code, parsed, captured.err

    return call


Ask = Callable[..., tuple[int, Any, str]]


def rows(ask: Ask, sql: str, *more: str) -> list[list[Any]]:
    """Rows of a query."""
    code, found, errors = ask("ledger", "query", sql, *more)
    assert code == 0, errors
    return list(found["rows"])


def test_the_first_minute(ask: Ask, tmp_path: Path) -> None:
    code, done, _ = ask("ledger", "import")
    assert (code, done["schema"], done["changes"], done["measured"]) == (0, "watchkeeper.ledger-import/1", 4, 4)
    code, proved, _ = ask("ledger", "verify")
    assert (code, proved["ok"], proved["rows"]) == (0, True, 8)
    assert rows(ask, "SELECT count(*), sum(lines_effective) FROM changes") == [[4, 4]]
    (database,) = (tmp_path / "state/watchkeeper").glob("*/ledger.sqlite")
    assert proved["head"]["seq"] == 8
    assert database.stat().st_mode & 0o077 == 0


def test_an_edited_row_is_found(ask: Ask, tmp_path: Path) -> None:
    ask("ledger", "import")
    (database,) = (tmp_path / "state/watchkeeper").glob("*/ledger.sqlite")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "UPDATE events SET payload = replace(payload, '\"lines_added\":1', '\"lines_added\":9') WHERE seq = 3"
        )
    code, proved, _ = ask("ledger", "verify")
    assert (code, proved["ok"], proved["fault"]["seq"]) == (1, False, 3)
    assert "row 3" in ask("ledger", "verify", style="terminal")[1]


def test_a_head_published_as_file_or_note_is_held_to(ask: Ask, repo: Sandbox, tmp_path: Path) -> None:
    ask("ledger", "import")
    head = str(tmp_path / "head.json")
    assert ask("ledger", "verify", "--publish", head, "--publish-note", "HEAD")[0] == 0
    repo.commit({"more": "1\n"}, "More (#9)")
    ask("ledger", "import")
    code, proved, _ = ask("ledger", "verify", "--head", head, "--head", "note:HEAD~1")
    assert (code, proved["published"]) == (0, 2)
    (database,) = (tmp_path / "state/watchkeeper").glob("*/ledger.sqlite")
    for name in (database, *database.parent.glob("ledger.sqlite-*")):
        name.unlink(missing_ok=True)
    ask("ledger", "import")
    assert ask("ledger", "verify", "--head", head)[0] == 1


def test_without_a_ledger_the_answer_is_unknown(ask: Ask) -> None:
    code, _, errors = ask("ledger", "verify")
    assert (code, "watchkeeper ledger import" in errors) == (3, True)


def test_an_empty_repository_has_no_ledger(
    make_repo: Callable[..., Sandbox], capfd: pytest.CaptureFixture[str]
) -> None:
    empty = make_repo("empty")
    assert run(["ledger", "import", "--repo", str(empty.path)]) == 3
    assert "no commit yet" in capfd.readouterr().err


def test_export_and_import_give_the_same_record_without_people(ask: Ask, tmp_path: Path) -> None:
    ask("ledger", "import")
    lines = tmp_path / "events.jsonl"
    assert ask("ledger", "export", "--output", str(lines), style="")[0] == 0
    kept = lines.read_text("utf-8").casefold()
    assert not [word for word in ("lovelace", "ada@", "example.com") if word in kept]
    other = f"sqlite:///{tmp_path}/other.sqlite"
    code, done, _ = ask("ledger", "import", str(lines), "--database", other)
    assert (code, done["new"], done["quarantined"]) == (0, 8, [])
    wanted = "SELECT id, number, lines_effective FROM changes ORDER BY id"
    assert rows(ask, wanted, "--database", other) == rows(ask, wanted)
    folder = str(tmp_path / "parquet")
    assert ask("ledger", "export", "--format", "parquet", "--output", folder, style="")[0] == 0
    assert rows(ask, wanted, "--parquet", folder) == rows(ask, wanted)


def test_forgetting_leaves_no_trace_of_the_name(ask: Ask, tmp_path: Path) -> None:
    ask("ledger", "import")
    code, done, _ = ask("ledger", "forget", "ada@example.com")
    assert (code, done["identities"]) == (0, 1)
    for file in (tmp_path / "state/watchkeeper").glob("*/ledger.sqlite*"):
        data = file.read_bytes().lower()
        assert b"lovelace" not in data
        assert b"ada@example.com" not in data
    assert ask("ledger", "verify")[0] == 0
    assert ask("ledger", "forget", "nobody")[0] == 3


def test_one_bad_record_is_kept_aside_and_replayed(ask: Ask, tmp_path: Path) -> None:
    good = {"type": "IncidentDetected", "subject": "pager/7", "occurred_at": NOW, "payload": {"service": "checkout"}}
    bad = {**good, "subject": "pager/8", "occurred_at": "yesterday"}
    file = tmp_path / "incidents.jsonl"
    file.write_text(f"{json.dumps(good)}\n{json.dumps(bad)}\n", "utf-8")
    code, done, _ = ask("ledger", "import", str(file))
    assert (code, done["new"], len(done["quarantined"])) == (0, 1, 1)
    code, held, _ = ask("ledger", "quarantine")
    assert [(r["line"], r["format"]) for r in held["records"]] == [(2, "json-lines")]
    (database,) = (tmp_path / "state/watchkeeper").glob("*/ledger.sqlite")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE quarantine SET record = replace(record, 'yesterday', ?)", (NOW,))
    code, done, _ = ask("ledger", "import", "--replay")
    assert (code, done["new"], done["quarantined"]) == (0, 1, [])
    assert ask("ledger", "quarantine")[1]["records"] == []


@pytest.mark.skipif(not CONFORMANCE.is_dir(), reason="needs shared/data/cdevents beside the checkout")
def test_every_conformance_example_of_cdevents_is_read(ask: Ask) -> None:
    files = sorted(str(path) for path in CONFORMANCE.glob("*.json"))
    code, done, _ = ask("ledger", "import", *files)
    assert (code, done["records"], done["quarantined"]) == (0, 48, [])
    assert done["new"] + done["passed_over"] == 48


def test_a_table_and_standard_input(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "deployments.csv"
    table.write_text(
        f"type;subject;occurred_at;service;environment;result\nDeployed;checkout/1;{NOW};checkout;production;success\n",
        "utf-8",
    )
    assert ask("ledger", "import", str(table))[1]["new"] == 1
    assert rows(ask, "SELECT id, result FROM deployments") == [["deployment:checkout/1", "success"]]
    assert ask("ledger", "import", str(table))[1]["known"] == 1
    code, _, errors = ask("ledger", "import", str(table), "--from", "nothing")
    assert (code, "there is no format 'nothing'" in errors) == (2, True)
    assert ask("ledger", "import", str(tmp_path / "missing.json"))[0] == 2


def test_recording_and_correcting_one_event(ask: Ask, repo: Sandbox) -> None:
    told = ("ledger", "record", "Deployed", "checkout/9", "service=checkout", "commit=HEAD", "--source-id", "run-9")
    assert ask(*told, "result=failure", "--as-of", NOW)[0] == 0
    assert ask(*told, "result=success", "--as-of", "2026-01-02T01:00:00Z")[0] == 0
    head = repo.git("rev-parse", "HEAD")
    assert rows(ask, 'SELECT result, "commit" FROM deployments') == [["success", head]]
    code, _, errors = ask("ledger", "record", "Deployd", "checkout/9")
    assert (code, "Deployed is the nearest" in errors) == (2, True)


def test_an_import_killed_in_the_midst_is_completed_by_the_next(ask: Ask, repo: Sandbox, tmp_path: Path) -> None:
    stream = "".join(
        f"commit refs/heads/main\ncommitter A <a{n % 7}@x.org> {1_767_300_000 + n * 60} +0000\n"
        f"data {len(f'Change (#{n + 10})')}\nChange (#{n + 10})\n"
        + ("from refs/heads/main^0\n" if n == 0 else "")
        + f"M 100644 inline g{n % 50}\ndata {len(str(n))}\n{n}\n"
        for n in range(6_000)
    )
    repo.git("fast-import", "--quiet", "--force", stdin=stream.encode())
    command = [sys.executable, "-m", "watchkeeper", "ledger", "import", "--repo", str(repo.path), "--no-sizes"]
    environment = {**os.environ, "PYTHONPATH": "src"}
    first = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_rows(tmp_path, 1_000)
    first.send_signal(signal.SIGKILL)
    first.wait()
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert ask("ledger", "verify")[0] == 0
    assert rows(ask, "SELECT count(*), count(DISTINCT number) FROM changes") == [[6_004, 6_004]]


def wait_for_rows(tmp_path: Path, wanted: int) -> None:
    """Wait until the ledger has some rows."""
    for _ in range(600):
        for database in (tmp_path / "state/watchkeeper").glob("*/ledger.sqlite"):
            try:
                with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
                    if connection.execute("SELECT seq FROM head").fetchone()[0] >= wanted:
                        return
            except (sqlite3.OperationalError, TypeError):
                pass
        time.sleep(0.02)
    pytest.fail("the import did not start")


def test_a_recorded_check_keeps_the_verdict_and_names_the_ledger_it_asked(ask: Ask, repo: Sandbox) -> None:
    repo.branch("work")
    head = repo.commit({"new": "1\n"}, "Work")
    code, first, errors = ask("check", "main...work", "--record", "--as-of", NOW)
    assert (code, errors) == (0, "")
    assert first["inputs"]["ledger_head"] in {None, "", "0" * 64} or "unknown" in str(first["inputs"]["ledger_head"])
    assert rows(ask, "SELECT head, decision FROM verdicts") == [[head, "pass"]]
    _, proved, _ = ask("ledger", "verify")
    _, second, _ = ask("check", "main...work", "--record", "--as-of", "2026-01-02T02:00:00Z")
    assert second["inputs"]["ledger_head"] == proved["head"]["hash"]
    assert rows(ask, "SELECT count(*) FROM verdicts") == [[2]]


def test_a_ledger_that_is_gone_changes_no_verdict(ask: Ask, repo: Sandbox, tmp_path: Path) -> None:
    repo.branch("work")
    repo.commit({"new": "1\n"}, "Work")
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database, it only has the name of one" * 100)
    code, found, errors = ask("check", "main...work", "--record", "--database", str(broken), "--as-of", NOW)
    assert (code, found["verdict"]) == (0, "pass")
    assert "was not recorded" in errors
    assert [said["rule"] for said in found["not_evaluated"] if said["rule"] == "ledger"] == ["ledger"]


def test_who_has_the_open_incident_in_hand_waives_without_a_second_person_meanwhile(ask: Ask, repo: Sandbox) -> None:
    policy = "version: 1\nextends: observe\nrules:\n  size/effective-lines: {mode: block, max: 10}\n"
    repo.commit({".watchkeeper.yaml": policy}, "Policy (#8)")
    repo.branch("work")
    head = repo.commit({"big.py": "".join(f"x_{n} = {n}\n" for n in range(50))}, "Hotfix")
    repo.switch("main")
    waiver = (
        f'version: 1\nwaivers:\n  - {{rule: size/effective-lines, head: "{head}", reason: payments are down, '
        'by: ines@example.com, until: "2030-01-01T00:00:00Z", incident: "incident:pager/7"}\n'
    )
    repo.commit({".watchkeeper/waivers.yaml": waiver}, "Waive")
    at = [f"2026-01-01T0{hour}:00:00Z" for hour in range(10)]
    policy_day = "2026-01-05T12:00:00Z"
    ask("ledger", "record", "IncidentDetected", "pager/7", "service=payments", "--as-of", at[0])
    ask("ledger", "record", "IncidentAcknowledged", "pager/7", "by=ines@example.com", "--as-of", at[1])
    (database,) = Path(os.environ["XDG_STATE_HOME"]).glob("watchkeeper/*/ledger.sqlite")
    asked = ("check", "main...work", "--database", str(database))
    code, found, _ = ask(*asked, "--as-of", at[7])
    assert (code, found["verdict"]) == (0, "pass"), found["findings"]
    assert "is on call for the open incident" in str(found)
    assert "is on call" not in str(ask(*asked[:2], "--as-of", at[7])[1])
    ask("ledger", "record", "IncidentResolved", "pager/7", "--as-of", at[8])
    assert "is on call" not in str(ask(*asked, "--as-of", at[9])[1])
    assert policy_day


def test_a_recorded_waiver_is_declared_only(ask: Ask, repo: Sandbox, tmp_path: Path) -> None:
    database = str(tmp_path / "ledger.sqlite")
    told = ("waive", "size/effective-lines", "--reason", "Agreed with Bea", "--until", "8h", "--by", "omar@example.com")
    assert ask(*told, "--database", database, "--as-of", NOW)[0] == 0
    code, found, _ = ask("waivers", "--database", database, "--as-of", "2026-01-02T01:00:00Z")
    assert code == 0
    assert [(w["state"], w["reason"]) for w in found["waivers"]] == [("declared", "Agreed with Bea")]
    ask("ledger", "forget", "omar@example.com", "--database", database)
    assert "omar" not in str(ask("waivers", "--database", database)[1])


def test_schema_commands(ask: Ask, tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "l.sqlite"))
    assert ask("db", "check", *database, style="")[0] == 3
    assert "none → 0002" in ask("db", "upgrade", *database, style="")[1]
    assert ask("db", "check", *database, style="")[0] == 0
    assert "0002 → 0001" in ask("db", "upgrade", "--to", "0001", *database, style="")[1]
    assert ask("db", "check", *database, style="")[0] == 1
    code, _, errors = ask("ledger", "verify", *database)
    assert (code, "watchkeeper db upgrade" in errors) == (2, True)
    assert ask("db", "upgrade", "--to", "7777", *database, style="")[0] == 2


def test_expiry_says_what_goes_before_it_goes(ask: Ask) -> None:
    ask("ledger", "record", "PageSent", "checkout", "person=ines@example.com", "--as-of", "2020-01-01T00:00:00Z")
    code, found, _ = ask("ledger", "expire", "--as-of", NOW)
    assert (code, found["written"], [e["event_type"] for e in found["expired"]]) == (0, False, ["PageSent"])
    assert ask("ledger", "expire", "--write", "--as-of", NOW)[1]["written"]
    assert ask("ledger", "expire", "--as-of", NOW)[1]["expired"] == []
    code, proved, _ = ask("ledger", "verify")
    assert (code, proved["erased"]) == (0, 1)


def test_the_first_minute_on_postgresql(ask: Ask, postgres_database: str, tmp_path: Path) -> None:
    database = ("--database", postgres_database)
    code, done, _ = ask("ledger", "import", *database)
    assert (code, done["changes"], done["measured"]) == (0, 4, 4)
    assert ask("ledger", "verify", *database)[1]["ok"]
    assert rows(ask, "SELECT count(*), sum(lines_effective) FROM changes", *database) == [[4, 4]]
    assert ask("check", "HEAD~1...HEAD", "--record", "--as-of", NOW, *database)[0] == 0
    assert rows(ask, "SELECT decision FROM verdicts", *database) == [["pass"]]
    folder = str(tmp_path / "parquet")
    assert ask("ledger", "export", "--format", "parquet", "--output", folder, *database, style="")[0] == 0
    assert rows(ask, "SELECT count(*) FROM changes", "--parquet", folder) == [[4]]
    assert ask("ledger", "forget", "ada@example.com", *database)[0] == 0
    assert ask("ledger", "verify", *database)[1]["ok"]
    assert "schema 0002" in ask("db", "check", *database, style="")[1]


@pytest.mark.parametrize("source", ["manual", "watchkeeper"])
def test_a_recorded_claim_that_the_forge_vouched_lifts_nothing(ask: Ask, repo: Sandbox, source: str) -> None:
    policy = "version: 1\nextends: observe\nrules:\n  size/effective-lines: {mode: block, max: 10}\n"
    repo.commit({".watchkeeper.yaml": policy}, "Policy (#8)")
    repo.branch("work")
    head = repo.commit({"big.py": "".join(f"x_{n} = {n}\n" for n in range(50))}, "Big")
    claim = ("rule=size/effective-lines", f"head={head}", "by=ines@example.com", "reason=ok", "payload.source=forge")
    told = ("ledger", "record", "WaiverGranted", head, *claim, "--source", source)
    code, _, errors = ask(*told, "--as-of", "2026-01-01T06:00:00Z")
    assert code == 0, errors
    (database,) = Path(os.environ["XDG_STATE_HOME"]).glob("watchkeeper/*/ledger.sqlite")
    code, found, _ = ask("check", "main...work", "--database", str(database), "--as-of", "2026-01-01T07:00:00Z")
    assert (code, found["verdict"]) == (1, "block")
    assert "no forge knew who said it" in str(found)
