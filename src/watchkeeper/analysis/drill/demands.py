"""How firmly each link has to be known: by tier, by the support promise, and as the policy says."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.evidence import Rung
from watchkeeper.domain.ownership.promises import SupportPromise
from watchkeeper.domain.readiness.drill import LINKS, LinkId

NOT_IN_THIS_VERSION: tuple[LinkId, ...] = ("revert",)
"""Links that this version cannot prove: asked for only where a policy says so, and then unknown."""
UNSAID_TIER = 3
"""The tier of a component that does not say one."""
_WHOLE: dict[LinkId, Rung] = dict.fromkeys(LINKS, "resolved")
_WHOLE |= {"on-call": "simulated", "revert": "absent", "live-page": "absent"}
TIERS: dict[int, dict[LinkId, Rung]] = {
    1: _WHOLE,
    2: {**_WHOLE, "credential": "declared", "able": "declared", "customer-impact": "declared"},
    3: {
        **dict.fromkeys(LINKS, "absent"),
        "signal": "resolved",
        "alert-rule": "resolved",
        "route": "resolved",
        "time": "resolved",
        "receiver": "resolved",
        "on-call": "resolved",
        "person": "resolved",
        "customer-impact": "declared",
    },
    4: {**dict.fromkeys(LINKS, "absent"), "person": "resolved"},
}
"""The rungs that a tier asks for where the policy says nothing; `absent` asks for nothing."""
OWNER_ONLY: tuple[LinkId, ...] = ("person", "customer-impact")
"""What a promise of the best effort still asks for: somebody who can be asked, and who tells the customers."""


def demands_of(
    tier: int, promise: SupportPromise | None, tiers: Mapping[int, Mapping[str, Rung]]
) -> dict[LinkId, Rung]:
    """The rung that is asked for, link by link. `tiers` is the policy's section; 0 = no tier is said.

    A component that promises `24x7` is asked for what tier 2 is asked for, at least: the promise cannot be
    kept with less. One that is unsupported is asked for nothing.
    """
    said = tier or UNSAID_TIER
    if promise is not None and promise.kind == "unsupported":
        return dict.fromkeys(LINKS, "absent")
    if promise is not None and promise.kind == "24x7":
        said = min(said, 2)
    written = {**tiers.get(tier or UNSAID_TIER, {})}
    wanted: dict[LinkId, Rung] = {link: written.get(link, TIERS[said][link]) for link in LINKS}
    if promise is not None and promise.kind == "best-effort":
        return {link: rung if link in OWNER_ONLY else "absent" for link, rung in wanted.items()}
    return wanted
