"""What the rules on components share: how one is called and a sample."""

from __future__ import annotations

from watchkeeper.analysis.ownership.touched import TOUCHED, TouchedComponent, TouchedComponents
from watchkeeper.domain.change import Change, FileChange, Target, display_path
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Evidence
from watchkeeper.domain.ownership.owners import Agreement
from watchkeeper.domain.ownership.promises import SupportPromise
from watchkeeper.domain.problems import Place


def named(touched: TouchedComponent) -> str:
    """The component as a sentence calls it."""
    component = touched.component
    where = f" in {display_path(component.root)}" if component.root else ""
    return f"{'the new component' if touched.new else 'the component'} {display_path(component.name)}{where}"


def places(touched: TouchedComponent) -> tuple[Place, ...]:
    """Where a reader looks: the changed files of the component."""
    seen = [Place(path) for path in touched.changed[:3]]
    return tuple(seen) or ((touched.component.place,) if touched.component.place else ())


def sample() -> Change:
    """A change that adds one file of a tool."""
    file = FileChange("tools/pay/Dockerfile", "tools/pay/Dockerfile", "added", 0, 0o100644, "", "b")
    return Change("base", "head", (), (file,), Target("main", "base", protected=True, reason="branch called main"))


def sample_evidence(
    *, new: bool = True, responder: Agreement | None = None, promise: SupportPromise | None = None, written: str = ""
) -> Evidence[TouchedComponents]:
    """A tool with this responder and this promise, on 2026-03-01."""
    component = Component("component:default/pay", "pay", "tools/pay", "policy", promise=written)
    touched = TouchedComponent(component, new, ("tools/pay/Dockerfile",), responder=responder, promise=promise)
    return Evidence(TOUCHED.name, "head", TouchedComponents((touched,), "2026-03-01", "@platform-leads"))
