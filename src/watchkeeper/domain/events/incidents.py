"""What happens to incidents: detected, acknowledged, mitigated, resolved."""

from __future__ import annotations

from watchkeeper.domain.events.event import Payload, Person, Text, Time


class IncidentDetected(Payload, frozen=True):
    """Something broke and was noticed.

    `impact_start` is when users were first hurt, if anybody knows. `severity` is the source's word.
    `changes` and `deployment` name what the source itself blames. `duplicate_of` is another incident.
    `proxy` means that a fix in the history stands in for an incident.
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
    """A person, or a machine (`by` empty), said: I have it."""

    by: Person = ""


class IncidentMitigated(Payload, frozen=True):
    """Users are no longer hurt; the cause may still be there."""

    by: Person = ""
    how: Text = ""


class IncidentResolved(Payload, frozen=True):
    """It is over. `automatic` means that no person closed it (an alert that went away)."""

    by: Person = ""
    automatic: bool = False
    fixed_by: str = ""
    proxy: bool = False
