"""Runs the gate with what the ledger knows, and keeps the verdict; a ledger that is gone stops nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from watchkeeper.analysis.changes.drafts import time_text
from watchkeeper.domain.events.event import OWN, Draft
from watchkeeper.domain.events.paging import ClaimOpened
from watchkeeper.domain.events.verdicts import FindingKept, VerdictGiven
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.identifiers import change_id
from watchkeeper.domain.ledger import LedgerFacts
from watchkeeper.domain.problems import WatchkeeperError
from watchkeeper.domain.report import Report
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.check_change import Request, check_change
from watchkeeper.usecases.ledger.gate_facts import facts_of, person_of, waiver_draft
from watchkeeper.usecases.ledger.location import Location, locate, opened


def recorded_check(request: Request, database: str, *, record: bool, warn: Callable[[str], None]) -> Report:
    """The gate's report; with `record` the verdict and the waivers that bear on it are kept.

    A ledger that cannot be asked is said in the report, one that cannot be written to is said by `warn`:
    neither changes the verdict.
    """
    where, facts = _facts(request, database, record=record)
    report = check_change(request, facts)
    if record:
        try:
            missing = _keep(where, report) if where else facts.missing
        except WatchkeeperError as error:
            missing = str(error.problems[0])
        if missing:
            warn(f"watchkeeper: the verdict was not recorded: {missing}")
    return report


def _facts(request: Request, database: str, *, record: bool) -> tuple[Location | None, LedgerFacts]:
    where: Location | None = None
    try:
        with Repository(request.repo) as repository:
            where = locate(repository, request.target, database)
        with opened(where.database, create=record) as ledger:
            return where, facts_of(ledger, request.now)
    except WatchkeeperError as error:
        return where, LedgerFacts(missing=str(error.problems[0]))


def _keep(where: Location, report: Report) -> str:
    with opened(where.database) as ledger:
        ledger.append([verdict_draft(where.repository, report), *_waivers(where.repository, report), *_claims(report)])
    return ""


def verdict_draft(repository: str, report: Report) -> Draft:
    """The event that the verdict was given."""
    change, verdict = report.change, report.verdict
    inputs, size = verdict.inputs, report.size
    payload = VerdictGiven(
        decision=verdict.decision,
        head=change.head,
        base=change.base,
        target=change.target.commit,
        number=change.opening.number,
        findings=tuple(
            FindingKept(f.rule, f.outcome, f.mode, f.measured, f.limit, bool(f.waived)) for f in verdict.findings
        ),
        not_evaluated=tuple(said.rule for said in verdict.not_evaluated),
        lines_raw=0 if isinstance(size, Unknown) else size.lines_raw,
        lines_effective=0 if isinstance(size, Unknown) else size.lines_effective,
        authorship="unknown" if isinstance(report.authorship, Unknown) else report.authorship.kind,
        version=inputs.version,
        policy=inputs.policy,
        evidence=inputs.evidence,
        event=inputs.event,
        ledger_head=inputs.ledger_head,
        evaluated_at=inputs.evaluated_at,
    )
    return Draft(
        source=OWN,
        source_id=f"{change.head}/{inputs.evaluated_at}#verdict",
        subject=change_id(repository, change.head, change.opening.number),
        occurred_at=inputs.evaluated_at,
        payload=payload,
    )


def _claims(report: Report) -> Iterator[Draft]:
    """What owners of touched components are asked to follow up; the same claim however often it is found."""
    for claim in report.claims:
        payload = ClaimOpened(asked=person_of(claim.asked), what=claim.what, by=OWN, due_at=claim.due_at)
        source_id = f"{claim.component}/promise/{claim.opened_at}#claim"
        yield Draft(
            source=OWN, source_id=source_id, subject=claim.component, occurred_at=claim.opened_at, payload=payload
        )


def _waivers(repository: str, report: Report) -> Iterator[Draft]:
    """Waivers from files and commits, so that a break-glass is reconciled and history knows what lifted what."""
    for standing in report.verdict.waivers:
        grant = standing.grant
        if grant.source in {"file", "commit", "break-glass"} and grant.granted_at > 0:
            granted, number = time_text(grant.granted_at), report.change.opening.number
            yield waiver_draft(repository, grant.waiver, grant.source, granted, number, lifts=standing.lifted)
