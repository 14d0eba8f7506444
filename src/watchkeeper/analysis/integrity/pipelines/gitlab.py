"""Reads GitLab CI files."""

from __future__ import annotations

from watchkeeper.analysis.integrity.pipelines.github import command_lines, table, text, texts
from watchkeeper.analysis.integrity.pipelines.model import Filters, Job, Pipeline, Step
from watchkeeper.formats.yaml.foreign import Foreign, Value

NO_JOBS = frozenset(
    {"default", "include", "stages", "variables", "workflow", "image", "services", "cache", "before_script",
     "after_script", "pages", "spec"}
)  # fmt: skip
JOB_KEYS = frozenset({"script", "trigger", "extends", "stage", "rules", "allow_failure"})


def read_gitlab(document: Foreign, path: str) -> Pipeline | None:
    """The jobs of a GitLab CI file; hidden ones (`.name`) are templates, no jobs."""
    value = table(document.value)
    jobs = tuple(
        _job(document, name, table(job))
        for name, job in value.items()
        if name not in NO_JOBS and JOB_KEYS & set(table(job))
    )
    return Pipeline(path, "gitlab", jobs, {"merge_request": {}}) if jobs else None


def _job(document: Foreign, name: str, job: dict[str, Value]) -> Job:
    rules = [table(rule) for rule in job["rules"]] if isinstance(job.get("rules"), list) else []
    soft = _soft(job.get("allow_failure")) or (bool(rules) and all(_soft(r.get("allow_failure")) for r in rules))
    never = text(job.get("when")) == "never" or (bool(rules) and all(text(r.get("when")) == "never" for r in rules))
    return Job(
        id=name,
        name=name,
        line=document.line((name,)),
        steps=_steps(document, name, job),
        condition="false" if never else "",
        soft=soft,
        calls=text(job.get("trigger")) or " ".join(texts(job.get("extends"))),
        retries=_retries(job.get("retry")),
        filters=_filters(job, rules),
    )


def _steps(document: Foreign, name: str, job: dict[str, Value]) -> tuple[Step, ...]:
    found: list[Step] = []
    for key in ("before_script", "script"):
        script = job.get(key)
        if isinstance(script, str):
            script = [script]
        for n, item in enumerate(script if isinstance(script, list) else []):
            line = document.line((name, key, n))
            found += [Step(t, at, lines=((at, t),)) for s in _flat(item) for at, t in command_lines(s, line)]
    return tuple(found)


def _flat(value: Value) -> list[str]:
    """Scripts may hold lists of lines, as `!reference` and anchors leave them."""
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _soft(value: Value | None) -> bool:
    return bool(value) if isinstance(value, dict) else text(value).casefold() in {"true", "yes"}


def _retries(value: Value | None) -> int:
    """How often a failed script is run again; retries for a failing runner do not count."""
    causes = texts(table(value).get("when")) or ("always",)
    if not {"always", "script_failure"} & set(causes):
        return 0
    written = text(table(value).get("max")) or text(value)
    return int(written) if written.isdigit() and len(written) < 4 else 0


def _filters(job: dict[str, Value], rules: list[dict[str, Value]]) -> Filters:
    """Path filters: `only:changes`, `except:changes`, and `rules` that all ask for changed paths."""
    found: Filters = {}
    for key, name in (("only", "paths"), ("except", "paths-ignore")):
        if changes := _changes(table(job.get(key)).get("changes")):
            found[name] = changes
    asked = [_changes(rule.get("changes")) for rule in rules if text(rule.get("when")) != "never"]
    if asked and all(asked):
        found["paths"] = tuple(path for changes in asked for path in changes)
    return found


def _changes(value: Value | None) -> tuple[str, ...]:
    return texts(table(value).get("paths")) or texts(value)
