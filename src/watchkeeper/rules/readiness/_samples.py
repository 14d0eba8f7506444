"""Small drills for the examples of the rules on readiness."""

from __future__ import annotations

from watchkeeper.analysis.drill.compared import DRILLS, Compared, Drills
from watchkeeper.domain.change import Change, FileChange, Target
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Evidence, Rung, Unknown
from watchkeeper.domain.ownership.promises import SupportPromise
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.drill import (
    LINKS,
    Beside,
    Chain,
    Drill,
    Field,
    Instant,
    Link,
    LinkId,
    LinkState,
    Woken,
)
from watchkeeper.domain.rules import Example

SUNDAY = Instant(1_767_492_000, "Europe/Lisbon", "next Sunday 02:00")
NOTHING_KNOWN = Unknown(DRILLS.name, "head", "the extra [drill] is not installed", "install it")


def sample() -> Change:
    """A change of one file of a component."""
    file = FileChange("ops/alertmanager.yml", "ops/alertmanager.yml", "modified", 0o100644, 0o100644, "a", "b")
    return Change("base", "head", (), (file,), Target("main", "base", protected=True, reason="branch called main"))


def drilled(
    link: LinkId = "time",
    state: LinkState = "holds",
    says: str = "nothing mutes it",
    *,
    rung: Rung = "simulated",
    others: tuple[Beside, ...] = (),
    dashboards: tuple[str, ...] = ("Pay",),
) -> Drill:
    """A drill of tier 1 in which each link holds, but one that is as it is said."""
    every = [Link(name, "holds", "simulated", "as it should be", "resolved") for name in LINKS]
    known: Rung = rung if state == "holds" else "absent"
    changed = Link(link, state, known, says, "resolved", (Place("ops/alertmanager.yml", 9),), remedy="mend it")
    links = tuple(changed if one.id == link else one for one in every)
    broken = None if state == "holds" and rung != "declared" else link
    first = Woken("person:ada", "Ada", 240 if broken is None else 25_200)
    chain = Chain(SUNDAY, links, broken, first, "PayErrors", judged_at=SUNDAY)
    promise = SupportPromise("24x7")
    return Drill("component:default/pay", "pay", promise, "24x7", 1, (chain,), (), (), others, dashboards, 2)


def beside(field: Field, message: str) -> Beside:
    """Something beside the chain."""
    return Beside(field, Problem(message, Place("ops/pay.yml", 3), "mend it"))


def evidence(after: Drill, before: Drill | None = None, skipped: int = 0) -> Evidence[Drills]:
    """The drills of one component."""
    component = Component("component:default/pay", "pay", "tools/pay", "policy", promise="24x7", tier=1)
    return Evidence(DRILLS.name, "head", Drills((Compared(component, after, before),), skipped), "resolved")


def link_examples(
    link: LinkId, says: str, was: str, not_known: str, further: Beside | None = None
) -> tuple[Example, ...]:
    """What every rule on links shows: one made worse, a new component without, something `further`, and silence."""
    good, bad = drilled(link, "holds", was), drilled(link, "broken", says)
    blank = drilled(link, "unknown", "no file tells")
    number = LINKS.index(link) + 1
    worse = f"The component pay in tools/pay: link {number} {link} is broken: {says} (before: {was})."
    new = f"The new component pay in tools/pay: link {number} {link} is not known: no file tells."
    found = [
        Example("made worse", sample(), (evidence(bad, good),), (("fail", worse),)),
        Example("new and without", sample(), (evidence(blank),), (("unknown", new),)),
        Example("old debt", sample(), (evidence(bad, bad),), ()),
        Example("good", sample(), (evidence(good, good),), ()),
        Example("not known", sample(), (NOTHING_KNOWN,), (("unknown", not_known),)),
    ]
    if further is not None:
        told = f"The component pay in tools/pay: {further.problem.message}."
        more = drilled(others=(further,))
        found.append(Example("something beside the chain", sample(), (evidence(more, drilled()),), (("fail", told),)))
    return tuple(found)
