"""Judges one job of any pipeline: whether what it runs, uses or is called puts something into operation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from watchkeeper.analysis.components.candidate import Piece, line_of
from watchkeeper.analysis.components.manifests import as_list, as_table
from watchkeeper.analysis.components.pipelines.deploy_steps import (
    THROW_AWAY_CLUSTERS,
    deploy_command,
    deploy_environment,
    deploy_title,
)
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.foreign import parse_foreign

SIGNS = (b"schedule", b"cron", b"environment", b"deploy", b"apply", b"upgrade")
"""A pipeline that cannot be read is told only if it holds one of these words."""
MOST_NESTING = 12


def read_pipeline(path: str, text: bytes) -> dict[str, Any]:
    """The table of a pipeline file, an empty one if it cannot be read and can hold nothing that matters.

    Raises:
        UsageError: the file cannot be read, and holds a word that a deploying or scheduled job needs.
    """
    try:
        return as_table(parse_foreign(text, path))
    except UsageError:
        if any(sign in text for sign in SIGNS):
            raise
        return {}


def texts_in(value: object, *keys: str, depth: int = 0) -> Iterator[str]:
    """Every text below one of the keys, at any depth: the scripts of a job, its titles, the tasks it uses."""
    if depth > MOST_NESTING:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in keys:
                yield from _texts(inner, depth)
            if isinstance(inner, (dict, list)):
                yield from texts_in(inner, *keys, depth=depth + 1)
    else:
        for inner in as_list(value):
            yield from texts_in(inner, *keys, depth=depth + 1)


def _texts(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth <= MOST_NESTING:
        inner = value.values() if isinstance(value, dict) else as_list(value)
        for entry in inner:
            if isinstance(entry, str):
                yield entry


def deploys(scripts: Iterable[str], titles: Iterable[str] = (), environment: str = "") -> str:
    """What shows that a job deploys: its environment, a command, or how it is called; "" if nothing."""
    if deploy_environment(environment):
        return f"environment {environment}"
    known = list(scripts)
    throw_away = any(sign in script for script in known for sign in THROW_AWAY_CLUSTERS)
    found = (deploy_command(script, throw_away_cluster=throw_away) for script in known)
    if command := next((c for c in found if c), ""):
        return f"runs {command}"
    title = next((t for t in titles if deploy_title(t)), "")
    return f"called {title}" if title else ""


def scheduled(name: str, times: Iterable[str], text: bytes, sign: str) -> Iterator[Piece]:
    """The piece of a pipeline that runs at these times (the empty text = times that stand elsewhere), if any."""
    known = list(times)
    if known:
        told = [t for t in known if t][:2]
        more = f" and {len(known) - len(told)} more" if told and len(known) > len(told) else ""
        shown = f" (cron {'; '.join(told)}{more})" if told else ""
        yield Piece("scheduled-workflow", name, f"a scheduled pipeline{shown}", line=line_of(text, sign))


def deploying(name: str, sign: str, text: bytes) -> Iterator[Piece]:
    """The piece of a pipeline with a job that deploys, if a sign of that was found."""
    if sign:
        needle = sign.partition(" ")[2]
        yield Piece("deploying-workflow", name, f"a deploying pipeline ({sign})", line=line_of(text, needle))
