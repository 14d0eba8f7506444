"""Events of the ledger: what happened, in the past tense, kept for ever."""

from __future__ import annotations

from typing import Literal

from msgspec import Raw, Struct

EventType = Literal[
    "ChangeOpened", "ChangeReviewed", "ChangeApproved", "ChangeMerged", "ChangeReverted",
    "Deployed", "RolledBack",
    "IncidentDetected", "IncidentAcknowledged", "IncidentMitigated", "IncidentResolved",
    "VerdictGiven", "WaiverGranted",
    "OwnershipAccepted", "OwnershipDeclined", "OwnershipLapsed", "OwnerAssigned",
    "ComponentFound", "ComponentRenamed", "ComponentRetired",
    "DependencyIntroduced", "ExposureOpened", "ExposureClosed",
    "PageSent", "PageAcknowledged", "UsageObserved", "ClaimOpened", "ClaimAnswered",
    "RuleModeChanged", "FindingJudged",
]  # fmt: skip


class Event(Struct, frozen=True):
    """One row of the ledger. Times are RFC 3339 UTC; identity is source + source_id + payload hash."""

    id: str
    type: EventType
    version: int
    source: str
    source_id: str
    subject: str
    occurred_at: str
    recorded_at: str
    payload: Raw
    supersedes: str = ""
