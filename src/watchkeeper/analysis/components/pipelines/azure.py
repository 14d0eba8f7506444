"""Reads Azure Pipelines: schedules, deployment jobs, and tasks that deploy."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text
from watchkeeper.analysis.components.pipelines.jobs import deploying, deploys, read_pipeline, scheduled, texts_in

FOLDERS = (".azure-pipelines", ".azuredevops", ".azure", ".pipelines", "azure-pipelines")
TASKS = (
    "AzureWebApp", "AzureFunctionApp", "AzureRmWebAppDeployment", "AzureContainerApps", "KubernetesManifest",
    "HelmDeploy", "AzureStaticWebApp", "AzureSpringCloud", "IISWebAppDeploymentOnMachineGroup",
    "AzureResourceManagerTemplateDeployment", "ServiceFabricDeploy",
)  # fmt: skip
"""Tasks of the marketplace that put something into operation."""


def is_azure_pipeline(path: str) -> bool:
    """Whether a file is YAML that is named as a pipeline of Azure, or stands in a folder of them."""
    name = name_of(path).lower()
    if not name.endswith((".yml", ".yaml")):
        return False
    named = "azure-pipelines" in name or any(folder in FOLDERS for folder in path.lower().split("/")[:-1])
    return named and counts(path, workshop=True)


def read_azure_pipeline(path: str, text: bytes) -> Iterator[Piece]:
    """What runs by the clock, and the first sign that something is deployed.

    Raises:
        UsageError: the file cannot be read, and holds a word that such a job needs.
    """
    value = read_pipeline(path, text)
    times = [as_text(as_table(s).get("cron")) for s in as_list(value.get("schedules"))]
    yield from scheduled(name_of(path), times, text, "schedules")
    tasks = [task for task in texts_in(value, "task") if task.partition("@")[0] in TASKS]
    sign = f"uses {tasks[0]}" if tasks else ""
    scripts = texts_in(value, "script", "bash", "pwsh", "powershell", "inlineScript")
    titles = (*texts_in(value, "deployment"), *texts_in(value, "displayName"))
    environment = next(iter(texts_in(value, "environment")), "")
    yield from deploying(name_of(path), sign or deploys(scripts, titles, environment), text)
