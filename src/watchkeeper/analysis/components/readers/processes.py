"""Finds processes that a machine or an app platform keeps running: Procfile, systemd, supervisor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from watchkeeper.analysis.components.candidate import Piece, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts

ONE_OFF = frozenset({"release", "postdeploy"})
"""Process types of a Procfile that run once with a release."""


def is_process(path: str) -> bool:
    """Whether a file is named as one that lists processes to keep running."""
    name = name_of(path)
    named = name == "Procfile" or name.endswith((".service", ".service.in", ".timer")) or _is_supervisor(path)
    return named and counts(path)


def read_processes(path: str, text: bytes) -> Iterator[Piece]:
    """The processes of a Procfile or a supervisor file, or the one of a systemd unit; a timer with its times."""
    name = name_of(path)
    if name == "Procfile":
        for number, line in enumerate(text.split(b"\n"), 1):
            if (found := _process_line().match(line)) and (kind := found[1].decode()) not in ONE_OFF:
                detail = f"a process of an app platform, called {kind}"
                yield Piece("process", kind, detail, key=f"Procfile {kind}", line=number, part=True)
    elif name.endswith(".timer"):
        if times := _times().findall(text):
            shown = "; ".join(t.decode("utf-8", "replace").strip() for t in times[:2])
            detail = f"a job that a machine starts by the clock ({shown})"
            yield Piece(
                "scheduled-job", name, detail, key=name, line=line_of(text, times[0].decode("utf-8", "replace"))
            )
    elif _is_supervisor(path):
        for match in _program().finditer(text):
            program = match[1].decode("utf-8", "replace")
            detail = f"a process that is kept running, called {program}"
            at = line_of(text, f"program:{program}")
            yield Piece("process", program, detail, key=f"program {program}", line=at, part=True)
    elif _starts().search(text):
        unit = name.removesuffix(".in").removesuffix(".service")
        detail = f"a service that a machine keeps running (systemd), called {unit}"
        yield Piece("process", unit, detail, key=f"unit {unit}", line=line_of(text, "ExecStart"), part=True)


def _is_supervisor(path: str) -> bool:
    name = name_of(path)
    if not name.endswith((".conf", ".ini")):
        return False
    return name.startswith("supervisor") or "supervisor" in path.split("/")[:-1]


@cache
def _process_line() -> re.Pattern[bytes]:
    return re.compile(rb"([A-Za-z0-9_-]{1,100}):[ \t]*\S")


@cache
def _times() -> re.Pattern[bytes]:
    return re.compile(rb"^On(?:Calendar|UnitActiveSec|BootSec)[ \t]*=[ \t]*([^\n]{1,200})", re.MULTILINE)


@cache
def _starts() -> re.Pattern[bytes]:
    return re.compile(rb"^ExecStart[ \t]*=[ \t]*\S", re.MULTILINE)


@cache
def _program() -> re.Pattern[bytes]:
    return re.compile(rb"^\[program:([^\]\n]{1,100})\]", re.MULTILINE)
