"""What the rules about weakened checks say alike: one finding a rule, with every place and how it was read."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.integrity.weakening import WEAKENED, Check, Unreadable, Weakening, Weakenings
from watchkeeper.domain.change import Change, FileChange, Target, display_path
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.finding import AgentBlock, Finding, Remedy
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Subject

SHOWN = 3


def weakened_findings(rule: str, subject: Subject, noun: tuple[str, str], undo: str) -> Iterator[Finding]:
    """Findings of one rule: the weakenings of its check in one finding, and what could not be compared.

    `noun` names one and several of them ("test is removed", "tests are removed"); `undo` is the goal
    of the task that takes them back.
    """
    found = subject.evidence.of(WEAKENED)
    if isinstance(found, Unknown):
        yield _unknown(rule, found, "Whether checks are weakened is not known.")
        return
    check = rule.rpartition("/")[2]
    weakenings = [w for w in found.value.found if w.check == check]
    if weakenings:
        yield _finding(rule, weakenings, noun, undo)
    unread = [u for u in found.value.unread if check in u.checks]
    if unread:
        names = ", ".join(display_path(u.path) for u in unread[:SHOWN])
        unknown = Unknown(WEAKENED.name, subject.change.head, f"{names}: {unread[0].reason}", "look at it by hand")
        yield _unknown(rule, unknown, f"Whether checks are weakened in {names} is not known.")


def _finding(rule: str, weakenings: list[Weakening], noun: tuple[str, str], undo: str) -> Finding:
    count = len(weakenings)
    details = "; ".join(f"{w.detail} ({display_path(w.path)}:{w.line})" for w in weakenings[:SHOWN])
    more = f"; and {count - SHOWN} more" if count > SHOWN else ""
    read = "parsed" if all(w.how == "parsed" for w in weakenings) else "found by line patterns"
    return Finding(
        rule=rule,
        outcome="fail",
        message=f"{count} {noun[0] if count == 1 else noun[1]}: {details}{more} ({read}).",
        locations=tuple(dict.fromkeys(Place(w.path, w.line if w.side == "head" else 0) for w in weakenings)),
        evidence=(WEAKENED.name,),
        measured=f"{count} {noun[0] if count == 1 else noun[1]}",
        limit="none without a sentence that says why",
        remedy=Remedy(
            text="Take it back, or have the owner of the check say in one sentence why it may judge less.",
            command=f"watchkeeper check --rule {rule}",
            comment=f"/watchkeeper waive {rule} REASON",
            agent_block=AgentBlock(
                goal=undo,
                limits=("mend the code rather than the check", "change nothing else"),
                verify=f"watchkeeper check --rule {rule} says nothing",
            ),
        ),
    )


def _unknown(rule: str, found: Unknown, message: str) -> Finding:
    return Finding(
        rule=rule,
        outcome="unknown",
        message=message,
        evidence=(WEAKENED.name,),
        unknown=found,
        remedy=Remedy(text=found.remedy, command=f"watchkeeper check --rule {rule}"),
    )


def sample_change() -> Change:
    """A change of one test file."""
    file = FileChange("tests/test_pay.py", "tests/test_pay.py", "modified", 0o100644, 0o100644, "a", "b")
    return Change("base", "head", (), (file,), Target("main", "base", protected=True, reason="branch called main"))


def sample(check: Check, path: str, line: int, detail: str) -> Evidence[Weakenings]:
    """Evidence of one weakening, parsed."""
    found = Weakening(check, path, line, "head", "", "", detail, "parsed")
    return Evidence(WEAKENED.name, "head", Weakenings((found,)))


def sample_silent() -> Evidence[Weakenings]:
    """Evidence of none."""
    return Evidence(WEAKENED.name, "head", Weakenings())


def sample_unread(check: Check) -> Evidence[Weakenings]:
    """A file that could not be compared."""
    return Evidence(
        WEAKENED.name, "head", Weakenings(unread=(Unreadable("tests/huge.py", "larger than 2 MB", (check,)),))
    )
