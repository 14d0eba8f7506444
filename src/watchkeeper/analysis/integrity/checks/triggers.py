"""Triggers and path filters that let a pipeline pass a change by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from watchkeeper.analysis.integrity.checks.conditions import excludes_changes
from watchkeeper.analysis.integrity.checks.jobs import Match, PipelinePair
from watchkeeper.analysis.integrity.pipelines.model import Filters, Pipeline
from watchkeeper.analysis.integrity.weakening import Weakening, clip
from watchkeeper.analysis.paths import matches

EVENTS = ("pull_request", "merge_group", "push")
DOCUMENTS = re.compile(
    r"\.(md|mdx|rst|txt|adoc|png|svg|jpe?g|gif)$|(^|/)(docs?|documentation|website|examples?|\.vscode|\.idea|images?)/"
    r"|(^|/)(LICENSE|CHANGE[^/]*|AUTHORS|CODEOWNERS|\.gitignore|\.editorconfig|\.mailmap|NOTICE|README[^/]*)$"
    r"|ISSUE_TEMPLATE|(^|/)docs?(/\*+)?$",
    re.IGNORECASE,
)
LASTING = re.compile(r"^(main|master|develop|dev|trunk|stable|next|release|v?\d|\*)|\*")


def narrowed_triggers(
    pairs: Sequence[PipelinePair], moves: Sequence[Match], changed: Sequence[str], deleted: Sequence[str]
) -> Iterator[Weakening]:
    """Pipelines and jobs that would run on fewer changes than before.

    `changed` are the paths of this change, to say whether it already slips through; `deleted` those that are gone.
    """
    for pair in pairs:
        if pair.base is None or pair.head is None or not pair.base.judges or pair.head.platform == "action":
            continue
        called = "workflow_call" in pair.head.events and "workflow_call" not in pair.base.events
        if not called:
            yield from _events(pair.base, pair.head, changed, deleted)
    for match in moves:
        yield from _job(match, changed, deleted)


def _events(base: Pipeline, head: Pipeline, changed: Sequence[str], deleted: Sequence[str]) -> Iterator[Weakening]:
    judged_changes = "pull_request" in base.events
    for event in ("pull_request", "merge_group") if judged_changes else EVENTS:
        before, after = base.events.get(event), head.events.get(event)
        if before is None:
            continue
        if after is None:
            if (event == "push" and "pull_request" in head.events) or "pull_request_target" in head.events:
                continue
            detail = f"the pipeline no longer runs on {event}"
            yield _found(head, head.line, f"on: {event}", event, detail, "event")
        else:
            yield from _filters(event, before, after, head, head.line, changed, deleted)


def _job(match: Match, changed: Sequence[str], deleted: Sequence[str]) -> Iterator[Weakening]:
    before, after, head = match.before, match.after, match.head
    if after is None or head is None:
        return
    if match.base.judges and excludes_changes(after.condition) and not excludes_changes(before.condition):
        detail = f"the job {after.name} no longer runs on proposed changes"
        yield _found(head, after.line, f"if: {after.condition}", after.name, detail, "condition")
    if before.filters != after.filters:
        yield from _filters(after.name, before.filters, after.filters, head, after.line, changed, deleted)


def _filters(
    of: str, before: Filters, after: Filters, head: Pipeline, line: int, changed: Sequence[str], deleted: Sequence[str]
) -> Iterator[Weakening]:
    now = _paths_detail(before, after, changed, deleted) or _branches_detail(before, after)
    if now:
        yield _found(head, line, now, f"{of} filter", f"{of}: {now}", "filter")


def _paths_detail(before: Filters, after: Filters, changed: Sequence[str], deleted: Sequence[str]) -> str:
    """What the path filters leave out now, "" if nothing that matters."""
    lost, ignored = _lost(before, after, deleted), _ignored(before, after)
    if not lost and not ignored:
        return ""
    slips = changed and _runs(before, changed) and not _runs(after, changed)
    aside = "; this very change would not be judged" if slips else ""
    if ignored:
        return f"changes of {_listed(ignored)} are no longer judged{aside}"
    if "paths" not in before:
        return f"only changes of {_listed(after['paths'])} are judged, it was every change{aside}"
    return f"changes of {_listed(lost)} are no longer judged{aside}"


def _lost(before: Filters, after: Filters, deleted: Sequence[str]) -> tuple[str, ...]:
    if "paths" not in after:
        return ()
    if "paths" not in before:
        return () if {"**", "**/*"} & set(after["paths"]) else ("**",)
    kept = [glob.removeprefix("./") for glob in after["paths"]]
    lost = [g for g in before["paths"] if not g.startswith("!") and not _is_covered(g.removeprefix("./"), kept)]
    return tuple(g for g in lost if not DOCUMENTS.search(g) and not any(matches(p, g) for p in deleted))


def _ignored(before: Filters, after: Filters) -> tuple[str, ...]:
    old = {*before.get("paths-ignore", ()), *(g[1:] for g in before.get("paths", ()) if g.startswith("!"))}
    new = {*after.get("paths-ignore", ()), *(g[1:] for g in after.get("paths", ()) if g.startswith("!"))}
    return tuple(sorted(g for g in new - old if not DOCUMENTS.search(g) and not _is_covered(g, tuple(old))))


def _is_covered(glob: str, kept: Sequence[str]) -> bool:
    """Whether the globs of the head still match what this one matched; a sample path stands for it."""
    sample = glob.replace("**", "x/y").replace("*", "x").replace("?", "x")
    return glob in kept or any(matches(sample, other) for other in kept if not other.startswith("!"))


def _runs(filters: Filters, changed: Sequence[str]) -> bool:
    wanted, ignored = filters.get("paths"), filters.get("paths-ignore", ())
    if wanted is not None:
        return any(_selected(path, wanted) for path in changed)
    return any(not any(matches(path, glob) for glob in ignored) for path in changed)


def _selected(path: str, globs: Sequence[str]) -> bool:
    """GitHub's order: the last glob that matches decides, `!` takes out."""
    chosen = False
    for glob in globs:
        if matches(path, glob.removeprefix("!")):
            chosen = not glob.startswith("!")
    return chosen


def _branches_detail(before: Filters, after: Filters) -> str:
    if "branches" in before and "branches" in after:
        kept = after["branches"]
        lost = [b for b in before["branches"] if LASTING.search(b) and not _is_covered(b, kept)]
        return f"changes into {_listed(lost)} are no longer judged" if lost else ""
    more = set(after.get("branches-ignore", ())) - set(before.get("branches-ignore", ()))
    lasting = sorted(b for b in more if LASTING.search(b))
    return f"changes into {_listed(lasting)} are no longer judged" if lasting else ""


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _found(head: Pipeline, line: int, text: str, subject: str, detail: str, form: str) -> Weakening:
    return Weakening("path-filter-narrowed", head.path, line, "head", clip(text), clip(subject), detail, "parsed", form)
