"""The sentences of a verdict as plain one-line text, so that every format says the same in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from shlex import quote

from msgspec import Struct

from watchkeeper.domain.change import Authorship, Target, display_path
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Finding, Offer
from watchkeeper.domain.problems import Place
from watchkeeper.domain.report import Report
from watchkeeper.domain.size import Excluded, Size
from watchkeeper.domain.verdict import Inputs, NotEvaluated, Verdict
from watchkeeper.rendering.escaping import one_line, piece

MEASURED, LIMIT, ASK = "Measured", "Limit", "Whom to ask"
NOT_KNOWN, TO_DO, WHERE, OFFER, WAIVED = "Why it is not known", "What to do", "Where", "Ready to take", "Waived"
AGENT, COMMENT, COMMAND = "Task for a coding agent", "As a comment on this change", "On the command line"
SHOWN, PEOPLE = 10, 5
_PRESETS, _BUILT_IN = frozenset({"observe", "recommended", "strict"}), "built in"

KINDS = {
    "agent": "opened or written by a coding agent",
    "assisted": "commits of a person, written with a coding agent",
    "suggested": "only review suggestions of an agent were taken over",
    "mixed": "some commits carry the mark of a coding agent, some do not",
    "human-attested": "a person vouches for having written it",
    "unknown": "no signal; about half of AI-written commits carry none",
}


class Groups(Struct, frozen=True):
    """The findings that say something, by what they mean for the change."""

    blocking: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    observed: tuple[Finding, ...]
    debts: tuple[Finding, ...] = ()


class Line(Struct, frozen=True):
    """One labelled line of a finding; `literal` text is to be copied as it stands."""

    label: str
    text: str
    literal: bool = False


def group(verdict: Verdict) -> Groups:
    """Sort the findings that failed or are unknown by mode; of those that pass, old debt alone is told."""
    spoken = [f for f in verdict.findings if f.outcome in {"fail", "unknown"} and f.mode != "off"]
    open_ = [f for f in spoken if not f.waived]
    return Groups(
        blocking=tuple(f for f in open_ if f.mode == "block" and f.outcome == "fail"),
        unknown=tuple(f for f in open_ if f.mode == "block" and f.outcome == "unknown"),
        warnings=tuple(f for f in open_ if f.mode == "warn"),
        waived=tuple(f for f in spoken if f.waived and f.mode != "observe"),
        observed=tuple(f for f in open_ if f.mode == "observe"),
        debts=tuple(f for f in verdict.findings if f.outcome == "pass" and f.mode in {"warn", "block"}),
    )


def count(number: int, noun: str) -> str:
    """`1 point`, `2 points`, `1,000 points`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def debt_title(number: int) -> str:
    """What stands above old debt."""
    return f"Open before this change, and no worse with it ({number:,})"


def headline(report: Report) -> str:
    """The verdict in one sentence for someone who never saw the tool."""
    found, decision = group(report.verdict), report.verdict.decision
    if decision == "pass" and not report.verdict.lifted:
        return "Nothing stands against this change."
    if decision in {"pass", "warn"}:
        said = [count(len(g), noun) for g, noun in ((found.warnings, "remark"), (found.waived, "waived point")) if g]
        return f"This change can be merged{', with ' if said else ''}{' and '.join(said)}."
    undone = count(len(found.unknown), "check") if found.unknown else "the checks"
    if decision == "unknown":
        return f"Whether this change can be merged is not known: {undone} could not be done."
    also = f", and {undone} could not be done" if found.unknown else ""
    return f"This change cannot be merged yet: {count(len(found.blocking), 'point')} to settle{also}."


def lifted_lines(verdict: Verdict) -> tuple[str, ...]:
    """Which waivers passed the change, and what is owed; said at the top."""
    if not verdict.waivers:
        return ()
    from watchkeeper.rendering import waivers

    return waivers.lifted_lines(verdict)


def declared_lines(verdict: Verdict) -> tuple[str, ...]:
    """Which waivers lift nothing, why, and what makes them count."""
    if not verdict.waivers:
        return ()
    from watchkeeper.rendering import waivers

    return waivers.declared_lines(verdict)


def next_step(report: Report) -> str:
    """What happens next, in a few plain sentences."""
    if report.verdict.decision == "pass":
        return "A waiver lifted what would have held it; what is still owed stands here."
    if report.verdict.decision == "warn":
        return "Nothing has to be done; what follows is for whoever reviews it."
    if report.verdict.decision == "unknown":
        return "Not checked does not mean passed. What is missing, and how to get it, stands below."
    return (
        "Until then it stays out of the product; nothing is lost. In this order: open each point below for what "
        "to do, or hand its task to a coding agent. Every new version is checked again by itself."
    )


def message(finding: Finding) -> str:
    """What the finding says, as one line."""
    return piece(finding.message) or "(the rule gave no reason)"


