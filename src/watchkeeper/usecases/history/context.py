"""What the passes over a history share: repository, ledger, target, and how progress is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec import Struct

from watchkeeper.analysis.changes.drafts import Place
from watchkeeper.domain.events.event import Draft
from watchkeeper.git.repository import Repository
from watchkeeper.ledger.store import Ledger

BATCH = 1_000
Tell = Callable[[str, int], None]


class Cursor(Struct, frozen=True):
    """How far a pass came: the commit up to which all is kept, and how often history was rewritten."""

    tip: str = ""
    generation: int = 0


class Context(Struct, frozen=True):
    """One import of one repository's target."""

    repository: Repository
    ledger: Ledger
    place: Place
    tip: str
    tell: Tell

    def cursor(self, name: str) -> Cursor:
        """How far the pass of that name came."""
        text = self.ledger.cursor(self._named(name))
        return msgspec.json.decode(text, type=Cursor) if text else Cursor()

    def keep(self, name: str, drafts: Sequence[Draft], cursor: Cursor) -> int:
        """Append drafts together with the cursor; returns how many were new."""
        text = msgspec.json.encode(cursor).decode("utf-8")
        return self.ledger.append(drafts, (self._named(name), text)).new

    def _named(self, name: str) -> str:
        return f"git:{self.place.repository}:{self.place.target}:{name}"


def batches(drafts: Iterator[Draft], size: int = BATCH) -> Iterator[list[Draft]]:
    """Drafts in lists of at most `size`."""
    batch: list[Draft] = []
    for draft in drafts:
        batch.append(draft)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
