"""A dashboard shows the component, and its panels read metrics that somebody exports.

## What it checks
Dashboards of the tree that show a component that the change concerns: by a label that their queries pin,
by a metric that only its code exports, or by their title. It fails where the change takes the last one
away, where it lets a panel read a metric that nobody exports any more, and where a new component of tier 1
or 2 (or one that promises `24x7`) has none.

## Why
Whoever is woken looks at a dashboard first. An empty panel at two in the morning costs the minutes that
the customers count, and nobody looks at panels while all is well.

## Evidence
`readiness/drill`: Grafana dashboards as JSON on both sides, and what the code exports on both sides. What
the change brings along for itself counts as resolved at most, until somebody else approved it.

## When it is wrong
- Dashboards that live in Grafana alone are not seen. Where the tree has none at all, the answer is unknown.
- A panel whose query is put together by a variable is not judged.

## Remedy
Export the dashboard as JSON into the repository, or name the folder under `sources.alerting.dashboards`.
Rename the metric in the panel together with the code.

## References
- Google, Site Reliability Engineering, Monitoring Distributed Systems.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.drill.compared import DRILLS, Compared, more_beside
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.readiness._findings import SHOWN, asks, named, not_known, places, remedy_of
from watchkeeper.rules.readiness._samples import NOTHING_KNOWN, beside, drilled, evidence, sample

ID = "readiness/dashboard"
NOT_KNOWN = "Whether a dashboard shows what this change touches is not known."
ADD = "add a dashboard that shows it, as JSON, or name the folder under sources.alerting.dashboards"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        tier: components up to this tier need a dashboard; 0 asks nobody for one.
    """

    tier: int = 2


RULE = Rule(
    summary="A dashboard shows the component, and reads what somebody exports",
    since="0.1",
    mode="warn",
    evidence=(DRILLS,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each component whose dashboards the change breaks, or that it brings without one."""
    found = subject.evidence.of(DRILLS)
    if isinstance(found, Unknown):
        yield not_known(ID, NOT_KNOWN, found)
        return
    for one in found.value.compared:
        dead = more_beside(one, "dashboard")
        if dead:
            text = "; ".join(beside.problem.message for beside in dead[:SHOWN])
            more = f"; and {len(dead) - SHOWN} more" if len(dead) > SHOWN else ""
            yield _finding(one, f"{text}{more}", [beside.problem.remedy for beside in dead])
        elif _missing(one, setting.options.tier):
            yield _none(one)


def _missing(one: Compared, tier: int) -> bool:
    if one.after.dashboards:
        return False
    if one.before is not None:
        return bool(one.before.dashboards)
    promise = one.after.promise
    return 0 < one.after.tier <= tier or (tier > 0 and promise is not None and promise.kind == "24x7")


def _none(one: Compared) -> Finding:
    if one.before is None and not one.after.dashboards_found:
        finding = _finding(one, "no dashboard stands in this tree, so none is known to show it", [ADD])
        reason = Unknown(DRILLS.name, one.component.id, "no dashboard stands in this tree", ADD)
        return structs.replace(finding, outcome="unknown", unknown=reason)
    if one.before is None:
        return _finding(one, f"none of the {one.after.dashboards_found:,} dashboards of this tree shows it", [ADD])
    return _finding(one, f"no dashboard shows it any more; {one.before.dashboards[0]} did", [ADD])


def _finding(one: Compared, text: str, remedies: list[str]) -> Finding:
    subject = named(one)
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"{subject[0].upper()}{subject[1:]}: {text}.",
        locations=places(one, (), [beside.problem for beside in more_beside(one, "dashboard")]),
        evidence=(DRILLS.name,),
        remedy=remedy_of(ID, one, tuple(dict.fromkeys(remedies))),
        ask=asks(one),
    )


def examples() -> tuple[Example, ...]:
    """A dead panel, the last dashboard gone, a new component without one, no dashboards at all, good, not known."""
    dead = "the dashboard Pay reads pay_errors_total, which is exported by nobody"
    old = drilled()
    bare = drilled(dashboards=())
    return (
        Example(
            "a dead panel",
            sample(),
            (evidence(drilled(others=(beside("dashboard", dead),)), old),),
            (("fail", f"The component pay in tools/pay: {dead}."),),
        ),
        Example(
            "the last one is gone",
            sample(),
            (evidence(bare, old),),
            (("fail", "The component pay in tools/pay: no dashboard shows it any more; Pay did."),),
        ),
        Example(
            "new and without",
            sample(),
            (evidence(bare),),
            (("fail", "The new component pay in tools/pay: none of the 2 dashboards of this tree shows it."),),
        ),
        Example(
            "no dashboards at all",
            sample(),
            (evidence(structs.replace(bare, dashboards_found=0)),),
            (
                (
                    "unknown",
                    "The new component pay in tools/pay: no dashboard stands in this tree, so none is known "
                    "to show it.",
                ),
            ),
        ),
        Example("good", sample(), (evidence(old),), ()),
        Example("not asked for", sample(), (evidence(bare),), (), {"tier": 0}),
        Example("not known", sample(), (NOTHING_KNOWN,), (("unknown", NOT_KNOWN),)),
    )
