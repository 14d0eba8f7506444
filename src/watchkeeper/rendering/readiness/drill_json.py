"""Writes drills as JSON, as the interface contract has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.drill import Chain, Drill, Link, Woken
from watchkeeper.domain.times import utc
from watchkeeper.rendering.escaping import json_text, one_line
from watchkeeper.rendering.readiness.drill_words import verdict


def render_json(drills: Sequence[Drill], target: dict[str, Any], problems: Sequence[str], *, everything: bool) -> str:
    """One drill, or all of them under `drills`. `target` says where it was read, `problems` what could not be."""
    whole: dict[str, Any] = {"target": target, "problems": list(problems)}
    if everything or not drills:
        return json_text({"schema": "watchkeeper.drills/1", **whole, "drills": [document(d) for d in drills]})
    return json_text({"schema": "watchkeeper.drill/1", **whole, **document(drills[0])})


def document(drill: Drill) -> dict[str, Any]:
    """A drill as JSON values: the chain that decides on top, then each hour."""
    return {
        "component": one_line(drill.component),
        "name": one_line(drill.name),
        "promise": one_line(drill.promise_text) or None,
        "tier": drill.tier or None,
        **_chain(drill.chain),
        "hours": [_chain(chain) for chain in drill.chains],
        "joins": [
            {
                "from": one_line(step.left),
                "to": one_line(step.right),
                "by": one_line(step.by),
                "joined": _known(step.joined, step.by, step.remedy),
                "sources": _places(step.places),
                "remedy": one_line(step.remedy) or None,
            }
            for step in drill.joins
        ],
        "others": [one_line(str(problem)) for problem in drill.others],
    }


def _chain(chain: Chain) -> dict[str, Any]:
    first = chain.first
    return {
        "at": utc(chain.instant.at),
        "zone": chain.instant.zone,
        "hour": chain.instant.what,
        "says": one_line(verdict(chain)),
        "promised": one_line(chain.promised) or None,
        "judged_at": utc(chain.judged_at.at) if chain.judged_at else utc(chain.instant.at),
        "alert": one_line(chain.alert) or None,
        "links": [_link(link) for link in chain.links],
        "broken": chain.broken,
        "person": _person(first),
        "minutes_to_human": round(first.after / 60, 1) if first else None,
    }


def _person(first: Woken | None) -> dict[str, Any] | None:
    return {"id": one_line(first.person), "name": one_line(first.name)} if first else None


def _link(link: Link) -> dict[str, Any]:
    ok: Any = link.state == "holds" and not link.too_weak
    if link.state in {"unknown", "not-asked"}:
        ok = {"unknown": {"reason": one_line(link.says), "remedy": one_line(link.remedy)}}
    return {
        "link": link.id,
        "number": link.number,
        "state": link.state,
        "rung": link.rung,
        "required": link.required,
        "ok": ok,
        "self_supplied": link.self_supplied,
        "evidence": {"says": one_line(link.says), "sources": _places(link.sources)},
        "seconds": round(link.seconds, 3),
        "observed_at": link.observed_at or None,
        "valid_until": _validity(link),
        "remedy": {"text": one_line(link.remedy), "command": one_line(link.command) or None} if link.remedy else None,
    }


def _validity(link: Link) -> dict[str, Any] | None:
    until = link.valid_until
    if until is None:
        return None
    return {"time": until.time} if until.time else {"commits": until.commits, "ref": one_line(until.ref)}


def _places(places: Sequence[Place]) -> list[dict[str, Any]]:
    return [{"file": one_line(place.file), "line": place.line or None} for place in places]


def _known(value: bool | None, reason: str, remedy: str) -> Any:
    return {"unknown": {"reason": one_line(reason), "remedy": one_line(remedy)}} if value is None else value
