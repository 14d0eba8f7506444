"""Finds the service of a pager that an integration leads to, and those that are a component's own."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.analysis.drill.names import PAGER, PAGER_KEY, ROTA, SERVICE
from watchkeeper.domain.components import OtherName
from watchkeeper.domain.readiness.on_call import PagerService
from watchkeeper.domain.readiness.routing import Integration
from watchkeeper.domain.same_name import plain_name


class Pagers:
    """The services of all pagers of a tree, by key and by name. Of two that share one the first counts."""

    def __init__(self, services: Sequence[PagerService]) -> None:
        self._by_key: dict[str, PagerService] = {}
        self._by_name: dict[str, PagerService] = {}
        self._rotas: dict[str, PagerService] = {}
        for service in services:
            for key in service.keys:
                self._by_key.setdefault(key, service)
            for text in (service.id, service.name):
                self._by_name.setdefault(plain_name(text), service)
            if service.id == service.escalation:
                self._rotas.setdefault(plain_name(service.name), service)

    def find(self, names: Sequence[OtherName], way: Integration) -> tuple[PagerService, str] | None:
        """The service that an integration leads to, and by what: its key, else a name that was written down."""
        if found := next((self._by_key[key] for key in way.keys if key in self._by_key), None):
            return found, "its key is the key of the service"
        if way.keys and self._by_key:
            return None
        target = plain_name(way.target)
        for name in names:
            if name.kind == PAGER_KEY and name.text in self._by_key:
                return self._by_key[name.text], "the catalog names its key"
        for called in (target, target.removeprefix(f"{way.kind}-")):
            if called and called in self._by_name:
                return self._by_name[called], f"it is called {called} there"
        for name in names:
            if name.kind == PAGER and plain_name(name.text) in self._by_name:
                return self._by_name[plain_name(name.text)], name.why
        return self._by_rota(names) if way.paging == "page" and target else None

    def own_keys(self, names: Sequence[OtherName]) -> frozenset[str]:
        """The keys of the services that are the component's: written down, or of one of its names."""
        own = [self._by_name.get(plain_name(name.text)) for name in names if name.kind in {PAGER, SERVICE}]
        own += [self._by_key.get(name.text) for name in names if name.kind == PAGER_KEY]
        return frozenset(key for service in own if service is not None for key in service.keys)

    def _by_rota(self, names: Sequence[OtherName]) -> tuple[PagerService, str] | None:
        """The rota that stands for a pager without an export: written down, or of the component's name."""
        for kind in (ROTA, SERVICE):
            for name in names:
                if name.kind == kind and (found := self._rotas.get(plain_name(name.text))) is not None:
                    return found, name.why
        return None
