"""The degree of authorship of a file, by Fritz et al. with the weights that Avelino et al. use."""

from __future__ import annotations

from math import log

CONSTANT, FIRST, DELIVERIES, OTHERS = 3.293, 1.098, 0.164, 0.321
"""Fritz, Murphy, Murphy-Hill, Ou, Hill: Degree-of-knowledge, TOSEM 2014; Avelino, Passos, Hora, Valente, ICPC 2016."""
LEAST_SHARE = 0.75
"""Share of the file's highest degree from which a person is one of its authors (Avelino et al.)."""


def degree(*, first: bool, deliveries: int, others: int) -> float:
    """How much a person is a file's author: whether the first, changes of their own, changes of all others."""
    return CONSTANT + FIRST * first + DELIVERIES * deliveries - OTHERS * log(1 + others)


def authors(degrees: dict[int, float]) -> frozenset[int]:
    """Those whose degree is above the constant and near enough to the highest; empty when there is none."""
    highest = max(degrees.values(), default=0.0)
    return frozenset(person for person, found in degrees.items() if found >= CONSTANT and found > LEAST_SHARE * highest)
