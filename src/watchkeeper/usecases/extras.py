"""Makes sure that an extra is installed before it is used, and says how to get it."""

from __future__ import annotations

import importlib.util

from watchkeeper.domain.problems import Problem, UsageError


def need(module: str, extra: str) -> None:
    """Make sure that an extra is installed.

    Raises:
        UsageError: it is not; the error says how to get it.
    """
    if importlib.util.find_spec(module) is None:
        remedy = f"install it: pip install 'watchkeeper[{extra}]'"
        raise UsageError(Problem(f"this needs the extra [{extra}]", remedy=remedy))
