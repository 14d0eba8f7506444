"""Reads pipelines of a simple shape: Buildkite, Bitbucket, Drone, Woodpecker, Travis, Google Cloud Build."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from watchkeeper.analysis.components.candidate import Piece, folder_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.components.manifests import as_list, as_table, as_text
from watchkeeper.analysis.components.pipelines.jobs import deploying, deploys, read_pipeline, scheduled, texts_in

TOP = {
    "bitbucket-pipelines.yml": "bitbucket", ".drone.yml": "drone", ".drone.yaml": "drone",
    ".woodpecker.yml": "drone", ".woodpecker.yaml": "drone", ".travis.yml": "travis",
    "cloudbuild.yaml": "cloudbuild", "cloudbuild.yml": "cloudbuild",
}  # fmt: skip
FOLDERS = {".buildkite": "buildkite", ".woodpecker": "drone"}
PACKAGES = frozenset({
    "pypi", "npm", "releases", "rubygems", "script", "cargo", "hackage", "maven", "gcr", "snap", "packagecloud",
    "bintray", "cratesio", "testpypi", "launchpad", "chefsupermarket", "puppetforge",
})  # fmt: skip
"""Providers of Travis that publish a package or run a script, which is looked at by itself."""


def is_other_pipeline(path: str) -> bool:
    """Whether a file is named as a pipeline of one of these products."""
    return bool(_product(path)) and counts(path, workshop=True)


def read_other_pipeline(path: str, text: bytes) -> Iterator[Piece]:
    """What runs by the clock, and the first sign that something is deployed.

    Raises:
        UsageError: the file cannot be read, and holds a word that such a job needs.
    """
    value = read_pipeline(path, text)
    name, product = name_of(path), _product(path)
    if product == "drone":
        yield from scheduled(name, _drone_times(value), text, "cron")
    yield from deploying(name, _SIGNS[product](value), text)


def _product(path: str) -> str:
    folder = folder_of(path).partition("/")[0]
    in_folder = FOLDERS.get(folder, "") if path.endswith((".yml", ".yaml")) else ""
    return TOP.get(name_of(path), "") or in_folder


def _buildkite(value: dict[str, Any]) -> str:
    return deploys(texts_in(value, "command", "commands"), texts_in(value, "label", "name"))


def _bitbucket(value: dict[str, Any]) -> str:
    environment = next(iter(texts_in(value, "deployment")), "")
    pipes = [p for p in texts_in(value, "pipe") if "deploy" in p.rpartition("/")[2]]
    return f"uses {pipes[0]}" if pipes else deploys(texts_in(value, "script"), texts_in(value, "name"), environment)


def _drone(value: dict[str, Any]) -> str:
    names = [*texts_in(value.get("steps"), "name"), *as_table(value.get("steps")), as_text(value.get("name"))]
    return deploys(texts_in(value, "commands"), names)


def _drone_times(value: dict[str, Any]) -> list[str]:
    whens = [as_table(value.get("trigger"))]
    whens += [as_table(w) for w in (as_list(value.get("when")) or [value.get("when")])]
    # the times themselves stand in the server
    return ["" for w in whens if "cron" in w or "cron" in _events(w)]


def _events(when: dict[str, Any]) -> list[str]:
    event = when.get("event")
    return [event] if isinstance(event, str) else [as_text(e) for e in as_list(event)]


def _travis(value: dict[str, Any]) -> str:
    deploy = value.get("deploy")
    targets = [as_table(d) for d in (as_list(deploy) or [deploy])]
    stages = [
        as_table(d) for j in as_list(as_table(value.get("jobs")).get("include")) for d in [as_table(j).get("deploy")]
    ]
    for target in (*targets, *stages):
        provider = as_text(target.get("provider"))
        if provider and provider not in PACKAGES:
            return f"provider {provider}"
    return deploys(texts_in(deploy, "script"))


def _cloud_build(value: dict[str, Any]) -> str:
    lines = []
    for step in map(as_table, as_list(value.get("steps"))):
        words = [as_text(step.get("entrypoint")) or name_of(as_text(step.get("name"))).partition(":")[0]]
        words += [as_text(a) for a in as_list(step.get("args"))]
        words = [w for w in words if w != "cloud-sdk"]
        lines += [" ".join(words), *(a for a in words if "\n" in a)]
    return deploys(lines)


_SIGNS: dict[str, Callable[[dict[str, Any]], str]] = {
    "buildkite": _buildkite, "bitbucket": _bitbucket, "drone": _drone, "travis": _travis, "cloudbuild": _cloud_build,
}  # fmt: skip
