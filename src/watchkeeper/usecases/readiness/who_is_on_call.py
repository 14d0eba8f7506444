"""Answers who is on call by a file or a feed: at an instant, in a span of time, and in both nights of clock changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct, structs

from watchkeeper.analysis.oncall.cover import cover, without_leave
from watchkeeper.analysis.oncall.depth import ladder_of
from watchkeeper.analysis.oncall.doubt import doubt
from watchkeeper.analysis.oncall.expand import expand, people_at
from watchkeeper.analysis.oncall.known_people import KnownPeople
from watchkeeper.analysis.oncall.wake import Waking
from watchkeeper.analysis.people.directory import Directory
from watchkeeper.analysis.people.merging import merge
from watchkeeper.domain.change import Opening
from watchkeeper.domain.people import People
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.duty import ClockChange, Duty, DutyAnswer, Ladder
from watchkeeper.domain.readiness.on_call import OnCall, Rota, Segment
from watchkeeper.domain.wall_clock import DAY, dst_nights, zone_of
from watchkeeper.evidence.readiness.feeds import fetch_feed, is_address, shown
from watchkeeper.formats.calendars.recognise import parse_on_call
from watchkeeper.formats.directories.recognise import parse_directory
from watchkeeper.formats.policy.readiness_sources import OnCallSources, on_call_sources
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.extras import need
from watchkeeper.usecases.files import read_file
from watchkeeper.usecases.load_policy import load_policy
from watchkeeper.usecases.wiring import load_rules

MOST_BYTES = 8 << 20
SPAN = 90 * DAY
LONGEST = 400 * DAY
MOST_ROTAS = 1_000
FIRST, LAST = 0, 7_000_000_000
"""The years 1970 to 2191."""


class AskDuty(Struct, frozen=True):
    """What is asked of a source (a file or an address). Times are seconds since the epoch, None = not said.

    `people` are lists by name and content, `leave` files of absences, `zone` is meant where a calendar says none.
    """

    source: str
    now: int
    at: int | None = None
    start: int | None = None
    end: int | None = None
    repo: str = "."
    people: tuple[tuple[str, bytes], ...] = ()
    leave: tuple[str, ...] = ()
    zone: str = ""
    online: bool = False


def who_is_on_call(ask: AskDuty) -> DutyAnswer:
    """Who is on call by a source.

    Raises:
        UsageError: the extra [oncall] is missing, the source is none or broken, times or the zone make no sense.
        UnknownSubjectError: nothing came back from an address.
    """
    need("icalendar", "oncall")
    if ask.zone and zone_of(ask.zone) is None:
        raise UsageError(Problem(f"--zone: {ask.zone!r} is no time zone", remedy="write it like Europe/Berlin"))
    at, start, end = _span(ask)
    on_call = _read(ask, ask.source)
    listed, stale_days = _listed(ask)
    known = KnownPeople(Directory(listed), on_call.contacts, ask.now)
    away = [s for path in ask.leave for rota in _read(ask, path).rotas for s in expand(rota, start - DAY, end + SPAN)]
    on_call = structs.replace(on_call, leave=(*on_call.leave, *away))
    asking = _Asking(on_call, known, ask, stale_days, counted=bool(listed.persons))
    if len(on_call.rotas) > MOST_ROTAS:
        what = f"holds {len(on_call.rotas):,} rotas; more than {MOST_ROTAS:,} are not read"
        raise UsageError(Problem(what, Place(_shown(ask.source)), "export fewer"))
    duties = tuple(asking.duty(rota, at, start, end) for rota in on_call.rotas)
    texts = {s.person for duty in duties for s in (*duty.segments, *duty.now) if s.person}
    ladders = tuple(asking.ladders(at))
    texts |= {call.person for ladder in ladders for call in ladder.calls}
    return DutyAnswer(
        source=_shown(ask.source),
        at=at,
        start=start,
        end=end,
        duties=duties,
        ladders=ladders,
        lists=tuple(place.file for place in listed.sources) if listed.persons else (),
        names={text: known.name(text) for text in sorted(texts)},
        problems=(*on_call.problems, *listed.problems),
    )


class _Asking:
    """One source with the people who count, asked rota by rota."""

    def __init__(self, on_call: OnCall, known: KnownPeople, ask: AskDuty, stale_days: int, *, counted: bool) -> None:
        self._on_call = on_call
        self._known = known
        self._ask = ask
        self._stale_days = stale_days
        self._counted = counted

    def living(self, text: str) -> str:
        """Why a name does not count. Without a list of people every name counts, and that is said."""
        return self._known.living(text) if self._counted else ""

    def duty(self, rota: Rota, at: int, start: int, end: int) -> Duty:
        """One rota: who is on call at the instant and in the span, and what nobody covers."""
        zone = self._ask.zone or (rota.zone if zone_of(rota.zone) else "UTC")
        if why := doubt(rota, self._ask.now, self._stale_days):
            return Duty(rota, zone, why)
        leave, same = self._on_call.leave, self._known.same
        whole = expand(rota, start, end)
        around = whole if start <= at < end else expand(rota, at, at + SPAN)
        now = people_at(without_leave(around, leave, same), at)
        nights = []
        for night in dst_nights(zone, start):
            near = expand(rota, night - DAY, night + DAY)
            gaps = cover(near, night - DAY, night + DAY, self.living, leave, same).gaps
            nights.append(ClockChange(night, gaps))
        found = cover(whole, start, end, self.living, leave, same)
        return Duty(rota, zone, "", now, without_leave(whole, leave, same), found, tuple(nights))

    def ladders(self, at: int) -> Sequence[Ladder]:
        """Each escalation as of the instant."""

        @lru_cache(maxsize=4096)
        def hour(rota: Rota, begins: int) -> tuple[Segment, ...]:
            return without_leave(expand(rota, begins, begins + DAY), self._on_call.leave, self._known.same)

        def segments(rota: Rota, when: int) -> tuple[Segment, ...]:
            return people_at(hour(rota, when - when % DAY), when)

        waking = Waking(self._on_call, segments, lambda rota: doubt(rota, self._ask.now, self._stale_days))
        return [
            ladder_of(one, waking.called(one.id, at), self.living, self._known.same)
            for one in self._on_call.escalations
        ]


def _span(ask: AskDuty) -> tuple[int, int, int]:
    """The instant and the span: what was asked, else now and the next 90 days."""
    at = ask.at if ask.at is not None else ask.start if ask.start is not None else ask.now
    start = ask.start if ask.start is not None else at
    end = ask.end if ask.end is not None else start + SPAN
    if not FIRST <= min(at, start) <= max(at, end) <= LAST:
        raise UsageError(Problem("the time lies outside the years 1970 to 2191", remedy="ask for another time"))
    if not start < end <= start + LONGEST:
        raise UsageError(Problem("--from has to lie before --to, by at most 400 days", remedy="change one of them"))
    return at, start, end


def _read(ask: AskDuty, source: str) -> OnCall:
    if not is_address(source):
        return parse_on_call(read_file(source, MOST_BYTES), source, ask.zone)
    if not ask.online:
        what = f"{shown(source)} is only asked with --online"
        raise UsageError(Problem(what, remedy="add --online, or save the feed as a file and name that"))
    found = parse_on_call(fetch_feed(source), _shown(source), ask.zone)
    fresh = tuple(structs.replace(rota, observed_at=ask.now) for rota in found.rotas)
    return structs.replace(found, rotas=fresh)


def _shown(source: str) -> str:
    return shown(source) if is_address(source) else source


def _listed(ask: AskDuty) -> tuple[People, int]:
    """The people of the policy at the target with the lists that were named, and after how many days an export is old.

    Outside of a repository, or in one without any commit, the named lists count alone.
    """
    try:
        repository = Repository(ask.repo)
    except UsageError:
        if ask.repo != ".":
            raise
        return _given(ask)
    with repository:
        try:
            target = find_target(repository, "", Opening())
        except UsageError:
            return _given(ask)
        loaded = load_policy(repository, target, None, load_rules(), ask.people)
        return loaded.people, on_call_sources(loaded.policy.file.sources).stale_days


def _given(ask: AskDuty) -> tuple[People, int]:
    return merge([[parse_directory(text, name) for name, text in ask.people]]), OnCallSources().stale_days
