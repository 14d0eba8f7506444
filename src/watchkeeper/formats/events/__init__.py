"""Reads the events that code hosts send: what is said there about how a change was opened."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from watchkeeper.domain.change import Opening
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.events.github import parse_github_event
from watchkeeper.formats.events.gitlab import parse_gitlab_event
from watchkeeper.formats.events.payload import decode


class _Probe(Struct):
    """What tells the hosts apart: GitLab names the kind of object, GitHub the sender or the action."""

    object_kind: msgspec.Raw = msgspec.Raw()
    repository: msgspec.Raw = msgspec.Raw()
    sender: msgspec.Raw = msgspec.Raw()
    action: msgspec.Raw = msgspec.Raw()


def parse_event(data: bytes, file: str) -> Opening:
    """What the event in `file` says about a change, whichever host sent it.

    Raises:
        UsageError: it is larger than 25 MB, no JSON (with line and column), or no event that is known.
    """
    probe = decode(data, _Probe, file)
    if probe.object_kind:
        return parse_gitlab_event(data, file)
    if probe.repository or probe.sender or probe.action:
        return parse_github_event(data, file)
    raise UsageError(
        Problem(
            "this JSON is no event of GitHub or GitLab",
            Place(file),
            "pass the file that GITHUB_EVENT_PATH names, or the body of a GitLab webhook",
        )
    )
