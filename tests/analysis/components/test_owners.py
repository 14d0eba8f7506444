"""Who is written down as owner of a component: its declaration first, else the file that shows it."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.owners import declared_owner, key_path, owners_of
from watchkeeper.domain.components import Component, Sighting
from watchkeeper.domain.ownership.owners import OwnerKind, OwnerRef, Resolution, RuleRef
from watchkeeper.domain.problems import Place


def component(root: str, *paths: tuple[str, str], owner: str = "") -> Component:
    sightings = tuple(Sighting(kind, path, "runs") for kind, path in paths)
    return Component("component:default/x", "x", root, "found", (), sightings, owner, place=Place("catalog-info.yaml"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("@ada", "user"), ("@org/team", "team"), ("user:default/ada", "user"), ("group:default/pay", "team"),
     ("ada@example.com", "email"), ("payments", "team"), ("ari:cloud:identity::team/1", "team")],
)  # fmt: skip
def test_a_declared_owner_is_a_person_a_team_or_an_address(text: str, kind: OwnerKind) -> None:
    assert declared_owner(f" {text} ") == OwnerRef(text, kind)


def test_a_pipeline_speaks_for_the_tool_last() -> None:
    assert key_path(component("", ("scheduled-workflow", ".github/workflows/a.yml"), ("container", "Dockerfile"))) == (
        "Dockerfile"
    )
    assert key_path(component("", ("scheduled-workflow", ".github/workflows/a.yml"))) == ".github/workflows/a.yml"
    assert key_path(component("pay", ("kubernetes", "deploy/pay.yaml"), ("container", "pay/Dockerfile"))) == (
        "pay/Dockerfile"
    )
    assert key_path(component("pay")) == "pay/."
    assert key_path(component("")) == "catalog-info.yaml"


def test_the_declaration_wins_over_the_owners_file() -> None:
    def resolve(path: str) -> Resolution:
        return Resolution(path, "owned", (OwnerRef("@file", "user"),), RuleRef("CODEOWNERS", 1, "*"))

    assert owners_of(component("pay", owner="@ada"), resolve) == ((OwnerRef("@ada", "user"),), None)
    owners, resolution = owners_of(component("pay"), resolve)
    assert (owners, resolution and resolution.path) == ((OwnerRef("@file", "user"),), "pay/.")
    assert declared_owner("  ") is None
