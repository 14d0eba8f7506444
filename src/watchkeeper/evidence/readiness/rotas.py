"""Loads who is on call: calendars, exports and rotas that the policy names, else those that a tree holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from watchkeeper.analysis.oncall.alone import with_own_ways
from watchkeeper.analysis.oncall.cover import cover
from watchkeeper.analysis.oncall.doubt import doubt
from watchkeeper.analysis.oncall.expand import expand
from watchkeeper.analysis.oncall.wake import Waking
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.domain.readiness.on_call import Called, Coverage, OnCall, Rota, Segment
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.formats.calendars.recognise import parse_on_call, source_of
from watchkeeper.formats.policy.readiness_sources import OnCallSources

ENDINGS = (".ics", ".json", ".yaml", ".yml")
DAY = 86_400
NOTHING = OnCall()
SPAN = 90
"""Days that coverage is looked at."""


class Rotas(Struct, frozen=True):
    """Everything about on-call in one tree; `named` tells whether the policy says where it stands."""

    on_call: OnCall
    stale_days: int
    now: int
    problems: tuple[Problem, ...] = ()
    named: bool = False

    def stale(self, rota: Rota) -> str:
        """Why a rota proves nothing; "" for one that tells who is on call."""
        return doubt(rota, self.now, self.stale_days)

    def coverage(self, rota: Rota, living: Callable[[str], str], days: int = SPAN) -> Coverage:
        """What the rota covers from now on."""
        segments = expand(rota, self.now, self.now + days * DAY)
        return cover(segments, self.now, self.now + days * DAY, living, self.on_call.leave)


def load_rotas(files: Files, sources: OnCallSources, now: int, configured: OnCall = NOTHING) -> Rotas:
    """All sources together, with what Terraform declares (`configured`). What cannot be read is a problem."""
    problems: list[Problem] = []
    paths: list[str] = []
    for key in ("calendars", "exports", "rotas", "leave"):
        globs = sources.paths(key)
        problems += files.missing(globs, f"sources.oncall.{key}")
        paths += files.matching(globs)
    named = bool(paths)
    away = frozenset(files.matching(sources.paths("leave")))
    parts: list[OnCall] = [configured]
    leave: list[Segment] = []
    for path in dict.fromkeys(paths or _found(files)):
        try:
            found = parse_on_call(files.content(path) or b"", path)
            if path in away:
                leave += [s for rota in found.rotas for s in expand(rota, now - SPAN * DAY, now + 2 * SPAN * DAY)]
            else:
                parts.append(found)
        except UsageError as error:
            problems += error.problems
    together = with_own_ways(sum(parts, OnCall(leave=tuple(leave))))
    return Rotas(together, sources.stale_days, now, (*problems, *together.problems), named)


def _found(files: Files) -> list[str]:
    likely = files.likely(ENDINGS)
    return [path for path in likely if (data := files.content(path)) and source_of(path, data) is not None]


def waking(rotas: Rotas) -> Callable[[str, int], Called]:
    """Whom an escalation calls at an instant. A rota is expanded for a week around each hour that is asked about."""

    @lru_cache(maxsize=4096)
    def week(rota: Rota, begins: int) -> tuple[Segment, ...]:
        return expand(rota, begins, begins + 7 * DAY)

    def segments(rota: Rota, at: int) -> tuple[Segment, ...]:
        found = (s for s in week(rota, at - at % (7 * DAY)) if s.start <= at < s.end)
        return tuple(s for s in found if not _away(rotas.on_call, s.person, at))

    return Waking(rotas.on_call, segments, rotas.stale).called


def _away(on_call: OnCall, person: str, at: int) -> bool:
    return any(one.start <= at < one.end and one.person.casefold() == person.casefold() for one in on_call.leave)
