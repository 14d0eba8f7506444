"""What happens to deployments: deployed, rolled back."""

from __future__ import annotations

from typing import Literal

from watchkeeper.domain.events.event import Payload, Person, Text, Time

DeploymentResult = Literal["success", "failure", "unknown"]


class Deployed(Payload, frozen=True):
    """A version reached an environment, or failed to. The event happened when that was over.

    Attributes:
        service: what was deployed.
        environment: where to; a release that stands in for a deployment says `release` or `early release`.
        commit: the commit that was deployed.
        version: the version's name.
        result: whether it worked.
        started_at: when it began.
        by: who started it.
        changes: ids of the changes that it brought for the first time.
        changes_count: how many changes it brought; also where they are not listed.
        previous: the commit that was deployed before.
        first: the first deployment known of this service and environment: it has no predecessor and so no lead times.
        proxy: a tag or release stands in for a deployment.
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
    """An older version was put back into an environment.

    Attributes:
        service: what was rolled back.
        environment: where.
        commit: the commit that runs now.
        version: the version that runs now.
        deployment: the id of the deployment that was taken back.
        by: who did it.
        reason: why.
        proxy: it was read from other signs, not told.
    """

    service: str
    environment: str = ""
    commit: str = ""
    version: str = ""
    deployment: str = ""
    by: Person = ""
    reason: Text = ""
    proxy: bool = False
