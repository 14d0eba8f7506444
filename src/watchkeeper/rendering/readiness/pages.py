"""Writes what a live page test would send, and what came of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.domain.readiness.drill import QUESTIONS
from watchkeeper.domain.readiness.page import DESCRIPTION, Callee, Outcome, PlannedPage
from watchkeeper.domain.times import utc
from watchkeeper.rendering.escaping import json_text, markdown_prose, one_line, piece

NOT_SAID = "not said yet"


def render_plan(plan: PlannedPage, style: str, *, confirmed: bool) -> str:
    """The alert, whom it calls and by which way; `confirmed` tells whether it is about to be sent."""
    if style == "json":
        return json_text({"schema": "watchkeeper.page/1", "sent": False, **_plan_document(plan)})
    return _written(_plan_lines(plan, confirmed=confirmed), style)


def render_outcome(outcome: Outcome, plan: PlannedPage, style: str) -> str:
    """Who answered and after how long, or which link failed."""
    if style == "json":
        return json_text({"schema": "watchkeeper.page/1", "sent": True, **_plan_document(plan), **_document(outcome)})
    lines = [_verdict(outcome), *(f"note: {note}" for note in outcome.notes)]
    return _written(iter(lines), style)


def _written(lines: Iterator[str], style: str) -> str:
    if style == "markdown":
        return "".join(f"- {markdown_prose(line)}\n" for line in lines)
    return "".join(f"{piece(line)}\n" for line in lines)


def _plan_lines(plan: PlannedPage, *, confirmed: bool) -> Iterator[str]:
    page = plan.page
    yield f"A test page for {page.name}, along the alert {page.alert}"
    yield f"says: {page.summary}"
    yield f"and: {DESCRIPTION}"
    yield f"labels: {', '.join(f'{name}={value}' for name, value in sorted(page.all_labels.items()))}"
    way = [f"{page.way} at {page.host or NOT_SAID}"]
    way += [f"receiver {page.receiver}"] if page.receiver and page.way == "alertmanager" else []
    way += [f"pager service {page.service}"] if page.service else []
    yield f"way: {' → '.join(way)}"
    people = ", then ".join(_callee(person) for person in page.people) or "nobody who is known"
    yield f"calls: {people}"
    yield f"waits: at most {_seconds(page.wait)} for an answer, then it is closed"
    yield from (f"note: {caveat}" for caveat in plan.caveats)
    yield from (f"forbidden: {problem}" for problem in plan.refusals)
    if not confirmed:
        how = "as it stands, nothing would be" if plan.refusals else "to send it, add --online --confirm"
        yield f"Nothing was sent; {how}."


def _callee(person: Callee) -> str:
    zone = f" ({person.zone})" if person.zone else ""
    after = f" after {_seconds(person.after)}" if person.after else ""
    return f"{person.name}{zone}{after}"


def _verdict(outcome: Outcome) -> str:
    after = _seconds(outcome.after)
    if outcome.expected:
        return f"{outcome.answered} answered after {after}, as the drill said. The test is closed."
    if outcome.link is None:
        return f"Nobody can tell what came of it: {outcome.why or 'no reason is known'} ({after})."
    return f"failed after {after}: {outcome.link} ({QUESTIONS[outcome.link]}): {outcome.why}"


def _seconds(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:,.0f} s"
    return f"{seconds / 60:,.1f} min".replace(".0 min", " min")


def _plan_document(plan: PlannedPage) -> dict[str, Any]:
    page = plan.page
    return {
        "id": page.id,
        "component": one_line(page.component),
        "alert": one_line(page.alert),
        "summary": one_line(page.summary),
        "description": DESCRIPTION,
        "labels": {one_line(name): one_line(value) for name, value in page.all_labels.items()},
        "way": page.way,
        "host": one_line(page.host) or None,
        "receiver": one_line(page.receiver) or None,
        "service": one_line(page.service) or None,
        "at": utc(page.at),
        "wait_seconds": page.wait,
        "people": [
            {
                "id": one_line(one.id),
                "name": one_line(one.name),
                "zone": one_line(one.zone) or None,
                "after_seconds": one.after,
            }
            for one in page.people
        ],
        "caveats": [one_line(caveat) for caveat in plan.caveats],
        "refusals": [
            {"message": one_line(problem.message), "remedy": one_line(problem.remedy)} for problem in plan.refusals
        ],
    }


def _document(outcome: Outcome) -> dict[str, Any]:
    why = one_line(outcome.why)
    remedy = "try it again in working hours"
    unclear: Any = {"unknown": {"reason": why, "remedy": remedy}}
    told = outcome.expected or outcome.link is not None
    return {
        "answered": (one_line(outcome.answered) or None) if told else unclear,
        "expected": outcome.expected if told else unclear,
        "seconds": round(outcome.after, 1),
        "broken": outcome.link,
        "why": why or None,
        "stopped": outcome.stopped,
        "notes": [one_line(note) for note in outcome.notes],
    }
