"""Small literal changes and sizes for the examples of the size rules."""

from __future__ import annotations

from watchkeeper.analysis.size.counter import SIZE
from watchkeeper.domain.change import Change, Target
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.size import Size


def sample_change() -> Change:
    """A change without commits or files: the size rules only read the evidence."""
    return Change("base", "head", (), (), Target("main", "base", protected=True, reason="branch called main"))


def sample_size() -> Size:
    """Four hundred lines in three files."""
    return Size(
        lines_raw=400,
        lines_effective=400,
        files=3,
        files_effective=3,
        bytes=14_000,
        longest_line=90,
        longest_line_path="tools/report.py",
        tokens=4_000,
        tokens_error=0.1,
        windows_exceeded=(),
        review_minutes=60,
        review_cost=0.0,
        largest=(("tools/report.py", 300),),
    )


def size_unknown() -> Unknown:
    """What a clone without file contents gives."""
    return Unknown(SIZE.name, "head", "the content of tools/report.py is not in this clone", "git fetch --refetch")
