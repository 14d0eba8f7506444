"""Writes people who answer for something, and where they stand, as values of a JSON document."""

from __future__ import annotations

from typing import Any

from watchkeeper.domain.ownership.owners import Agreement, Standing
from watchkeeper.rendering.escaping import one_line


def standing_json(standing: Standing) -> dict[str, Any]:
    """One person with a reason for each test."""
    return {
        "id": one_line(standing.id) or None,
        "login": one_line(standing.login) or None,
        "name": one_line(standing.name) or None,
        "owner": one_line(standing.owner),
        "role": standing.role,
        "rung": standing.rung,
        "stands": standing.stands,
        "reasons": [{"test": r.test, "holds": r.holds, "text": one_line(r.text)} for r in standing.reasons],
    }


def agreement_json(agreement: Agreement) -> dict[str, Any]:
    """One agreement: who, in which state, until when, and why."""
    texts = {
        "component": agreement.component, "person": agreement.person, "role": agreement.role, "state": agreement.state,
        "rung": agreement.rung, "hours": agreement.hours, "until": agreement.until, "since": agreement.since,
        "because": agreement.because, "proof": agreement.proof, "remedy": agreement.remedy,
        "escalation": agreement.escalation,
    }  # fmt: skip
    place = {"file": one_line(agreement.place.file), "line": agreement.place.line} if agreement.place else None
    said = {key: one_line(text) for key, text in texts.items() if text}
    return {**said, "place": place, "notes": [one_line(note) for note in agreement.notes]}
