"""Components: tools and services, declared in a catalog or the policy, or found by what makes them run."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.ownership.burden import Holding
from watchkeeper.domain.ownership.owners import Agreement, OwnerRef, Resolution
from watchkeeper.domain.problems import Place, Problem

Declaration = Literal["policy", "backstage", "opslevel", "cortex", "compass", "found"]


class Sighting(Struct, frozen=True):
    """One reason why a folder is a component: what stands where.

    `kind` is the reader's word (`container`, `scheduled-workflow`, `catalog`, …), `detail` the end of a
    sentence ("a scheduled workflow (cron 0 6 * * 1)"). `line` counts from 1, 0 = the whole file. A `weak`
    sighting alone (a library's manifest, a notebook) does not show that anything runs. `name` is what a
    manifest calls what it runs.
    """

    kind: str
    path: str
    detail: str
    line: int = 0
    weak: bool = False
    name: str = ""


class OtherName(Struct, frozen=True):
    """What another system calls a component: `kind` is `service`, `job`, `pager` or `rota`, `why` says who says so."""

    kind: str
    text: str
    why: str
    place: Place | None = None


class Component(Struct, frozen=True):
    """A tool or service. `id` is for ever (`domain.identifiers`); `root` is a folder, "" = the whole tree.

    `owner` and `responder` are texts as written (`@org/team`, `group:default/payments`, an address), ""
    = none; `owner_at` is where the owner is written. `promise` is the support promise as written, "" =
    not said. `tier` runs from 1 to 4, 0 = not said. `runs` tells whether something of it is deployed.
    `customers` is who tells the customers when it breaks, "" = nobody is named.
    """

    id: str
    name: str
    root: str
    declaration: Declaration
    paths: tuple[str, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    owner: str = ""
    responder: str = ""
    owner_at: Place | None = None
    promise: str = ""
    tier: int = 0
    kind: str = ""
    lifecycle: str = ""
    system: str = ""
    place: Place | None = None
    runs: bool = False
    depends_on: tuple[str, ...] = ()
    customers: str = ""
    names: tuple[OtherName, ...] = ()


class Inventory(Struct, frozen=True):
    """All components of a tree, and the files that could not be read (the others still count)."""

    components: tuple[Component, ...] = ()
    problems: tuple[Problem, ...] = ()


class ComponentAnswer(Struct, frozen=True):
    """A component with who answers for it.

    `owners` are as written: by its declaration, else by the owners file (`resolution`). `holding` says
    how firmly it is owned in writing. The agreements are where the persons stand who were named, asked
    or answered; None when nobody ever was.
    """

    component: Component
    owners: tuple[OwnerRef, ...]
    holding: Holding
    resolution: Resolution | None = None
    accountable: Agreement | None = None
    responder: Agreement | None = None
