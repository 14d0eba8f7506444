"""Backstage's descriptor format: kinds, references with their defaults, names, and what is no entity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.catalogs import CatalogEntity, CatalogFile
from watchkeeper.formats.catalogs.backstage import parse_backstage
from watchkeeper.formats.catalogs.references import parse_reference

FILE = "services/pay/catalog-info.yaml"


def entity(kind: str = "Component", metadata: str = "name: pay", spec: str = "type: service") -> CatalogEntity:
    (found,) = parse(f"{{apiVersion: backstage.io/v1alpha1, kind: {kind}, metadata: {{{metadata}}}, spec: {{{spec}}}}}")
    return found


def parse(text: str) -> tuple[CatalogEntity, ...]:
    found = parse_backstage(text.encode(), FILE)
    assert not found.problems
    return found.entities


@pytest.mark.parametrize(
    ("written", "kind", "namespace", "expected"),
    [
        ("petstore", "component", "default", "component:default/petstore"),
        ("group:pet-managers", "user", "default", "group:default/pet-managers"),
        ("external/petstore", "component", "default", "component:external/petstore"),
        ("api:external/petstore", "component", "default", "api:external/petstore"),
        ("Group:Default/Pets", "user", "x", "group:default/pets"),
        ("team", "group", "own", "group:own/team"),
        ("a b", "group", "default", ""),
        ("", "group", "default", ""),
        ("a/b/c", "group", "default", ""),
        (":x", "group", "default", ""),
        ("user:", "group", "default", ""),
    ],
)
def test_references_take_what_they_leave_out_from_their_place(
    written: str, kind: str, namespace: str, expected: str
) -> None:
    """The worked examples of Backstage's page on references, with names of our own."""
    assert parse_reference(written, kind, namespace) == expected


def test_a_component_with_everything_that_is_read() -> None:
    text = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: Pay-API
  namespace: shop
  title: Payments
  labels: {example.com/tier: tier-2}
  annotations:
    watchkeeper.dev/responder: group:default/platform
    watchkeeper.dev/promise: 24x7
spec:
  type: service
  lifecycle: production
  owner: payments
  system: checkout
  dependsOn: [resource:default/db, other]
  consumesApis: [rates]
"""
    (found,) = parse(text)
    assert (found.ref, found.title, found.kind, found.root) == (
        "component:shop/pay-api", "Payments", "component", "services/pay",
    )  # fmt: skip
    assert (found.owner, found.owner_at and found.owner_at.line) == ("group:shop/payments", 14)
    assert (found.responder, found.promise, found.tier) == ("group:default/platform", "24x7", 2)
    assert (found.lifecycle, found.type, found.system) == ("production", "service", "system:shop/checkout")
    assert found.depends_on == ("resource:default/db", "component:shop/other", "api:shop/rates")
    assert found.place.line == 4


@pytest.mark.parametrize(
    ("metadata", "tier"),
    [
        ("labels: {frontier: 1}", 0),
        ("labels: {tier: T3}", 3),
        ("annotations: {example.com/tier: tier-1}", 1),
        ("annotations: {watchkeeper.dev/tier: 2}, labels: {tier: 4}", 2),
    ],
)
def test_a_tier_stands_under_a_key_of_that_name(metadata: str, tier: int) -> None:
    assert entity(metadata=f"name: pay, {metadata}").tier == tier


def test_people_and_groups() -> None:
    user = entity(
        "User", "name: ada, annotations: {github.com/user-login: ada-l}",
        "profile: {displayName: Ada L, email: ada@example.com}, memberOf: [payments, group:other/x]",
    )  # fmt: skip
    assert (user.display_name, user.email, user.logins) == ("Ada L", "ada@example.com", (("github", "ada-l"),))
    assert user.member_of == ("group:default/payments", "group:other/x")
    group = entity("Group", "name: payments", "type: team, parent: shop, children: [cards], members: [ada, user:x/bo]")
    assert (group.parent, group.members) == (
        "group:default/shop", ("user:default/ada", "user:x/bo", "group:default/cards"),
    )  # fmt: skip


def test_locations_lead_to_paths_of_the_tree() -> None:
    found = parse_backstage(
        b"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\n"
        b"spec:\n  target: ./more.yaml\n"
        b"  targets: ['../*/catalog.yaml', 'https://example.com/x.yaml', '../../../out']\n",
        FILE,
    )
    assert found.entities[0].targets == ("services/pay/more.yaml", "services/*/catalog.yaml")
    assert [(p.place and p.place.line, "outside the repository" in p.message) for p in found.problems] == [(6, True)]


@pytest.mark.parametrize(
    ("written", "root"),
    [
        ("url:https://github.com/o/r/tree/main/apps/web/", "apps/web"),
        ("url:https://gitlab.com/o/r/-/tree/main/apps/web", "apps/web"),
        ("dir:./inner", "services/pay/inner"),
        ("dir:../../..", "services/pay"),
        ("url:https://github.com/o/r/tree/main/../x", "services/pay"),
        ("anything", "services/pay"),
    ],
)
def test_a_source_location_says_which_folder_is_meant(written: str, root: str) -> None:
    assert entity(metadata=f'name: pay, annotations: {{backstage.io/source-location: "{written}"}}').root == root


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("title: x", "has no name"),
        ('name: "a b"', "'a b'"),
        ("name: -a", "'-a'"),
        (f"name: {'a' * 64}", "63"),
        ("name: pay, namespace: Not_A_Label", "namespace 'Not_A_Label'"),
    ],
)
def test_wrong_names_and_namespaces_are_told_with_their_place(metadata: str, message: str) -> None:
    text = f"\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{{metadata}}}\nspec: {{}}\n"
    found = parse_backstage(text.encode(), FILE)
    assert found.entities == ()
    (problem,) = found.problems
    assert message in problem.message
    assert problem.place is not None
    assert problem.place.line == 5


def test_one_broken_document_hides_no_other() -> None:
    good = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: %s}\n"
    text = f"{good % 'one'}---\nbroken: [\n---\n{good % 'two'}---\n- a list\n---\nkind: Component\n---\n\n"
    found = parse_backstage(text.encode(), FILE)
    assert [e.name for e in found.entities] == ["one", "two"]
    assert [p.place.line for p in found.problems if p.place] == [6, 10, 12]


def test_templates_and_other_kinds_declare_nothing() -> None:
    template = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\n"
    other = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: t}\n"
    jinja = "{% if x %}\nkind: Component\n{% endif %}\nmetadata: {name: {{cookiecutter.name}}}\n"
    for text in (template, other, jinja, ""):
        assert parse_backstage(text.encode(), FILE) == CatalogFile(FILE)


def test_a_bomb_and_a_large_file_are_told() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
    )
    for text in (bomb.encode(), b"#" * (10 << 20)):
        found = parse_backstage(text, FILE)
        assert found.entities == ()
        assert found.problems


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    parse_backstage(data, FILE)


@given(st.text(max_size=80))
def test_any_spec_is_read_or_told(text: str) -> None:
    head = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: x\nspec: "
    parse_backstage((head + text).encode("utf-8", "surrogatepass"), FILE)
