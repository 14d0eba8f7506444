"""A change has at most so many lines that somebody has to read.

## What it checks
The effective lines of the change: added plus removed lines, without lock files, generated and
vendored files, snapshots, binaries, and blocks that only moved. Each exclusion is listed with its
reason. New files count. The cap is the same for every author.

## Why
Review finds fewer defects the longer it takes: published inspections advise 200 to 400 lines and
at most 60 to 90 minutes. Beyond that an approval is a signature, not a review.

## Evidence
`size/change`: counted from git objects between the merge base and the head, never from the forge's
file list. Files are left out by the content of the file or by the attributes of the target.

## When it is wrong
A mechanical change (one rename in a thousand files) is long and easy. A generator that the counter
does not know leaves its output in the count: mark it `linguist-generated` in `.gitattributes`, in a
change of its own.

## Remedy
Cut the change into parts that each make sense alone, and land them one after the other. What cannot
be cut needs a waiver with a reason.

## References
- SmartBear and Cisco, a study of 2,500 reviews: at most 400 lines, 500 lines an hour.
- Google, Engineering Practices: small changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.size.counter import LINES_PER_HOUR, SIZE
from watchkeeper.domain.evidence import Evidence
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.domain.size import Size
from watchkeeper.rules.size._samples import sample_change, sample_size, size_unknown
from watchkeeper.rules.size._wording import over_limit

ID = "size/effective-lines"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        max: the most effective lines that pass.
    """

    max: int = 400


RULE = Rule(
    summary="A change has at most so many lines that somebody has to read",
    since="0.1",
    mode="block",
    evidence=(SIZE,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding when the effective lines exceed the cap, or when they are unknown."""
    limit = setting.options.max

    def words(size: Size) -> str:
        left_out = size.lines_raw - size.lines_effective
        aside = f" ({left_out:,} more were left out, each with its reason)" if left_out else ""
        return (
            f"Somebody has to read {size.lines_effective:,} changed lines{aside}, "
            f"about {_reading(size.lines_effective)}; the limit is {limit:,} lines, about {_reading(limit)}."
        )

    yield from over_limit(
        ID, subject, (limit, setting.at("max")), lambda size: size.lines_effective, words, "effective lines"
    )


def _reading(lines: int) -> str:
    """How long careful reading takes at the published rate."""
    minutes = -(-lines * 60 // LINES_PER_HOUR)
    return f"{minutes} minutes" if minutes <= 120 else f"{minutes / 60:,.0f} hours"


def examples() -> tuple[Example, ...]:
    """A change over the cap, one at the cap, one whose size is unknown."""
    over = structs.replace(sample_size(), lines_raw=14_200, lines_effective=14_000)
    return (
        Example(
            "over the cap",
            sample_change(),
            (Evidence(SIZE.name, "head", over),),
            (
                (
                    "fail",
                    "Somebody has to read 14,000 changed lines (200 more were left out, each with its reason), "
                    "about 35 hours; the limit is 400 lines, about 60 minutes.",
                ),
            ),
        ),
        Example("at the cap", sample_change(), (Evidence(SIZE.name, "head", sample_size()),), ()),
        Example("unknown", sample_change(), (size_unknown(),), (("unknown", "The size of the change is not known."),)),
    )
