"""Reads events in the schema of this product, one JSON object an event.

    {"type": "Deployed", "subject": "checkout/1234", "occurred_at": "2026-03-01T18:00:00Z",
     "payload": {"service": "checkout", "environment": "production", "by": "ada@example.com"}}

`type`, `subject` and `occurred_at` are needed. `source` is `import` unless said; `source_id` is made of the other
three unless said, and gets the type behind a `#` unless it has one. `revision` (a whole number, the later one holds)
and `supersedes` may be said. `payload` holds the fields of that type of event; null is not said.

A person is `email:ADDRESS`, `login:FORGE:NAME`, or a bare address. A time is RFC 3339 in any zone.

A subject is a full id (`change:…`, `deployment:…`, `incident:…`, `component:…`), or short, by the type of event:
of a change its number on the forge (`12`, `#12`, `!12`) or its full commit id, both in the repository that the import
is for; of a deployment `service/id`, or its id alone; of an incident `source/id`, or its id alone; of a component
`namespace/name`, or its name alone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct, structs

from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.domain.identifiers import change_id, component_id
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.people import by_address, by_login
from watchkeeper.formats.exports.reading import Moment, decode, has_members, shorten

FORMAT = "json-lines"
SOURCE = "import"
Revision = Annotated[int, Meta(ge=-(2**53 - 1), le=2**53 - 1)]
"""An export's lines may stand below 0: they are weaker than what they were taken from."""
FIELDS = ("type", "source", "source_id", "subject", "occurred_at", "revision", "supersedes", "payload")
_NEEDED = ("type", "subject", "occurred_at")
_ITS_OWN = ("PersonForgotten", "RetentionApplied")
"""What a ledger says of itself is never imported."""
_ABOUT: dict[str, tuple[str, ...]] = {
    "changes": ("change",),
    "deployments": ("deployment",),
    "incidents": ("incident",),
    "components": ("component",),
    "ownership": ("component",),
}
"""What the events of a module may be about; those of the others may be about anything."""
_SHORT = {"paging": "component", "verdicts": "change"}
_KINDS = frozenset({"change", "deployment", "incident", "component", "person", "team"})
_LARGEST = 2**53 - 1
_FULL = re.compile(r"([a-z][a-z-]*):.+", re.DOTALL)
_NUMBER = re.compile(r"[#!]?([1-9][0-9]{0,14})")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REMEDY = "see the schema of imports"


class _Line(Struct):
    """The fields of an event that all types have, still to be checked against each other."""

    type: str
    subject: str
    occurred_at: Moment
    source: str | None = None
    source_id: str | None = None
    revision: Revision | None = None
    supersedes: str | None = None


def recognises(record: bytes) -> bool:
    """Whether the record has the fields that every event needs."""
    return has_members(record, *_NEEDED)


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """The event as a draft.

    Raises:
        UsageError: the record is malformed; every field that is wrong is named, unknown ones with the nearest known.
    """
    found = decode(record, dict[str, msgspec.Raw])
    problems = [_unknown("$", name, FIELDS) for name in found if name not in FIELDS]
    line = _line(found, problems)
    fields = _fields(found.get("payload"), problems)
    payload = _payload(_text(found.get("type")), fields, problems)
    subject = _subject(line, payload, origin, problems)
    if problems or line is None or payload is None:
        raise UsageError(*problems)
    return (_draft(line, subject, payload),)


def _draft(line: _Line, subject: str, payload: Payload) -> Draft:
    named = line.source_id or f"{subject}@{line.occurred_at.text}"
    return Draft(
        source=line.source or SOURCE,
        source_id=named if "#" in named and line.source_id else f"{named}#{line.type}",
        subject=subject,
        occurred_at=line.occurred_at.text,
        payload=payload,
        revision=line.revision or 0,
        supersedes=line.supersedes or "",
    )


def _line(found: dict[str, msgspec.Raw], problems: list[Problem]) -> _Line | None:
    """The common fields, each checked by itself so that all that is wrong is told at once."""
    values: dict[str, Any] = {}
    before = len(problems)
    for field in structs.fields(_Line):
        if field.name in found:
            _take(f"$.{field.name}", found[field.name], field.type, values, field.name, problems)
        elif field.required:
            problems.append(_problem(f"$.{field.name}", "it is missing"))
    return _Line(**values) if len(problems) == before else None


def _take(path: str, raw: msgspec.Raw, shape: Any, values: dict[str, Any], name: str, problems: list[Problem]) -> None:
    try:
        values[name] = decode(bytes(raw), shape)
    except UsageError as error:
        inner = error.problems[0].message
        problems.append(_problem(path + inner.partition(": ")[0].removeprefix("$"), inner.partition(": ")[2]))


def _text(raw: msgspec.Raw | None) -> str:
    """The text that a field holds; "" for anything else, which is reported elsewhere."""
    try:
        return "" if raw is None else decode(bytes(raw), str)
    except UsageError:
        return ""


