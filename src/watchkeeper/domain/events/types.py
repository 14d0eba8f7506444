"""Finds an event's payload type by its name."""

from __future__ import annotations

from watchkeeper.domain.events import changes, components, deployments, incidents, ownership, paging, privacy, verdicts
from watchkeeper.domain.events.event import Payload

MODULES = (changes, deployments, incidents, verdicts, ownership, components, paging, privacy)
PAYLOADS: dict[str, type[Payload]] = {
    name: found
    for module in MODULES
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, Payload) and found is not Payload
}
"""Every type of event by its name, in the order the files list them."""
