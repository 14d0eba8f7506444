"""What the rules on owners as people share: the paths of a group, whom to ask, a sample."""

from __future__ import annotations

from watchkeeper.analysis.ownership.reach import PEOPLE, PathGroup, PathPeople
from watchkeeper.domain.change import Change, FileChange, Target, display_path
from watchkeeper.domain.evidence import Evidence
from watchkeeper.domain.finding import Ask
from watchkeeper.domain.ownership.owners import AnswerState, OwnerAnswer, OwnerRef, Reason, RuleRef, Standing

SHOWN = 3


def told_paths(group: PathGroup) -> str:
    """The first paths of a group, and how many more there are."""
    shown = ", ".join(display_path(path) for path in group.paths[:SHOWN])
    return shown + (f" and {len(group.paths) - SHOWN:,} more" if len(group.paths) > SHOWN else "")


def told_line(group: PathGroup) -> str:
    """The line that gives the paths to their owners, in brackets; "" if there is none."""
    rule = group.rule
    return f" ({rule.file}:{rule.line}, {display_path(rule.pattern)})" if rule and rule.line else ""


def escalated(value: PathPeople) -> tuple[Ask, ...]:
    """The escalation contact, where the policy names one."""
    return (Ask(value.escalation, "escalation contact of the policy"),) if value.escalation else ()


def sample() -> Change:
    """A change of one file."""
    file = FileChange("tools/pay.py", "tools/pay.py", "modified", 0o100644, 0o100644, "a", "b")
    return Change("base", "head", (), (file,), Target("main", "base", protected=True, reason="branch called main"))


def sample_evidence(
    state: AnswerState, reason: str = "", remedy: str = "", reasons: tuple[Reason, ...] = (), *, directory: bool = True
) -> Evidence[PathPeople]:
    """One path whose owner is @ada."""
    owner = OwnerRef("@ada", "user")
    ada = Standing("person:ada", "ada", "accountable", "resolved", state == "stands", reasons, "@ada", "Ada")
    answer = OwnerAnswer(owner, state, (ada,), reason, remedy)
    group = PathGroup(("tools/pay.py",), (answer,), RuleRef("CODEOWNERS", 3, "/tools/"))
    return Evidence(PEOPLE.name, "head", PathPeople((group,), directory, "@platform-leads"))
