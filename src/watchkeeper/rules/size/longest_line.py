"""No changed line is longer than a person can read.

## What it checks
The longest changed line of the change, in bytes, of every file that git takes for text.

## Why
A line of many thousand characters is data or machine output; a reviewer scrolls past it, and so do most tools.

## Evidence
`size/change`: counted from git objects between the merge base and the head.

## When it is wrong
Inline images and certificates have long lines for good reasons.

## Remedy
Store data as a file of its own with line breaks, or outside the repository.

## References
- handarbeit/fabrik issue 1274.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.size.counter import SIZE
from watchkeeper.domain.change import display_path
from watchkeeper.domain.evidence import Evidence
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.domain.size import Size
from watchkeeper.rules.size._samples import sample_change, sample_size, size_unknown
from watchkeeper.rules.size._wording import over_limit

ID = "size/longest-line"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        max: the most bytes of one line that pass.
    """

    max: int = 100000


RULE = Rule(
    summary="No changed line is longer than a person can read",
    since="0.1",
    mode="warn",
    evidence=(SIZE,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding when a changed line is longer than the limit."""
    limit = setting.options.max

    def words(size: Size) -> str:
        where = f" (in {display_path(size.longest_line_path)})" if size.longest_line_path else ""
        return f"The longest changed line has {size.longest_line:,} bytes{where}; the limit is {limit:,}."

    yield from over_limit(
        ID, subject, (limit, setting.at("max")), lambda size: size.longest_line, words, "bytes a line"
    )


def examples() -> tuple[Example, ...]:
    """A line of seventeen megabytes, a short one, an unknown one."""
    over = structs.replace(sample_size(), longest_line=17_000_000)
    return (
        Example(
            "over the limit",
            sample_change(),
            (Evidence(SIZE.name, "head", over),),
            (("fail", "The longest changed line has 17,000,000 bytes (in tools/report.py); the limit is 100,000."),),
        ),
        Example("within the limit", sample_change(), (Evidence(SIZE.name, "head", sample_size()),), ()),
        Example("unknown", sample_change(), (size_unknown(),), (("unknown", "The size of the change is not known."),)),
    )
