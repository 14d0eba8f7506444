"""Amounts of money in cents."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Amount:
    """An amount in cents."""

    cents: int

    @staticmethod
    def parse(text: str) -> "Amount":
        """An amount from text such as 12.34."""
        euros, _, cents = text.partition(".")
        return Amount(int(euros) * 100 + int(cents.ljust(2, "0")[:2]))
