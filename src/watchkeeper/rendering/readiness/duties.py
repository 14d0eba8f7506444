"""Writes who is on call: at the instant, in the span, what nobody covers, and how deep the escalations go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from watchkeeper.domain.readiness.duty import Duty, DutyAnswer, Ladder
from watchkeeper.domain.readiness.on_call import Gap, Segment
from watchkeeper.domain.times import utc
from watchkeeper.domain.wall_clock import zone_of
from watchkeeper.rendering.escaping import json_text, markdown_prose, one_line

SCHEMA = "watchkeeper.oncall/1"
NO_LIST = "no list of people says who is there, so everybody who is named counts"
NO_LIST_REMEDY = "name one: --people FILE, or the key people of the policy"
MOST_SHOWN = 20
DOUBT_REMEDY = "export it again; a feed is empty after its token changed"


def render_duties(answer: DutyAnswer, style: str, *, segments: bool = False) -> str:
    """The answer as `terminal`, `markdown` or `json`; `segments` lists them also for people."""
    if style == "json":
        return render_json(answer)
    lines = _lines(answer, segments=segments)
    if style == "markdown":
        lines = (f"- {markdown_prose(line.strip())}" if line else "" for line in lines)
    return "\n".join(lines)


def render_json(answer: DutyAnswer) -> str:
    """`watchkeeper.oncall/1`: people at the instant, segments and gaps of all rotas, escalations."""
    told = [duty for duty in answer.duties if not duty.doubt]
    why = "; ".join(f"{d.rota.name} {d.doubt}" for d in answer.duties) or "the source holds no rota"
    nothing = {"unknown": {"reason": one_line(why), "remedy": DOUBT_REMEDY}}
    return json_text(
        {
            "schema": SCHEMA,
            "source": one_line(answer.source),
            "at": utc(answer.at),
            "from": utc(answer.start),
            "to": utc(answer.end),
            "people": [_segment(answer, d, s) for d in told for s in d.now] if told else nothing,
            "segments": [_segment(answer, d, s) for d in told for s in d.segments] if told else nothing,
            "gaps": [_gap(d, g) for d in told for g in (d.coverage.gaps if d.coverage else ())] if told else nothing,
            "rotas": [_rota(duty) for duty in answer.duties],
            "escalations": [_ladder(answer, ladder) for ladder in answer.ladders],
            "people_known": [one_line(file) for file in answer.lists]
            or {"unknown": {"reason": NO_LIST, "remedy": NO_LIST_REMEDY}},
            "problems": [one_line(str(problem)) for problem in answer.problems],
        }
    )


def _segment(answer: DutyAnswer, duty: Duty, segment: Segment) -> dict[str, object]:
    return {
        "start": utc(segment.start),
        "end": utc(segment.end),
        "person": one_line(segment.person),
        "name": one_line(answer.names.get(segment.person, segment.person)),
        "rota": one_line(duty.rota.name),
        "layer": one_line(segment.layer),
        "source": one_line(str(segment.place or duty.rota.place)),
    }


def _gap(duty: Duty, gap: Gap) -> dict[str, object]:
    return {
        "start": utc(gap.start),
        "end": utc(gap.end),
        "local": {"zone": duty.zone, "start": _iso(gap.start, duty.zone), "end": _iso(gap.end, duty.zone)},
        "rota": one_line(duty.rota.name),
        "why": one_line(gap.why),
    }


def _rota(duty: Duty) -> dict[str, object]:
    found: dict[str, object] = {
        "id": one_line(duty.rota.id),
        "name": one_line(duty.rota.name),
        "zone": duty.zone,
        "source": one_line(str(duty.rota.place)),
    }
    if duty.doubt or duty.coverage is None:
        return found | {"unknown": {"reason": one_line(f"{duty.rota.name} {duty.doubt}"), "remedy": DOUBT_REMEDY}}
    return found | {
        "people": [one_line(person) for person in duty.coverage.people],
        "strangers": [one_line(person) for person in duty.coverage.strangers],
        "uncovered_seconds": duty.coverage.uncovered,
        "clock_changes": [
            {"at": utc(n.at), "local": _iso(n.at, duty.zone), "gaps": [_gap(duty, gap) for gap in n.gaps]}
            for n in duty.nights
        ],
    }


def _ladder(answer: DutyAnswer, ladder: Ladder) -> dict[str, object]:
    return {
        "name": one_line(ladder.escalation.name),
        "source": one_line(str(ladder.escalation.place or "")),
        "steps": len(ladder.escalation.steps),
        "depth": ladder.depth,
        "repeats": ladder.escalation.repeats,
        "calls": [
            {
                "person": one_line(call.person),
                "name": one_line(answer.names.get(call.person, call.person)),
                "after_seconds": call.after,
                "step": call.step,
                "through": one_line(call.through),
            }
            for call in ladder.calls
        ],
        "problems": [one_line(f"{p.message}{f' → {p.remedy}' if p.remedy else ''}") for p in ladder.problems],
    }


def _lines(answer: DutyAnswer, *, segments: bool) -> Iterator[str]:
    zones = {duty.zone for duty in answer.duties}
    zone = zones.pop() if len(zones) == 1 else "UTC"
    yield f"On call at {_shown(answer.at, zone)}, by {one_line(answer.source)}"
    if not answer.duties:
        yield "   nobody can tell: the source holds no rota"
    for duty in answer.duties:
        yield from _now(answer, duty)
    days = (answer.end - answer.start) // 86_400
    yield ""
    yield f"From {utc(answer.start)} to {utc(answer.end)} ({days:,} days)"
    if not answer.lists:
        yield f"   ! {NO_LIST} → {NO_LIST_REMEDY}"
    for duty in answer.duties:
        if not duty.doubt:
            yield from _covered(answer, duty, segments=segments)
    if answer.ladders:
        yield ""
        yield "Escalations, as of that instant"
    for ladder in answer.ladders:
        yield from _steps(answer, ladder)
    if answer.problems:
        yield ""
    yield from (f"note: {one_line(str(problem))}" for problem in answer.problems)


def _now(answer: DutyAnswer, duty: Duty) -> Iterator[str]:
    name = one_line(duty.rota.name)
    if duty.doubt:
        yield f"   {name}: not known: it {one_line(duty.doubt)} → {DOUBT_REMEDY}"
    elif not duty.now:
        yield f"   {name}: NOBODY"
    for segment in duty.now:
        layer = f", {one_line(segment.layer)}" if segment.layer else ""
        until = _shown(segment.end, duty.zone) if segment.end != answer.end else ""
        place = one_line(str(segment.place or duty.rota.place))
        yield f"   {name}: {_who(answer, segment.person)}{layer}{f', until {until}' if until else ''}  ({place})"


def _covered(answer: DutyAnswer, duty: Duty, *, segments: bool) -> Iterator[str]:
    found = duty.coverage
    gaps = found.gaps if found else ()
    hours = sum(gap.end - gap.start for gap in gaps) / 3600
    share = hours * 3600 / (answer.end - answer.start)
    named = "" if answer.lists else "named "
    count = f"{len(gaps):,} gap{'s' if len(gaps) != 1 else ''}, {hours:,.1f} hours ({share:.1%})"
    yield f"   {one_line(duty.rota.name)}: {count if gaps else f'somebody {named}is on call all the time'}"
    for segment in duty.segments if segments else ():
        begins, ends = _shown(segment.start, duty.zone), _shown(segment.end, duty.zone)
        yield f"      {begins} to {ends}  {_who(answer, segment.person)}"
    for gap in gaps[:MOST_SHOWN]:
        yield f"      gap {_shown(gap.start, duty.zone)} to {_shown(gap.end, duty.zone)}: {one_line(gap.why)}"
    if len(gaps) > MOST_SHOWN:
        yield f"      and {len(gaps) - MOST_SHOWN:,} more (--format json lists all)"
    for night in duty.nights:
        if night.at > answer.end:
            said = f"{len(night.gaps):,} gap{'s' if len(night.gaps) != 1 else ''}" if night.gaps else "no gap"
            yield f"      when clocks change, {_shown(night.at, duty.zone)}, a day before to a day after: {said}"


def _steps(answer: DutyAnswer, ladder: Ladder) -> Iterator[str]:
    steps = f"{len(ladder.escalation.steps):,} step{'s' if len(ladder.escalation.steps) != 1 else ''}"
    yield f"   {one_line(ladder.escalation.name)}: {steps}, of which {ladder.depth:,} reach somebody"
    for call in ladder.calls[:MOST_SHOWN]:
        through = f" ({one_line(call.through)})" if call.through else ""
        yield f"      {call.step}. after {call.after / 60:,.0f} min  {_who(answer, call.person)}{through}"
    for problem in ladder.problems:
        yield f"      ! {one_line(problem.message)}{f' → {problem.remedy}' if problem.remedy else ''}"


def _who(answer: DutyAnswer, person: str) -> str:
    name = answer.names.get(person, person)
    return one_line(name if name == person else f"{name} ({person})")


def _iso(at: int, zone: str) -> str:
    return _local(at, zone).isoformat()


def _shown(at: int, zone: str) -> str:
    return f"{_local(at, zone):%a %d %b %Y %H:%M} ({zone})"


def _local(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at, zone_of(zone) or UTC)
