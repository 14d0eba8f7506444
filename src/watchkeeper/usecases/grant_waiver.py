"""Prepares a waiver: the entry, what has to happen so that it lifts a block, and the file when asked."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.ownership.same_person import same_person
from watchkeeper.domain.change import Commit, Opening, Target
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.domain.times import utc
from watchkeeper.domain.waivers import Waiver
from watchkeeper.formats.policy.appending import Entry, append_entry, is_blank
from watchkeeper.formats.policy.shapes import nearest
from watchkeeper.formats.policy.times import parse_duration, parse_time
from watchkeeper.formats.policy.waivers_file import parse_waivers
from watchkeeper.git.log import read_commits
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.rendering.list_entry import render_entry, render_flow_entry
from watchkeeper.usecases.load_policy import WAIVERS, Loaded, load_policy, short_name
from watchkeeper.usecases.wiring import load_rules
from watchkeeper.usecases.work_tree import rewrite, takes_no_entry


class Request(Struct, frozen=True):
    """What `waive` is asked: `waiver` as typed (its head any name, its until a time or a duration)."""

    repo: str
    waiver: Waiver
    target: str
    now: int


class Prepared(Struct, frozen=True):
    """A waiver ready to be written, its YAML, and the steps after which it lifts a block."""

    waiver: Waiver
    entry: str
    steps: tuple[str, ...]


def prepare_waiver(request: Request) -> Prepared:
    """The entry that the request asks for.

    Raises:
        UsageError: an unknown rule or change, a time that is none or past, a blank reason, nobody by
            name, a second person who is the first or the author; all faults at once.
    """
    rules = load_rules()
    with Repository(request.repo) as repository:
        target = find_target(repository, request.target, Opening())
        loaded = load_policy(repository, target, None, rules)
        commit = _commit(repository, request.waiver.head)
        waiver = structs.replace(request.waiver, head=commit.sha, by=request.waiver.by or repository.configured_email)
    problems = list(_faults(waiver, [*(rule.id for rule in rules), *loaded.policy.planned], request.now))
    problems += _same_second(waiver, commit, loaded)
    if problems:
        raise UsageError(*problems)
    waiver = structs.replace(waiver, until=_until(waiver.until, request.now) if waiver.until else "")
    return Prepared(waiver, render_entry(waiver), tuple(_steps(waiver, target, loaded, request.now)))


def write_waiver(repo: str, waiver: Waiver) -> str:
    """Add the waiver to the file in the work tree, whole or not at all; the path written.

    Raises:
        UsageError: there is no work tree, a link stands in the way, or the file takes no entry as it is.
    """
    return rewrite(repo, WAIVERS, lambda old: add_entry(old, waiver))


def add_entry(old: bytes, waiver: Waiver) -> bytes:
    """The text of the file with one more entry; every byte of the old text stays.

    Raises:
        UsageError: the old text is broken, or cannot take an entry without being rewritten.
    """
    before = () if is_blank(old.decode("utf-8", "replace")) else parse_waivers(old, WAIVERS)
    entry = Entry(lambda indent, end: render_entry(waiver, indent, end), render_flow_entry(waiver))
    new = append_entry(old, "waivers", entry)
    try:
        whole = parse_waivers(new, WAIVERS) == (*before, waiver)
    except UsageError:
        whole = False
    if not whole:
        raise takes_no_entry(WAIVERS)
    return new


def _commit(repository: Repository, name: str) -> Commit:
    (head,) = repository.resolve(name)
    if head is None:
        raise UsageError(Problem(f"unknown revision {name!r}", remedy="name the head of the change: --change REF"))
    return next(read_commits(repository, "-n1", head.sha))


def _until(text: str, now: int) -> str:
    length = parse_duration(text)
    return utc(now + length) if length else utc(parse_time(text) or 0)


def _faults(waiver: Waiver, rules: list[str], now: int) -> Iterator[Problem]:
    if waiver.rule not in rules:
        yield Problem(f"there is no rule {waiver.rule!r}", remedy=nearest(waiver.rule, rules))
    if not waiver.reason.strip():
        yield Problem("the reason is blank", remedy="say why: --reason TEXT")
    if not waiver.by.strip():
        yield Problem("who grants it is not known", remedy="say who: --by WHO, or configure user.email")
    if bool(waiver.follow_up.strip()) != bool(waiver.follow_up_owner.strip()):
        yield Problem("a follow-up and its owner belong together", remedy="give both --follow-up TEXT and --owner WHO")
    if not parse_duration(waiver.until) and parse_time(waiver.until) is None:
        yield Problem(f"until {waiver.until!r} is no time", remedy="write it like 2026-03-01T18:00:00Z, or 8h")
    elif _until(waiver.until, now) <= utc(now):
        yield Problem(f"until {waiver.until} is not later than now", remedy="name a later time: --until 8h")


def _same_second(waiver: Waiver, commit: Commit, loaded: Loaded) -> Iterator[Problem]:
    for name, who in ((waiver.by, "who grants it"), (commit.author.email, "the author"), (commit.author.name, "")):
        if waiver.second and name and same_person(waiver.second, name, loaded.people):
            what = f"{waiver.second} is {name}" + (f", {who}" if who else ", the author")
            yield Problem(f"the second person is no other one: {what}", remedy="name somebody else: --second WHO")
            return


def _steps(waiver: Waiver, target: Target, loaded: Loaded, now: int) -> Iterator[str]:
    terms, name = loaded.policy.terms, short_name(target)
    yield f"Let this entry be merged into {WAIVERS} on {name}, in a change of its own that the file's owner approves."
    late = waiver.until > utc(now + terms.max_hours * 3600)
    more = f", which may be before {waiver.until}" if late else ""
    yield f"From that merge on it counts for at most {terms.max_hours} hours{more}."
    yield f"It is for the head {waiver.head[:12]} alone: a new commit needs a new waiver."
    if not waiver.second:
        days = f"{terms.second_within_days} working day{'' if terms.second_within_days == 1 else 's'}"
        yield f"Within {days} of that merge somebody other than {waiver.by} and the author agrees, in the key second."
    yield (
        'When there is no time for a merge: put the trailer "Watchkeeper-Break-Glass: REASON" into the message of the '
        f"head commit and sign it with a key that {name} knows."
    )
