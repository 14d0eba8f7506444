"""Finds what Terraform and OpenTofu keep running: functions, services, machines, clusters, jobs by the clock."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from watchkeeper.analysis.components.candidate import MOST_LINES, Piece, folder_of
from watchkeeper.analysis.components.ignored_folders import counts

RUNS = {
    "aws_lambda_function": "a function (AWS Lambda)",
    "aws_ecs_service": "a service (AWS ECS)",
    "aws_ecs_task_definition": "a task (AWS ECS)",
    "aws_apprunner_service": "a service (AWS App Runner)",
    "aws_elastic_beanstalk_environment": "an app (AWS Elastic Beanstalk)",
    "aws_instance": "a machine (AWS EC2)",
    "aws_autoscaling_group": "a group of machines (AWS EC2)",
    "aws_batch_job_definition": "a job (AWS Batch)",
    "aws_sfn_state_machine": "a sequence of jobs (AWS Step Functions)",
    "aws_glue_job": "a data job (AWS Glue)",
    "aws_amplify_app": "a site (AWS Amplify)",
    "aws_lightsail_container_service": "a service (AWS Lightsail)",
    "aws_mwaa_environment": "an Airflow (AWS MWAA)",
    "aws_eks_cluster": "a cluster (AWS EKS)",
    "aws_scheduler_schedule": "a job by the clock (AWS EventBridge)",
    "google_cloud_run_service": "a service (Google Cloud Run)",
    "google_cloud_run_v2_service": "a service (Google Cloud Run)",
    "google_cloud_run_v2_job": "a job (Google Cloud Run)",
    "google_cloudfunctions_function": "a function (Google Cloud)",
    "google_cloudfunctions2_function": "a function (Google Cloud)",
    "google_app_engine_standard_app_version": "an app (Google App Engine)",
    "google_app_engine_flexible_app_version": "an app (Google App Engine)",
    "google_cloud_scheduler_job": "a job by the clock (Google Cloud Scheduler)",
    "google_composer_environment": "an Airflow (Google Composer)",
    "google_compute_instance": "a machine (Google Cloud)",
    "google_compute_instance_template": "a group of machines (Google Cloud)",
    "google_container_cluster": "a cluster (Google Kubernetes Engine)",
    "google_dataflow_job": "a data job (Google Dataflow)",
    "google_workflows_workflow": "a sequence of jobs (Google Workflows)",
    "azurerm_linux_web_app": "an app (Azure)",
    "azurerm_windows_web_app": "an app (Azure)",
    "azurerm_app_service": "an app (Azure)",
    "azurerm_linux_function_app": "a function app (Azure)",
    "azurerm_windows_function_app": "a function app (Azure)",
    "azurerm_function_app": "a function app (Azure)",
    "azurerm_container_app": "a service (Azure Container Apps)",
    "azurerm_container_app_job": "a job (Azure Container Apps)",
    "azurerm_container_group": "a service (Azure Container Instances)",
    "azurerm_static_web_app": "a site (Azure)",
    "azurerm_static_site": "a site (Azure)",
    "azurerm_logic_app_workflow": "a sequence of jobs (Azure Logic Apps)",
    "azurerm_logic_app_standard": "a sequence of jobs (Azure Logic Apps)",
    "azurerm_kubernetes_cluster": "a cluster (Azure Kubernetes Service)",
    "azurerm_linux_virtual_machine": "a machine (Azure)",
    "azurerm_windows_virtual_machine": "a machine (Azure)",
    "kubernetes_deployment": "a service (Kubernetes)",
    "kubernetes_deployment_v1": "a service (Kubernetes)",
    "kubernetes_stateful_set": "a service (Kubernetes)",
    "kubernetes_stateful_set_v1": "a service (Kubernetes)",
    "kubernetes_daemonset": "a service (Kubernetes)",
    "kubernetes_daemon_set_v1": "a service (Kubernetes)",
    "kubernetes_cron_job": "a job by the clock (Kubernetes)",
    "kubernetes_cron_job_v1": "a job by the clock (Kubernetes)",
    "kubernetes_job": "a job (Kubernetes)",
    "kubernetes_job_v1": "a job (Kubernetes)",
    "helm_release": "an installed Helm chart",
    "heroku_app": "an app (Heroku)",
    "digitalocean_app": "an app (DigitalOcean)",
    "digitalocean_droplet": "a machine (DigitalOcean)",
    "hcloud_server": "a machine (Hetzner)",
    "cloudflare_workers_script": "a function (Cloudflare Workers)",
    "cloudflare_worker_script": "a function (Cloudflare Workers)",
    "cloudflare_worker": "a function (Cloudflare Workers)",
    "cloudflare_pages_project": "a site (Cloudflare Pages)",
    "vercel_project": "a site (Vercel)",
    "netlify_site": "a site (Netlify)",
    "render_web_service": "a service (Render)",
    "fly_app": "an app (Fly.io)",
    "nomad_job": "a job (Nomad)",
    "docker_container": "a container",
    "docker_service": "a service (Docker Swarm)",
    "databricks_job": "a data job (Databricks)",
    "snowflake_task": "a job by the clock (Snowflake)",
}
"""Resource type → what it is, for what runs code. Stores, networks and permissions are left to their owners."""
BOUGHT = frozenset({
    "lambda", "ecs", "eks", "gke", "aks", "apprunner", "batch", "ec2", "autoscaling", "function", "functions", "run",
    "cloudrun", "kubernetes", "app", "airflow", "composer", "helm", "vm", "scheduler", "scheduled",
})  # fmt: skip
"""Words in the name of a published module that runs code, as in `terraform-aws-modules/lambda/aws`."""
CLOCKED = "aws_cloudwatch_event_rule"
"""A rule that listens to events, and a job by the clock only where it names times."""
NEAR = 4_096
"""Bytes behind the head of a resource in which its times are looked for, up to the end of its block."""


def is_terraform(path: str) -> bool:
    """Whether a file is of Terraform or OpenTofu; what it keeps for pipelines runs as well."""
    return path.endswith((".tf", ".tofu")) and counts(path, workshop=True)


def read_terraform(path: str, text: bytes) -> Iterator[Piece]:
    """Each resource that runs code; in a folder `modules` it is weak, for a module runs where it is called.

    The call of a module of the repository is weak as well, and leads to its folder: whether that runs
    code is known when both were read.
    """
    weak = "modules" in path.split("/")[:-1]
    line, counted = 1, 0
    for match in _resource().finditer(text):
        kind, name = match[1].decode(), match[2].decode("utf-8", "replace")
        times = _times_of(text, match.end()) if "schedule" in kind or kind == CLOCKED or "cron" in kind else ""
        what = "a job by the clock (AWS EventBridge)" if kind == CLOCKED and times else RUNS.get(kind, "")
        if not what:
            continue
        line += text.count(b"\n", counted, match.start())
        counted = match.start()
        shown = f", at {times}" if times else ""
        yield Piece("infrastructure", name, f"{what} called {name}{shown}", key=f"{kind} {name}", line=line, weak=weak)
    yield from islice(_modules(path, text, weak=weak), MOST_LINES)


def _modules(path: str, text: bytes, *, weak: bool) -> Iterator[Piece]:
    for match in _module().finditer(text):
        name = match[1].decode("utf-8", "replace")
        end = _next_block().search(text, match.end(), match.end() + NEAR)
        found = _source().search(text, match.end(), end.start() if end else match.end() + NEAR)
        source = found[1].decode("utf-8", "replace") if found else ""
        local = source.startswith(("./", "../"))
        published = source.partition("//")[0].removesuffix(".git").split("/")
        words = set("-".join(published[-3:]).lower().replace("_", "-").split("-"))
        if local or BOUGHT & words:
            yield Piece(
                "infrastructure",
                name,
                f"a module called {name} ({source})",
                key=f"module {name}",
                leads_to=posixpath.normpath(posixpath.join(folder_of(path), source)) if local else "",
                line=text.count(b"\n", 0, match.start()) + 1,
                weak=weak or local,
            )


def _times_of(text: bytes, start: int) -> str:
    end = _next_block().search(text, start, start + NEAR)
    found = _schedule().search(text, start, end.start() if end else start + NEAR)
    return found[1].decode("utf-8", "replace") if found else ""


@cache
def _module() -> re.Pattern[bytes]:
    return re.compile(rb'^module[ \t]+"([^"\n]{1,200})"', re.MULTILINE)


@cache
def _source() -> re.Pattern[bytes]:
    return re.compile(rb'^[ \t]+source[ \t]*=[ \t]*"([^"\n]{1,300})"', re.MULTILINE)


@cache
def _resource() -> re.Pattern[bytes]:
    return re.compile(rb'^resource[ \t]+"([a-z0-9_]{1,100})"[ \t]+"([^"\n]{1,200})"', re.MULTILINE)


@cache
def _next_block() -> re.Pattern[bytes]:
    return re.compile(rb"^\}", re.MULTILINE)


@cache
def _schedule() -> re.Pattern[bytes]:
    return re.compile(rb'^[ \t]+schedule(?:_expression)?[ \t]*=[ \t]*"([^"\n]{1,100})"', re.MULTILINE)
