"""Which owners file of a tree is read, and which is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchkeeper.domain.problems import UsageError
from watchkeeper.evidence.ownership.owners_file import Choice, load_owners
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
