"""Gathers everything that a person answers for, and prepares its hand-over: successors, patches, requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.ownership.leaving import Mention, replace_mentions
from watchkeeper.domain.components import Component
from watchkeeper.domain.ownership.handover import FilePatch, HandOverItem, HandOverPlan, ItemKind, Successor
from watchkeeper.domain.ownership.owners import Request
from watchkeeper.domain.people import Person
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.evidence.ownership.mentions import Mentioned, Names

PATCHED: frozenset[ItemKind] = frozenset({"path", "team", "component"})
"""What a patch can hand over; an acceptance, a waiver, a rota has to be said or made anew."""
SHOWN = 200
Propose = Callable[[Sequence[str]], tuple[Successor, ...]]


class Leaver(Struct, frozen=True):
    """Who leaves and how they are named; `to` and its names in the same forms, "" = nobody was named."""

    text: str
    names: Names
    to: str = ""
    to_names: Mapping[str, str] = {}


class Ground(Struct, frozen=True):
    """What the plan is made on: `paths_of` gives the files that a line of an owners file decides for."""

    commit: str
    paths_of: Callable[[str, int], Sequence[str]]
    files_of: Callable[[Component], Sequence[str]]
    components: Sequence[Component]
    propose: Propose


def names_of(text: str, person: Person | None) -> Names:
    """All texts that mean a person: of the directory's entry, else of the login or address as typed."""
    plain = text.removeprefix("@")
    if person is None:
        marked = {plain} if "@" in plain else {f"@{plain}"}
        return Names(frozenset(marked), frozenset(set() if "@" in plain else {plain}))
    logins = {login for login in (person.logins.github, person.logins.gitlab) if login}
    marked = {f"@{login}" for login in logins} | set(person.emails) | set(person.refs) | {f"person:{person.id}"}
    bare = logins | {person.id} | ({person.logins.pager} - {""})
    return Names(frozenset(marked), frozenset(bare), frozenset({person.name} if " " in person.name else ()))


def plan_hand_over(
    leaver: Leaver, on: str, mentioned: Sequence[Mentioned | Problem], ground: Ground, now: str
) -> HandOverPlan:
    """The plan: an item for each mention, a patch for each file that can be patched, a request for each component.

    `on` is the last day as a date, `now` the time of the requests (RFC 3339).
    """
    found = [entry for entry in mentioned if isinstance(entry, Mentioned)]
    items = [item for file in found for item in _items(file, ground)]
    own = [c for c in ground.components if {c.owner.casefold(), c.responder.casefold()} & _folded(leaver.names)]
    chosen = {(i.place.file, i.place.line): i.successors[0].owner for i in items if i.successors}
    patches = [_patch(file, leaver, chosen) for file in found if file.kind in PATCHED]
    return HandOverPlan(
        person=leaver.text,
        names=tuple(sorted(leaver.names.marked | leaver.names.bare)),
        to=leaver.to,
        on=on,
        commit=ground.commit,
        items=tuple(items[:SHOWN]),
        patches=tuple(patch for patch in patches if patch.before != patch.after or patch.kept),
        requests=tuple(_requests(own, leaver, ground, now)),
        problems=tuple(entry for entry in mentioned if isinstance(entry, Problem)),
        notes=tuple(_notes(items)),
    )


def _items(file: Mentioned, ground: Ground) -> Iterator[HandOverItem]:
    lines = file.text.split("\n")
    for mention in file.mentions:
        paths = ground.paths_of(file.file, mention.line) if file.kind == "path" else ()
        what = _what(file, lines[mention.line - 1], mention, len(paths))
        place = Place(file.file, mention.line, mention.offset + 1)
        yield HandOverItem(file.kind, what, place, mention.alone, ground.propose(paths) if paths else ())


def _what(file: Mentioned, line: str, mention: Mention, paths: int) -> str:
    if file.kind != "path":
        return line.strip()[:200] or mention.text
    words = line.split(maxsplit=1)
    pattern = words[0] if file.words and words else file.file.rpartition("/")[0] or "the whole tree"
    return f"{pattern} ({paths:,} file{'' if paths == 1 else 's'})"


def _patch(file: Mentioned, leaver: Leaver, chosen: Mapping[tuple[str, int], str]) -> FilePatch:
    """The file with a successor in each place: the one that was named, else the one proposed for the line."""
    after, kept = file.text, 0
    for mention in sorted(file.mentions, key=lambda m: (-m.line, -m.offset)):
        new = _successor(mention.text, leaver, chosen.get((file.file, mention.line), ""))
        before, after = after, replace_mentions(after, [mention], {mention.text: new}.__getitem__, words=file.words)
        kept += before == after
    return FilePatch(file.file, file.dialect, file.text, after, kept)


def _successor(written: str, leaver: Leaver, proposed: str) -> str:
    """The successor's name in the form in which the leaver's stands there."""
    form = _form(written)
    if leaver.to:
        return leaver.to_names.get(form) or (leaver.to_names.get("login", "") if form == "address" else "")
    plain = proposed.removeprefix("@")
    if form == "bare":
        return plain if proposed.startswith("@") else ""
    return proposed if form in {"login", "address"} else ""


def _form(written: str) -> str:
    if written.startswith("@"):
        return "login"
    if ":" in written:
        return "reference"
    return "address" if "@" in written else "bare"


def forms_of(text: str, person: Person | None) -> Mapping[str, str]:
    """The successor's name in each form: login, address, reference, bare."""
    plain = text.removeprefix("@")
    if person is None:
        return {"address": plain} if "@" in plain else {"login": f"@{plain}", "bare": plain}
    login = person.logins.github or person.logins.gitlab
    forms = {
        "login": f"@{login}" if login else "",
        "bare": login or person.id,
        "address": person.emails[0] if person.emails else "",
        "reference": person.refs[0] if person.refs else "",
    }
    return {form: name for form, name in forms.items() if name}


def _requests(own: Sequence[Component], leaver: Leaver, ground: Ground, now: str) -> Iterator[Request]:
    """One request for each component and role, to the one who was named or knows it best."""
    for component in own:
        best = leaver.to or next((s.owner for s in ground.propose(ground.files_of(component))), "")
        if best and component.owner.casefold() in _folded(leaver.names):
            yield Request(component.id, best, "accountable", now, leaver.text)
        if best and component.responder.casefold() in _folded(leaver.names):
            yield Request(component.id, best, "responder", now, leaver.text)


def _notes(items: Sequence[HandOverItem]) -> Iterator[str]:
    if len(items) > SHOWN:
        yield f"{len(items) - SHOWN:,} more places are not listed."
    if any(item.kind in {"rota", "escalation"} for item in items):
        yield "Rotas and escalation steps are changed where they are kept; what stands here may be an export."
    if any(item.kind in {"acceptance", "waiver"} for item in items):
        yield "Acceptances and waivers are not handed over: the successor says yes anew."


def _folded(names: Names) -> frozenset[str]:
    return frozenset(name.casefold() for name in names.marked | names.bare)
