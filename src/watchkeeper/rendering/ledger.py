"""Writes what the ledger's commands have to say: terminal, JSON, tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from watchkeeper.domain.ledger import (
    Answer,
    Expiry,
    Forgotten,
    ImportedHistory,
    ImportedRecords,
    Quarantined,
    Recorded,
    Verification,
)
from watchkeeper.rendering.escaping import one_line

WIDEST = 60


def as_json(schema: str, value: dict[str, Any]) -> str:
    """A JSON document of a schema, indented, with a line end."""
    whole = {"schema": f"watchkeeper.{schema}/1", **value}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode("utf-8") + "\n"


def render_verification(proved: Verification, style: str) -> str:
    """The proof of a chain, or where it breaks."""
    if style == "json":
        value = msgspec.to_builtins(proved)
        return as_json("ledger-verification", {"ok": proved.fault is None, **value})
    head = proved.head
    if proved.fault is not None:
        return f"BROKEN at row {proved.fault.seq}: {proved.fault.message}.\n"
    erased = f", {proved.erased:,} payloads erased when their time was up" if proved.erased else ""
    published = f", {proved.published} published head{'s' if proved.published > 1 else ''} confirmed"
    return (
        f"whole: {proved.rows:,} rows, none altered, removed, inserted or moved{erased}"
        f"{published if proved.published else ''}.\nhead: {head.hash} (ledger {head.ledger}, row {head.seq})\n"
    )


def render_import(done: ImportedHistory, style: str) -> str:
    """What an import of a git history did."""
    if style == "json":
        return as_json("ledger-import", msgspec.to_builtins(done))
    lines = [
        f"{done.target}: {done.changes:,} changes, {done.reverts:,} reverts, {done.releases:,} releases "
        f"({done.new:,} new events) in {done.seconds:.1f} s."
    ]
    said = (
        (done.backports, "copies of changes on release branches, counted with their originals"),
        (done.beside, "changes that only release branches have"),
        (done.waivers, "waivers that commits carried"),
        (done.agreements, "statements about who answers for components"),
        (done.measured, "changes measured with the gate's counter"),
        (
            done.not_measured,
            "changes not measured: their content is not in this clone, or a queue merged them together",
        ),
        (done.skewed, "changes written after they were merged: clocks disagree; their lead times are not known"),
        (done.rewritten, "changes are no longer on the branch: its history was rewritten"),
        (done.unsized, "changes without their lines: contents are not in this clone (git fetch --refetch)"),
        (done.cut, "changes at the edge of a shallow clone, without their size"),
    )
    lines += [f"  {count:>8,}  {text}" for count, text in said if count]
    if done.shallow:
        lines.append("  This clone is shallow: what happened before is not known (git fetch --unshallow).")
    lines.append(f"Releases, reverts and kinds are read from the history, and marked as such.\nledger: {done.database}")
    return _text(lines)


def render_records(result: ImportedRecords, style: str) -> str:
    """What an import of exports did."""
    if style == "json":
        return as_json("ledger-import", msgspec.to_builtins(result))
    lines = [
        f"{result.records:,} records: {result.new:,} new events, {result.known:,} known already, "
        f"{result.passed_over:,} records hold nothing that is kept, {len(result.quarantined):,} kept aside."
    ]
    lines += [f"  {bad.file}:{bad.line}: {bad.reason}" for bad in result.quarantined[:20]]
    if len(result.quarantined) > 20:
        lines.append(f"  … and {len(result.quarantined) - 20:,} more")
    if result.quarantined:
        lines.append("See them: watchkeeper ledger quarantine. Read them again: watchkeeper ledger import --replay.")
    return _text([*lines, f"ledger: {result.database}"])


def render_quarantine(found: Sequence[Quarantined], style: str) -> str:
    """Records that could not be read."""
    if style == "json":
        return as_json("ledger-quarantine", {"records": msgspec.to_builtins(list(found))})
    if not found:
        return "The quarantine is empty.\n"
    lines = [f"{bad.file}:{bad.line} ({bad.format}): {bad.reason}\n    {bad.record[:WIDEST]}" for bad in found]
    return _text(lines)


def render_forgotten(done: Forgotten, style: str) -> str:
    """What was erased."""
    if style == "json":
        return as_json("ledger-forgotten", msgspec.to_builtins(done))
    if not done.identities:
        return "Nobody of that name was known. Names of this address will not be kept from now on.\n"
    who = "\n".join(f"  {pseudonym}" for pseudonym in done.pseudonyms)
    return (
        f"Erased: {done.identities} names and addresses, {done.texts} texts, {done.records} quarantined records.\n"
        f"Nobody can look these pseudonyms up here any more, and no import names them again:\n{who}\n"
        "Copies of the database (backups) have to be erased where they are.\n"
    )


def render_expiry(found: Sequence[Expiry], style: str, *, written: bool) -> str:
    """What has had its time."""
    if style == "json":
        return as_json("ledger-expiry", {"written": written, "expired": msgspec.to_builtins(list(found))})
    if not found:
        return "Nothing has had its time.\n"
    rows = [f"  {expiry.payloads:>8,}  {expiry.event_type} before {expiry.before}" for expiry in found]
    return "\n".join([*rows, "Erased." if written else "Nothing was changed; --write erases them."]) + "\n"


def render_recorded(recorded: Recorded, style: str) -> str:
    """That an event was kept."""
    if style == "json":
        return as_json("ledger-recorded", msgspec.to_builtins(recorded))
    known = "" if recorded.new else " (it was there already)"
    return f"{recorded.type} of {recorded.subject}: {recorded.id}{known}\n"


def render_answer(answer: Answer, style: str) -> str:
    """The rows of a query."""
    if style == "json":
        rows = [[_plain(value) for value in row] for row in answer.rows]
        return as_json("ledger-query", {"columns": list(answer.columns), "rows": rows})
    texts = [["" if value is None else str(_plain(value)) for value in row] for row in answer.rows]
    if style == "csv":
        return "".join(",".join(map(_csv_cell, row)) + "\n" for row in [list(answer.columns), *texts])
    shown = [[one_line(cell) for cell in row] for row in [list(answer.columns), *texts]]
    if style == "markdown":
        shown = [[cell.replace("|", "\\|") for cell in row] for row in shown]
        rule = "|" + "---|" * len(answer.columns)
        lines = ["| " + " | ".join(row) + " |" for row in shown]
        return "\n".join([lines[0], rule, *lines[1:]]) + "\n"
    shown = [[cell if len(cell) <= WIDEST else cell[: WIDEST - 1] + "…" for cell in row] for row in shown]
    widths = [max(len(row[at]) for row in shown) for at in range(len(answer.columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
    count = f"{len(answer.rows):,} row{'' if len(answer.rows) == 1 else 's'}"
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:], count]) + "\n"


def _text(lines: Sequence[str]) -> str:
    """Lines as a terminal may show them, whatever they quote."""
    parts = [part for line in lines for part in line.split("\n")]
    return "".join(f"{' ' * (len(part) - len(part.lstrip(' ')))}{one_line(part)}\n" for part in parts)


def _csv_cell(text: str) -> str:
    """A cell as RFC 4180 writes it."""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _plain(value: Any) -> Any:
    """A value of a database as JSON has it: times as RFC 3339, what has no form as text."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    return str(value)
