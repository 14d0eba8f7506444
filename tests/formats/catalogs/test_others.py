"""OpsLevel, Cortex and Compass files, in the shapes that their documentation shows, with names of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.catalogs import CatalogEntity, CatalogKind
from watchkeeper.formats.catalogs.recognise import catalog_of, parse_catalog
from watchkeeper.formats.catalogs.tiers import parse_tier

OPSLEVEL = """\
version: 1
component:
  name: Shopping Cart
  lifecycle: generally_available
  tier: tier_1
  owner: order_team
  system: shop
  aliases: [cart]
"""
CORTEX = """\
openapi: 3.0.1
info:
  title: Shopping Cart
  x-cortex-tag: cart
  x-cortex-type: service
  x-cortex-owners:
    - {type: slack, channel: "#cart"}
    - {type: group, name: order-team, provider: OKTA}
  x-cortex-groups: [europe, tier-3]
"""
COMPASS = """\
configVersion: 1
name: Shopping Cart
id: "ari:cloud:compass:x"
ownerId: "ari:cloud:identity::team/1"
typeId: SERVICE
fields: {lifecycle: Active, tier: 2}
relationships: {DEPENDS_ON: ["ari:cloud:compass:y"]}
"""


def one(text: str, file: str) -> CatalogEntity:
    found = parse_catalog(text.encode(), file, catalog_of(file))
    assert not found.problems
    (entity,) = found.entities
    return entity


def test_opslevel() -> None:
    found = one(OPSLEVEL, "shop/cart/opslevel.yml")
    assert (found.ref, found.title, found.owner, found.tier) == (
        "component:default/shopping-cart", "Shopping Cart", "order_team", 1,
    )  # fmt: skip
    assert (found.root, found.lifecycle, found.system) == ("shop/cart", "generally_available", "shop")
    assert (found.place.line, found.owner_at and found.owner_at.line) == (2, 6)
    listed = "services:\n  - {name: a}\n  - {name: b, owner: x}\n"
    entities = parse_catalog(listed.encode(), "opslevel.yml", "opslevel").entities
    assert [(e.name, e.owner, e.place.line) for e in entities] == [("a", "", 2), ("b", "x", 3)]


def test_cortex() -> None:
    found = one(CORTEX, "shop/cart/cortex.yaml")
    assert (found.ref, found.owner, found.tier, found.root) == (
        "component:default/cart", "order-team", 3, "shop/cart",
    )  # fmt: skip
    assert one(CORTEX, "shop/.cortex/catalog/cart.yaml").root == "shop"
    team = (
        "info: {title: Orders, x-cortex-tag: orders, x-cortex-type: team, x-cortex-team: {members: [{email: a@b.c}]}}"
    )
    assert (one(team, "cortex.yaml").kind, one(team, "cortex.yaml").members) == ("group", ("a@b.c",))


def test_compass() -> None:
    found = one(COMPASS, "compass.yml")
    assert (found.ref, found.owner, found.tier, found.type, found.root) == (
        "component:default/shopping-cart", "ari:cloud:identity::team/1", 2, "SERVICE", "",
    )  # fmt: skip
    assert one(COMPASS.replace('"ari:cloud:identity::team/1"', "null"), "compass.yml").owner == ""


@pytest.mark.parametrize(
    ("text", "tier"),
    [("1", 1), ("tier-2", 2), ("T3", 3), ("Tier 4", 4), ("tier_0", 1), ("P1", 1), ("5", 0), ("gold", 0), ("12", 0)],
)
def test_tiers(text: str, tier: int) -> None:
    assert parse_tier(text) == tier


@given(st.binary(max_size=300), st.sampled_from(["opslevel", "cortex", "compass"]))
def test_any_bytes_are_read_or_told(data: bytes, catalog: CatalogKind) -> None:
    parse_catalog(data, "x.yml", catalog)