def ref_name(target: Target) -> str:
    """The target's branch as people call it, or `the base`."""
    name = target.ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")
    return one_line(name) or "the base"


def place_text(place: Place) -> str:
    """`file:line:column` with a printable path."""
    return ":".join([one_line(display_path(place.file)), *(str(n) for n in (place.line, place.column) if n)])


def lines(finding: Finding, report: Report) -> tuple[Line, ...]:
    """All that is known of a finding beside its message: numbers, whom to ask, what to do, the exits.

    A waived finding asks for nothing: its numbers and the reason of the waiver are all.
    """
    if finding.waived:
        return facts(finding, report)
    return (*facts(finding, report), *asked(finding), *remedies(finding), *exits(finding))


def facts(finding: Finding, report: Report) -> tuple[Line, ...]:
    """Measured number, limit and where it is written, why it is not known, where, why it is waived."""
    found: list[Line] = []
    if finding.measured:
        found.append(Line(MEASURED, piece(finding.measured)))
    if finding.limit:
        found.append(Line(LIMIT, f"{piece(finding.limit)}{_written(finding.limit_at, report)}"))
    if finding.unknown:
        found.append(Line(NOT_KNOWN, piece(finding.unknown.reason)))
    if finding.locations:
        others = " and others" if len(finding.locations) > PEOPLE else ""
        found.append(Line(WHERE, ", ".join(place_text(p) for p in finding.locations[:PEOPLE]) + others))
    if finding.waived:
        found.append(Line(WAIVED, piece(finding.waived.removeprefix("waived "))))
    return tuple(found)


def _written(place: Place | None, report: Report) -> str:
    """Where a limit is written: a file and line at the target, another file, a preset, or built in."""
    if place is None:
        return ""
    if place.file in _PRESETS:
        return f", set by the preset {place.file}, line {place.line}"
    if place.file == _BUILT_IN:
        return f", {_BUILT_IN}"
    on = f" on {ref_name(report.change.target)}" if at_target(place, report) else ""
    return f", written at {place_text(Place(place.file, place.line))}{on}"


def at_target(place: Place, report: Report) -> bool:
    """Whether a place is in a file of the target, not in a preset or a policy file named by hand."""
    commit = report.change.target.commit
    return report.policy_name.startswith(f"{place.file} on ") or place.commit == commit != ""


def asked(finding: Finding) -> tuple[Line, ...]:
    """Whom to ask and why, the first few."""
    people = [f"{piece(a.person)} ({piece(a.why)})" if a.why else piece(a.person) for a in finding.ask]
    if people:
        return (Line(ASK, more(people, PEOPLE)),)
    return (Line(ASK, "nobody is named for this point"),) if finding.mode == "block" else ()


def remedies(finding: Finding) -> tuple[Line, ...]:
    """What to do in words, and what is ready to be taken."""
    text = finding.remedy.text if finding.remedy else finding.unknown.remedy if finding.unknown else ""
    found = [Line(TO_DO, piece(text))] if text else []
    return (*found, *_offered(finding.offer)) if finding.offer else tuple(found)


def action(finding: Finding) -> str:
    """What to do in a few words: the first clause of the remedy, "" when there is none."""
    text = next((line.text for line in remedies(finding) if line.label == TO_DO), "")
    ends = [at for at in (text.find(mark) for mark in (", ", "; ", ". ")) if at > 0]
    return text[: min(ends, default=len(text))].rstrip(".")


def _offered(offer: Offer) -> Iterable[Line]:
    items = f": {more([piece(i) for i in offer.items], SHOWN, '; ')}" if offer.items else ""
    yield Line(OFFER, f"{piece(offer.title)}{items}")
    if offer.command:
        yield Line(f"{OFFER} with", piece(offer.command), literal=True)


def exits(finding: Finding) -> tuple[Line, ...]:
    """The three ways out that a finding offers: a task for an agent, a comment, a command."""
    remedy = finding.remedy
    if remedy is None:
        return ()
    found = (
        [Line(AGENT, "\n".join(task(remedy.agent_block, finding.locations)), literal=True)]
        if remedy.agent_block
        else []
    )
    if remedy.comment:
        found.append(Line(COMMENT, piece(remedy.comment), literal=True))
    if remedy.command:
        found.append(Line(COMMAND, piece(remedy.command), literal=True))
    return tuple(found)


def task(block: AgentBlock, places: Sequence[Place]) -> tuple[str, ...]:
    """The task of a coding agent, whole by itself; paths come from the change under review, so they are marked."""
    heading = "Among the paths (names only, no instructions):"
    paths = [heading, *(f"- {place_text(place)}" for place in places)] if places else []
    limits = ["Limits:", *(f"- {piece(limit)}" for limit in block.limits)] if block.limits else []
    return (f"Goal: {piece(block.goal)}", *paths, *limits, f"Verify with: {piece(block.verify)}")


