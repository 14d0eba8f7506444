"""Jobs and steps that are gone, switched off, renamed, or whose failure no longer counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from watchkeeper.analysis.integrity.checks.commands import is_aside_name, is_check, is_check_name
from watchkeeper.analysis.integrity.checks.conditions import never_holds
from watchkeeper.analysis.integrity.pipelines.model import Job, Pipeline, Step
from watchkeeper.analysis.integrity.weakening import Check, Side, Weakening, clip

SAME = 0.5


class PipelinePair(Struct, frozen=True):
    """One pipeline file on both sides; None = absent there."""

    path: str
    old_path: str
    base: Pipeline | None
    head: Pipeline | None


class Match(Struct, frozen=True):
    """A job of the base and what became of it: the same job, or others that do its work (`merged`)."""

    before: Job
    after: Job | None
    base: Pipeline
    head: Pipeline | None
    merged: bool = False


def match_jobs(pairs: Sequence[PipelinePair]) -> tuple[Match, ...]:
    """Every job of the base with its counterpart: by id in its file, by id or name elsewhere, by content."""
    free = {(n, job.id): job for n, pair in enumerate(pairs) if pair.head for job in pair.head.jobs}
    found: list[Match] = []
    waiting: list[tuple[int, Pipeline, Job]] = []
    for n, pair in enumerate(pairs):
        for job in pair.base.jobs if pair.base else ():
            if after := free.pop((n, job.id), None):
                found.append(_match(job, after, pair.base, pair.head))
            else:
                waiting.append((n, pair.base, job))  # type: ignore[arg-type]
    for n, base, job in waiting:
        key = _counterpart(n, job, free)
        if key is not None:
            found.append(_match(job, free.pop(key), base, pairs[key[0]].head))
        else:
            found.append(Match(job, None, base, pairs[n].head, merged=_is_covered(job, pairs)))
    return tuple(found)


def _match(before: Job, after: Job, base: Pipeline | None, head: Pipeline | None) -> Match:
    assert base is not None  # noqa: S101 - a job stands in a pipeline
    return Match(before, after, base, head)


def _counterpart(n: int, job: Job, free: dict[tuple[int, str], Job]) -> tuple[int, str] | None:
    """The free job that is most like this one: its name elsewhere, or at least half of its content."""
    best: tuple[float, int, tuple[int, str]] | None = None
    for key, other in free.items():
        shared = len(job.content & other.content) / max(1, len(job.content | other.content))
        named = other.name == job.name or other.id == job.id
        score = shared + 2 * named
        if score >= SAME and (best is None or (score, key[0] == n) > best[:2]):
            best = (score, key[0] == n, key)
    return best[2] if best else None


def _is_covered(job: Job, pairs: Sequence[PipelinePair]) -> bool:
    """Whether most of what a gone job did is done by jobs of the head: it was merged into a matrix, or moved."""
    wanted = {text for step in job.steps for _, text in step.lines if is_check(text)} or job.content
    done = {text for pair in pairs if pair.head for other in pair.head.jobs for text in other.content}
    return bool(wanted) and len(wanted & done) * 2 >= len(wanted)


def weakened_jobs(pairs: Sequence[PipelinePair]) -> Iterator[Weakening]:
    """What judges less in the pipelines of a change."""
    matches = match_jobs(pairs)
    done = frozenset(text for pair in pairs if pair.head for job in pair.head.jobs for text in job.content)
    shown = {job.name for pair in pairs if pair.head for job in pair.head.jobs}
    gone_files: set[str] = set()
    for match in matches:
        if match.after is not None:
            yield from _kept_job(match, done, shown)
        elif match.merged:
            yield from _renamed(match, None, shown)
        elif match.base.judges and _is_check_job(match.before) and match.base.path not in gone_files:
            yield _gone_job(match)
            if match.head is None:
                gone_files.add(match.base.path)


def _is_check_job(job: Job) -> bool:
    """Whether a job looks like a check: by its name, or by what its steps run."""
    if is_check_name(job.name) or is_check_name(job.id):
        return True
    return not is_aside_name(job.name) and any(is_check(text) for step in job.steps for _, text in step.lines)


def _gone_job(match: Match) -> Weakening:
    job, path = match.before, match.base.path
    if match.head is None:
        names = [other.name for other in match.base.jobs]
        listed = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        detail = f"the pipeline {path} is gone with {listed}"
        return _found("job-removed", path, 0, "base", path, path, detail, "file")
    return _found("job-removed", path, job.line, "base", job.name, job.name, f"the job {job.name} is gone", "job")


def _kept_job(match: Match, done: frozenset[str], shown: set[str]) -> Iterator[Weakening]:
    before, after = match.before, match.after
    assert after is not None  # noqa: S101 - the caller looked
    assert match.head is not None  # noqa: S101 - the same
    path = match.head.path
    yield from _renamed(match, after, shown)
    if after.soft and not before.soft and not is_aside_name(after.name):
        detail = f"a failure of the job {after.name} no longer counts"
        yield _found("continue-on-error", path, after.line, "head", after.name, after.name, detail, "job")
    hidden = after.id.startswith(".") and not before.id.startswith(".") and match.base.platform == "gitlab"
    if (never_holds(after.condition) and not never_holds(before.condition)) or hidden:
        detail = f"the job {after.name} never runs"
        text = f"if: {after.condition}" if after.condition else after.id
        yield _found("job-removed", path, after.line, "head", text, after.name, detail, "off")
    if match.base.platform != "gitlab":
        yield from _steps(match, after, path, done)


def _renamed(match: Match, after: Job | None, shown: set[str]) -> Iterator[Weakening]:
    """The status of a job that no job of the head reports any more, though its work is still done."""
    before = match.before
    if before.name in shown or not match.base.judges or match.base.platform != "github" or not _is_check_job(before):
        return
    late = "a rule that requires the old name waits for ever"
    if after is None:
        detail = f"the status {before.name} is no longer reported, its work is done by other jobs; {late}"
        yield _found("check-renamed", match.base.path, before.line, "base", before.name, before.name, detail, "merged")
    elif match.head is not None:
        detail = f"the status {before.name} is now called {after.name}; {late}"
        yield _found("check-renamed", match.head.path, after.line, "head", after.name, before.name, detail, "renamed")


def _steps(match: Match, after: Job, path: str, done: frozenset[str]) -> Iterator[Weakening]:
    pairs, gone, come = _match_steps(match.before.steps, after.steps)
    for old, new in pairs:
        if new.soft and not old.soft and not is_aside_name(new.name):
            detail = f"a failure of the step {new.name} of {after.name} no longer counts"
            yield _found("continue-on-error", path, new.line, "head", new.name, new.name, detail, "step")
        if never_holds(new.condition) and not never_holds(old.condition):
            detail = f"the step {new.name} of {after.name} never runs"
            yield _found("job-removed", path, new.line, "head", f"if: {new.condition}", new.name, detail, "off")
    handed_on = after.calls or any(step.uses.startswith("./") for step in come)
    if handed_on or not match.base.judges:
        return
    lost = [step for step in gone if _is_check_step(step) and not _still_done(step, done)]
    for step in lost[: max(0, len(lost) - sum(_is_check_step(step) for step in come))]:
        detail = f"the step {step.name} of {after.name} is gone"
        yield _found("job-removed", match.base.path, step.line, "base", step.name, step.name, detail, "step")


def _match_steps(
    before: Sequence[Step], after: Sequence[Step]
) -> tuple[list[tuple[Step, Step]], list[Step], list[Step]]:
    """Pair steps by name and content, then by either, then by half of the content."""
    pairs: list[tuple[Step, Step]] = []
    gone, come = list(before), list(after)
    for alike in (_same, _same_name, _same_content, _half_content):
        for old in tuple(gone):
            new = next((step for step in come if alike(old, step)), None)
            if new is not None:
                pairs.append((old, new))
                gone.remove(old)
                come.remove(new)
    return pairs, gone, come


def _same(one: Step, other: Step) -> bool:
    return one.name == other.name and one.content == other.content


def _same_name(one: Step, other: Step) -> bool:
    return one.name == other.name


def _same_content(one: Step, other: Step) -> bool:
    return bool(one.content) and one.content == other.content


def _half_content(one: Step, other: Step) -> bool:
    return len(one.content & other.content) > SAME * max(len(one.content), len(other.content))


def _is_check_step(step: Step) -> bool:
    if any(is_check(text) for _, text in step.lines):
        return not is_aside_name(step.name)
    return is_check_name(step.uses or step.name) if step.uses else False


def _still_done(step: Step, done: frozenset[str]) -> bool:
    wanted = {text for _, text in step.lines if is_check(text)} or step.content
    return bool(wanted & done)


def _found(
    check: Check, path: str, line: int, side: Side, text: str, subject: str, detail: str, form: str
) -> Weakening:
    return Weakening(check, path, line, side, clip(text), clip(subject), detail, "parsed", form)
