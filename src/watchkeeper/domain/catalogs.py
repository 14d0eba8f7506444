"""What catalogs declare: components, systems, people and groups, each with where it stands."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.components import OtherName
from watchkeeper.domain.problems import Place, Problem

CatalogKind = Literal["backstage", "opslevel", "cortex", "compass"]


class CatalogEntity(Struct, frozen=True):
    """One entity of a catalog.

    `kind` is lower case (`component`, `system`, `domain`, `resource`, `api`, `group`, `user`, `location`);
    `namespace` and `name` as a reference takes them, lower case; `owner` is the full reference
    (`group:default/payments`) for Backstage, the text as written elsewhere, "" = none. `tier` runs from 1
    to 4, 0 = not said. `promise` and `responder` are annotations of the product. `root` is the folder
    that the entity speaks of, "" = the top of the tree. `members` (of a group), `member_of` (of a user),
    `parent`, `depends_on`, `part_of` are references. `targets` (of a location) are paths of the tree.
    """

    catalog: CatalogKind
    kind: str
    namespace: str
    name: str
    place: Place
    root: str = ""
    title: str = ""
    owner: str = ""
    owner_at: Place | None = None
    responder: str = ""
    promise: str = ""
    tier: int = 0
    lifecycle: str = ""
    type: str = ""
    system: str = ""
    depends_on: tuple[str, ...] = ()
    part_of: str = ""
    members: tuple[str, ...] = ()
    member_of: tuple[str, ...] = ()
    parent: str = ""
    email: str = ""
    display_name: str = ""
    logins: tuple[tuple[str, str], ...] = ()
    targets: tuple[str, ...] = ()
    customers: str = ""
    names: tuple[OtherName, ...] = ()

    @property
    def ref(self) -> str:
        """The full reference: `component:default/payments`."""
        return f"{self.kind}:{self.namespace}/{self.name}"


class CatalogFile(Struct, frozen=True):
    """What one file declares, and what of it could not be read."""

    file: str
    entities: tuple[CatalogEntity, ...] = ()
    problems: tuple[Problem, ...] = ()
