"""The sentences of a drill as plain text, so that every format says the same in the same words."""

from __future__ import annotations

from datetime import UTC, datetime

from watchkeeper.domain.readiness.drill import QUESTIONS, Chain, Drill, Instant, Link
from watchkeeper.rendering.escaping import one_line

MARKS = {"holds": "✓", "broken": "✗", "unknown": "?", "not-asked": "·"}
SHOWN_PLACES = 2


def head(drill: Drill) -> str:
    """The component, its tier and its promise."""
    tier = f"tier {drill.tier}" if drill.tier else "no tier said, judged as tier 3"
    promise = one_line(drill.promise_text) or "no promise said, judged as 24x7"
    return f"{one_line(drill.name)} ({tier}; {promise})"


def moment(instant: Instant) -> str:
    """When, in the zone of whoever is woken."""
    from zoneinfo import ZoneInfo

    local = datetime.fromtimestamp(instant.at, UTC).astimezone(ZoneInfo(instant.zone))
    return f"{instant.what}: {local:%A} {local.day} {local:%B %Y %H:%M} ({instant.zone})"


def verdict(chain: Chain) -> str:
    """What the chain comes to, in one sentence."""
    if chain.promised:
        after = f"; {_first(chain)}" if chain.next_human and chain.first else ""
        broken = f"; then the first broken link is {chain.broken}" if chain.broken and chain.next_human else ""
        return f"{chain.promised}{after}{broken}"
    if chain.broken is None:
        return _first(chain)
    link = chain.link(chain.broken)
    what = {"unknown": "first link that is not known", "holds": "first link that is known too loosely"}.get(
        link.state, "first broken link"
    )
    return f"{what}: {link.number} {link.id} ({QUESTIONS[link.id]}); {_first(chain)}"


def broken_at(chain: Chain) -> str:
    """The first link that does not hold, in a word or two for a table."""
    if chain.broken is None:
        return "as promised" if chain.promised else "none"
    state = chain.link(chain.broken).state
    return chain.broken + {"unknown": " (not known)", "holds": " (too loose)"}.get(state, "")


def _first(chain: Chain) -> str:
    if chain.first is None:
        return "nobody is known to wake within a week"
    return f"first human awake: {one_line(chain.first.name)}, after {duration(chain.first.after)}"


def duration(seconds: float) -> str:
    """Seconds in words, minutes rounded up: `4 min`, `7 h 02 min`, `2 d 05 h`."""
    minutes = int(-(-seconds // 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {rest:02} min"
    return f"{hours // 24} d {hours % 24:02} h"


def rung(link: Link, *, dated: bool = False) -> str:
    """How firmly it is known, what is asked for where that is more, and (`dated`) until when it counts."""
    own = ", brought by this change" if link.self_supplied else ""
    if link.state == "not-asked" or (link.state == "broken" and link.required == "absent"):
        return "not asked for"
    weak = f", {link.required} is asked for" if link.too_weak else ""
    until = link.valid_until.time[:10] if dated and link.valid_until else ""
    return f"{link.rung}{weak}{own}{f', until {until}' if until else ''}"


def places(link: Link) -> str:
    """Where it can be looked up."""
    shown = [one_line(str(place)) for place in link.sources[:SHOWN_PLACES]]
    more = [f"{len(link.sources) - SHOWN_PLACES} more"] if len(link.sources) > SHOWN_PLACES else []
    return ", ".join([*shown, *more])
