"""`watchkeeper oncall`: the contract's JSON, known people only, local gaps, both nights, stale feeds, addresses."""

from __future__ import annotations

import http.server
import json
import pathlib
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from watchkeeper.cli.main import run

pytest.importorskip("recurring_ical_events")
ROOT = pathlib.Path(__file__).resolve().parents[2]
ROTA = """
version: 1
name: payments
zone: Europe/Lisbon
turns:
- {people: [ada@example.com, ben@example.com], length: 1w, from: 2026-01-05T09:00}
overrides:
- {person: cat@example.com, from: 2026-01-06T00:00, to: 2026-01-07T00:00}
steps:
- {call: rota, wait: 10m}
- {call: ada@example.com, wait: 15m}
"""
PEOPLE = """
people:
- {id: ada, name: Ada Lovelace, emails: [Ada@Example.com]}
- {id: ben, name: Ben Blau, emails: [ben@example.com], active: false}
"""
NIGHTS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:nights\r\nX-WR-TIMEZONE:Europe/Berlin\r\n"
    "BEGIN:VEVENT\r\nUID:n\r\nDTSTAMP:20260301T000000Z\r\nDTSTART;TZID=Europe/Berlin:20260101T180000\r\n"
    "DTEND;TZID=Europe/Berlin:20260102T080000\r\nRRULE:FREQ=DAILY\r\nSUMMARY:ada\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:d\r\nDTSTAMP:20260301T000000Z\r\nDTSTART:20260101T070000Z\r\nDTEND:20260101T170000Z\r\n"
    "RRULE:FREQ=DAILY\r\nSUMMARY:ada\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def place(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """A folder that is no repository, with a rota, a calendar and a list of people."""
    (tmp_path / "rota.yaml").write_text(ROTA)
    (tmp_path / "people.yaml").write_text(PEOPLE)
    (tmp_path / "nights.ics").write_bytes(NIGHTS.encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772323200")  # 2026-03-01
    return tmp_path


def ask(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert run(["oncall", *words, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_json_as_the_contract_says(place: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ask(capsys, "rota.yaml", "--at", "2026-01-06T02:00:00Z", "--people", "people.yaml")
    assert (said["schema"], said["at"]) == ("watchkeeper.oncall/1", "2026-01-06T02:00:00Z")
    assert [(p["person"], p["end"]) for p in said["people"]] == [("cat@example.com", "2026-01-07T00:00:00Z")]
    first, *_ = said["segments"]
    assert {"start", "end", "person", "source"} <= set(first)
    assert first["source"] == "rota.yaml:8:3"
    gaps = [(g["start"], g["end"], g["why"]) for g in said["gaps"]]
    assert gaps[:2] == [
        ("2026-01-06T02:00:00Z", "2026-01-07T00:00:00Z", "cat@example.com is in no list of people"),
        ("2026-01-12T09:00:00Z", "2026-01-19T09:00:00Z", "ben@example.com is not active in the list of people"),
    ]
    assert said["rotas"][0]["strangers"] == ["cat@example.com", "ben@example.com"]


def test_without_a_list_of_people_it_says_so(place: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ask(capsys, "rota.yaml")
    assert said["gaps"] == []
    assert set(said["people_known"]["unknown"]) == {"reason", "remedy"}
    assert run(["oncall", "rota.yaml"]) == 0
    assert "no list of people" in capsys.readouterr().out


def test_the_policys_people_count(make_repo: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    repo = make_repo()
    repo.commit({".watchkeeper.yaml": "version: 1\npeople: people.yaml\n", "people.yaml": PEOPLE, "rota.yaml": ROTA})
    said = ask(capsys, str(repo.path / "rota.yaml"), "--repo", str(repo.path), "--at", "2026-01-05T10:00:00Z")
    assert said["people"][0]["name"] == "Ada Lovelace"
    assert said["people_known"] == ["people.yaml"]
    assert said["gaps"]


def test_an_escalation_that_calls_one_person_twice(place: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("rota.yaml", "--people", "people.yaml", "--at")
    (ladder,) = ask(capsys, *words, "2026-01-05T10:00:00Z")["escalations"]
    assert (ladder["steps"], ladder["depth"]) == (2, 2)
    assert "the same person" in ladder["problems"][0]
    (ladder,) = ask(capsys, *words, "2026-01-12T10:00:00Z")["escalations"]
    assert (ladder["depth"], [c["after_seconds"] for c in ladder["calls"]]) == (1, [0, 600])
    assert "one step" in ladder["problems"][0]


def test_gaps_in_local_time_and_both_nights(place: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ask(capsys, "nights.ics", "--from", "2026-03-20", "--to", "2026-04-01")
    assert [(g["local"]["start"], g["local"]["end"]) for g in said["gaps"]] == [
        (f"2026-03-{day}T08:00:00+02:00", f"2026-03-{day}T09:00:00+02:00") for day in (29, 30, 31)
    ]
    spring, autumn = said["rotas"][0]["clock_changes"]
    assert (spring["at"], autumn["at"]) == ("2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z")
    assert [len(spring["gaps"]), len(autumn["gaps"])] == [1, 1]
    assert run(["oncall", "nights.ics", "--from", "2026-03-20", "--to", "2026-04-01"]) == 0
    text = capsys.readouterr().out
    assert "gap Sun 29 Mar 2026 08:00 (Europe/Berlin) to Sun 29 Mar 2026 09:00 (Europe/Berlin): nobody is named" in text


def test_leave(place: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    away = "UID:1\r\nDTSTART:20260105T120000Z\r\nDTEND:20260105T180000Z\r\nSUMMARY:Ada Lovelace\r\n"
    whole = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{away}END:VEVENT\r\nEND:VCALENDAR\r\n"
    (place / "leave.ics").write_bytes(whole.encode())
    words = ("rota.yaml", "--people", "people.yaml", "--leave", "leave.ics", "--from", "2026-01-05T09:00:00Z")
    said = ask(capsys, *words, "--at", "2026-01-05T13:00:00Z", "--to", "2026-01-06T00:00:00Z")
    assert said["people"] == []
    (gap,) = said["gaps"]
    assert (gap["start"], gap["end"]) == ("2026-01-05T12:00:00Z", "2026-01-05T18:00:00Z")
    assert gap["why"] == "ada@example.com is on leave"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "is empty"),
        (NIGHTS.replace("20260301T000000Z", "20250101T000000Z"), "was made 424 days ago"),
    ],
)
def test_a_stale_or_empty_feed_is_not_known(
    place: pathlib.Path, capsys: pytest.CaptureFixture[str], content: str, why: str
) -> None:
    (place / "feed.ics").write_bytes(content.encode())
    said = ask(capsys, "feed.ics", code=3)
    assert all(why in said[key]["unknown"]["reason"] for key in ("people", "segments", "gaps"))
    assert run(["oncall", "feed.ics"]) == 3
    assert "not known" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such.ics",), "cannot read no-such.ics"),
        (("people.yaml",), "nothing that tells who is on call"),
        (("https://calendar.example/secret-token/basic.ics",), "--online"),
        (("file:///etc/passwd", "--online"), "only https://"),
        (("http://calendar.example/basic.ics", "--online"), "only https://"),
        (("rota.yaml", "--zone", "Mars/Olympus"), "no time zone"),
        (("rota.yaml", "--from", "2026-02-01", "--to", "2026-01-01"), "--from"),
        (("rota.yaml", "--from", "2026-02-01", "--to", "2029-01-01"), "400 days"),
        (("rota.yaml", "--at", "0001-01-01"), "1970"),
        (("rota.yaml", "--at", "9999-12-31"), "2191"),
        (("rota.yaml", "--at", "soon"), "not a time"),
        (("rota.yaml", "--people", "none.yaml"), "cannot read none.yaml"),
    ],
)
def test_wrong_usage(
    place: pathlib.Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert run(["oncall", *words]) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert "secret-token" not in errors


class Feed(http.server.BaseHTTPRequestHandler):
    """Serves the calendar, a redirect away from encryption, one that is too large, and nothing."""

    def do_GET(self) -> None:
        if self.path == "/away.ics":
            self.send_response(302)
            self.send_header("Location", "http://calendar.example/secret-token")
            self.end_headers()
            return
        body = {"/nights.ics": NIGHTS.encode(), "/large.ics": b"x" * (9 << 20)}.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def served() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_feed_is_fetched_when_asked(place: pathlib.Path, served: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = (f"{served}/nights.ics", "--online", "--as-of", "2026-12-01", "--at", "2026-12-01T02:00:00Z")
    said = ask(capsys, *words)
    assert (said["source"], [p["person"] for p in said["people"]]) == ("127.0.0.1", ["ada"])


@pytest.mark.parametrize(
    ("path", "code", "said"),
    [("/gone-secret-token", 3, "answered 404"), ("/large.ics", 3, "more than 8 MB"), ("/away.ics", 2, "only https://")],
)
def test_a_feed_that_does_not_come(
    place: pathlib.Path, served: str, capsys: pytest.CaptureFixture[str], path: str, code: int, said: str
) -> None:
    assert run(["oncall", f"{served}{path}", "--online"]) == code
    errors = capsys.readouterr().err
    assert said in errors
    assert "secret-token" not in errors


def test_nobody_there_is_not_known(place: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["oncall", "http://127.0.0.1:9/x.ics", "--online"]) == 3
    assert "nothing came from 127.0.0.1" in capsys.readouterr().err


@pytest.mark.parametrize("style", ["terminal", "markdown", "json"])
def test_odd_characters_stay_on_their_line(place: pathlib.Path, capsys: pytest.CaptureFixture[str], style: str) -> None:
    odd = NIGHTS.replace("SUMMARY:ada", "SUMMARY:\x1b[31mada\u202e<script>|`")
    (place / "odd.ics").write_bytes(odd.encode())
    assert run(["oncall", "odd.ics", "--from", "2026-03-20", "--to", "2026-03-22", "--format", style]) == 0
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_page_shows_what_the_command_says(place: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example of docs/on-call.md is a run of the rota that stands before it."""
    page = (ROOT / "docs/on-call.md").read_text("utf-8")
    rota = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    shown = re.search(r"```console no-run\n\$ watchkeeper (oncall rota\.yaml .*?)\n(.*?)```", page, re.DOTALL)
    assert rota
    assert shown
    (place / "rota.yaml").write_text(rota[1])
    assert run(shown[1].split()) == 0
    assert capsys.readouterr().out == shown[2]
