"""Writes the answers of `owner` as they come: terminal, Markdown, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from watchkeeper.domain.change import Target
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import (
    Answer,
    Comparison,
    Demand,
    Dialect,
    Moved,
    OwnerRef,
    Resolution,
    RuleRef,
    WrittenOwners,
)
from watchkeeper.domain.problems import Problem
from watchkeeper.rendering.escaping import json_text, markdown_code, markdown_prose, one_line, piece
from watchkeeper.rendering.ownership.people import Fallen, people_json, people_lines, unlisted
from watchkeeper.rendering.wording import ref_name

SHOWN = 10
DIALECTS: dict[Dialect, str] = {"github": "GitHub", "gitlab": "GitLab", "kubernetes": "Kubernetes"}


class Manner(Struct, frozen=True):
    """How answers are written: the style; `verbose`: all problems; `brief`: only owners who do not stand, once."""

    style: str
    verbose: bool = False
    brief: bool = False


def render_owners(
    target: Target, written: WrittenOwners, people: Unknown | None, answers: Iterable[Answer], manner: Manner
) -> Iterator[str]:
    """The answers in order, in pieces that make one text; `people` says why nothing is known of them, if so."""
    style = manner.style
    if style == "json":
        yield from _json_stream(_json_head(target, written) | {"directory": _json_unknown(people)}, answers)
        return
    prose = markdown_prose if style == "markdown" else piece
    yield f"{prose(_head(target, written))}\n" + ("\n" if style == "markdown" else "")
    counts: dict[str, int] = {}
    fallen = Fallen()
    for answer in answers:
        counts[answer.resolution.state] = counts.get(answer.resolution.state, 0) + 1
        yield from _lines(answer, style)
        if manner.brief:
            fallen.add(answer)
        else:
            yield from _people(answer, style)
    if sum(counts.values()) > 1:
        told = ", ".join(f"{counts.get(state, 0):,} {state}" for state in ("owned", "unowned", "unmatched"))
        yield f"\n{sum(counts.values()):,} paths: {told}.\n"
    lead = "- " if style == "markdown" else ""
    yield from (f"{lead}{prose(line)}\n" for line in fallen.lines())
    if told := unlisted(people):
        yield f"\n{prose(told)}\n"
    yield from _notes(written.problems, style, verbose=manner.verbose)


def render_comparison(target: Target, written: WrittenOwners, found: Comparison, style: str) -> str:
    """The paths that change owner between two dialects, by cause."""
    if style == "json":
        return json_text(_json_head(target, written) | {"comparison": _json_comparison(found)})
    prose, code = (markdown_prose, markdown_code) if style == "markdown" else (piece, piece)
    moved = sum(len(group.paths) for group in found.groups)
    before, after = DIALECTS[found.before], DIALECTS[found.after]
    lines = [prose(_head(target, written))]
    if found.reason:
        lines.append(prose(f"Nothing to compare: {found.reason}."))
    else:
        lines.append(f"{moved:,} of {found.files:,} files change owner when {after} reads it.")
    for group in found.groups:
        shown = ", ".join(code(path) for path in group.paths[:3])
        more = f" and {len(group.paths) - 3:,} more" if len(group.paths) > 3 else ""
        lines += ["", f"{len(group.paths):,}: {shown}{more}"]
        lines += [f"- {before}: {prose(_told(group.before))}", f"- {after}: {prose(_told(group.after))}"]
    return "\n".join(lines) + "\n"


def _head(target: Target, written: WrittenOwners) -> str:
    where = f"{ref_name(target)} ({target.commit[:12]})"
    if not written.files:
        return f"Owners at {where}: no owners file. Dialect {DIALECTS[written.dialect]}: {written.reason}."
    others = f" and {len(written.files) - 1:,} more" if len(written.files) > 1 else ""
    return f"Owners at {where}: {written.files[0].file}{others}, as {DIALECTS[written.dialect]}: {written.reason}."


def _lines(answer: Answer, style: str) -> Iterator[str]:
    """One answer: the target and who is written, then what else is asked."""
    markdown = style == "markdown"
    prose, code, lead = (markdown_prose, markdown_code, "  - ") if markdown else (piece, piece, "   ")
    resolution = answer.resolution
    asked = f"{code(answer.target)}: {prose(answer.why)}: " if answer.target else ""
    named = "" if answer.target == resolution.path else f"{code(resolution.path)}: "
    yield f"{'- ' if markdown else ''}{asked}{named}{prose(_told(resolution))}{_absent(answer)}\n"
    yield from (f"{lead}{prose(_asked(demand))}\n" for demand in resolution.demands)


def _people(answer: Answer, style: str) -> Iterator[str]:
    prose, lead = (markdown_prose, "  - ") if style == "markdown" else (piece, "   ")
    for line in people_lines(answer):
        yield f"{'  ' if line.startswith(' ') else ''}{lead}{prose(line.strip())}\n"


def _told(resolution: Resolution) -> str:
    """The answer as a phrase: who, and by which line."""
    names = _names(resolution.owners)
    if resolution.state == "unmatched":
        return "nobody, nothing that is written matches"
    if resolution.state == "unowned":
        asked = f"; {names} are asked elsewhere" if names else ""
        return f"nobody, on purpose{_at(resolution.rule)}{asked}"
    return names if len(resolution.demands) > 1 else f"{names}{_at(resolution.rule)}"


def _asked(demand: Demand) -> str:
    """One of several demands: its section or role, how many, whom."""
    rule, approves = demand.rule, demand.duty == "approve"
    name = ""
    if rule and rule.section:
        role = rule.file.rpartition("/")[2] == "OWNERS"
        name = f"{rule.section.replace('_', ' ')}: " if role else f"[{rule.section}] "
    number = f"{demand.approvals} of " if demand.approvals > 1 and approves else ""
    optional = "optional, " if demand.optional and approves else ""
    return f"{name}{optional}{number}{_names(demand.owners) or 'nobody'}{_at(rule)}"


def _names(owners: tuple[OwnerRef, ...]) -> str:
    return ", ".join(owner.text + (f" (by {owner.via})" if owner.via else "") for owner in owners)


def _at(rule: RuleRef | None) -> str:
    return f" ({rule.file}:{rule.line} {rule.pattern})" if rule else ""


def _absent(answer: Answer) -> str:
    return "" if answer.tracked else "; there is no such file"


def _notes(problems: tuple[Problem, ...], style: str, *, verbose: bool) -> Iterator[str]:
    """What is wrong with the owners files, the first ten."""
    shown = problems if verbose else problems[:SHOWN]
    if shown:
        yield "\n"
    prose, lead = (markdown_prose, "- ") if style == "markdown" else (piece, "note: ")
    yield from (f"{lead}{prose(str(problem))}\n" for problem in shown)
    if len(problems) > len(shown):
        yield f"{lead}{len(problems) - len(shown):,} more, told with --verbose\n"


def _json_stream(head: dict[str, object], answers: Iterable[Answer]) -> Iterator[str]:
    """One document; every target stands on a line of its own."""
    yield json_text(head).removesuffix("\n}\n") + ',\n  "targets": ['
    counts = {"owned": 0, "unowned": 0, "unmatched": 0}
    between = "\n    "
    for answer in answers:
        counts[answer.resolution.state] += 1
        yield between + msgspec.json.encode(_json_answer(answer)).decode().replace("##", "#\\u0023")
        between = ",\n    "
    yield f'\n  ],\n  "counts": {msgspec.json.encode(counts).decode()}\n}}\n'


def _json_head(target: Target, written: WrittenOwners) -> dict[str, object]:
    return {
        "schema": "watchkeeper.owner/1",
        "target": {
            "ref": one_line(target.ref), "commit": target.commit, "protected": target.protected,
            "reason": one_line(target.reason),
        },
        "dialect": {"name": written.dialect, "reason": one_line(written.reason)},
        "files": [one_line(file.file) for file in written.files],
        "problems": [_json_problem(problem) for problem in written.problems],
    }  # fmt: skip


def _json_unknown(people: Unknown | None) -> dict[str, object]:
    """Whether people were looked up, and why not."""
    return (
        {"unknown": {"reason": one_line(people.reason), "remedy": one_line(people.remedy)}}
        if people
        else {"read": True}
    )


def _json_problem(problem: Problem) -> dict[str, object]:
    place = problem.place
    return {
        "message": one_line(problem.message),
        "file": one_line(place.file) if place else "",
        "line": place.line if place else 0,
        "column": place.column if place else 0,
        "remedy": one_line(problem.remedy),
    }


def _json_answer(answer: Answer) -> dict[str, object]:
    resolution = answer.resolution
    found: dict[str, object] = {"target": one_line(answer.target or resolution.path), **_json_resolution(resolution)}
    if answer.target:
        found |= {"path": one_line(resolution.path), "why": one_line(answer.why)}
    found["tracked"] = answer.tracked
    if resolution.demands:
        found["demands"] = [_json_demand(demand) for demand in resolution.demands]
    found |= people_json(answer)
    return found


def _json_resolution(resolution: Resolution) -> dict[str, object]:
    return {
        "state": resolution.state,
        "owners": [one_line(owner.text) for owner in resolution.owners],
        "rule": _json_rule(resolution.rule),
    }


def _json_demand(demand: Demand) -> dict[str, object]:
    return {
        "state": demand.state,
        "owners": [one_line(owner.text) for owner in demand.owners],
        "rule": _json_rule(demand.rule),
        "approvals": demand.approvals,
        "optional": demand.optional,
        "duty": demand.duty,
    }


def _json_rule(rule: RuleRef | None) -> dict[str, object] | None:
    if rule is None:
        return None
    return {
        "file": one_line(rule.file), "line": rule.line, "pattern": one_line(rule.pattern),
        "section": one_line(rule.section),
    }  # fmt: skip


def _json_comparison(found: Comparison) -> dict[str, object]:
    return {
        "before": found.before,
        "after": found.after,
        "files": found.files,
        "changed": sum(len(group.paths) for group in found.groups),
        "reason": one_line(found.reason),
        "groups": [_json_group(group) for group in found.groups],
    }


def _json_group(group: Moved) -> dict[str, object]:
    return {
        "paths": [one_line(path) for path in group.paths],
        "before": _json_resolution(group.before),
        "after": _json_resolution(group.after),
    }
