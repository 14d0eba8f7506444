"""What happens to deployments: deployed, rolled back."""

from __future__ import annotations

from typing import Literal

from watchkeeper.domain.events.event import Payload, Person, Text, Time

DeploymentResult = Literal["success", "failure", "unknown"]


class Deployed(Payload, frozen=True):
    """A version reached an environment, or failed to.

    `changes` are ids of the changes that it brought for the first time; `first` is the first
    deployment known of this service and environment, which has no predecessor and so no lead times.
    `proxy` means that a tag or release stands in for a deployment.
    """

    service: str
    environment: str = ""
    commit: str = ""
    version: str = ""
    result: DeploymentResult = "unknown"
    started_at: Time = ""
    by: Person = ""
    changes: tuple[str, ...] = ()
    changes_count: int = 0
    previous: str = ""
    first: bool = False
    proxy: bool = False


class RolledBack(Payload, frozen=True):
    """An older version was put back into an environment."""

    service: str
    environment: str = ""
    commit: str = ""
    version: str = ""
    deployment: str = ""
    by: Person = ""
    reason: Text = ""
    proxy: bool = False
