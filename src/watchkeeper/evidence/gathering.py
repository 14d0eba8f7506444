"""What every collector is given: the repository, the change, the judging tree and bundled data."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.size.counter import Yardsticks
from watchkeeper.domain.change import Change
from watchkeeper.domain.ledger import LedgerFacts
from watchkeeper.domain.ownership.agreements import AgreementTerms, Approval
from watchkeeper.domain.people import People
from watchkeeper.domain.policy import PolicyFile
from watchkeeper.git.diff import Difference
from watchkeeper.git.ranges import Range
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree


class Gathering(Struct, frozen=True):
    """The inputs of collection. `judge` is the target's tree, `head` the change's.

    `difference` is open and can be walked once, by the size collector. `now` is the time of evaluation in
    seconds since the epoch; `options` are those of the selected rules by rule id, for collectors whose
    reach they set. `policy` is the repository's own file, `escalation` whom to ask when nobody answers,
    `agreement_terms` how long an acceptance counts, `ledger` what the ledger told,
    `identify` gives the repository's id (the history may have to be walked for it).
    """

    repository: Repository
    span: Range
    change: Change
    difference: Difference
    judge: Tree
    base: Tree
    head: Tree
    yardsticks: Yardsticks
    signals: SignalCatalogue
    people: People
    attested: frozenset[str]
    now: int
    options: Mapping[str, Mapping[str, object]]
    policy: PolicyFile = PolicyFile(version=1)
    escalation: str = ""
    agreement_terms: AgreementTerms = AgreementTerms()
    ledger: LedgerFacts = LedgerFacts()
    identify: Callable[[], str] = str

    @property
    def approvals(self) -> tuple[Approval, ...]:
        """Approvals that the product itself heard from a forge, as the ledger keeps them."""
        return self.ledger.approvals
