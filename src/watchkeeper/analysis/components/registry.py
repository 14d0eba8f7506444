"""Every reader of what makes a tool run: which paths it asks for, and what it reads there."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from watchkeeper.analysis.components.candidate import Piece
from watchkeeper.analysis.components.pipelines import azure, circleci, jenkins, others, workflows
from watchkeeper.analysis.components.readers import (
    add_ons,
    compose,
    containers,
    cron,
    data_pipelines,
    entry_points,
    infrastructure,
    kubernetes,
    low_code,
    node_servers,
    notebooks,
    packages,
    processes,
    python_apps,
    serverless,
    terraform,
    web_apps,
)

Reader = Callable[[str, bytes], Iterator[Piece]]
READERS: tuple[tuple[Callable[[str], bool], Reader], ...] = (
    (workflows.is_github_workflow, workflows.read_github_workflow),
    (workflows.is_gitlab_pipeline, workflows.read_gitlab_pipeline),
    (circleci.is_circleci, circleci.read_circleci),
    (azure.is_azure_pipeline, azure.read_azure_pipeline),
    (jenkins.is_jenkinsfile, jenkins.read_jenkinsfile),
    (others.is_other_pipeline, others.read_other_pipeline),
    (containers.is_container, containers.read_container),
    (compose.is_compose, compose.read_compose),
    (processes.is_process, processes.read_processes),
    (cron.is_cron, cron.read_cron),
    (packages.is_package, packages.read_package),
    (entry_points.is_entry_point, entry_points.read_entry_points),
    (node_servers.is_node_server, node_servers.read_node_server),
    (python_apps.is_python_app, python_apps.read_python_app),
    (web_apps.is_web_app, web_apps.read_web_app),
    (data_pipelines.is_data_pipeline, data_pipelines.read_data_pipelines),
    (low_code.is_low_code, low_code.read_low_code),
    (add_ons.is_add_on, add_ons.read_add_on),
    (notebooks.is_notebook, notebooks.read_notebook),
    (serverless.is_serverless, serverless.read_serverless),
    (terraform.is_terraform, terraform.read_terraform),
    (infrastructure.is_infrastructure, infrastructure.read_infrastructure),
    (kubernetes.is_kubernetes, kubernetes.read_kubernetes),
)
MODULES = (
    workflows, circleci, azure, jenkins, others, containers, compose, processes, cron, packages, entry_points,
    node_servers, python_apps, web_apps, data_pipelines, low_code, add_ons, notebooks, serverless, terraform,
    infrastructure, kubernetes,
)  # fmt: skip
CONCERNS: tuple[str, ...] = tuple(dict.fromkeys(glob for module in MODULES for glob in module.GLOBS))
"""Path globs of every file that can hold a deployable."""

NO_TEXT = frozenset({notebooks.read_notebook})
"""Readers that the name of a file suffices; its text need not be loaded for them."""


def readers_of(path: str) -> list[Reader]:
    """The readers that ask for a path."""
    return [read for is_concerned, read in READERS if is_concerned(path)]


def concerns(path: str) -> bool:
    """Whether the text of a changed path has to be read to know what is deployed."""
    return any(is_concerned(path) for is_concerned, _ in READERS)


def told_by_name(path: str) -> bool:
    """Whether the name alone says that a file makes something run, so that a link there matters."""
    return containers.is_container(path) or packages.is_package(path) or serverless.is_named(path)
