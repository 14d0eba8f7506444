"""Pipelines of GitHub and GitLab, parsed: jobs and steps that judge less than before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from watchkeeper.analysis.integrity.checks.scripts import ignored_exit_codes, is_check
from watchkeeper.analysis.integrity.weakening import Check, How, Side, Weakening, clip
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.document import Document, parse_yaml

SAME = 0.5
GITLAB_WORDS = frozenset(
    {"default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script",
     "after_script", "pages"}
)  # fmt: skip
FALSE = frozenset({"false", "${{ false }}", "${{false}}"})


class Step(Struct, frozen=True):
    """One step: what it runs, whether its failure counts, whether it is switched off."""

    key: str
    run: str
    soft: bool
    off: bool
    line: int


class Job(Struct, frozen=True):
    """One job: the name of its status, its steps, whether its failure counts, whether it is switched off."""

    id: str
    name: str
    soft: bool
    off: bool
    line: int
    steps: tuple[Step, ...]

    @property
    def commands(self) -> frozenset[str]:
        """What the steps do."""
        return frozenset(step.key for step in self.steps)


class Pipeline(Struct, frozen=True):
    """A pipeline file: its jobs by id, and the filters that decide whether it runs on a change.

    `filters` maps a filter (`pull_request.paths`) to its entries, None when there is no such filter.
    """

    jobs: dict[str, Job]
    filters: dict[str, frozenset[str] | None]
    on_changes: bool
    line: int = 1


def read_pipeline(text: str, path: str, *, gitlab: bool) -> Pipeline | None:
    """A pipeline, or None when it cannot be parsed as one (templates, tags, broken YAML)."""
    try:
        document = parse_yaml(text.encode(), path)
    except UsageError:
        return None
    if not isinstance(document.value, dict):
        return None
    return _gitlab(document) if gitlab else _github(document)


def weakened_pipeline(path: str, old_path: str, base: Pipeline, head: Pipeline | None) -> Iterator[Weakening]:
    """What judges less in a pipeline; None = the file is gone."""
    if head is None:
        if base.on_changes:
            names = ", ".join(job.name for job in base.jobs.values())
            yield _found("job-removed", old_path, 1, "base", names, names, f"the pipeline with {names} is gone")
        return
    renamed = _renamed(base, head)
    for job_id, before in base.jobs.items():
        after = head.jobs.get(job_id) or renamed.get(job_id)
        if after is None:
            detail = f"the job {before.name} is gone"
            yield _found("job-removed", old_path, before.line, "base", before.name, before.name, detail)
            continue
        if after.name != before.name:
            detail = (
                f"the status of {before.name} is now called {after.name}; one required by its old name never reports"
            )
            yield _found("check-renamed", path, after.line, "head", after.name, before.name, detail)
        yield from _weakened_job(path, old_path, before, after)
    yield from _narrowed(path, base, head)


def _weakened_job(path: str, old_path: str, before: Job, after: Job) -> Iterator[Weakening]:
    if after.soft and not before.soft:
        detail = f"a failure of the job {after.name} no longer counts"
        yield _found("continue-on-error", path, after.line, "head", after.name, after.name, detail)
    if after.off and not before.off:
        detail = f"the job {after.name} never runs: its condition is constant"
        yield _found("job-removed", path, after.line, "head", after.name, after.name, detail)
    steps = {step.key: step for step in after.steps}
    whole = "\n".join(step.run for step in after.steps)
    for step in before.steps:
        kept = steps.get(step.key)
        if kept is None:
            if is_check(step.run) and not _runs_still(step.run, whole):
                detail = f"a step of the job {after.name} is gone: {clip(step.run.splitlines()[0])}"
                yield _found("job-removed", old_path, step.line, "base", step.key, step.key, detail)
            continue
        if kept.soft and not step.soft:
            detail = f"a failure of the step {kept.key} no longer counts"
            yield _found("continue-on-error", path, kept.line, "head", kept.key, kept.key, detail)
        if kept.off and not step.off:
            detail = f"the step {kept.key} never runs: its condition is constant"
            yield _found("job-removed", path, kept.line, "head", kept.key, kept.key, detail)
    text = "\n".join(step.run for step in before.steps)
    for _, line, detail in ignored_exit_codes(text, whole):
        yield _found("exit-code-ignored", path, after.line, "head", line, after.name, detail)


def _runs_still(run: str, whole: str) -> bool:
    """Whether the first word of the check's command is still run in the job."""
    lines = [line.split() for line in run.splitlines() if is_check(line)]
    return all(any(word in whole for word in words[:3] if len(word) > 3) for words in lines if words)


