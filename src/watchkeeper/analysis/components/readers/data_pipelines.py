"""Finds data pipelines by their project files: Prefect, Dagster, dbt, Airflow of Astronomer."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text
from watchkeeper.formats.yaml.foreign import Foreign, parse_foreign_lines

PREFECT = ("prefect.yaml", "prefect.yml")
BY_NAME = {
    "dagster_cloud.yaml": "data pipelines (Dagster Cloud)",
    "airflow_settings.yaml": "an Airflow (Astronomer)",
    "kestra.yml": "data pipelines (Kestra)",
}
EMPTY = frozenset({"", "null", "~"})
DBT = ("dbt_project.yml", "dbt_project.yaml")


def is_data_pipeline(path: str) -> bool:
    """Whether a file is named as the project file of a data pipeline."""
    return (name_of(path) in BY_NAME or name_of(path) in (*PREFECT, *DBT)) and counts(path)


def read_data_pipelines(path: str, text: bytes) -> Iterator[Piece]:
    """The deployments of a Prefect project, or the project. A dbt project is weak: something else runs it.

    Raises:
        UsageError: a Prefect project cannot be read.
    """
    name = name_of(path)
    if name in DBT:
        yield Piece("data-pipeline", name, "tables that dbt builds", weak=True)
    elif name in BY_NAME:
        yield Piece("data-pipeline", name, BY_NAME[name])
    else:
        yield from _prefect(parse_foreign_lines(text, path))


def _prefect(document: Foreign) -> Iterator[Piece]:
    for number, value in enumerate(as_list(as_table(document.value).get("deployments"))):
        deployment = as_table(value)
        name = as_text(deployment.get("name"))
        if name in EMPTY or as_text(deployment.get("entrypoint")) in EMPTY:
            continue  # a form to be filled in
        times = [as_text(as_table(s).get("cron")) for s in as_list(deployment.get("schedules"))]
        times.append(as_text(as_table(deployment.get("schedule")).get("cron")))
        shown = next((f" ({t})" for t in times if t), "")
        line = document.line(("deployments", number))
        yield Piece(
            "data-pipeline", name, f"a Prefect deployment called {name}{shown}", key=f"prefect {name}", line=line
        )
