"""Reads files about where alerts go, whatever their kind, and puts together what belongs together."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.routing import Routing
from watchkeeper.formats.routes.alertmanager import read_alertmanager
from watchkeeper.formats.routes.documents import parse_documents
from watchkeeper.formats.routes.grafana_policies import holds_grafana, parse_grafana
from watchkeeper.formats.routes.helm import holds_values, parse_values
from watchkeeper.formats.routes.kubernetes import holds_configuration, parse_resource
from watchkeeper.formats.routes.operator import holds_operator_config, merge_operator_configs
from watchkeeper.formats.yaml.nodes import Document

ALERTMANAGER = ("route", "receivers", "inhibit_rules", "time_intervals", "mute_time_intervals")


def parse_routing(files: Sequence[tuple[str, bytes]]) -> tuple[Routing, ...]:
    """The routings in files (path, bytes): one a configuration, and one an organisation of Grafana.

    AlertmanagerConfig resources go under the one configuration beside them, else under the operator's empty one.

    Raises:
        UsageError: a file cannot be read, or holds nothing about where alerts go.
    """
    found = _Found()
    for file, data in files:
        before = found.count
        documents = parse_documents(data, file)
        for document in documents:
            found.add(document, data, file)
        if found.count == before:
            raise _unknown(file)
    return found.together(files[0][0] if files else "")


class _Found:
    """What the documents so far hold."""

    def __init__(self) -> None:
        self.count = 0
        self._whole: list[Routing] = []
        self._resources: list[Document] = []
        self._grafana: list[Document] = []
        self._strategy, self._home = "OnNamespace", ""

    def add(self, document: Document, data: bytes, file: str) -> None:
        """Take what a document holds; other resources of Kubernetes are passed over."""
        root = document.root
        self.count += 1
        if holds_operator_config(document):
            self._resources.append(document)
        elif root.text("kind") == "Alertmanager":
            self._strategy = root.text("spec", "alertmanagerConfigMatcherStrategy", "type") or self._strategy
            self._home = root.text("metadata", "namespace")
        elif holds_grafana(document):
            self._grafana.append(document)
        elif (routing := _alertmanager(document, data, file)) is not None:
            self._whole.append(routing)
        else:
            self.count -= 1

    def together(self, file: str) -> tuple[Routing, ...]:
        """All routings, with the resources under the one configuration beside them."""
        whole = self._whole
        if self._resources:
            if len(whole) > 1:
                raise UsageError(_several(self._resources[0], len(whole)))
            base = whole[0] if whole else None
            whole = [merge_operator_configs(base, self._resources, file, self._strategy, self._home)]
        found = (*whole, *(parse_grafana(self._grafana, file) if self._grafana else ()))
        if not found:
            raise _unknown(file)
        return found


def _alertmanager(document: Document, data: bytes, file: str) -> Routing | None:
    if holds_configuration(document):
        return parse_resource(document, data, file)
    if any(document.root.get(key) for key in ALERTMANAGER):
        return read_alertmanager(document, file)
    return parse_values(document, data, file) if holds_values(document) else None


def _several(resource: Document, count: int) -> Problem:
    what = f"{count} configurations are there, and AlertmanagerConfig resources go under one"
    return Problem(what, resource.root.place, "name one configuration")


def _unknown(file: str) -> UsageError:
    what = "holds no configuration of where alerts go that is known"
    return UsageError(Problem(what, Place(file), "see docs/alerting.md for what can be read"))
