"""Reads `.watchkeeper.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.policy import PolicyFile
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.catalogs.references import NAME
from watchkeeper.formats.policy.shapes import decode, nearest
from watchkeeper.formats.yaml.document import Document, parse_yaml


def parse_policy(text: bytes, file: str) -> tuple[PolicyFile, Document]:
    """A policy file and its document, which knows the place of each key.

    Raises:
        UsageError: it is no YAML or does not fit; all faults at once.
    """
    document = parse_yaml(text, file)
    if document.value is None:
        raise UsageError(Problem("is empty", Place(file, 1), "start with: version: 1"))
    policy = decode(document, PolicyFile)
    if "people" in policy.sources:
        from watchkeeper.formats.policy.people_sources import check_people_sources

        check_people_sources(document)
    if not policy.sources.keys().isdisjoint(("alerting", "oncall")):
        from watchkeeper.formats.policy.readiness_sources import check_readiness_sources

        check_readiness_sources(document)
    if faults := [*_unnameable(document, policy), *_no_links(document, policy)]:
        raise UsageError(*faults)
    return policy, document


def _unnameable(document: Document, policy: PolicyFile) -> Iterator[Problem]:
    """Components whose name could not stand in a reference, an id or a command."""
    for name in policy.components:
        if not NAME.fullmatch(name):
            remedy = "use 1 to 63 of a-z, A-Z, 0-9, -, _ and ."
            yield Problem(f"{name!r} is no name of a component", document.key_place(("components", name)), remedy)


def _no_links(document: Document, policy: PolicyFile) -> Iterator[Problem]:
    """Demands on links that the drill does not have; nothing is loaded where the policy has no tiers."""
    if not policy.tiers:
        return
    from watchkeeper.domain.readiness.drill import LINKS

    for tier, demands in policy.tiers.items():
        for name in demands:
            if name not in LINKS:
                place = document.key_place(("tiers", tier, name))
                yield Problem(f"tiers.{tier}: {name!r} is no link of the drill", place, nearest(name, LINKS))
