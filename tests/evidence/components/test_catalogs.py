"""The catalogs of a tree: locations, duplicates, one broken among many, templates, links."""

from __future__ import annotations

import os
import time
from typing import Any

from watchkeeper.domain.catalogs import CatalogEntity
from watchkeeper.domain.problems import Problem
from watchkeeper.evidence.components.catalogs import load_catalogs
from watchkeeper.git.listing import read_listing
from watchkeeper.git.repository import Repository


def text(name: str, kind: str = "Component", spec: str = "type: service, owner: a") -> str:
    return f"apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata:\n  name: {name}\nspec: {{{spec}}}\n"


def load(repo: Any, earlier: str = "") -> tuple[tuple[CatalogEntity, ...], tuple[Problem, ...]]:
    with Repository(str(repo.path)) as repository:
        listing = read_listing(repository, repo.git("rev-parse", "HEAD"))
        before = read_listing(repository, earlier) if earlier else None
        return load_catalogs(repository, listing, before)


def refs(repo: Any) -> list[str]:
    return [entity.ref for entity in load(repo)[0]]


def test_one_broken_catalog_among_five_hundred(repo: Any) -> None:
    files = {f"s{n:03}/catalog-info.yaml": text(f"s{n:03}") for n in range(500)}
    repo.commit({**files, "s250/catalog-info.yaml": "kind: [\n"})
    start = time.monotonic()
    entities, problems = load(repo)
    assert time.monotonic() - start < 20
    assert len(entities) == 499
    (problem,) = problems
    assert problem.place is not None
    assert problem.place.file == "s250/catalog-info.yaml"


def test_locations_are_followed_inside_the_tree_and_come_to_an_end(repo: Any) -> None:
    repo.commit(
        {
            "catalog-info.yaml": text(
                "all", "Location", "targets: ['./org/*.yaml', './none.yaml', './catalog-info.yaml']"
            ),
            "org/a.yaml": text("a", "Group", "type: team, children: []"),
            "org/b.yaml": text("loop", "Location", "target: ../catalog-info.yaml"),
            "other.yaml": text("unread"),
        }
    )
    entities, problems = load(repo)
    assert [entity.ref for entity in entities] == [
        "location:default/all", "group:default/a", "location:default/loop",
    ]  # fmt: skip
    assert [problem.message for problem in problems] == ["location all leads to none.yaml, where no file is"]


def test_of_two_with_one_reference_the_shallower_counts_and_the_other_is_told(repo: Any) -> None:
    repo.commit({"b/catalog-info.yaml": text("pay"), "a/deep/catalog-info.yaml": text("Pay")})
    entities, problems = load(repo)
    assert [entity.place.file for entity in entities] == ["b/catalog-info.yaml"]
    assert "declared a second time; the one in b/catalog-info.yaml:4 counts" in problems[0].message
    assert problems[0].place is not None
    assert problems[0].place.file == "a/deep/catalog-info.yaml"


def test_what_stood_there_before_counts_first(repo: Any) -> None:
    old = repo.commit({"a/deep/catalog-info.yaml": text("pay")})
    repo.commit({"b/catalog-info.yaml": text("pay")})
    assert [entity.place.file for entity in load(repo, old)[0]] == ["a/deep/catalog-info.yaml"]
    assert [entity.place.file for entity in load(repo)[0]] == ["b/catalog-info.yaml"]


def test_examples_templates_and_links_declare_nothing(repo: Any) -> None:
    repo.commit({
        "templates/x/catalog-info.yaml": text("x"), "examples/catalog-info.yaml": text("y"),
        "real/catalog-info.yaml": text("z"),
    })  # fmt: skip
    (repo.path / "link").mkdir()
    os.symlink("../real/catalog-info.yaml", repo.path / "link" / "catalog-info.yaml")
    repo.commit({})
    assert refs(repo) == ["component:default/z"]


def test_a_folder_that_the_tree_lacks_is_not_taken_for_a_root(repo: Any) -> None:
    where = "annotations: {backstage.io/source-location: 'url:https://github.com/o/r/tree/main/%s'}"
    both = [
        text(name).replace(f"name: {name}", f"name: {name}\n  {where % path}")
        for name, path in (("a", "apps/a"), ("b", "apps/none"))
    ]
    repo.commit({"catalog-info.yaml": "---\n".join(both), "apps/a/main.py": "x\n"})
    assert {entity.name: entity.root for entity in load(repo)[0]} == {"a": "apps/a", "b": ""}
