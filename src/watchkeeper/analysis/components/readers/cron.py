"""Finds jobs of cron: tables, folders of jobs, and the schedules that Ruby apps keep in their configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from watchkeeper.analysis.components.candidate import Piece, folder_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts

FOLDERS = frozenset({"cron.hourly", "cron.daily", "cron.weekly", "cron.monthly"})
RUBY = {"config/schedule.rb", "config/recurring.yml", "config/sidekiq.yml", "config/sidekiq_cron.yml"}


def is_cron(path: str) -> bool:
    """Whether a file is a table of cron, a script in one of its folders, or a Ruby app's schedule."""
    return (_is_table(path) or _is_script(path) or _folder(path) in FOLDERS or _is_ruby(path)) and counts(path)


def read_cron(path: str, text: bytes) -> Iterator[Piece]:
    """One piece a file, with its first times; a file without a time that cron knows has none."""
    if _folder(path) in FOLDERS:
        if not name_of(path).startswith("."):
            often = _folder(path).partition(".")[2]
            yield Piece("scheduled-job", name_of(path), f"a job that cron starts by the clock ({often})", part=True)
        return
    if _is_script(path):
        yield Piece("scheduled-job", name_of(path), "a script for cron", part=True)
        return
    pattern = _ruby_times() if _is_ruby(path) else _cron_times()
    found = list(pattern.finditer(text))
    if found:
        times = [" ".join(match[1].decode("utf-8", "replace").split()) for match in found[:2]]
        more = f" and {len(found) - 2} more" if len(found) > 2 else ""
        line = text.count(b"\n", 0, found[0].start(1)) + 1
        detail = f"a job that cron starts by the clock ({'; '.join(times)}{more})"
        yield Piece("scheduled-job", name_of(path), detail, line=line, part=True)


def _is_table(path: str) -> bool:
    name = name_of(path)
    if name.endswith((".py", ".go", ".js", ".ts", ".rb", ".md", ".sh", ".rst", ".html", ".java", ".rs")):
        return False
    return name.startswith("crontab") or name.endswith((".crontab", ".cron")) or _folder(path) == "cron.d"


def _is_script(path: str) -> bool:
    name = name_of(path)
    return name.endswith(".sh") and (
        name.startswith(("cron_", "cron-", "cron.")) or name[:-3].endswith(("_cron", "-cron"))
    )


def _folder(path: str) -> str:
    return name_of(folder_of(path))


def _is_ruby(path: str) -> bool:
    return "/".join(path.rsplit("/", 2)[-2:]) in RUBY


@cache
def _cron_times() -> re.Pattern[bytes]:
    field = rb"[0-9A-Za-z*,/-]{1,60}"
    five = rb"[ \t]+".join([rb"[0-9*,/-]{1,60}", rb"[0-9*,/-]{1,60}", rb"[0-9*,/?LW-]{1,60}", field, field])
    short = rb"@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|reboot)"
    return re.compile(rb"^[ \t]{0,20}((?:" + five + rb")|(?:" + short + rb"))[ \t]+\S", re.MULTILINE)


@cache
def _ruby_times() -> re.Pattern[bytes]:
    return re.compile(
        rb"^[ \t]{0,20}(?:every[ (]{1,4}|(?:cron|schedule|every)[ \t]*:[ \t]*)([^\n#{]{3,80}?)(?:[ \t]do\b[^\n]*)?$",
        re.MULTILINE,
    )
