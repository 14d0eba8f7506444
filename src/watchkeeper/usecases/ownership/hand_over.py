"""Gathers everything that a person answers for, and prepares its hand-over: successors, patches, requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from watchkeeper.analysis.ownership.leaving import LineDialect, Mention, pattern_on, replace_on_lines
from watchkeeper.analysis.ownership.leaving_yaml import replace_in_yaml
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.handover import NO_FILES, FilePatch, HandOverItem, HandOverPlan, ItemKind, Successor
from watchkeeper.domain.ownership.owners import Agreement, HandOver, Request, Role, RuleRef
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.evidence.ownership.mentions import Mentioned
from watchkeeper.usecases.ownership.leaver import Party, forms_of_proposed, in_form

SHOWN = 200
ONE_A_FILE: frozenset[ItemKind] = frozenset({"rota", "escalation", "package"})
"""Kinds of which a file is one thing, however often it names the person."""
OPEN = frozenset({"accepted", "unknown", "declared", "asked", "silent"})
Propose = Callable[[Sequence[str]], tuple[Successor, ...]]


class Held(Struct, frozen=True):
    """A component that the leaver answers for: in which roles, by which line where no declaration names an owner.

    `beside` are the other owners.
    """

    component: Component
    roles: tuple[Role, ...]
    beside: tuple[str, ...]
    rule: RuleRef | None
    files: tuple[str, ...]


class Ground(Struct, frozen=True):
    """What a plan is made on. `files` gives the files that a line with a mention decides for.

    `absence` says of an owner why nobody can be expected to answer, "" for nothing.
    `further` are things that stand in no patch: teams, waivers, claims; `agreements` those of the leaver.
    """

    target: str
    commit: str
    files: Callable[[Mentioned, Mention], Sequence[str]]
    held: tuple[Held, ...]
    propose: Propose
    absence: Callable[[str], str]
    read: frozenset[str]
    further: tuple[HandOverItem, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    problems: tuple[Problem, ...] = ()
    claims: Unknown | None = None


class Case(Struct, frozen=True):
    """Who leaves, who was named to take over (None: nobody), the last day (a date), the time of asking (RFC 3339)."""

    leaver: Party
    to: Party | None
    on: str
    now: str


def plan_hand_over(case: Case, mentioned: Sequence[Mentioned | Problem], ground: Ground) -> HandOverPlan:
    """The plan: an item for each thing, a patch for each file, a request for each component and role."""
    found = [entry for entry in mentioned if isinstance(entry, Mentioned)]
    written = [item for file in found for item in _items(file, ground)]
    items = [*written, *_tools(ground), *_said(ground), *ground.further]
    chosen = {
        (item.place.file, item.place.line): item.successors[0].owner
        for item in written
        if item.place and item.alone and item.successors
    }
    patches = [_patch(file, case, chosen) for file in found if file.form != "text"]
    requests = tuple(_requests(case, ground))
    return HandOverPlan(
        person=case.leaver.text,
        names=tuple(sorted(case.leaver.names.marked | case.leaver.names.bare)),
        to=case.to.text if case.to else "",
        on=case.on,
        target=ground.target,
        commit=ground.commit,
        items=tuple(items[:SHOWN]),
        patches=tuple(patch for patch in patches if patch.before != patch.after or patch.kept),
        requests=requests,
        handovers=tuple(_handovers(case, ground, requests)),
        problems=(*ground.problems, *(entry for entry in mentioned if isinstance(entry, Problem))),
        notes=tuple(_notes(items)),
        claims=ground.claims,
        more=max(0, len(items) - SHOWN),
        called={held.component.id: held.component.root or held.component.name for held in ground.held},
    )


def _items(file: Mentioned, ground: Ground) -> Iterator[HandOverItem]:
    if file.kind in ONE_A_FILE:
        first, count = file.mentions[0], len(file.mentions)
        times = f", named {count} times" if count > 1 else ""
        yield HandOverItem(file.kind, f"{file.dialect}{times}", _place(file, first), alone=False)
        return
    lines = file.text.split("\n")
    seen: set[tuple[int, str]] = set()
    for mention in file.mentions:
        what = _what(file, lines[mention.line - 1], mention, ground)
        if (mention.line, what) in seen:
            continue
        seen.add((mention.line, what))
        paths = ground.files(file, mention) or _component_files(file, mention, ground)
        count = len(paths) if file.kind in {"path", "team"} else NO_FILES
        proposed = ground.propose(paths) if paths else ()
        kind: ItemKind = "escalation" if mention.path[-1:] == ("escalation",) else file.kind
        doubts = _doubts(mention.others, file, ground)
        alone = mention.alone or 0 < len(mention.others) == len(doubts)
        yield HandOverItem(kind, what, _place(file, mention), alone, count, proposed, mention.others, doubts)


def _component_files(file: Mentioned, mention: Mention, ground: Ground) -> Sequence[str]:
    """The files of the component that an entry of the policy or a catalog declares."""
    for held in ground.held:
        declared = held.component.declaration
        entry = declared == "policy" and file.dialect == "policy" and held.component.name in mention.path[2:3]
        place = held.component.owner_at
        if entry or (
            declared not in {"policy", "found"} and place and (place.file, place.line) == (file.file, mention.line)
        ):
            return held.files
    return ()


def _doubts(others: Sequence[str], file: Mentioned, ground: Ground) -> tuple[str, ...]:
    """What is known against those who stay."""
    mark = "@" if file.dialect in {"kubernetes", "aliases"} else ""
    return tuple(f"{name} {why}" for name in others if (why := ground.absence(f"{mark}{name}")))


def _place(file: Mentioned, mention: Mention) -> Place:
    return Place(file.file, mention.line, mention.offset + 1)


def _what(file: Mentioned, line: str, mention: Mention, ground: Ground) -> str:
    """What a mention is about, in a few words."""
    keys = [str(key) for key in mention.path[1:] if isinstance(key, str)]
    unread = "" if file.kind != "path" or file.file in ground.read else " (the file is not read)"
    if file.dialect == "kubernetes":
        folder = file.file.rpartition("/")[0]
        role = keys[-1].removesuffix("s").replace("_", " ") if keys else "owner"
        some = f" ({keys[1]})" if len(keys) == 3 else ""
        return f"{role} of {folder or 'the whole tree'}{'/' if folder else ''}{some}{unread}"
    if file.dialect == "aliases":
        return f"the alias {keys[-1]}"
    if file.dialect == "policy":
        return f"{keys[1]}, {keys[2]}" if len(keys) == 3 else "whom a change without an owner is led to"
    if file.kind == "path":
        return f"{pattern_on(line, 'gitlab' if file.form == 'gitlab' else 'github')}{unread}"
    return ".".join(keys) or line.strip()[:200]


def _tools(ground: Ground) -> Iterator[HandOverItem]:
    """Components that the owners file gives to the leaver; those with a declared owner stand where it is written."""
    for held in ground.held:
        if held.rule is not None:
            what = f"{held.component.name} ({held.component.root or 'the whole tree'})"
            place, proposed = Place(held.rule.file, held.rule.line), ground.propose(held.files)
            yield HandOverItem("component", what, place, not held.beside, len(held.files), proposed, held.beside)


def _said(ground: Ground) -> Iterator[HandOverItem]:
    for agreement in ground.agreements:
        until = f" until {agreement.until[:10]}" if agreement.until else ""
        what = f"{agreement.component}, {agreement.role}: {agreement.state}{until}"
        yield HandOverItem("acceptance", what, agreement.place)


def _patch(file: Mentioned, case: Case, chosen: Mapping[tuple[str, int], str]) -> FilePatch:
    """The file with a successor in each place: the one that was named; else, where too few stay, the one proposed."""

    def successor(mention: Mention) -> str:
        if case.to is not None:
            return in_form(mention.text, case.to.forms)
        proposed = chosen.get((file.file, mention.line), "")
        return in_form(mention.text, forms_of_proposed(proposed)) if proposed else ""

    if file.form == "yaml":
        done = replace_in_yaml(file.text, file.mentions, successor)
    else:
        dialect: LineDialect = "gitlab" if file.form == "gitlab" else "github"
        done = replace_on_lines(file.text, file.mentions, successor, dialect)
    return FilePatch(file.file, file.dialect, file.text, done.text, done.kept)


def _requests(case: Case, ground: Ground) -> Iterator[Request]:
    """One request for each component and role, to the one who was named or knows it best."""
    for component, role, person in _successions(case, ground):
        yield Request(component, person, role, case.now, case.leaver.text)


def _successions(case: Case, ground: Ground) -> Iterator[tuple[str, Role, str]]:
    """Component, role and successor, each role once; where an owners file leaves others, nobody has to be asked."""
    files = {held.component.id: held.files for held in ground.held}
    roles = Counter((held.component.id, role) for held in ground.held if not held.beside for role in held.roles)
    roles.update((agreement.component, agreement.role) for agreement in ground.agreements)
    for component, role in roles:
        person = _person(case.to) if case.to else ""
        if not person:
            person = next((s.owner for s in ground.propose(files.get(component, ()))), "")
        if person:
            yield component, role, person


def _person(party: Party) -> str:
    return party.forms.get("login") or party.forms.get("address", "")


def _handovers(case: Case, ground: Ground, requests: Sequence[Request]) -> Iterator[HandOver]:
    """An entry by which the leaver hands over from the day after the last one, for each acceptance that stands."""
    after = f"{date.fromisoformat(case.on) + timedelta(days=1)}T00:00:00Z"
    said = {(a.component, a.role) for a in ground.agreements if a.state in {"accepted", "unknown", "declared"}}
    for request in requests:
        if (request.component, request.role) in said:
            yield HandOver(request.component, request.role, case.leaver.text, request.person, after)


def _notes(items: Sequence[HandOverItem]) -> Iterator[str]:
    kinds = {item.kind for item in items}
    if kinds & {"rota", "escalation"}:
        yield "Rotas and escalation steps are changed where they are kept; what stands here may be an export."
    if "package" in kinds:
        yield "Names in packages are told only: some are thanks, and what is published is changed at the registry."
    if kinds & {"acceptance", "waiver"}:
        yield "Acceptances and waivers cannot be passed on: the successor says yes anew."
    if any(item.kind == "team" and item.files == NO_FILES for item in items):
        yield "Memberships are changed where they are kept: on the forge, in the personnel system, in the people file."
