"""Collects the evidence that the selected rules ask for, once, side by side, each kind with a deadline."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterable
from threading import Thread

from watchkeeper.domain.evidence import Evidence, EvidenceSet, Unknown
from watchkeeper.domain.problems import WatchkeeperError
from watchkeeper.evidence.gathering import Gathering

DEADLINE_SECONDS = 60.0


def collect_evidence(kinds: Iterable[str], gathering: Gathering, deadline: float = DEADLINE_SECONDS) -> EvidenceSet:
    """Evidence by kind; what a collector cannot establish, or not in `deadline` seconds, is unknown."""
    collections = [Collection(kind, gathering) for kind in dict.fromkeys(kinds)]
    for collection in collections:
        collection.start()
    end = time.monotonic() + deadline
    for collection in collections:
        collection.join(max(0.0, end - time.monotonic()))
    return EvidenceSet({c.kind: c.outcome(deadline) for c in collections})


class Collection(Thread):
    """One collector at work; its module bears the name of the kind."""

    def __init__(self, kind: str, gathering: Gathering) -> None:
        super().__init__(name=kind, daemon=True)
        self.kind = kind
        self._gathering = gathering
        self._found: Evidence[object] | Unknown | None = None
        self._error: Exception | None = None

    def run(self) -> None:
        """Collect; an error that the product raises on purpose becomes an unknown, any other is kept."""
        try:
            module = importlib.import_module(f"watchkeeper.evidence.{self.kind.replace('-', '_').replace('/', '.')}")
            self._found = module.collect(self._gathering)
        except WatchkeeperError as error:
            self._found = self._unknown(error.problems[0].message, error.problems[0].remedy)
            if error.problems[0].place:
                self._found = self._unknown(
                    f"{error.problems[0].place}: {error.problems[0].message}", self._found.remedy
                )
        except Exception as error:  # noqa: BLE001 - handed to the thread that asked
            self._error = error

    def outcome(self, deadline: float) -> Evidence[object] | Unknown:
        """What was found so far. Raises whatever the collector raised by mistake."""
        if self._error is not None:
            raise self._error
        if self._found is None:
            return self._unknown(
                f"not collected within {deadline:g} seconds", "run the check again, or narrow the range"
            )
        return self._found

    def _unknown(self, reason: str, remedy: str) -> Unknown:
        return Unknown(self.kind, self._gathering.change.head, reason, remedy or "see the reason")
