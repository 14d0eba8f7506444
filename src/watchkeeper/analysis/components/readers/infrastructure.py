"""Finds other code that keeps something running: Bicep, Nomad, Pulumi and CDK projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from watchkeeper.analysis.components.candidate import Piece, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts

BY_NAME = {
    "Pulumi.yaml": "cloud resources that Pulumi keeps (Pulumi.yaml)",
    "Pulumi.yml": "cloud resources that Pulumi keeps (Pulumi.yml)",
    "cdk.json": "cloud resources that the AWS CDK keeps (cdk.json)",
    "sst.config.ts": "an app in AWS (SST)",
}
BICEP = {
    b"microsoft.web/sites": "an app (Azure)",
    b"microsoft.web/staticsites": "a site (Azure)",
    b"microsoft.app/containerapps": "a service (Azure Container Apps)",
    b"microsoft.app/jobs": "a job (Azure Container Apps)",
    b"microsoft.containerinstance/containergroups": "a service (Azure Container Instances)",
    b"microsoft.containerservice/managedclusters": "a cluster (Azure Kubernetes Service)",
    b"microsoft.logic/workflows": "a sequence of jobs (Azure Logic Apps)",
    b"microsoft.compute/virtualmachines": "a machine (Azure)",
}
"""Resource types of Azure that run code."""


def is_infrastructure(path: str) -> bool:
    """Whether a file is a project of Pulumi, CDK or SST, or written for Bicep or Nomad."""
    return (name_of(path) in BY_NAME or path.endswith((".bicep", ".nomad", ".nomad.hcl"))) and counts(path)


def read_infrastructure(path: str, text: bytes) -> Iterator[Piece]:
    """The project, the Nomad jobs, or the resources of a Bicep file; a Bicep module is weak."""
    name = name_of(path)
    if what := BY_NAME.get(name):
        yield Piece("infrastructure", name, what)
    elif path.endswith(".bicep"):
        weak = "modules" in path.split("/")[:-1]
        for match in _bicep().finditer(text):
            if what := BICEP.get(match[2].lower()):
                called = match[1].decode()
                line = line_of(text, f"resource {called} ")
                yield Piece("infrastructure", called, f"{what} called {called}", key=called, line=line, weak=weak)
    else:
        for match in _nomad().finditer(text):
            job = match[1].decode("utf-8", "replace")
            yield Piece("infrastructure", job, f"a job (Nomad) called {job}", key=job, line=line_of(text, "job", job))


@cache
def _bicep() -> re.Pattern[bytes]:
    return re.compile(rb"^resource[ \t]+(\w{1,100})[ \t]+'([A-Za-z./]{1,100})@", re.MULTILINE)


@cache
def _nomad() -> re.Pattern[bytes]:
    return re.compile(rb'^job[ \t]+"([^"\n]{1,200})"', re.MULTILINE)
