"""Writes the comment on a pull request: nothing when the change passes, one screen before the fold otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from watchkeeper.domain.finding import Finding
from watchkeeper.domain.report import Report
from watchkeeper.domain.size import Size
from watchkeeper.rendering import wording
from watchkeeper.rendering.escaping import html_code, html_prose, markdown_block, markdown_code, markdown_prose, mention

MARKER = "<!-- watchkeeper:comment -->"
"""The first line of every comment, by which the one comment of a change is found and edited in place."""
LIMIT = 60_000
"""Characters of one comment; the forge takes 65,536."""
_RESERVE = 400


def render_markdown(report: Report) -> str:
    """The comment, at most `LIMIT` characters; "" when the change passes and no waiver lifted anything."""
    if report.verdict.decision == "pass" and not report.verdict.lifted:
        return ""
    found = wording.group(report.verdict)
    only_remarks = report.verdict.decision in {"pass", "warn"}
    points = found.warnings if only_remarks else (*found.blocking, *found.unknown)
    remarks = () if only_remarks else found.warnings
    chunks = [
        *_head(report),
        *_items(points, pings=not only_remarks),
        *_also(report, remarks, found.waived),
        *(_point(number, finding, report) for number, finding in enumerate(points, 1)),
        *_remarks(remarks, report),
        *_waived(found.waived, report),
        *_declared(report),
        *_not_evaluated(report),
        *_debts(found.debts),
        _about(report),
    ]
    return _fit(chunks)


def _head(report: Report) -> Iterator[str]:
    yield f"{MARKER}\n### {markdown_prose(wording.headline(report))}\n\n"
    yield from (f"**{markdown_prose(line)}**\n\n" for line in wording.lifted_lines(report.verdict))
    yield f"{markdown_prose(wording.next_step(report))}\n\n"


def _items(points: Sequence[Finding], *, pings: bool) -> Iterator[str]:
    """The points, one line each; people that all points have in common are named once, below."""
    asked = [_asked(finding, pings=pings) for finding in points]
    common = len(points) > 1 and len(set(asked)) == 1
    for number, (finding, people) in enumerate(zip(points, asked, strict=True), 1):
        message = f"**{markdown_prose(wording.message(finding))}**"
        reason = f" {markdown_prose(finding.unknown.reason)}." if finding.unknown else ""
        yield f"{number}. {message}{reason}{'' if common else people}\n"
    if common and asked[0]:
        yield f"\n{asked[0].strip()}\n"


def _asked(finding: Finding, *, pings: bool) -> str:
    show = mention if pings else markdown_code
    people = [show(ask.person) for ask in finding.ask]
    return f" {wording.ASK}: {wording.more(people, wording.PEOPLE)}." if people else ""


def _also(report: Report, remarks: Sequence[Finding], waived: Sequence[Finding]) -> Iterator[str]:
    """One line that says what else stands below the fold."""
    unseen, declared = report.verdict.not_evaluated, wording.declared_lines(report.verdict)
    said = [
        *([f"{wording.count(len(remarks), 'remark')} that does not hold the change"] if len(remarks) == 1 else []),
        *([f"{wording.count(len(remarks), 'remark')} that do not hold the change"] if len(remarks) > 1 else []),
        *([wording.count(len(waived), "waived point")] if waived else []),
        *([f"{wording.count(len(declared), 'waiver')} declared, not in force"] if declared else []),
        *([f"{wording.count(len(unseen), 'thing')} not checked"] if unseen else []),
    ]
    if said:
        yield f"\nAlso, below: {', '.join(said)}.\n"


def _debts(debts: Sequence[Finding]) -> Iterator[str]:
    if debts:
        yield _details(wording.debt_title(len(debts)), (f"- {markdown_prose(wording.message(one))}" for one in debts))


def _details(summary: str, body: Iterable[str]) -> str:
    """A folded part; the summary is HTML, the body Markdown."""
    text = "\n".join(body).rstrip("\n")
    return f"\n<details>\n<summary>{summary}</summary>\n\n{text}\n\n</details>\n"


def _point(number: int, finding: Finding, report: Report) -> str:
    action = html_prose(wording.action(finding)) or html_code(finding.rule)
    return _details(f"Point {number}: {action}", _body(finding, report))


def _body(finding: Finding, report: Report) -> Iterator[str]:
    for line in wording.remedies(finding):
        yield f"{_labelled(line)}\n"
    for line in (*wording.facts(finding, report), *wording.asked(finding)):
        yield f"- {_labelled(line)}"
    yield f"- **Rule:** {markdown_code(finding.rule)}\n"
    for line in wording.exits(finding):
        yield f"{_labelled(line)}\n"


def _labelled(line: wording.Line) -> str:
    if line.label == wording.AGENT:
        return f"**{line.label}**, to be copied whole:\n\n{markdown_block(tuple(line.text.split(chr(10))))}"
    text = markdown_code(line.text) if line.literal else markdown_prose(line.text)
    return f"**{line.label}:** {text}"


def _remarks(remarks: Sequence[Finding], report: Report) -> Iterator[str]:
    for finding in remarks:
        message = f"**{markdown_prose(wording.message(finding))}**\n"
        action = html_prose(wording.action(finding)) or html_code(finding.rule)
        yield _details(f"Remark, does not hold the change: {action}", [message, *_body(finding, report)])


def _waived(waived: Sequence[Finding], report: Report) -> Iterator[str]:
    for finding in waived:
        facts = [f"- {_labelled(line)}" for line in wording.facts(finding, report)]
        message = f"**{markdown_prose(wording.message(finding))}**\n"
        yield _details(f"Waived ({html_code(finding.rule)})", [message, *facts])


def _declared(report: Report) -> Iterator[str]:
    rows = [f"- {markdown_prose(line)}" for line in wording.declared_lines(report.verdict)]
    if rows:
        yield _details("Waivers that lift nothing", rows)


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


def _fit(chunks: Sequence[str]) -> str:
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
