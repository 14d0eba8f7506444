"""Reads GitHub workflows and composite actions."""

from __future__ import annotations

from watchkeeper.analysis.integrity.pipelines.model import Filters, Job, Pipeline, Step
from watchkeeper.formats.yaml.foreign import Foreign, Path, Value

FILTERS = ("paths", "paths-ignore", "branches", "branches-ignore", "tags", "tags-ignore", "types")


def read_github(document: Foreign, path: str) -> Pipeline | None:
    """The workflow or composite action of a document, None if it is neither."""
    value = table(document.value)
    runs = table(value.get("runs"))
    if "steps" in runs:
        steps = _steps(document, ("runs",), runs.get("steps"))
        job = Job("runs", text(value.get("name")) or path, document.line(("runs",)), steps)
        return Pipeline(path, "action", (job,), {"workflow_call": {}}, document.line(("runs",)))
    jobs = value.get("jobs")
    if not isinstance(jobs, dict):
        return None
    read = tuple(_job(document, name, table(job)) for name, job in jobs.items())
    return Pipeline(path, "github", read, _events(value.get("on", "")), document.line(("on",)))


def table(value: Value | None) -> dict[str, Value]:
    """The value if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Value | None) -> str:
    """The value if it is text, else nothing."""
    return value.strip() if isinstance(value, str) else ""


def texts(value: Value | None) -> tuple[str, ...]:
    """One text or a list of them."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def minutes(value: Value | None) -> float:
    """A limit in minutes, 0 when it is absent or computed."""
    written = text(value)
    return float(written) if written.replace(".", "", 1).isdigit() and len(written) < 10 else 0.0


def command_lines(script: str, first: int) -> tuple[tuple[int, str], ...]:
    """The commands of a script with their line numbers; `first` is where the script's key stands."""
    start = first + 1 if "\n" in script.rstrip("\n") else first
    found: list[tuple[int, str]] = []
    joined = ""
    for number, line in enumerate(script.split("\n"), start):
        bare = line.strip()
        if bare.endswith("\\"):
            joined += bare[:-1] + " "
            continue
        if joined or bare:
            found.append((number, " ".join((joined + bare).split())))
        joined = ""
    if joined:
        found.append((start, joined.strip()))
    return tuple((n, t) for n, t in found if t and not t.startswith("#"))


def _events(on: Value) -> dict[str, Filters]:
    if isinstance(on, dict):
        return {event: _filters(event, table(value)) for event, value in on.items()}
    return {event: {} for event in texts(on)}


def _filters(event: str, value: dict[str, Value]) -> Filters:
    if event == "schedule":
        return {}
    return {key: texts(value[key]) for key in FILTERS if key in value}


def _job(document: Foreign, name: str, job: dict[str, Value]) -> Job:
    path: Path = ("jobs", name)
    return Job(
        id=name,
        name=text(job.get("name")) or name,
        line=document.line(path),
        steps=_steps(document, path, job.get("steps")),
        condition=text(job.get("if")),
        soft=is_soft(job.get("continue-on-error")),
        calls=text(job.get("uses")).partition("@")[0],
        minutes=minutes(job.get("timeout-minutes")),
    )


def _steps(document: Foreign, path: Path, steps: Value | None) -> tuple[Step, ...]:
    listed = steps if isinstance(steps, list) else []
    return tuple(_step(document, (*path, "steps", n), table(step)) for n, step in enumerate(listed))


def _step(document: Foreign, path: Path, step: dict[str, Value]) -> Step:
    run = step.get("run")
    given = table(step.get("with"))
    inner = text(given.get("run")) or text(given.get("command")) or text(given.get("args"))
    at = (*path, "run") if isinstance(run, str) else (*path, "with")
    lines = command_lines(run if isinstance(run, str) else inner, document.line(at))
    uses = text(step.get("uses")).partition("@")[0]
    return Step(
        name=text(step.get("name")) or uses or (lines[0][1] if lines else ""),
        line=document.line(path),
        uses=uses,
        lines=lines,
        condition=text(step.get("if")),
        soft=is_soft(step.get("continue-on-error")),
        minutes=minutes(step.get("timeout-minutes")),
        retries=int(minutes(given.get("max_attempts")) or minutes(given.get("attempts"))) if "retry" in uses else 0,
    )


def is_soft(value: Value | None) -> bool:
    """Whether `continue-on-error` lets a failure pass: anything but absent and false, expressions too."""
    return text(value).casefold() not in {"", "false", "no", "off", "${{ false }}", "${{false}}"}
