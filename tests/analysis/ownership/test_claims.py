"""A time without support that is over opens one claim on the owner."""

from __future__ import annotations

from watchkeeper.analysis.ownership.claims import find_claims
from watchkeeper.analysis.ownership.touched import TouchedComponent, TouchedComponents
from watchkeeper.domain.components import Component
from watchkeeper.domain.ownership.owners import OwnerRef
from watchkeeper.domain.ownership.promises import Claim
from watchkeeper.formats.policy.promises import parse_promise

PAY = Component("component:default/pay", "pay", "tools/pay", "policy")


def touched(today: str, promise: str, *owners: str) -> TouchedComponents:
    refs = tuple(OwnerRef(owner, "user") for owner in owners)
    component = TouchedComponent(PAY, new=False, changed=("a",), owners=refs, promise=parse_promise(promise))
    return TouchedComponents((component,), today, "@lead")


def test_the_claim_is_dated_by_the_promise_and_due_in_working_days() -> None:
    """2026-01-30 is a Friday: the claim opens on Saturday, and two working days later is Tuesday."""
    expected = Claim(
        "component:default/pay",
        "@ada",
        "promise support for component:default/pay, or retire it: unsupported ended on 2026-01-30",
        "2026-01-31T00:00:00Z",
        "2026-02-03T00:00:00Z",
    )
    for today in ("2026-01-31", "2026-06-01"):
        assert list(find_claims(touched(today, "unsupported until 2026-01-30", "@ada", "@bob"), 2)) == [expected]


def test_without_an_owner_the_escalation_contact_is_asked() -> None:
    (claim,) = find_claims(touched("2026-02-01", "unsupported until 2026-01-30"), 2)
    assert claim.asked == "@lead"


def test_a_promise_in_time_or_of_another_kind_opens_none() -> None:
    assert not list(find_claims(touched("2026-01-30", "unsupported until 2026-01-30", "@ada"), 2))
    assert not list(find_claims(touched("2026-02-01", "best-effort", "@ada"), 2))
    assert not list(find_claims(touched("2026-02-01", "whenever", "@ada"), 2))
