"""A change is at most so many bytes, however few lines they stand in.

## What it checks
The bytes of all changed lines and of changed binary files, nothing left out.

## Why
Lines can be any length: a data file of one line and 17 MB
is one line to a counter and a burden to every clone for ever.

## Evidence
`size/change`: counted from git objects between the merge base and the head.

## When it is wrong
Large fixtures and media sometimes belong in the repository.

## Remedy
Keep large data outside the repository (object storage, large-file storage) and commit a reference to it.

## References
- handarbeit/fabrik issue 1274: 1,353 lines, 17 MB, skipped by a reviewer 254 times without a word.
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

ID = "size/bytes"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        max: the most bytes that pass.
    """

    max: int = 5000000


RULE = Rule(
    summary="A change is at most so many bytes, however few lines they stand in",
    since="0.1",
    mode="warn",
    evidence=(SIZE,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding when the changed bytes exceed the limit."""
    limit = setting.options.max

    def words(size: Size) -> str:
        alone = f"(its longest line alone {size.longest_line:,})"
        return f"The change is {size.bytes:,} bytes {alone}; the limit is {limit:,} bytes."

    yield from over_limit(ID, subject, (limit, setting.at("max")), lambda size: size.bytes, words, "bytes")


def examples() -> tuple[Example, ...]:
    """Seventeen megabytes in one line, a small change, an unknown one."""
    over = structs.replace(sample_size(), bytes=17_000_000, lines_raw=1, longest_line=17_000_000)
    return (
        Example(
            "over the limit",
            sample_change(),
            (Evidence(SIZE.name, "head", over),),
            (
                (
                    "fail",
                    "The change is 17,000,000 bytes (its longest line alone 17,000,000); the limit is 5,000,000 bytes.",
                ),
            ),
        ),
        Example("within the limit", sample_change(), (Evidence(SIZE.name, "head", sample_size()),), ()),
        Example("unknown", sample_change(), (size_unknown(),), (("unknown", "The size of the change is not known."),)),
    )
