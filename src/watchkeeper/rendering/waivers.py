"""The sentences about waivers in a verdict: which passed the change, what is owed, what was declared only."""

from __future__ import annotations

from watchkeeper.domain.problems import Place
from watchkeeper.domain.verdict import Verdict
from watchkeeper.domain.waivers import EVERY_RULE, Grant, Standing
from watchkeeper.rendering.escaping import one_line, piece

DECLARED = "Declared, not in force"
Json = dict[str, object]


def lifted_lines(verdict: Verdict) -> tuple[str, ...]:
    """What stands at the top of a verdict that a waiver lifted: by whom, why, and what is owed."""
    passed = "Passed" if verdict.decision in {"pass", "warn"} else "Lifted in part"
    lines = [
        line
        for standing in verdict.waivers
        if standing.lifted
        for line in (f"{passed} by {_granted(standing)}.", *(f"{_first(note)}." for note in standing.notes))
    ]
    return tuple(dict.fromkeys(lines))


def declared_lines(verdict: Verdict) -> tuple[str, ...]:
    """Every waiver that lifts nothing, why, and what makes it count."""
    return tuple(dict.fromkeys(_declared(w) for w in verdict.waivers if w.state != "in-force"))


def name_of(grant: Grant) -> str:
    """What a waiver is called: a break-glass, or a waiver."""
    return "break-glass" if grant.source == "break-glass" else "waiver"


def where(place: Place) -> str:
    """`file:line`, the commit that holds it, or where it was said."""
    if place.file:
        return one_line(str(place))
    return f"commit {one_line(place.commit)[:12]}" if place.commit else piece(place.url) or "as recorded"


def standing_json(standing: Standing) -> Json:
    """One waiver for programs; null means that there is none."""
    grant, waiver = standing.grant, standing.grant.waiver
    why = {"reason": one_line(standing.reason), "remedy": one_line(standing.remedy)}
    until: object = standing.until or {"unknown": why}
    missing = {"missing": bool(standing.second_by), "by": standing.second_by or None}
    follow_up = {"text": one_line(waiver.follow_up), "owner": one_line(waiver.follow_up_owner), "open": True}
    return {
        "rule": one_line(waiver.rule),
        "head": one_line(waiver.head),
        "by": one_line(waiver.by),
        "reason": one_line(waiver.reason),
        "source": grant.source,
        "place": _place(grant.place),
        "state": standing.state,
        "lifted": standing.lifted,
        "until": until,
        "until_said": waiver.until or None,
        "until_commit": one_line(waiver.until_commit) or None,
        "second": {"person": one_line(standing.second or waiver.second) or None, **missing},
        "follow_up": follow_up if waiver.follow_up else None,
        "incident": one_line(waiver.incident) or None,
        "because": one_line(standing.reason) or None,
        "to_make_it_count": one_line(standing.remedy) or None,
        "notes": [one_line(note) for note in standing.notes],
    }


def _place(place: Place) -> Json:
    found = {"file": place.file, "commit": place.commit, "url": place.url}
    return {**{key: one_line(text) or None for key, text in found.items()}, "line": place.line or None}


def _granted(standing: Standing) -> str:
    waiver, reason = standing.grant.waiver, piece(standing.grant.waiver.reason)
    if standing.grant.source == "break-glass":
        return f"break-glass of {piece(waiver.by)}: {reason}; to be reconciled"
    return f"waiver of {piece(waiver.by)} until {standing.until}: {reason}"


def _declared(standing: Standing) -> str:
    grant, waiver = standing.grant, standing.grant.waiver
    rule = "" if waiver.rule in {"", EVERY_RULE} else f" for {piece(waiver.rule)}"
    reason = f" ({piece(waiver.reason)})" if waiver.reason else ""
    named = f"{name_of(grant)}{rule} by {piece(waiver.by) or 'nobody by name'}{reason}, {where(grant.place)}"
    return f"{DECLARED}: {named}, because {piece(standing.reason)}. To make it count: {piece(standing.remedy)}."


def _first(note: str) -> str:
    return piece(note[:1].upper() + note[1:])