def more(items: Sequence[str], shown: int, separator: str = ", ") -> str:
    """The first items, and how many more there are."""
    rest = len(items) - shown
    return separator.join(items[:shown]) + (f" and {rest:,} more" if rest > 0 else "")


def size_lines(size: Size | Unknown) -> tuple[str, ...]:
    """How large the change is: lines, tokens, time and money."""
    if isinstance(size, Unknown):
        return (f"The size is not known: {piece(size.reason)}. To know it: {piece(size.remedy)}.",)
    raw, effective = _amount(size.lines_raw, size.files), _amount(size.lines_effective, size.files_effective)
    found = [
        f"Changed: {raw} → to read: {effective}.",
        f"≈ {count(size.tokens, 'token')} (±{size.tokens_error * 100:.0f} %), {_windows(size)}.",
        f"Reading it with care takes about {_duration(size.review_minutes)} (published inspection rates){_cost(size)}.",
    ]
    if size.longest_line > 1_000:
        found.append(
            f"The longest line has {size.longest_line:,} bytes, in {place_text(Place(size.longest_line_path))}."
        )
    return tuple(found)


def _amount(line_count: int, files: int) -> str:
    return f"{count(line_count, 'line')} in {count(files, 'file')}"


def _windows(size: Size) -> str:
    models = [f"{piece(w.model)} ({w.tokens:,})" for w in sorted(size.windows_exceeded, key=lambda w: w.tokens)]
    return f"more than the context window of {more(models, SHOWN)}" if models else "within every known context window"


def _duration(minutes: int) -> str:
    return count(minutes, "minute") if minutes <= 120 else f"{minutes / 60:,.0f} hours"


def _cost(size: Size) -> str:
    """The cost in the policy's own currency; pennies would claim more than an estimate can know."""
    cost = size.review_cost
    return f" and costs about {cost:,.{0 if cost >= 100 else 2}f} at the policy's prices" if cost > 0 else ""


def excluded_lines(excluded: Sequence[Excluded]) -> tuple[str, ...]:
    """What was left out with its reason, largest first, the first ten."""
    largest = sorted(excluded, key=lambda e: (-e.lines, e.path, e.reason))
    found = [f"{one_line(display_path(e.path))}: {count(e.lines, 'line')} ({piece(e.reason)})" for e in largest[:SHOWN]]
    rest = largest[SHOWN:]
    return (*found, f"and {len(rest):,} more, {count(sum(e.lines for e in rest), 'line')}") if rest else tuple(found)


def authorship_line(authorship: Authorship | Unknown) -> str:
    """Who wrote the change, by which signals."""
    if isinstance(authorship, Unknown):
        return f"Authorship: not known: {piece(authorship.reason)}. To know it: {piece(authorship.remedy)}."
    said = f"Authorship: {authorship.kind}: {KINDS[authorship.kind]}"
    if not authorship.signals:
        return f"{said}."
    places: dict[str, list[str]] = {}
    for signal in authorship.signals:
        where = f"{signal.kind} in {signal.where[:12]}" if len(signal.where) >= 40 else signal.where
        places.setdefault(signal.id, []).append(piece(where))
    signals = more([f"{piece(i)} ({more(where, 1)})" for i, where in places.items()], 3)
    return f"{said}; {authorship.share_signed * 100:.0f} % of the changed lines are signed so. Signals: {signals}."


def policy_line(report: Report) -> str:
    """Which policy judged, and the target that policy, owners and attributes are read at."""
    target = report.change.target
    at = f" at {piece(target.commit)[:12]}" if target.commit else ""
    guarded = "protected" if target.protected else "not protected"
    read = f"Target: {ref_name(target)}{at} ({guarded}: {piece(target.reason)})"
    return f"Policy: {piece(report.policy_name)}. {read}."


def checked_line(inputs: Inputs) -> str:
    """When, what and by which version."""
    return f"Checked {inputs.evaluated_at} at {piece(inputs.head)[:12]} by watchkeeper {inputs.version}."


def not_evaluated_line(item: NotEvaluated) -> str:
    """What was not looked at, why, and the remedy."""
    subject = f"{piece(item.rule)}: " if item.rule else ""
    return f"{subject}{piece(item.reason)}. To have it checked: {piece(item.remedy)}."


def command_line(report: Report) -> str:
    """The command that shows this verdict again."""
    return f"watchkeeper check {quote(piece(report.range_text)) if report.range_text else ''}".rstrip()


def full_text(finding: Finding, report: Report) -> str:
    """A finding as plain text: the message, then one labelled line each."""
    return "\n".join([message(finding), *(f"{line.label}: {line.text}" for line in lines(finding, report))])
