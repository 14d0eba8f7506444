"""Links 5 and 6: simulated by a trial, resolved without one, and not known where more is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec import structs

from tests.analysis.drill.whole import ALERT, SUNDAY, facts
from watchkeeper.analysis.drill.chain import judge_chain
from watchkeeper.analysis.drill.facts import Alert
from watchkeeper.domain.evidence import Rung
from watchkeeper.domain.readiness.drill import Link, LinkId

BOTH: tuple[LinkId, ...] = ("fires", "alert-labels")


def links(alert: Alert, asked: Rung) -> Mapping[str, Link]:
    whole = facts(alerts=(alert,))
    chain = judge_chain(structs.replace(whole, demands={**whole.demands, **dict.fromkeys(BOTH, asked)}), SUNDAY)
    return {name: chain.link(name) for name in BOTH}


def test_what_fired_is_simulated() -> None:
    found = links(structs.replace(ALERT, fired=True), "simulated")
    assert {(link.state, link.rung) for link in found.values()} == {("holds", "simulated")}
    assert "fired on made-up series" in found["fires"].says


def test_what_was_not_tried_is_resolved_and_says_so() -> None:
    found = links(ALERT, "resolved")
    assert {(link.state, link.rung) for link in found.values()} == {("holds", "resolved")}
    assert "install promtool" in found["fires"].says


@pytest.mark.parametrize(
    ("why", "remedy"), [("", "install promtool"), ("made-up series did not make it fire", "drill --page")]
)
def test_where_a_trial_is_asked_for_and_none_succeeded_it_is_not_known(why: str, remedy: str) -> None:
    found = links(structs.replace(ALERT, fired_why=why), "simulated")
    assert {(link.state, link.rung) for link in found.values()} == {("unknown", "resolved")}
    assert all(remedy in link.remedy for link in found.values())
    assert all(link.fails for link in found.values())


def test_what_can_never_fire_is_broken_whatever_is_asked() -> None:
    never = structs.replace(ALERT, impossible="asks for 0 > 1, which is never true")
    assert links(never, "simulated")["fires"].state == "broken"


def test_a_fault_elsewhere_in_the_file_breaks_the_rule() -> None:
    refused = "a group has no name (rules.yml:2)"
    rule = structs.replace(ALERT.rule, refused=refused)
    chain = judge_chain(facts(alerts=(structs.replace(ALERT, rule=rule, fault=refused),)), SUNDAY)
    link = chain.link("alert-rule")
    assert link.state == "broken"
    assert link.says == "nothing of rules.yml is loaded: a group has no name (rules.yml:2)"
