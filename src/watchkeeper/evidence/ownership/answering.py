"""Says who answers for the components that a change touches: who owns them in writing, who was asked, who accepted."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.analysis.components.owners import owners_of
from watchkeeper.analysis.ownership.agreements import Question, agreement_of, judge_agreements
from watchkeeper.analysis.ownership.dialects.resolver import Resolver, compile_written
from watchkeeper.analysis.ownership.touched import Touch, TouchedComponent
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import Agreement, Role
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.acceptances import collect as collect_acceptances
from watchkeeper.evidence.ownership.owners_file import load_owners_of
from watchkeeper.formats.policy.promises import parse_promise


def answer_for(
    gathering: Gathering, touched: Sequence[Touch], known: Sequence[str]
) -> tuple[TouchedComponent, ...] | Unknown:
    """Each component with its owners by the target, and where the persons stand; `known` are the ids of all components.

    Raises:
        UsageError, UnknownSubjectError: the owners file or the acceptances cannot be read.
    """
    agreements = _agreements(gathering, known)
    if isinstance(agreements, Unknown):
        return agreements
    resolver = _resolver(gathering, [touch.component for touch in touched])
    return tuple(_component(touch, resolver, agreements) for touch in touched)


def _agreements(gathering: Gathering, known: Sequence[str]) -> tuple[Agreement, ...] | Unknown:
    found = collect_acceptances(gathering)
    if isinstance(found, Unknown):
        return found
    question = Question(gathering.now, gathering.people, gathering.agreement_terms, gathering.escalation, set(known))
    return judge_agreements(found.value, question)


def _resolver(gathering: Gathering, components: Sequence[Component]) -> Resolver:
    paths = [s.path for c in components for s in c.sightings] + [f"{c.root}/." for c in components]
    return compile_written(load_owners_of(gathering.judge, paths, gathering.change.opening.forge))


def _component(touch: Touch, resolver: Resolver, agreements: Sequence[Agreement]) -> TouchedComponent:
    component = touch.component
    owners, _ = owners_of(component, resolver.resolve)
    return TouchedComponent(
        component=component,
        new=touch.new,
        changed=touch.changed,
        owners=owners,
        accountable=_said(agreements, component, "accountable"),
        responder=_said(agreements, component, "responder"),
        promise=parse_promise(component.promise),
    )


def _said(agreements: Sequence[Agreement], component: Component, role: Role) -> Agreement | None:
    found = agreement_of(agreements, component.id, role)
    return None if found.state == "none" else found
