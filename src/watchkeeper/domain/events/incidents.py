"""What happens to incidents: detected, acknowledged, mitigated, resolved."""

from __future__ import annotations

from watchkeeper.domain.events.event import Payload, Person, Text, Time


class IncidentDetected(Payload, frozen=True):
    """Something broke and was noticed. The event happened when it was noticed.

    Attributes:
        service: what broke.
        environment: where.
        severity: the source's own word for how bad it is.
        impact_start: when users were first hurt, if anybody knows.
        title: its title.
        changes: ids of the changes that the source itself blames.
        deployment: the id of the deployment that the source itself blames.
        duplicate_of: the id of the incident that this one repeats.
        synthetic: a drill or test, no real incident.
        proxy: a fix in the history stands in for an incident.
    """

    service: str = ""
    environment: str = ""
    severity: str = ""
    impact_start: Time = ""
    title: Text = ""
    changes: tuple[str, ...] = ()
    deployment: str = ""
    duplicate_of: str = ""
    synthetic: bool = False
    proxy: bool = False


class IncidentAcknowledged(Payload, frozen=True):
    """A person, or a machine, said: I have it.

    Attributes:
        by: who said so; empty for a machine.
    """

    by: Person = ""


class IncidentMitigated(Payload, frozen=True):
    """Users are no longer hurt; the cause may still be there.

    Attributes:
        by: who mitigated it.
        how: what was done.
    """

    by: Person = ""
    how: Text = ""


class IncidentResolved(Payload, frozen=True):
    """It is over.

    Attributes:
        by: who closed it.
        automatic: no person closed it (an alert that went away).
        fixed_by: the id of the change that mended it.
        proxy: it was read from other signs, not told.
    """

    by: Person = ""
    automatic: bool = False
    fixed_by: str = ""
    proxy: bool = False
