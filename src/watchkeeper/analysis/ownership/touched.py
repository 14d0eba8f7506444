"""The components that a change touches or adds, each with who answers for it and what it promises."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Kind
from watchkeeper.domain.ownership.owners import Agreement, OwnerRef
from watchkeeper.domain.ownership.promises import SupportPromise


class Touch(Struct, frozen=True):
    """A component of a change, the changed paths that belong to it, and whether the change brings it."""

    component: Component
    changed: tuple[str, ...]
    new: bool


class TouchedComponent(Struct, frozen=True):
    """One component of a change.

    `new` means that the target does not have it. `changed` are the changed paths that belong to it.
    `owners` are those that a catalog, the policy or the owners file of the target names, the author
    not taken out. `responder` and `accountable` are where the persons stand who were named, asked or
    answered, the one that counts most; None when nobody ever was. `promise` is None when none is said
    or none can be read.
    """

    component: Component
    new: bool
    changed: tuple[str, ...]
    owners: tuple[OwnerRef, ...] = ()
    accountable: Agreement | None = None
    responder: Agreement | None = None
    promise: SupportPromise | None = None


class TouchedComponents(Struct, frozen=True):
    """All of them; `today` is the day of evaluation (UTC, `2026-03-01`), `unread` what could not be read."""

    components: tuple[TouchedComponent, ...]
    today: str
    escalation: str = ""
    unread: tuple[str, ...] = ()


TOUCHED: Kind[TouchedComponents] = Kind("ownership/components")
