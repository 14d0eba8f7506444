"""Answers of Kubernetes OWNERS files; oracle: what Prow's `repoowners` and `approve` do, with folders of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.dialects.folders import FolderResolver
from watchkeeper.domain.ownership.owners import OwnersFile, Resolution
from watchkeeper.formats.owners.kubernetes import parse_aliases, parse_kubernetes

ALIASES = b"""aliases:
  Sea-Cooks:
  - Cara
  - cole
  sea-crew:
  - COLE
  - "@Bo"
  nobody-left: []
"""

TREE = {
    "OWNERS": "approvers:\n- captain\nreviewers:\n- Ada\n- bo\nrequired_reviewers:\n- chris\nlabels:\n- all\n",
    "deck/OWNERS": "approvers:\n- SEA-cooks\n",
    "deck/bow/OWNERS": 'approvers:\n- bo\nreviewers:\n- "@Captain"\n- jay\nrequired_reviewers:\n- ben\n',
    "deck/bow/rail/OWNERS": "approvers: [bo, Ada]\nemeritus_approvers: [old]\n",
    "hold/OWNERS": "options:\n  no_parent_owners: true\napprovers:\n- mo\n",
    "hold/barrel/OWNERS": "reviewers: [ray]\n",
    "galley/OWNERS": 'filters:\n  "\\\\.md$":\n    approvers: [cara, dave]\n  "\\\\.txt$":\n    approvers: [eli]\n',
    "brig/OWNERS": 'options: {no_parent_owners: true}\nfilters:\n  "\\\\.txt$":\n    approvers: [flo]\n',
    "sail/OWNERS": "options: {no_parent_owners: true}\nlabels: [cloth]\n",
}


def resolver(tree: dict[str, str]) -> FolderResolver:
    members = {alias.name: alias.members for alias in parse_aliases(ALIASES, "OWNERS_ALIASES")[0]}
    return FolderResolver([parse_kubernetes(text.encode(), file, members) for file, text in tree.items()])


def ask(path: str, tree: dict[str, str] | None = None) -> Resolution:
    return resolver(tree or TREE).resolve(path)


@pytest.mark.parametrize(
    ("path", "approvers", "file"),
    [
        ("chart.txt", "captain", "OWNERS"),
        (".", "captain", "OWNERS"),
        ("none/such/chart.txt", "captain", "OWNERS"),
        ("deck/plank", "cara cole captain", "deck/OWNERS"),
        ("deck", "cara cole captain", "deck/OWNERS"),
        ("deck/bow/plank", "bo cara cole captain", "deck/bow/OWNERS"),
        ("deck/bow/far/below/plank", "bo cara cole captain", "deck/bow/OWNERS"),
        ("deck/bow/rail/plank", "bo ada cara cole captain", "deck/bow/rail/OWNERS"),
        ("hold/rope.go", "mo", "hold/OWNERS"),
        ("hold/barrel/rum", "mo", "hold/OWNERS"),
        ("galley/stew.md", "cara dave captain", "galley/OWNERS"),
        ("galley/pots/stew.txt", "eli captain", "galley/OWNERS"),
        ("galley/stew.dat", "captain", "OWNERS"),
        ("brig/key.txt", "flo", "brig/OWNERS"),
        ("brig/key.go", "captain", "OWNERS"),
        ("sail/patch", "captain", "OWNERS"),
    ],
)
def test_approvers_of_the_folder_and_of_those_above(path: str, approvers: str, file: str) -> None:
    found = ask(path)
    assert found.state == "owned"
    assert [owner.text for owner in found.owners] == [f"@{name}" for name in approvers.split()]
    assert found.rule is not None
    assert found.rule.file == file


def people(path: str) -> dict[str, list[str]]:
    found = ask(path)
    return {d.rule.section: [o.text for o in d.owners] for d in found.demands if d.rule}


def test_reviewers_are_asked_but_approve_nothing() -> None:
    assert people("deck/bow/plank") == {
        "approvers": ["@bo", "@cara", "@cole", "@captain"],
        "reviewers": ["@captain", "@jay", "@ada", "@bo"],
        "required_reviewers": ["@ben", "@chris"],
    }
    by_role = {d.rule.section: d for d in ask("deck/bow/plank").demands if d.rule}
    assert [(d.duty, d.optional) for d in by_role.values()] == [
        ("approve", False), ("review", True), ("review", True),
    ]  # fmt: skip
    assert by_role["required_reviewers"].approvals == 2


def test_reviewers_alone_own_nothing() -> None:
    found = ask("a/b", {"a/OWNERS": "reviewers: [ray]\n"})
    assert (found.state, found.owners, found.rule) == ("unmatched", (), None)
    assert [d.duty for d in found.demands] == ["review"]


def test_an_alias_is_kept_beside_the_person_behind_it() -> None:
    assert [(o.text, o.via) for o in ask("deck/x").owners] == [
        ("@cara", "sea-cooks"), ("@cole", "sea-cooks"), ("@captain", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[abe, bea]", ["@abe", "@bea"]),
        ("[sea-cooks]", ["@cara", "@cole"]),
        ("[cole, sea-cooks]", ["@cole", "@cara"]),
        ("[sea-cooks, Sea-Crew]", ["@cara", "@cole", "@bo"]),
        ("['@Sea-Cooks']", ["@cara", "@cole"]),
        ("[nobody-left]", []),
        ("[]", []),
    ],
)
def test_aliases_are_opened_and_everybody_stands_once(written: str, expected: list[str]) -> None:
    assert [o.text for o in ask("a", {"OWNERS": f"approvers: {written}\n"}).owners] == expected


def test_an_alias_without_members_leaves_a_path_unowned_unless_somebody_above_answers() -> None:
    found = ask("a/b", {"a/OWNERS": "approvers: [nobody-left]\n"})
    assert (found.state, found.rule and found.rule.file) == ("unowned", "a/OWNERS")
    assert ask("a/b", {"a/OWNERS": "approvers: [nobody-left]\n", "OWNERS": "approvers: [x]\n"}).state == "owned"


def test_several_filters_that_match_add_up_and_look_below_the_folder_only() -> None:
    tree = {"a/OWNERS": 'filters:\n  ".*": {approvers: [all]}\n  "^b/": {approvers: [b]}\n  "a": {approvers: [a]}\n'}
    assert sorted(o.text for o in ask("a/b/x.go", tree).owners) == ["@all", "@b"]
    assert sorted(o.text for o in ask("a/x.go", tree).owners) == ["@all"]
    assert sorted(o.text for o in ask("a/c/b/a", tree).owners) == ["@a", "@all"]


def test_filters_do_not_count_beside_owners_of_the_folder() -> None:
    text = "labels: [x]\nfilters:\n  '.*': {approvers: [a]}\n"
    file = parse_kubernetes(text.encode(), "OWNERS", {})
    assert file.rules == ()
    assert "filters do not count" in file.problems[0].message


FOLDERS = ("", "a", "a/b", "a/b/c", "d")


@given(
    st.dictionaries(st.sampled_from(FOLDERS), st.tuples(st.booleans(), st.sampled_from(["u", "v", "w", ""]))),
    st.sampled_from(["x", "a/x", "a/b/x", "a/b/c/x", "a/b/c/d/x", "d/x", "e/x"]),
)
def test_the_walk_is_prows(tree: dict[str, tuple[bool, str]], path: str) -> None:
    """Upwards from the folder, adding everybody, until a file without parents once somebody was found."""
    files = {
        f"{folder}/OWNERS".removeprefix("/"): f"options: {{no_parent_owners: {str(alone).lower()}}}\n"
        + (f"approvers: [{name}]\n" if name else "")
        for folder, (alone, name) in tree.items()
    }
    expected: list[str] = []
    at = path
    while at:
        at = at.rpartition("/")[0]
        alone, name = tree.get(at, (False, ""))
        if name and f"@{name}" not in expected:
            expected.append(f"@{name}")
        if alone and expected:
            break
    assert [owner.text for owner in ask(path, files or {"z/OWNERS": ""}).owners] == expected


@given(st.lists(st.sampled_from([*TREE]), unique=True), st.lists(st.sampled_from(["deck/bow/x", "galley/a.md", "y"])))
def test_the_order_of_questions_and_files_does_not_matter(files: list[str], paths: list[str]) -> None:
    found = resolver({file: TREE[file] for file in files})
    assert [found.resolve(p) for p in paths] == [ask(p, {f: TREE[f] for f in sorted(files)} or {"z/OWNERS": ""})
                                                  for p in paths]  # fmt: skip


def test_no_file_answers_for_nothing() -> None:
    assert FolderResolver([OwnersFile("OWNERS", "kubernetes", ())]).resolve("a").state == "unmatched"
