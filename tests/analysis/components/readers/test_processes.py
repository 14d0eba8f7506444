"""Processes that a machine or a platform keeps running."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.processes import is_process, read_processes

UNIT = b"[Unit]\nDescription=Pay\n[Service]\nExecStart=/usr/bin/pay --serve\n[Install]\nWantedBy=multi-user.target\n"


@pytest.mark.parametrize("path", ["Procfile", "a/pay.service", "a/pay@.service.in", "pay.timer", "supervisord.conf"])
def test_files(path: str) -> None:
    assert is_process(path)


@pytest.mark.parametrize("path", ["Procfile.dev", "tests/pay.service", "src/pay.service.ts", "nginx.conf", "x.conf"])
def test_other_files(path: str) -> None:
    assert not is_process(path)


def test_each_process_of_a_procfile_but_what_runs_once() -> None:
    text = b"# all\nweb: gunicorn pay:app\nworker: celery -A pay worker\nrelease: python migrate.py\n\nbroken\n"
    found = [(p.kind, p.name, p.line) for p in read_processes("Procfile", text)]
    assert found == [("process", "web", 2), ("process", "worker", 3)]


def test_a_unit_needs_something_to_start() -> None:
    (piece,) = read_processes("etc/pay.service", UNIT)
    assert (piece.kind, piece.name, piece.line) == ("process", "pay", 4)
    assert piece.part
    assert list(read_processes("etc/pay.service", b"[Unit]\nDescription=only text\n")) == []
    assert list(read_processes("etc/pay.service", b"<xml/>")) == []


def test_a_timer_tells_its_times() -> None:
    (piece,) = read_processes("pay.timer", b"[Timer]\nOnCalendar=Mon *-*-* 06:00:00\nPersistent=true\n")
    assert piece.kind == "scheduled-job"
    assert piece.detail == "a job that a machine starts by the clock (Mon *-*-* 06:00:00)"
    assert piece.line == 2


def test_programs_of_supervisor() -> None:
    text = b"[supervisord]\nnodaemon=true\n[program:web]\ncommand=x\n[program:beat]\ncommand=y\n"
    assert [(p.name, p.line) for p in read_processes("supervisor/pay.conf", text)] == [("web", 3), ("beat", 5)]
