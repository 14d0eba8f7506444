"""A change touches at most so many files that somebody has to read.

## What it checks
The number of files with effective lines: files that are left out of the size do not count here either.

## Why
Each file is a context to build up. At a large company 90 % of changes touch fewer than ten files.

## Evidence
`size/change`: counted from git objects between the merge base and the head.

## When it is wrong
A rename of one name touches many files with a line each.

## Remedy
Cut the change by topic: the mechanical part first, what it makes possible afterwards.

## References
- Google: over 35 % of changes touch one file, about 90 % fewer than ten.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.size.counter import SIZE
from watchkeeper.domain.evidence import Evidence
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.domain.size import Size
from watchkeeper.rules.size._samples import sample_change, sample_size, size_unknown
from watchkeeper.rules.size._wording import over_limit

ID = "size/files"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        max: the most effective files that pass.
    """

    max: int = 100


RULE = Rule(
    summary="A change touches at most so many files that somebody has to read",
    since="0.1",
    mode="warn",
    evidence=(SIZE,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding when more files than the limit have effective lines."""
    limit = setting.options.max

    def words(size: Size) -> str:
        return f"{size.files_effective:,} files have lines to read; the limit is {limit:,}."

    yield from over_limit(ID, subject, (limit, setting.at("max")), lambda size: size.files_effective, words, "files")


def examples() -> tuple[Example, ...]:
    """A change in too many files, one in few, one whose size is unknown."""
    over = structs.replace(sample_size(), files_effective=214)
    return (
        Example(
            "over the limit",
            sample_change(),
            (Evidence(SIZE.name, "head", over),),
            (("fail", "214 files have lines to read; the limit is 100."),),
        ),
        Example("within the limit", sample_change(), (Evidence(SIZE.name, "head", sample_size()),), ()),
        Example("unknown", sample_change(), (size_unknown(),), (("unknown", "The size of the change is not known."),)),
    )