def _fields(raw: msgspec.Raw | None, problems: list[Problem]) -> dict[str, msgspec.Raw]:
    values: dict[str, Any] = {}
    if raw is not None:
        _take("$.payload", raw, dict[str, msgspec.Raw] | None, values, "payload", problems)
    return values.get("payload") or {}


def _payload(name: str, given: dict[str, msgspec.Raw], problems: list[Problem]) -> Payload | None:
    """The payload of an event of this type, or None when something is wrong with it."""
    if name not in PAYLOADS or name in _ITS_OWN:
        if name:
            problems.append(_unknown_type(name))
        return None
    kind, before = PAYLOADS[name], len(problems)
    known = {field.name: field for field in structs.fields(kind)}
    problems += [_unknown("$.payload", field, known) for field in given if field not in known]
    values: dict[str, Any] = {}
    for field in known.values():
        path, raw = f"$.payload.{field.name}", given.get(field.name)
        if raw is not None and bytes(raw) != b"null":
            _take_field(path, raw, field, values, problems)
        elif field.required:
            problems.append(_problem(path, "it is missing"))
    return kind(**values) if len(problems) == before else None


def _take_field(
    path: str, raw: msgspec.Raw, field: structs.FieldInfo, values: dict[str, Any], problems: list[Problem]
) -> None:
    """One field of a payload: people and times are brought into the ledger's form."""
    before = len(problems)
    _take(path, raw, field.type, values, field.name, problems)
    if len(problems) > before:
        if get_origin(field.type) is Literal:
            choices = ", ".join(map(str, get_args(field.type)))
            problems[-1] = _problem(path, f"{shorten(bytes(raw).decode())} is none of {choices}")
        return
    value, title = values[field.name], _title(field.type)
    if title == "person" and value:
        values[field.name] = _person(path, value, problems)
    elif title == "time" and value:
        _take(path, raw, Moment, values, field.name, problems)
        values[field.name] = getattr(values[field.name], "text", "")
    elif not all(abs(number) <= _LARGEST for number in _numbers(msgspec.to_builtins(value))):
        problems.append(_problem(path, "the number is too large"))


def _title(shape: Any) -> str:
    """`person`, `time` or `text` for the texts that are more than a text."""
    return next((meta.title or "" for meta in getattr(shape, "__metadata__", ()) if isinstance(meta, Meta)), "")


def _numbers(value: Any) -> Iterable[int]:
    if isinstance(value, int):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, dict):
        yield from _numbers(list(value.values()))


def _person(path: str, written: str, problems: list[Problem]) -> str:
    kind, _, rest = written.partition(":")
    if kind == "login":
        forge, _, name = rest.partition(":")
        ref = by_login(forge.casefold(), name).ref if forge.strip() else ""
    else:
        ref = by_address(rest if kind == "email" else written).ref
    if not ref:
        wanted = "write email:ADDRESS, login:FORGE:NAME or an address"
        problems.append(Problem(f"{path}: {shorten(written)} names no person", remedy=wanted))
    return ref


def _subject(line: _Line | None, payload: Payload | None, origin: Origin, problems: list[Problem]) -> str:
    """The subject's full id."""
    if line is None or payload is None:
        return ""
    module = type(payload).__module__.rpartition(".")[2]
    allowed = _ABOUT.get(module, ())
    full = _FULL.fullmatch(line.subject)
    if full and (not allowed or full[1] in allowed):
        return line.subject
    kind = allowed[0] if allowed else _SHORT.get(module, "")
    subject = "" if full and full[1] in _KINDS else _lengthen(kind, line.subject.strip(), line.source or SOURCE, origin)
    if not subject:
        problems.append(_problem("$.subject", f"{shorten(line.subject)} names no {kind or 'subject'}"))
    return subject


def _lengthen(kind: str, short: str, source: str, origin: Origin) -> str:
    """The full id that a short one means; "" when it means none."""
    number = _NUMBER.fullmatch(short)
    if kind == "change":
        if _COMMIT.fullmatch(short):
            return change_id(origin.repository, short)
        return change_id(origin.repository, "", int(number[1])) if number else ""
    if not short or short.startswith("/") or short.endswith("/"):
        return ""
    if kind == "component":
        return f"component:{short}" if "/" in short else component_id(short)
    home = source if kind == "incident" else origin.repository
    return f"{kind}:{short}" if "/" in short else f"{kind}:{home}/{short}"


def _unknown(path: str, name: str, known: Iterable[str]) -> Problem:
    return _problem(f"{path}.{name[:80]}", "there is no such field" + _nearest(name, known))


def _unknown_type(name: str) -> Problem:
    if name in _ITS_OWN:
        return _problem("$.type", f"{name} is what a ledger says of itself, and is not imported")
    return _problem("$.type", f"{shorten(name)} is no type of event{_nearest(name, PAYLOADS)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name[:80], list(known), n=1, cutoff=0.5)
    return f"; {near[0]} is the nearest" if near else ""


def _problem(path: str, what: str) -> Problem:
    return Problem(f"{path}: {what}", remedy=_REMEDY)
