"""Builds a connection to a code host from the variables that its CI sets."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.forges.http import Connection

GITHUB_API = "https://api.github.com"
GITLAB_API = "https://gitlab.com/api/v4"


def connect_github(environment: Mapping[str, str]) -> Connection:
    """A connection with GITHUB_TOKEN to GITHUB_API_URL (default: github.com).

    Raises:
        UsageError: there is no usable token.
    """
    token = _token(environment, "GITHUB_TOKEN")
    if not token:
        remedy = "set it for this step: env: GITHUB_TOKEN: ${{ github.token }}"
        raise UsageError(Problem("GITHUB_TOKEN is not set", remedy=remedy))
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    return Connection(environment.get("GITHUB_API_URL") or GITHUB_API, headers)


def connect_gitlab(environment: Mapping[str, str], *, to_write: bool) -> Connection:
    """A connection to CI_API_V4_URL with GITLAB_TOKEN; to read, CI_JOB_TOKEN will do.

    Raises:
        UsageError: there is no usable token.
    """
    root = environment.get("CI_API_V4_URL") or GITLAB_API
    token = _token(environment, "GITLAB_TOKEN")
    if token:
        return Connection(root, {"PRIVATE-TOKEN": token})
    token = "" if to_write else _token(environment, "CI_JOB_TOKEN")
    if token:
        return Connection(root, {"JOB-TOKEN": token})
    remedy = "add a project access token (scope api) as the masked CI/CD variable GITLAB_TOKEN"
    raise UsageError(Problem("GITLAB_TOKEN is not set", remedy=remedy))


def _token(environment: Mapping[str, str], name: str) -> str:
    """The token in a variable, "" if there is none; it is never part of an error."""
    token = environment.get(name, "").strip()
    if not (token.isascii() and token.isprintable()):
        raise UsageError(Problem(f"{name} holds characters that no token has", remedy="copy the token again"))
    return token
