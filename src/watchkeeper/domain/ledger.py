"""What the ledger's commands answer with."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from watchkeeper.domain.ownership.agreements import Approval
from watchkeeper.domain.waivers import Grant


class Head(Struct, frozen=True):
    """The end of a chain: which ledger, how many rows, the hash of the last one."""

    ledger: str
    seq: int
    hash: str


class Fault(Struct, frozen=True):
    """The first row (`seq`) where the chain breaks, what was done to it, in words."""

    seq: int
    what: str
    message: str


class Verification(Struct, frozen=True):
    """What was proved: the head, rows looked at, payloads whose retention ended, published heads held to, the fault."""

    head: Head
    rows: int
    erased: int
    published: int
    fault: Fault | None


class Forgotten(Struct, frozen=True):
    """What was erased: pseudonyms, and how many identities, texts and quarantined records went with them."""

    pseudonyms: tuple[str, ...]
    identities: int
    texts: int
    records: int


class Expiry(Struct, frozen=True):
    """One type whose payloads before a time have had their time: how many there are."""

    event_type: str
    before: str
    payloads: int


class Answer(Struct, frozen=True):
    """Names of the columns and the rows of a query's answer."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class Quarantined(Struct, frozen=True):
    """A record as it came (`record`, text), where from, and what is wrong with it."""

    format: str
    file: str
    line: int
    reason: str
    record: str
    repository: str
    kept_at: str = ""
    id: str = ""


class ImportedHistory(Struct, frozen=True):
    """What an import of a git history did. Numbers are events or changes; `seconds` is the wall clock."""

    target: str
    tip: str
    repository: str = ""
    database: str = ""
    new: int = 0
    changes: int = 0
    reverts: int = 0
    releases: int = 0
    backports: int = 0
    beside: int = 0
    waivers: int = 0
    agreements: int = 0
    measured: int = 0
    not_measured: int = 0
    skewed: int = 0
    rewritten: int = 0
    unsized: int = 0
    cut: int = 0
    shallow: bool = False
    seconds: float = 0.0


class ImportedRecords(Struct, frozen=True):
    """What an import of exports did: records read, new events, known ones, records of which nothing is kept."""

    database: str
    records: int = 0
    new: int = 0
    known: int = 0
    passed_over: int = 0
    quarantined: tuple[Quarantined, ...] = ()


class Recorded(Struct, frozen=True):
    """An event that was recorded: its id, and whether it was new."""

    id: str
    type: str
    subject: str
    new: bool


class LedgerFacts(Struct, frozen=True):
    """What the ledger tells the gate at one time.

    `head` is the ledger's head hash, an input of the verdict. `waivers` are recorded ones; `on_call` maps
    each open incident to the names (addresses, logins) of those who were paged for it or took it on;
    `approvals` are those that the product itself heard from a forge.
    `missing` says why the ledger could not be asked; the gate goes on without it, and says so.
    """

    head: str = ""
    waivers: tuple[Grant, ...] = ()
    on_call: dict[str, tuple[str, ...]] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()
    missing: str = ""
