"""Writes a report for a terminal or a log: one line when the change passes, every reason otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.domain.finding import Finding
from watchkeeper.domain.report import Report
from watchkeeper.domain.size import Size
from watchkeeper.rendering import wording
from watchkeeper.rendering.escaping import piece

WIDTH = 100
_RESET, _BOLD, _DIM = "\x1b[0m", "\x1b[1m", "\x1b[2m"
_COLORS = {"pass": "\x1b[32m", "warn": "\x1b[33m", "block": "\x1b[31m", "unknown": "\x1b[35m"}


def render_terminal(report: Report, *, color: bool = False, verbose: bool = False, origins: bool = False) -> str:
    """The report as text, with ANSI colours if `color`.

    `verbose` adds what was only observed and the change in numbers; `origins` adds where each key of
    the policy was written.
    """
    found = wording.group(report.verdict)
    paint = _Paint(color)
    lines = [
        *_title(report, paint),
        *_numbered([*found.blocking, *found.unknown, *found.warnings], report, paint),
        *_waived(found.waived, report, paint),
        *_unseen(report, found, paint, verbose=verbose),
    ]
    if verbose:
        lines += _titled("Observed, without any effect", found.observed, report, paint)
    if verbose or report.verdict.decision != "pass":
        lines += _about(report, paint)
    if origins:
        lines += _origins(report, paint)
    return "\n".join(lines) + "\n"


class _Paint:
    """Colours text, or leaves it as it is."""

    def __init__(self, color: bool) -> None:
        self._color = color

    def verdict(self, decision: str, text: str) -> str:
        return f"{_BOLD}{_COLORS[decision]}{text}{_RESET}" if self._color else text

    def bold(self, text: str) -> str:
        return f"{_BOLD}{text}{_RESET}" if self._color else text

    def dim(self, text: str) -> str:
        return f"{_DIM}{text}{_RESET}" if self._color else text


def _title(report: Report, paint: _Paint) -> Iterator[str]:
    decision = report.verdict.decision
    word = paint.verdict(decision, decision.upper())
    yield f"{word}  {wording.headline(report)}{_read(report) if decision == 'pass' else ''}"
    for line in wording.lifted_lines(report.verdict):
        yield from _wrap(line, "  ")
    if decision != "pass":
        yield from _wrap(wording.next_step(report), "  ")


def _read(report: Report) -> str:
    size = report.size
    return f" {wording.count(size.lines_effective, 'line')} to read." if isinstance(size, Size) else ""


def _numbered(findings: Sequence[Finding], report: Report, paint: _Paint) -> Iterator[str]:
    for number, finding in enumerate(findings, 1):
        yield ""
        aside = " (does not hold the change)" if finding.mode == "warn" else ""
        yield f"{number}. {paint.bold(piece(finding.rule))}{aside}"
        yield from _body(finding, report, paint)


def _titled(title: str, findings: Sequence[Finding], report: Report, paint: _Paint) -> Iterator[str]:
    for finding in findings:
        yield ""
        yield f"{title}: {paint.bold(piece(finding.rule))}"
        yield from _body(finding, report, paint)


def _waived(findings: Sequence[Finding], report: Report, paint: _Paint) -> Iterator[str]:
    """In full beside other findings, one line each when the change passes."""
    if report.verdict.decision != "pass":
        yield from _titled("Waived", findings, report, paint)
    else:
        yield from (f"{wording.WAIVED}: {piece(f.rule)} {piece(f.waived.removeprefix('waived '))}" for f in findings)


def _body(finding: Finding, report: Report, paint: _Paint) -> Iterator[str]:
    yield from _wrap(wording.message(finding), "   ")
    for line in wording.lines(finding, report):
        first, *rest = line.text.split("\n")
        if line.literal and not rest:
            yield f"   {paint.dim(line.label)}: {first}"
        elif rest:
            yield f"   {paint.dim(line.label)}:"
            yield from (part for text in (first, *rest) for part in _wrap(text, "     "))
        else:
            head, *tail = _wrap(f"{line.label}: {first}", "   ")
            yield head.replace(line.label, paint.dim(line.label), 1)
            yield from tail


def _unseen(report: Report, found: wording.Groups, paint: _Paint, *, verbose: bool) -> Iterator[str]:
    """What was not evaluated, and one line about what was only observed."""
    items = report.verdict.not_evaluated
    if items:
        yield ""
        yield paint.verdict("unknown", f"Not checked, which does not mean passed ({len(items):,}):")
        yield from (part for item in items for part in _wrap(wording.not_evaluated_line(item), "   "))
    declared = wording.declared_lines(report.verdict)
    if declared:
        yield ""
        yield from (part for line in declared for part in _wrap(line, "   "))
    if found.debts and (verbose or report.verdict.decision != "pass"):
        yield ""
        yield f"{wording.debt_title(len(found.debts))}:"
        yield from (part for debt in found.debts for part in _wrap(wording.message(debt), "   "))
    elif found.debts:
        yield paint.dim(f"{wording.debt_title(len(found.debts))}, shown with --verbose")
    if found.observed and not verbose:
        rules = sorted({piece(f.rule) for f in found.observed})
        names = wording.more(rules, wording.SHOWN)
        yield paint.dim(f"{wording.count(len(rules), 'rule')} observed something: {names}, shown with --verbose")


def _about(report: Report, paint: _Paint) -> Iterator[str]:
    yield ""
    yield paint.bold("The change")
    for line in wording.size_lines(report.size):
        yield from _wrap(line, "   ")
    if isinstance(report.size, Size):
        yield from _listed("Left out of the lines to read:", wording.excluded_lines(report.size.excluded))
        claims = wording.excluded_lines(report.size.claims)
        yield from _listed("Claimed to be left out, not proved, so counted:", claims)
    yield from _wrap(wording.authorship_line(report.authorship), "   ")
    yield from _wrap(wording.policy_line(report), "   ")
    yield from _wrap(wording.checked_line(report.verdict.inputs), "   ")


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"   {title}"
        yield from (part for line in lines for part in _wrap(line, "     "))


def _origins(report: Report, paint: _Paint) -> Iterator[str]:
    yield ""
    yield paint.bold("Where each key of the policy was written")
    for origin in sorted(report.origins, key=lambda o: o.key):
        written = paint.dim(wording.place_text(origin.place))
        yield f"{_start('   ', piece(origin.key))} = {piece(origin.value)}  {written}"


def _wrap(text: str, indent: str) -> list[str]:
    """Lines of about `WIDTH` columns; words stay whole."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if len(indent) + len(longer) <= WIDTH or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return [_start(indent, line) for line in lines]


def _start(indent: str, line: str) -> str:
    """A line that does not start with `::`, which a CI log takes for a command."""
    return f"{indent}· {line}" if line.startswith("::") else indent + line