def _renamed(base: Pipeline, head: Pipeline) -> dict[str, Job]:
    """Jobs whose id is gone, by the new job that does at least half the same."""
    new = [job for job_id, job in head.jobs.items() if job_id not in base.jobs]
    found: dict[str, Job] = {}
    for job_id, job in base.jobs.items():
        if job_id in head.jobs or not job.commands:
            continue
        best = max(new, key=lambda other: len(job.commands & other.commands), default=None)
        if best is not None and len(job.commands & best.commands) >= SAME * len(job.commands):
            found[job_id] = best
            new.remove(best)
    return found


def _narrowed(path: str, base: Pipeline, head: Pipeline) -> Iterator[Weakening]:
    if base.on_changes and not head.on_changes:
        detail = "the pipeline no longer runs on proposed changes"
        yield _found("path-filter-narrowed", path, head.line, "head", "on", "trigger", detail)
        return
    for name, after in head.filters.items():
        before = base.filters.get(name)
        if name.endswith("-ignore"):
            more = (after or frozenset()) - (before or frozenset())
            if more:
                detail = f"{name} now leaves out {', '.join(sorted(more)[:3])}"
                yield _found("path-filter-narrowed", path, head.line, "head", detail, name, detail)
        elif after is not None and (before is None or before - after):
            lost = ", ".join(sorted((before or frozenset()) - after)[:3]) or f"all but {', '.join(sorted(after)[:3])}"
            detail = f"{name} no longer covers {lost}"
            yield _found("path-filter-narrowed", path, head.line, "head", detail, name, detail)


def _found(check: Check, path: str, line: int, side: Side, text: str, subject: str, detail: str) -> Weakening:
    how: How = "parsed"
    return Weakening(check, path, line, side, clip(text), clip(subject), detail, how)


def _github(document: Document) -> Pipeline | None:
    value = document.value
    jobs = value.get("jobs")
    if not isinstance(jobs, dict):
        return None
    found = {}
    for job_id, job in jobs.items():
        if isinstance(job, dict):
            steps = job.get("steps")
            path = ("jobs", job_id)
            read = [_github_step(s, document.place((*path, "steps", n)).line) for n, s in enumerate(_dicts(steps))]
            name = str(job.get("name") or job_id)
            line = document.key_place(path).line
            off = _text(job.get("if")) in FALSE
            found[str(job_id)] = Job(str(job_id), name, _soft(job.get("continue-on-error")), off, line, tuple(read))
    triggers = value.get("on")
    on = {str(triggers): None} if isinstance(triggers, str) else triggers
    events = dict.fromkeys(map(str, on)) if isinstance(on, list) else (on if isinstance(on, dict) else {})
    return Pipeline(found, _github_filters(events), "pull_request" in events, document.key_place(("on",)).line)


def _github_filters(events: Mapping[Any, Any]) -> dict[str, frozenset[str] | None]:
    event = events.get("pull_request")
    filters: dict[str, frozenset[str] | None] = {}
    for key in ("paths", "paths-ignore", "branches", "branches-ignore"):
        entries = event.get(key) if isinstance(event, dict) else None
        listed = [entries] if isinstance(entries, str) else entries
        filters[f"pull_request.{key}"] = frozenset(map(str, listed)) if isinstance(listed, list) else None
    return filters


def _github_step(step: Mapping[str, Any], line: int) -> Step:
    run = str(step.get("run") or "")
    uses = str(step.get("uses") or "").partition("@")[0]
    key = str(step.get("name") or uses or run.strip())
    return Step(key, run, _soft(step.get("continue-on-error")), _text(step.get("if")) in FALSE, line)


def _gitlab(document: Document) -> Pipeline:
    jobs: dict[str, Job] = {}
    for name, job in document.value.items():
        if not isinstance(job, dict) or name in GITLAB_WORDS or str(name).startswith("."):
            continue
        script = job.get("script")
        lines = [script] if isinstance(script, str) else script if isinstance(script, list) else []
        line = document.key_place((name,)).line
        steps = tuple(Step(str(text), str(text), soft=False, off=False, line=line) for text in lines)
        off = _text(job.get("when")) in {"never", "manual"}
        jobs[str(name)] = Job(str(name), str(name), _soft(job.get("allow_failure")), off, line, steps)
    return Pipeline(jobs, {}, on_changes=True)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []


def _soft(value: object) -> bool:
    return value not in {None, False, "false", ""} if not isinstance(value, dict | list) else True


def _text(value: object) -> str:
    return str(value).strip().lower() if isinstance(value, str | bool) else ""
