"""Tells which system an export of people or teams comes from, by its name and first entry, and reads it."""

from __future__ import annotations

from collections.abc import Mapping

from watchkeeper.domain.people import People
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.directories.github_teams import looks_like_github, parse_github_teams
from watchkeeper.formats.directories.gitlab_groups import looks_like_gitlab, parse_gitlab_groups
from watchkeeper.formats.directories.hr import parse_hr
from watchkeeper.formats.directories.scim import looks_like_scim, parse_scim
from watchkeeper.formats.directories.values import read_objects
from watchkeeper.formats.policy.people_file import parse_people

_YAML = (".yaml", ".yml")
_JSON = (b"[", b"{", b"\x1e")


def parse_teams(text: bytes, file: str) -> People:
    """The teams of a forge: GitLab's when the first entry is one of GitLab's, else GitHub's. Never raises."""
    objects, _ = read_objects(text, file)
    first = objects[0] if objects else {}
    if looks_like_gitlab(first) and not looks_like_github(first):
        return parse_gitlab_groups(text, file)
    return parse_github_teams(text, file)


def parse_directory(text: bytes, file: str, columns: Mapping[str, str] | None = None) -> People:
    """Any list of people or teams: a people file, SCIM, a forge's teams, else a table. Never raises."""
    if file.lower().endswith(_YAML):
        try:
            return parse_people(text, file)
        except UsageError as error:
            return People(sources=(Place(file),), problems=error.problems, unread=(file,))
    if text.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in _JSON or not text.strip():
        return parse_hr(text, file, columns)
    objects, _ = read_objects(text, file)
    first = objects[0] if objects else {}
    if looks_like_scim(first):
        return parse_scim(text, file)
    if objects and not (looks_like_github(first) or looks_like_gitlab(first)):
        problem = Problem("is no list of people or teams that is known", Place(file), "see docs/people.md")
        return People(sources=(Place(file),), problems=(problem,), unread=(file,))
    return parse_teams(text, file)
