"""Fills the ledger from exports of other tools; a record that cannot be read is kept aside, the rest goes on."""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import IO

from msgspec import structs

import watchkeeper.formats.exports as folder
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.ledger import ImportedRecords, Quarantined
from watchkeeper.domain.problems import Problem, UsageError, WatchkeeperError
from watchkeeper.formats.exports.framing import split_records
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.record import Record
from watchkeeper.git.repository import Repository
from watchkeeper.ledger import quarantining
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.store import Ledger
from watchkeeper.usecases.history.context import BATCH, Tell
from watchkeeper.usecases.ledger.gate_facts import second_hand
from watchkeeper.usecases.ledger.location import locate, now_text, opened

CHUNK = 1 << 20
CSV = "csv"
LINES = "json-lines"
LONGEST_KEPT = 1 << 20


def import_files(repo: str, target: str, database: str, files: Sequence[str], form: str, tell: Tell) -> ImportedRecords:
    """Import files (`-` is standard input) of one format, or of the format that each one's first record shows.

    Raises:
        UsageError: a file cannot be read, or its format is not known.
    """
    with Repository(repo) as repository:
        where = locate(repository, target, database)
    formats = load_formats()
    if form and form not in formats:
        raise UsageError(Problem(f"there is no format {form!r}", remedy=f"one of {', '.join(sorted(formats))}"))
    with opened(where.database) as ledger:
        run = _Run(ledger, Origin(where.repository), formats, tell)
        for file in files:
            with _open(file) as stream:
                run.read(file, stream, form or (CSV if file.casefold().endswith((".csv", ".tsv")) else ""))
        return run.finish()


def replay_quarantine(repo: str, target: str, database: str, tell: Tell) -> ImportedRecords:
    """Read the quarantined records again, in the formats they had; what can be read now is released."""
    with Repository(repo) as repository:
        where = locate(repository, target, database)
    with opened(where.database, create=False) as ledger:
        run = _Run(ledger, Origin(where.repository), load_formats(), tell)
        held = quarantining.load(ledger)
        for bad in held:
            run.take(Record(bad.record.encode("utf-8"), bad.line), bad.file, bad.format)
        result = run.finish()
        still = {bad.record for bad in result.quarantined}
        quarantining.release(ledger, [bad.id for bad in held if bad.record not in still])
        return result


def list_quarantine(repo: str, target: str, database: str) -> tuple[Quarantined, ...]:
    """The records in quarantine."""
    if not database:
        with Repository(repo) as repository:
            database = locate(repository, target, "").database
    with opened(database, create=False) as ledger:
        return quarantining.load(ledger)


def load_formats() -> dict[str, ModuleType]:
    """Every format of exports by its name: the modules of the folder that have one."""
    modules = [
        importlib.import_module(f"{folder.__name__}.{info.name}") for info in pkgutil.iter_modules(folder.__path__)
    ]
    return {module.FORMAT: module for module in modules if hasattr(module, "FORMAT")}


@contextmanager
def _open(file: str) -> Iterator[IO[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(file, "rb") as stream:
            yield stream
    except OSError as error:
        problem = Problem(f"cannot read {file}: {error.strerror}", remedy="name a file that exists")
        raise UsageError(problem) from None


class _Run:
    """One import of any number of files into one ledger."""

    def __init__(self, ledger: Ledger, origin: Origin, formats: dict[str, ModuleType], tell: Tell) -> None:
        self._ledger = ledger
        self._origin = origin
        self._formats = formats
        self._tell = tell
        self._drafts: list[Draft] = []
        self._bad: list[Quarantined] = []
        self._result = ImportedRecords(ledger.shown)

    def read(self, file: str, stream: IO[bytes], form: str) -> None:
        """Read one file, record by record."""
        for record in self._records(stream, form):
            form = form or self._seen(record, file)
            self.take(record, file, form)

    def take(self, record: Record, file: str, form: str) -> None:
        """Read one record."""
        self._result = structs.replace(self._result, records=self._result.records + 1)
        try:
            if record.problem:
                raise UsageError(Problem(record.problem))
            module = self._formats[LINES if form == CSV else form]
            drafts = [second_hand(draft) for draft in module.read_drafts(record.data, self._origin)]
            for draft in drafts:
                self._ledger.pseudonyms.seal(draft)
        except WatchkeeperError as error:
            self._keep_aside(record, file, form, "; ".join(str(problem) for problem in error.problems))
            return
        if not drafts:
            self._result = structs.replace(self._result, passed_over=self._result.passed_over + 1)
        self._drafts.extend(drafts)
        if len(self._drafts) >= BATCH:
            self._flush()

    def finish(self) -> ImportedRecords:
        """Append what is left and bring the read models up."""
        self._flush()
        advance(self._ledger)
        return self._result

    def _records(self, stream: IO[bytes], form: str) -> Iterator[Record]:
        if form != CSV:
            yield from split_records(iter(lambda: stream.read(CHUNK), b""))
            return
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        try:
            yield from self._formats[CSV].read_rows(text)
        finally:
            text.detach()

    def _seen(self, record: Record, file: str) -> str:
        """The format that a record shows."""
        for name, module in self._formats.items():
            if name not in {CSV, LINES} and not record.problem and module.recognises(record.data):
                return name
        if not record.problem and self._formats[LINES].recognises(record.data):
            return LINES
        remedy = f"name it with --from: {', '.join(sorted(self._formats))}"
        raise UsageError(
            Problem(f"{os.path.basename(file)}:{record.line}: this is no format that is known", remedy=remedy)
        )

    def _keep_aside(self, record: Record, file: str, form: str, reason: str) -> None:
        text = record.data[:LONGEST_KEPT].decode("utf-8", "replace")
        bad = Quarantined(form, file, record.line, reason, text, self._origin.repository)
        self._bad.append(bad)
        self._result = structs.replace(self._result, quarantined=(*self._result.quarantined, bad))

    def _flush(self) -> None:
        quarantining.keep(self._ledger, self._bad, now_text())
        self._bad = []
        if self._drafts:
            done = self._ledger.append(self._drafts)
            result = self._result
            self._result = structs.replace(result, new=result.new + done.new, known=result.known + done.known)
            self._drafts = []
        self._tell("records", self._result.records)
