"""Gives rotas and escalations that no service leads to a service of their own, so that a name can lead there."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from watchkeeper.domain.readiness.on_call import Escalation, OnCall, PagerService, Step, Target


def with_own_ways(on_call: OnCall) -> OnCall:
    """The same with one service for each escalation that no service names, and one for each rota that none calls.

    What such a rota says is who is called first; who is next its source does not tell.
    """
    called = {target.text for policy in on_call.escalations for step in policy.steps for target in step.targets}
    rotas = [rota for rota in on_call.rotas if not {rota.id, rota.name} & called]
    made = tuple(
        Escalation(rota.id, rota.name, (Step((Target("rota", rota.id),), 0, rota.place),), 0, rota.place, whole=False)
        for rota in rotas
    )
    escalations = (*on_call.escalations, *made)
    return structs.replace(
        on_call, escalations=escalations, services=(*on_call.services, *_services(on_call, escalations))
    )


def _services(on_call: OnCall, escalations: tuple[Escalation, ...]) -> Iterator[PagerService]:
    named = {service.escalation for service in on_call.services}
    inner = {
        target.text
        for policy in escalations
        for step in policy.steps
        for target in step.targets
        if target.kind == "policy"
    }
    for policy in escalations:
        if policy.id not in named | inner:
            yield PagerService(policy.id, policy.name, policy.id, place=policy.place)
