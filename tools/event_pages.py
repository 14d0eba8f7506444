"""Writes the pages of the ledger's events, their table, and the table of the views that queries may ask."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct

from watchkeeper.domain.events.event import Payload, Person, Text, Time
from watchkeeper.domain.events.types import MODULES, PAYLOADS
from watchkeeper.ledger.projections.advance import projections
from watchkeeper.ledger.views import view_columns

FOLDER = "docs/events"
TYPES = {int: "integer", str: "string", bool: "boolean"}
MARKS = {Person: "person", Text: "free text", Time: "time"}
ATTRIBUTE = re.compile(r"^ {4,8}(\w+): (.+?)(?=^ {4,8}\w+: |\Z)", re.MULTILINE | re.DOTALL)
FIELDS = "| field | type | default | marked | meaning |\n|---|---|---|---|---|\n"
MARKED = (
    "*Marked* says how a field is kept: a *person* as a keyed pseudonym, *free text* as a keyed reference (name and "
    "text stand outside the chain and can be erased, see [privacy](../privacy.md)), a *time* as RFC 3339 in UTC with "
    "whole seconds. Everything else stands in the chain as it is."
)


def described(struct: type) -> tuple[str, dict[str, str]]:
    """A struct's docstring: its prose, and what its `Attributes:` section says of each field."""
    prose, _, attributes = inspect.cleandoc(struct.__doc__ or "").partition("Attributes:\n")
    return prose.strip(), {name: " ".join(text.split()) for name, text in ATTRIBUTE.findall(attributes)}


def event_outputs(root: Path) -> dict[Path, str]:
    """Every generated file about events with its text."""
    folder = root / FOLDER
    files = {folder / f"{kebab(name)}.md": _page(type_) for name, type_ in PAYLOADS.items()}
    return files | {folder / "README.md": _index(), folder / "views.md": _views()}


def kebab(name: str) -> str:
    """`ChangeMerged` as `change-merged`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


def _page(type_: type[Payload]) -> str:
    """One type: what it says, its fields, the parts that they are made of, who reads it."""
    prose, _ = described(type_)
    parts = "".join(f"\n## {part.__name__}\n\n{described(part)[0]}\n\n{_table(part)}" for part in _parts(type_))
    readers = ", ".join(f"`{name}`" for name in _readers(type_)) or "none yet"
    marked = MARKED if any(_mark(f.type) for f in msgspec.structs.fields(type_)) else ""
    texts = (
        f"# {type_.__name__}", f"Version {type_.VERSION}. One of the [events](README.md) of the ledger.", prose,
        f"## Fields\n\n{_table(type_)}{parts}".strip(), marked, f"Read models that read it: {readers}.",
    )  # fmt: skip
    return "\n\n".join(text for text in texts if text) + "\n"


def _table(struct: type) -> str:
    _, docs = described(struct)
    fields = msgspec.structs.fields(struct)
    rows = (f"| `{f.name}` | {_type(f.type)} | {_default(f)} | {_mark(f.type)} | {docs[f.name]} |\n" for f in fields)
    return FIELDS + "".join(rows)


def _type(type_: Any) -> str:
    origin, inner = get_origin(type_), get_args(type_)
    if origin is tuple:
        return f"list of {_type(inner[0])}"
    if origin is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in inner)
    if type_ in MARKS:
        return "string"
    return TYPES.get(type_) or f"[{type_.__name__}](#{type_.__name__.lower()})"


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is NODEFAULT:
        return "required"
    return f"`{msgspec.json.encode(field.default).decode()}`"


def _mark(type_: Any) -> str:
    inner = get_args(type_)[0] if get_origin(type_) is tuple else type_
    return next((mark for marked, mark in MARKS.items() if inner == marked), "")


def _parts(struct: type) -> list[type]:
    """The structs that the fields of a struct are lists of."""
    inner = [get_args(f.type)[0] for f in msgspec.structs.fields(struct) if get_origin(f.type) is tuple]
    return [one for one in inner if isinstance(one, type) and issubclass(one, Struct)]


def _readers(type_: type[Payload]) -> list[str]:
    """Read models whose module knows the type."""
    return [m.table.name for m in projections() if type_ in vars(_module(m.project)).values()]


def _module(function: Any) -> ModuleType:
    found = inspect.getmodule(function)
    if found is None:
        raise LookupError(function)
    return found


def _index() -> str:
    lines = ["# Events", "", "Every type of event that the [ledger](../ledger.md) keeps, by subject. The views that"]
    lines += ["queries read are in [views](views.md).", ""]
    for module in MODULES:
        found = [(name, type_) for name, type_ in PAYLOADS.items() if type_.__module__ == module.__name__]
        about = " ".join((module.__doc__ or "").split())
        lines += [f"## {module.__name__.rpartition('.')[2].capitalize()}", "", about, ""]
        lines += ["| type | version | what it says |", "|---|---|---|"]
        lines += [f"| [{n}]({kebab(n)}.md) | {t.VERSION} | {_sentence(described(t)[0])} |" for n, t in found]
        lines += [""]
    return "\n".join([*lines, *_envelope()])


def _sentence(prose: str) -> str:
    return " ".join(prose.partition("\n\n")[0].split())


def _envelope() -> list[str]:
    """What every event has around its payload."""
    rows = (
        ("seq", "integer", "the row of the chain, from 1 without gaps"),
        ("id", "64 hexadecimal digits", "identity: SHA-256 over source, source id and the payload's hash"),
        ("type, version", "string, integer", "which of the types above, in which version"),
        ("source, source_id", "string", "who says so, and the thing there that it speaks of"),
        ("subject", "string", "what it is about, for example `change:…`, `deployment:…`, `incident:…`"),
        ("occurred_at", "time", "when it happened, by the source"),
        ("recorded_at", "time", "when the ledger kept it"),
        ("revision", "integer", "the source's own order of statements about one thing; 0 is not said"),
        ("supersedes", "an event's id", "an event that this one corrects, named; empty for none"),
        ("payload", "JSON", "what the type's page lists; empty fields are left out; NULL once its retention ended"),
        ("payload_hash", "64 hexadecimal digits", "SHA-256 of the canonical payload"),
        ("hash", "64 hexadecimal digits", "the row's link in the chain"),
    )
    table = [f"| `{name}` | {type_} | {meaning} |" for name, type_, meaning in rows]
    return ["## Around every payload", "", "| column | type | meaning |", "|---|---|---|", *table, ""]


def _views() -> str:
    lines = ["# Views", "", "What `watchkeeper ledger query` may ask and `watchkeeper ledger export --format parquet`"]
    lines += ["writes. No view has a column with a person, a pseudonym or a free text. Times are UTC; shares are in"]
    lines += ["basis points (1/10,000); ids are texts that join the views with each other.", ""]
    for name, columns in sorted(view_columns().items()):
        lines += [f"## {name}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{column}` | {type_} | {meaning} |" for column, type_, meaning in columns]
        lines += [""]
    return "\n".join(lines)
