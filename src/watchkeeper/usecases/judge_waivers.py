"""Hands collected waivers to the policy with the facts that they are judged by."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.change import Change, Target
from watchkeeper.domain.waivers import Grant, Standing
from watchkeeper.policy.waivers import Facts, judge_waivers
from watchkeeper.usecases.load_policy import Loaded, short_name

OnCall = dict[str, tuple[str, ...]]
"""Open incidents with the names of those who have them in hand."""


def judge_change(
    grants: Sequence[Grant], change: Change, loaded: Loaded, now: int, on_call: OnCall
) -> tuple[Standing, ...]:
    """What the waivers of one change are worth at a time; seconds since the epoch."""
    names = {name for commit in change.commits for name in (commit.author.email, commit.author.name)}
    authors = tuple(sorted((names | {change.author_login, change.opening.login}) - {""}))
    return judge_waivers(grants, facts_at(change.target, loaded, now, {change.head: authors}, change.head, on_call))


def facts_at(
    target: Target,
    loaded: Loaded,
    now: int,
    authors: dict[str, tuple[str, ...]],
    head: str = "",
    on_call: OnCall | None = None,
) -> Facts:
    """The facts at one target; `authors` names the authors of each head, `head` the one under review."""
    return Facts(
        now=now,
        terms=loaded.policy.terms,
        people=loaded.people,
        authors=authors,
        head=head,
        target=short_name(target),
        unprotected="" if target.protected else target.reason,
        on_call=on_call or {},
    )
