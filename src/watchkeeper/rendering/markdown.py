"""Writes the comment on a pull request: nothing when the change passes, one screen before the fold otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from watchkeeper.domain.finding import Finding
from watchkeeper.domain.report import Report
from watchkeeper.domain.size import Size
from watchkeeper.rendering import wording
from watchkeeper.rendering.escaping import html_code, markdown_block, markdown_code, markdown_prose, mention

MARKER = "<!-- watchkeeper:comment -->"
"""The first line of every comment, by which the one comment of a change is found and edited in place."""
LIMIT = 60_000
"""Characters of one comment; the forge takes 65,536."""
_RESERVE = 400


def render_markdown(report: Report) -> str:
    """The comment, at most `LIMIT` characters; "" when the change passes."""
    if report.verdict.decision == "pass":
        return ""
    found = wording.group(report.verdict)
    points = (*found.blocking, *found.unknown) or found.warnings
    remarks = found.warnings if points is not found.warnings else ()
    pings = report.verdict.decision != "warn"
    chunks = [
        *_head(report),
        *(_item(number, finding, pings=pings) for number, finding in enumerate(points, 1)),
        *_also(report, remarks, found.waived),
        *(_point(number, finding, report) for number, finding in enumerate(points, 1)),
        *_remarks(remarks, report),
        *_waived(found.waived, report),
        *_not_evaluated(report),
        _about(report),
    ]
    return _fit(chunks, report)


def _head(report: Report) -> Iterator[str]:
    yield f"{MARKER}\n### {markdown_prose(wording.headline(report))}\n\n{markdown_prose(wording.next_step(report))}\n\n"


def _item(number: int, finding: Finding, *, pings: bool) -> str:
    show = mention if pings else markdown_code
    people = [show(ask.person) for ask in finding.ask]
    asked = f" {wording.ASK}: {wording.more(people, wording.PEOPLE)}." if people else ""
    return f"{number}. **{markdown_prose(wording.message(finding))}**{asked}\n"


def _also(report: Report, remarks: Sequence[Finding], waived: Sequence[Finding]) -> Iterator[str]:
    """One line that says what else stands below the fold."""
    unseen = report.verdict.not_evaluated
    said = [
        *([f"{wording.count(len(remarks), 'remark')} that does not hold the change"] if len(remarks) == 1 else []),
        *([f"{wording.count(len(remarks), 'remark')} that do not hold the change"] if len(remarks) > 1 else []),
        *([wording.count(len(waived), "waived point")] if waived else []),
        *([f"{wording.count(len(unseen), 'thing')} not checked"] if unseen else []),
    ]
    if said:
        yield f"\nAlso, below: {', '.join(said)}.\n"


def _details(summary: str, body: Iterable[str]) -> str:
    """A folded part; the summary is HTML, the body Markdown."""
    return "\n".join(["", "<details>", f"<summary>{summary}</summary>", "", *body, "", "</details>", ""])


def _point(number: int, finding: Finding, report: Report) -> str:
    return _details(f"How to settle point {number} ({html_code(finding.rule)})", _body(finding, report))


def _body(finding: Finding, report: Report) -> Iterator[str]:
    order = {wording.TO_DO: 0, wording.OFFER: 1}
    lines = wording.lines(finding, report.change.target)
    for line in sorted(lines, key=lambda line: order.get(line.label, 2)):
        yield from _labelled(line)


def _labelled(line: wording.Line) -> Iterator[str]:
    yield ""
    if line.label == wording.AGENT:
        yield f"**{line.label}**, to be copied whole:"
        yield ""
        yield markdown_block(tuple(line.text.split("\n")))
    else:
        text = markdown_code(line.text) if line.literal else markdown_prose(line.text)
        yield f"**{line.label}:** {text}"


def _remarks(remarks: Sequence[Finding], report: Report) -> Iterator[str]:
    for finding in remarks:
        message = f"**{markdown_prose(wording.message(finding))}**"
        yield _details(f"Remark ({html_code(finding.rule)})", [message, *_body(finding, report)])


def _waived(waived: Sequence[Finding], report: Report) -> Iterator[str]:
    for finding in waived:
        facts = [part for line in wording.facts(finding, report.change.target) for part in _labelled(line)]
        message = f"**{markdown_prose(wording.message(finding))}**"
        yield _details(f"Waived ({html_code(finding.rule)})", [message, *facts])


def _not_evaluated(report: Report) -> Iterator[str]:
    unseen = report.verdict.not_evaluated
    if unseen:
        rows = [f"- {markdown_prose(wording.not_evaluated_line(item))}" for item in unseen]
        yield _details("Not checked, which does not mean passed", rows)


def _about(report: Report) -> str:
    size = report.size
    rows = [f"- {markdown_prose(line)}" for line in wording.size_lines(size)]
    if isinstance(size, Size):
        rows += _listed("Left out of the lines to read:", wording.excluded_lines(size.excluded))
        rows += _listed("Claimed to be left out, not proved, so counted:", wording.excluded_lines(size.claims))
    rows += [
        f"- {markdown_prose(wording.authorship_line(report.authorship))}",
        f"- {markdown_prose(wording.policy_line(report))}",
        f"- {markdown_prose(wording.checked_line(report.verdict.inputs))}",
        "- Comment commands are answered where the watchkeeper app is installed.",
        f"- All of this again: {markdown_code(wording.command_line(report))}",
    ]
    return _details("About this change and this check", rows)


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    return [f"- {title}", *(f"  - {markdown_prose(line)}" for line in lines)] if lines else []


def _fit(chunks: Sequence[str], report: Report) -> str:
    """As many whole chunks as the limit takes, and how many were left out."""
    kept: list[str] = []
    room = LIMIT - _RESERVE
    for chunk in chunks:
        room -= len(chunk)
        if room < 0:
            break
        kept.append(chunk)
    rest = len(chunks) - len(kept)
    if rest:
        parts = wording.count(rest, "part")
        kept.append(f"\n{parts} left out: a comment holds at most {LIMIT:,} characters. The command line shows all.\n")
    return "".join(kept)
