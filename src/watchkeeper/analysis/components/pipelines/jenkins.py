"""Reads Jenkinsfiles by their lines: they are programs, so only what is written out is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from watchkeeper.analysis.components.candidate import Piece, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.pipelines.jobs import deploying, deploys, scheduled

MOST_READ = 1 << 18


def is_jenkinsfile(path: str) -> bool:
    """Whether a file is named as a Jenkins pipeline."""
    name = name_of(path)
    named = name == "Jenkinsfile" or name.startswith(("Jenkinsfile.", "Jenkinsfile-", "Jenkinsfile_"))
    return (named or name.lower().endswith(".jenkinsfile")) and counts(path, workshop=True)


def read_jenkinsfile(path: str, text: bytes) -> Iterator[Piece]:
    """The times of its `cron` trigger, and the first stage or command that deploys; comments do not count."""
    plain = _comment().sub(b"", text[:MOST_READ]).decode("utf-8", "replace")
    yield from scheduled(name_of(path), _cron().findall(plain), text, "cron")
    yield from deploying(name_of(path), deploys([plain], _stage().findall(plain)), text)


@cache
def _comment() -> re.Pattern[bytes]:
    return re.compile(rb"^[ \t]*(?://|\*)[^\n]*", re.MULTILINE)


@cache
def _cron() -> re.Pattern[str]:
    return re.compile(r"\bcron\([ ]{0,4}(?:[^'\"\n]{0,80}\?[ ]{0,4})?['\"]([^'\"\n]{1,100})['\"]")


@cache
def _stage() -> re.Pattern[str]:
    return re.compile(r"\bstage[ ]?\(?[ ]?['\"]([^'\"\n]{1,100})['\"]")
