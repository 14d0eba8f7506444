"""Pipelines that are not parsed: lines that are new and say that a failure does not count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from watchkeeper.analysis.integrity.checks.texts import Sides
from watchkeeper.analysis.integrity.paths import is_gitlab, is_other_pipeline, is_workflow
from watchkeeper.analysis.integrity.weakening import Weakening, clip


def softened_lines(sides: Sides) -> Iterator[Weakening]:
    """Added lines such as `continueOnError: true`; which task they stand on is not understood."""
    if sides.base is None or sides.head is None:
        return
    if not (is_other_pipeline(sides.path) or is_workflow(sides.path) or is_gitlab(sides.path)):
        return
    known = Counter(line.strip() for line in sides.base.split("\n") if _soft().match(line.strip()[:200]))
    for number, line in enumerate(sides.head.split("\n"), 1):
        text = line.strip()[:200]
        if not _soft().match(text):
            continue
        known[text] -= 1
        if known[text] < 0:
            name = sides.path.rpartition("/")[2]
            detail = f"a failure of a part of {name} no longer counts"
            yield Weakening(
                "continue-on-error", sides.path, number, "head", clip(text), name, detail, "pattern", "line"
            )


@cache
def _soft() -> re.Pattern[str]:
    return re.compile(
        r"(?:- )?[\"']?(?:continue-on-error|continueOnError|allow_failure|allow_failures|soft_fail"
        r"|ignore_failure)[\"']?"
        r"\s*:\s*[\"']?(?:true|yes)\b"
    )
