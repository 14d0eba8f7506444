"""Writes a proposed policy with its basis: terminal, Markdown, JSON."""

from __future__ import annotations

import msgspec

from watchkeeper.domain.ownership.proposals import OwnerProposals
from watchkeeper.domain.proposal import Proposal
from watchkeeper.rendering.owner_proposals import owner_document, render_owner_proposals

BAR = 30


def render_proposal(proposal: Proposal, owners: OwnerProposals, style: str) -> str:
    """The proposal with the owners as `terminal`, `markdown` or `json` text."""
    if style == "json":
        value = {
            "schema": "watchkeeper.proposal/1", **msgspec.to_builtins(proposal), "owners": owner_document(owners)
        }  # fmt: skip
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
    told = render_owner_proposals(owners, markdown=style == "markdown")
    parts = (_basis(proposal), _table(proposal), _curve(proposal), told, _policy(proposal))
    if style == "markdown":
        heads = (
            "## What was replayed",
            "## What each rule would have said",
            "## The size curve",
            "## Owners for what nobody owns",
            "## The proposed policy",
        )
        fenced = (parts[0], *(f"```\n{part}```\n" for part in parts[1:3]), told, f"```yaml\n{proposal.policy}```\n")
        return "\n".join(f"{head}\n\n{text}" for head, text in zip(heads, fenced, strict=True))
    return "\n".join(parts)


def _basis(proposal: Proposal) -> str:
    branch = proposal.target.removeprefix("refs/heads/").removeprefix("refs/remotes/")
    n = proposal.humans
    return (
        f"Replayed the last {proposal.replayed} merged changes of {branch}, {n} of them by people "
        f"({proposal.last[:10]} back to {proposal.first[:10]}); "
        f"{proposal.seconds_p50 * 1000:.0f} ms a change at the median, {proposal.seconds_p95 * 1000:.0f} ms at p95.\n"
        f"The proposed policy would have held {proposal.held} of them ({_share(proposal.held, n)}) "
        f"and commented on {proposal.commented} ({_share(proposal.commented, n)}).\n"
    )


def _table(proposal: Proposal) -> str:
    width = max(len(rate.rule) for rate in proposal.rates)
    rows = [
        f"{rate.rule:<{width}}  {rate.fired:>5}  {rate.share:>6.1%}  "
        f"{rate.recommended:<11}  {rate.proposed:<8}  {rate.reason}"
        for rate in proposal.rates
    ]
    head = f"{'rule':<{width}}  fired   share  recommended  proposed"
    return "\n".join([head, *(row.rstrip() for row in rows)]) + "\n"


def _curve(proposal: Proposal) -> str:
    quantiles = ", ".join(f"{name} {value:,}" for name, value in proposal.quantiles)
    most = max((point.held for point in proposal.curve), default=0) or 1
    rows = [
        f"  cap {point.cap:>6,}  holds {point.held:>4} ({_share(point.held, proposal.humans):>5}) "
        f"{'█' * round(point.held / most * BAR)}{'  ← proposed' if point.cap == proposal.cap else ''}"
        for point in proposal.curve
    ]
    return "\n".join([f"Effective lines a change: {quantiles}.", *(row.rstrip() for row in rows)]) + "\n"


def _policy(proposal: Proposal) -> str:
    return f"Proposed .watchkeeper.yaml (write it with --write):\n\n{proposal.policy}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"
