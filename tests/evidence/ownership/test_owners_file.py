"""Which owners file of a tree is read, and which is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.evidence.ownership.owners_file import Choice, choose_dialect, folders_above, load_owners
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree

if TYPE_CHECKING:
    from tests.conftest import Sandbox


def patterns(repo: Sandbox) -> tuple[str, list[str]] | None:
    with Repository(str(repo.path)) as opened:
        found = load_owners(Tree(opened.objects, repo.git("rev-parse", "HEAD")), Choice("github", "asked for"))
    return (found.files[0].file, [rule.pattern for rule in found.files[0].rules]) if found.files else None


def test_the_first_place_wins_in_the_order_that_github_documents(repo: Sandbox) -> None:
    repo.commit({"README": "x\n"})
    assert patterns(repo) is None
    repo.commit({"docs/CODEOWNERS": "/docs @a\n"})
    assert patterns(repo) == ("docs/CODEOWNERS", ["/docs"])
    repo.commit({"CODEOWNERS": "/root @a\n"})
    assert patterns(repo) == ("CODEOWNERS", ["/root"])
    repo.commit({".github/CODEOWNERS": "/hub @a\n"})
    assert patterns(repo) == (".github/CODEOWNERS", ["/hub"])


def test_an_empty_file_in_the_first_place_still_wins(repo: Sandbox) -> None:
    repo.commit({".github/CODEOWNERS": "", "CODEOWNERS": "* @a\n"})
    assert patterns(repo) == (".github/CODEOWNERS", [])


def test_a_folder_of_that_name_is_no_file(repo: Sandbox) -> None:
    repo.commit({"CODEOWNERS/x": "* @a\n", "docs/CODEOWNERS": "* @a\n"})
    assert patterns(repo) == ("docs/CODEOWNERS", ["*"])


def test_a_link_is_refused(repo: Sandbox) -> None:
    repo.write({"real": "* @a\n", "docs/CODEOWNERS": "* @b\n"})
    (repo.path / "CODEOWNERS").symlink_to("real")
    repo.commit({})
    with pytest.raises(UsageError, match="symbolic link"):
        patterns(repo)


def test_a_file_above_3_mb_owns_nothing_and_says_so(repo: Sandbox) -> None:
    repo.commit({"CODEOWNERS": "* @a\n" + "#" * (3 << 20)})
    with Repository(str(repo.path)) as opened:
        found = load_owners(Tree(opened.objects, repo.git("rev-parse", "HEAD")), Choice("github", "asked for"))
    assert found.files[0].rules == ()
    assert "3 MB" in found.problems[0].message
    repo.commit({"CODEOWNERS": "* @a\n" + "#" * ((3 << 20) - 5)})
    assert patterns(repo) == ("CODEOWNERS", ["*"])


YAML = "approvers:\n- ada\n"


def chosen(repo: Sandbox, forced: str = "auto", forge: str = "") -> tuple[str, str, list[str], list[str]]:
    """Dialect, its reason, the files read, the problems."""
    with Repository(str(repo.path)) as opened:
        tree = Tree(opened.objects, repo.git("rev-parse", "HEAD"))
        choice = choose_dialect(tree, forced, forge)
        found = load_owners(tree, choice, folders_above(["a/b/c.txt"]))
    return found.dialect, found.reason, [file.file for file in found.files], [str(p) for p in found.problems]


@pytest.mark.parametrize(
    ("files", "forge", "dialect", "reason", "read"),
    [
        ({}, "", "github", "nothing points", ""),
        ({"CODEOWNERS": "* @a\n"}, "", "github", "nothing points", "CODEOWNERS"),
        ({"CODEOWNERS": "* @a\n"}, "gitlab", "gitlab", "opened on gitlab", "CODEOWNERS"),
        ({"CODEOWNERS": "* @a\n"}, "github", "github", "opened on github", "CODEOWNERS"),
        ({".github/CODEOWNERS": "* @a\n"}, "gitlab", "github", "the place of", ".github/CODEOWNERS"),
        ({".gitlab/CODEOWNERS": "* @a\n"}, "", "gitlab", "the place of", ".gitlab/CODEOWNERS"),
        ({"CODEOWNERS": "* @a\n", ".gitlab-ci.yml": "a:\n"}, "", "gitlab", "there is a .gitlab-ci.yml", "CODEOWNERS"),
        ({"CODEOWNERS": "* @a\n", ".gitlab-ci.yml": "a:\n", ".github/x": ""}, "", "github", "nothing", "CODEOWNERS"),
        ({"CODEOWNERS": "* @a\n[Docs]\n*.md @b\n"}, "", "gitlab", "has sections, such as [Docs]", "CODEOWNERS"),
        ({"CODEOWNERS": "^[Docs][2] @b\n"}, "", "gitlab", "has sections", "CODEOWNERS"),
        ({"CODEOWNERS": "[a-z]*.md @b\n"}, "", "github", "nothing", "CODEOWNERS"),
        ({"OWNERS": YAML}, "", "kubernetes", "names approvers", "OWNERS"),
        ({"OWNERS": YAML, "CODEOWNERS": "* @a\n"}, "", "github", "nothing", "CODEOWNERS"),
        ({"OWNERS": "ada@example.com\n"}, "", "github", "nothing", ""),
        ({"CODEOWNERS": "* @a\n", "docs/CODEOWNERS": "* @b\n"}, "gitlab", "gitlab", "opened", "CODEOWNERS"),
        ({".github/CODEOWNERS": "* @a\n", ".gitlab/CODEOWNERS": "* @b\n"}, "gitlab", "gitlab", "opened",
         ".gitlab/CODEOWNERS"),
        ({".github/CODEOWNERS": "* @a\n", ".gitlab/CODEOWNERS": "* @b\n"}, "", "github", "nothing",
         ".github/CODEOWNERS"),
    ],
)  # fmt: skip
def test_the_dialect_and_why(
    repo: Sandbox, files: dict[str, str], forge: str, dialect: str, reason: str, read: str
) -> None:
    repo.commit({"a/b/c.txt": "x\n", **files})
    found = chosen(repo, forge=forge)
    assert found[0] == dialect
    assert reason in found[1]
    assert found[2] == [read] * bool(read)


@pytest.mark.parametrize("forced", ["github", "gitlab", "kubernetes"])
def test_a_dialect_that_is_asked_for_is_taken(repo: Sandbox, forced: str) -> None:
    repo.commit({"CODEOWNERS": "* @a\n", "OWNERS": YAML, ".gitlab/CODEOWNERS": "* @b\n"})
    dialect, reason, files, _ = chosen(repo, forced)
    assert (dialect, reason) == (forced, "asked for")
    assert files == ["OWNERS" if forced == "kubernetes" else "CODEOWNERS"]


def test_files_that_are_not_read_are_told(repo: Sandbox) -> None:
    repo.commit({"CODEOWNERS": "* @a\n", "docs/CODEOWNERS": "* @b\n", ".gitlab/CODEOWNERS": "* @c\n", "OWNERS": YAML})
    told = [problem.partition(" →")[0] for problem in chosen(repo, "github")[3]]
    assert told == [
        f"{place}: is not read, because CODEOWNERS is read"
        for place in ("docs/CODEOWNERS", ".gitlab/CODEOWNERS", "OWNERS")
    ]
    assert any("CODEOWNERS: is not read, because OWNERS is read" in p for p in chosen(repo, "kubernetes")[3])


def test_the_line_syntax_of_owners_is_another_dialect_and_not_read(repo: Sandbox) -> None:
    repo.commit({"OWNERS": "set noparent\nada@example.com\n"})
    dialect, _, files, told = chosen(repo)
    assert (dialect, files) == ("github", [])
    assert "another dialect, which is not read" in told[0]


def test_owners_files_of_the_folders_above_a_path_are_read_and_no_others(repo: Sandbox) -> None:
    repo.commit({"OWNERS": YAML, "a/b/OWNERS": YAML, "other/OWNERS": YAML, "a/b/c.txt": "x\n"})
    repo.write({"real": YAML})
    (repo.path / "a" / "OWNERS").symlink_to("../real")
    repo.commit({})
    dialect, _, files, told = chosen(repo)
    assert (dialect, files) == ("kubernetes", ["OWNERS", "a/b/OWNERS"])
    assert told == ["a/OWNERS: is a symbolic link, which is not followed → commit a regular file"]


@given(st.lists(st.text(alphabet="ab/", max_size=8)))
def test_folders_above_are_all_and_only_those(paths: list[str]) -> None:
    found = folders_above(paths)
    assert "" in found
    for path in paths:
        assert path in found
        assert path.rpartition("/")[0] in found
    assert all(not f or any(p == f or p.startswith(f"{f}/") for p in paths) for f in found)
