"""The values of a pipeline: jobs, their steps, and the events and filters that start it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Platform = Literal["github", "action", "gitlab"]
Filters = dict[str, tuple[str, ...]]

JUDGING = ("pull_request", "merge_group", "merge_request", "push", "workflow_call")
"""Events whose jobs can hold a change back; a schedule or a release cannot."""


class Step(Struct, frozen=True):
    """One step: what it is called, what it uses (without the version), the lines that it runs.

    `soft` tells that its failure does not count; `condition` is its `if`. `lines` are pairs of line number and
    command, numbered in the file; `retries` is how often a retrying action runs them.
    """

    name: str
    line: int
    uses: str = ""
    lines: tuple[tuple[int, str], ...] = ()
    condition: str = ""
    soft: bool = False
    minutes: float = 0.0
    retries: int = 0

    @property
    def content(self) -> frozenset[str]:
        """What it does, without how it is called."""
        return frozenset({text for _, text in self.lines} | ({self.uses} if self.uses else set()))


class Job(Struct, frozen=True):
    """One job. `name` is the name of its status; `calls` the pipeline that it hands its work to.

    `filters` are those of the job itself (GitLab); `retries` how often the platform runs it again.
    """

    id: str
    name: str
    line: int
    steps: tuple[Step, ...] = ()
    condition: str = ""
    soft: bool = False
    calls: str = ""
    minutes: float = 0.0
    retries: int = 0
    filters: Filters = {}

    @property
    def content(self) -> frozenset[str]:
        """What its steps do."""
        inner = frozenset(text for step in self.steps for text in step.content)
        return inner | {self.calls} if self.calls else inner


class Pipeline(Struct, frozen=True):
    """One file. `events` maps an event to its filters (`paths`, `branches` …); no entry = no such trigger."""

    path: str
    platform: Platform
    jobs: tuple[Job, ...]
    events: dict[str, Filters]
    line: int = 1

    @property
    def judges(self) -> bool:
        """Whether its jobs can hold a change back: not a push of tags alone, nor a schedule."""
        for event in JUDGING:
            filters = self.events.get(event)
            if filters is not None and not (event == "push" and "tags" in filters and "branches" not in filters):
                return True
        return False
