"""Reads a pipeline file of any platform that is parsed."""

from __future__ import annotations

from watchkeeper.analysis.integrity.paths import is_gitlab
from watchkeeper.analysis.integrity.pipelines.github import read_github
from watchkeeper.analysis.integrity.pipelines.gitlab import read_gitlab
from watchkeeper.analysis.integrity.pipelines.model import Pipeline
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.foreign import parse_foreign_lines


def read_pipeline(path: str, text: str) -> Pipeline | None:
    """The pipeline of a file, None when it does not parse as one (a template, broken or hostile YAML)."""
    try:
        document = parse_foreign_lines(text.encode("utf-8", "replace"), path)
    except UsageError:
        return None
    return read_gitlab(document, path) if is_gitlab(path) else read_github(document, path)
