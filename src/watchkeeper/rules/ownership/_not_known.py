"""The finding of a rule that could not be evaluated."""

from __future__ import annotations

from typing import Any

from watchkeeper.domain.evidence import Kind, Unknown
from watchkeeper.domain.finding import Finding, Remedy
from watchkeeper.domain.problems import Place


def not_known(rule: str, kind: Kind[Any], text: str, found: Unknown, *places: Place) -> Finding:
    """A finding that says what could not be established, and what would establish it."""
    return Finding(
        rule=rule,
        outcome="unknown",
        message=text,
        locations=places,
        evidence=(kind.name,),
        unknown=found,
        remedy=Remedy(text=found.remedy, command=f"watchkeeper check --rule {rule}"),
    )
