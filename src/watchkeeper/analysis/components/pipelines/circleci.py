"""Reads CircleCI: workflows that run by the clock, jobs that deploy."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, folder_of, name_of
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text
from watchkeeper.analysis.components.pipelines.jobs import deploying, deploys, read_pipeline, scheduled, texts_in


def is_circleci(path: str) -> bool:
    """Whether a file stands where CircleCI looks."""
    return folder_of(path) == ".circleci" and path.endswith((".yml", ".yaml"))


def read_circleci(path: str, text: bytes) -> Iterator[Piece]:
    """What runs by the clock, and the first job that deploys: by command, by its name, or as a job of an orb.

    Raises:
        UsageError: the file cannot be read, and holds a word that such a job needs.
    """
    value = read_pipeline(path, text)
    workflows = [as_table(w) for w in as_table(value.get("workflows")).values()]
    triggers = [as_table(as_table(t).get("schedule")) for w in workflows for t in as_list(w.get("triggers"))]
    yield from scheduled(name_of(path), [as_text(t.get("cron")) for t in triggers if t], text, "schedule")
    used = [job for w in workflows for entry in as_list(w.get("jobs")) for job in _names(entry)]
    for name, job in as_table(value.get("jobs")).items():
        scripts = [*texts_in(job, "command", "run")]
        if sign := deploys(scripts, (name, *texts_in(job, "name"))):
            yield from deploying(name_of(path), sign, text)
            return
    yield from deploying(name_of(path), deploys((), used), text)


def _names(entry: object) -> list[str]:
    return [entry] if isinstance(entry, str) else list(as_table(entry))
