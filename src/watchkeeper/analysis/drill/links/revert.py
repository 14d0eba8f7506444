"""Link 19: it can be undone at that hour. This version cannot prove it."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Case, unknown
from watchkeeper.domain.readiness.drill import Link


def judge(case: Case) -> Link:
    """Always unknown, and said so."""
    del case
    return unknown("revert", "this version does not prove a way back", "try one by hand: git revert --no-commit COMMIT")
