"""Reads which host, account or repository a record's web address speaks of."""

from __future__ import annotations

import re

from watchkeeper.formats.exports.origin import Origin

_ADDRESS = re.compile(r"https?://(?:[^/?#@\s]*@)?([^/?#@\s]+)([^?#\s]*)", re.IGNORECASE)
_HOMES = {"github.com": "github", "api.github.com": "github", "gitlab.com": "gitlab"}
_GITHUB = re.compile(r"(?:(?:api/v3/)?repos/)?([^/]+/[^/]+)(?:/.*)?")
_GITLAB = re.compile(r"(.+?)/-/.*")


def host_and_path(url: str | None) -> tuple[str, str]:
    """The host in small letters and the path without its outer slashes; both "" for what is no web address."""
    found = _ADDRESS.match(url or "")
    return (found[1].casefold(), found[2].strip("/")) if found else ("", "")


def github_source(url: str | None, origin: Origin) -> str:
    """`github:` and the repository that a web or API address lies in; else the export's own."""
    host, path = host_and_path(url)
    found = _GITHUB.fullmatch(path)
    return _source("github", host, found[1] if found else "", origin)


def gitlab_source(url: str | None, origin: Origin) -> str:
    """`gitlab:` and the project that a web address lies in; else the export's own."""
    host, path = host_and_path(url)
    found = _GITLAB.fullmatch(path)
    return _source("gitlab", host, found[1] if found else "", origin)


def _source(forge: str, host: str, repository: str, origin: Origin) -> str:
    """The host is left out where it is the forge's own."""
    if not repository:
        host, repository = host_and_path(origin.forge_url)
    if not repository:
        return f"{forge}:{origin.repository}"
    path = repository.removesuffix(".git").casefold()
    return f"{forge}:{path}" if _HOMES.get(host) == forge else f"{forge}:{host}/{path}"
