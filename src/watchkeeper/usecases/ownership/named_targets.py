"""Says who answers for a component or a package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec.structs import replace

from watchkeeper.analysis.components.candidate import MOST_BYTES
from watchkeeper.analysis.components.owners import declared_owner
from watchkeeper.analysis.components.package_use import Use, is_asked, use_of
from watchkeeper.analysis.ownership.answered import with_agreement
from watchkeeper.analysis.ownership.dialects.resolver import Resolver
from watchkeeper.domain.components import Component, ComponentAnswer, Inventory
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import Agreement, Answer, OwnerAnswer, OwnerRef, Resolution, Role, RuleRef
from watchkeeper.domain.people import fold
from watchkeeper.formats.packages.purl import parse_purl
from watchkeeper.git.listing import list_files
from watchkeeper.usecases.ownership.list_components import agreements_of, answer, choose_components, inventory_at
from watchkeeper.usecases.ownership.stand_behind import Where, open_judge

USES: dict[Use, str] = {"publishes": "publishes it", "uses": "asks for it"}
MOST_MANIFESTS = 10_000


class NamedTargets:
    """Answers for components and packages of one target; the tree is looked through when first asked."""

    def __init__(self, where: Where, resolver: Resolver) -> None:
        self._where = where
        self._resolver = resolver

    @cached_property
    def _inventory(self) -> Inventory:
        return inventory_at(self._where.repository, self._where.target.commit, self._where.loaded)

    @cached_property
    def _agreements(self) -> tuple[Agreement, ...]:
        where = self._where
        return agreements_of(where.repository, where.target, where.loaded, where.now, self._inventory)[0]

    def knows(self, name: str) -> bool:
        """Whether a component has this name."""
        return any(component.name.casefold() == name.casefold() for component in self._inventory.components)

    def component(self, name: str) -> Iterator[Answer]:
        """Who answers for a component, named by id or bare name.

        Raises:
            UsageError: the name means nothing, or several components.
        """
        for component in choose_components(self._inventory.components, [name]):
            yield self._answer(answer(component, self._resolver, self._agreements))

    def package(self, purl: str) -> Iterator[Answer]:
        """Who answers for a package: the owners of the manifest that publishes it, then of those that ask for it.

        Raises:
            UsageError: it is no package URL.
        """
        package = parse_purl(purl)
        found: list[tuple[Use, str]] = []
        objects = self._where.repository.objects
        files = (file for file in list_files(self._where.repository, self._where.target.commit))
        manifests = [(path, blob) for path, _, blob in files if is_asked(path, package)][:MOST_MANIFESTS]
        for path, blob in manifests:
            if use := use_of(path, objects.content(blob, MOST_BYTES) or b"", package):
                found.append((use, path))
        judge = open_judge(self._where, [path for _, path in found])
        for use, path in sorted(found):
            resolution = self._resolver.resolve(path)
            behind = () if isinstance(judge, Unknown) else judge.judge(resolution.owners, [path])
            yield Answer(resolution, True, behind, purl, USES[use])
        if not found:
            yield Answer(Resolution(purl, "unmatched"), False, (), purl, "no manifest names it")

    def _answer(self, found: ComponentAnswer) -> Answer:
        component = found.component
        named = declared_owner(component.responder)
        accountable = self._role(found.owners, component, found.accountable, "accountable")
        responder = self._role((named,) if named else (), component, found.responder, "responder")
        resolution = found.resolution or _declared(component, found.owners)
        resolution = replace(resolution, path=component.id)
        return Answer(resolution, True, (*accountable, *responder), component.id, component.root or "the whole tree")

    def _role(
        self, owners: Sequence[OwnerRef], component: Component, said: Agreement | None, role: Role
    ) -> tuple[OwnerAnswer, ...]:
        judge = open_judge(self._where, [sighting.path for sighting in component.sightings])
        if isinstance(judge, Unknown):
            return with_agreement((), said, fold)
        behind = judge.judge(owners, [sighting.path for sighting in component.sightings])
        cast = tuple(replace(a, standings=tuple(replace(s, role=role) for s in a.standings)) for a in behind)
        return with_agreement(cast, said, judge.roster.directory.identity)


def _declared(component: Component, owners: tuple[OwnerRef, ...]) -> Resolution:
    """The answer of a declaration: its file, and the component as pattern."""
    at = component.owner_at
    rule = RuleRef(at.file, at.line, component.name) if at else None
    return Resolution(component.id, "owned" if owners else "unmatched", owners, rule)
