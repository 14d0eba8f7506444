"""Finds workflows that run by the clock or put something into operation: GitHub workflows, GitLab pipelines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.analysis.components.candidate import MOST_LINES, Piece, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text
from watchkeeper.analysis.components.pipelines.deploy_steps import (
    THROW_AWAY_CLUSTERS,
    deploy_action,
    deploy_command,
    deploy_environment,
    deploy_title,
)
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.foreign import parse_foreign

GITHUB_FOLDER = ".github/workflows/"
SIGNS = (b"schedule", b"environment", b"deploy", b"apply", b"upgrade")
GITLAB_WORDS = frozenset({
    "default", "include", "stages", "variables", "workflow", "image", "services", "before_script", "after_script",
    "cache",
})  # fmt: skip


def is_github_workflow(path: str) -> bool:
    """Whether GitHub runs this file: only those that stand directly in the one folder."""
    return path.startswith(GITHUB_FOLDER) and path.count("/") == 2 and path.endswith((".yml", ".yaml"))


def is_gitlab_pipeline(path: str) -> bool:
    """Whether GitLab runs this file, or can include it by the customary names."""
    name = name_of(path)
    named = name.endswith(".gitlab-ci.yml") or (path.startswith(".gitlab/") and name.endswith((".yml", ".yaml")))
    return named and counts(path, scaffolds=True, workshop=True)


def read_github_workflow(path: str, text: bytes) -> Iterator[Piece]:
    """What a GitHub workflow runs by the clock, and what it deploys.

    Raises:
        UsageError: the file cannot be read, and holds a word that such a workflow needs.
    """
    value = _read(path, text)
    triggers = as_table(value.get("on"))
    if crons := [as_text(as_table(entry).get("cron")) for entry in as_list(triggers.get("schedule"))]:
        shown = "; ".join(crons[:2]) + (f" and {len(crons) - 2} more" if len(crons) > 2 else "")
        yield Piece(
            "scheduled-workflow", name_of(path), f"a scheduled workflow (cron {shown})", line=line_of(text, "schedule")
        )
    for job_id, job in as_table(value.get("jobs")).items():
        if sign := _github_deploys(job_id, as_table(job)):
            yield Piece("deploying-workflow", name_of(path), f"a deploying workflow ({sign})", line=_line(text, sign))
            return


def read_gitlab_pipeline(path: str, text: bytes) -> Iterator[Piece]:
    """What the jobs of a GitLab pipeline file run by the clock, and what they deploy, job by job.

    Raises:
        UsageError: the file cannot be read, and holds a word that such a job needs.
    """
    for number, (name, entry) in enumerate(_read(path, text).items()):
        if name in GITLAB_WORDS or not isinstance(entry, dict):
            continue
        line = line_of(text, f"{name}:") if number < MOST_LINES else 0
        if _runs_on_schedule(entry):
            yield Piece("scheduled-workflow", name, f"a scheduled pipeline job ({name})", key=name, line=line)
        if sign := _gitlab_deploys(name, entry):
            yield Piece(
                "deploying-workflow",
                name,
                f"a deploying pipeline job ({name}, {sign})",
                key=sign,
                leads_to=name,
                line=line,
            )


def _read(path: str, text: bytes) -> dict[str, Any]:
    try:
        return as_table(parse_foreign(text, path))
    except UsageError:
        if any(sign in text for sign in SIGNS):
            raise
        return {}


def _github_deploys(job_id: str, job: dict[str, Any]) -> str:
    """What shows that a job deploys: its environment, an action, a command or a title; "" if nothing."""
    environment = job.get("environment")
    name = as_text(environment) or as_text(as_table(environment).get("name"))
    if deploy_environment(name):
        return f"environment {name}"
    steps = [as_table(step) for step in as_list(job.get("steps"))]
    uses = [as_text(job.get("uses")), *(as_text(step.get("uses")) for step in steps)]
    if action := next((u for u in uses if deploy_action(u)), ""):
        return f"uses {action.partition('@')[0]}"
    scripts = [as_text(step.get("run")) for step in steps]
    throw_away = any(sign in script for script in [*uses, *scripts] for sign in THROW_AWAY_CLUSTERS)
    found = (deploy_command(script, throw_away_cluster=throw_away) for script in scripts)
    if command := next((c for c in found if c), ""):
        return f"runs {command}"
    titles = (job_id, as_text(job.get("name")), *(as_text(step.get("name")) for step in steps))
    title = next((t for t in titles if deploy_title(t)), "")
    return f"called {title}" if title else ""


def _gitlab_deploys(name_of_job: str, job: dict[str, Any]) -> str:
    environment = job.get("environment")
    name = as_text(environment) or as_text(as_table(environment).get("name"))
    if deploy_environment(name) and as_table(environment).get("action", "start") in {"start", "prepare", "access"}:
        return f"environment {name}"
    script = "\n".join(_script_lines(job.get("script")))
    throw_away = any(sign in script for sign in THROW_AWAY_CLUSTERS)
    if command := deploy_command(script, throw_away_cluster=throw_away):
        return f"runs {command}"
    return f"called {name_of_job}" if deploy_title(name_of_job) else ""


def _script_lines(script: object) -> list[str]:
    lines = [script] if isinstance(script, str) else as_list(script)
    return [
        line
        for entry in lines
        for line in ([entry] if isinstance(entry, str) else as_list(entry))
        if isinstance(line, str)
    ]


def _runs_on_schedule(job: dict[str, Any]) -> bool:
    only = job.get("only")
    if "schedules" in [*as_list(only), *as_list(as_table(only).get("refs"))]:
        return True
    rules = [as_table(rule) for rule in as_list(job.get("rules"))]
    return any(_names_schedule(as_text(r.get("if"))) for r in rules if r.get("when") != "never")


def _names_schedule(condition: str) -> bool:
    squeezed = condition.replace(" ", "").replace("'", '"')
    return '$CI_PIPELINE_SOURCE=="schedule"' in squeezed


def _line(text: bytes, sign: str) -> int:
    word, _, rest = sign.partition(" ")
    return line_of(text, f"{word}:") if word == "environment" else line_of(text, rest)
