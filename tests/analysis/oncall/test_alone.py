"""What no service leads to gets a way of its own; what a service leads to stays as it is."""

from __future__ import annotations

from watchkeeper.analysis.oncall.alone import with_own_ways
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.on_call import Escalation, OnCall, PagerService, Rota, Step, Target

AT = Place("rota.ics", 1)
ROTA = Rota("R", "shop", "UTC", AT)
CALLS = Escalation("E", "shop", (Step((Target("rota", "R"),), 300),))
SERVICE = PagerService("S", "shop", "E", ("key",))


def test_a_rota_alone_is_called_first_and_nothing_is_known_of_who_is_next() -> None:
    found = with_own_ways(OnCall(rotas=(ROTA,)))
    (policy,), (service,) = found.escalations, found.services
    assert [target.text for step in policy.steps for target in step.targets] == ["R"]
    assert (policy.whole, service.escalation, service.keys, service.place) == (False, policy.id, (), AT)


def test_an_escalation_that_no_service_names_has_a_way() -> None:
    found = with_own_ways(OnCall(rotas=(ROTA,), escalations=(CALLS,)))
    assert [(service.id, service.escalation) for service in found.services] == [("E", "E")]
    assert found.escalations == (CALLS,)


def test_what_a_service_leads_to_stays_as_it_is() -> None:
    inner = Escalation("I", "second", (Step((Target("person", "ada"),), 0),))
    outer = Escalation("E", "shop", (Step((Target("rota", "R"),), 300), Step((Target("policy", "I"),), 0)))
    whole = OnCall(rotas=(ROTA,), escalations=(outer, inner), services=(SERVICE,))
    assert with_own_ways(whole) == whole
    assert with_own_ways(with_own_ways(OnCall(rotas=(ROTA,)))) == with_own_ways(OnCall(rotas=(ROTA,)))
