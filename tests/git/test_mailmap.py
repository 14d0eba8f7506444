"""The mailmap of a tree, as git itself reads it."""

from __future__ import annotations

from tests.conftest import Sandbox
from watchkeeper.domain.change import Identity
from watchkeeper.git.mailmap import map_identities
from watchkeeper.git.repository import Repository

OLD, NEW = Identity("ada", "ada@home.example"), Identity("Ada Lovelace", "ada@example.com")


def mapped(repo: Sandbox, *identities: Identity) -> dict[Identity, Identity]:
    with Repository(str(repo.path)) as repository:
        (head,) = repository.resolve("HEAD")
        assert head is not None
        return dict(map_identities(repository, head.sha, identities))


def test_names_and_addresses_are_mapped(repo: Sandbox) -> None:
    repo.commit({".mailmap": "Ada Lovelace <ada@example.com> <ada@home.example>\n"})
    other = Identity("Bo", "bo@example.com")
    assert mapped(repo, OLD, other) == {OLD: NEW}


def test_the_mailmap_is_read_from_the_commit_only(repo: Sandbox) -> None:
    repo.commit({"a": "1\n"})
    repo.write({".mailmap": "Ada Lovelace <ada@example.com> <ada@home.example>\n"})
    assert mapped(repo, OLD) == {}


def test_identities_that_git_cannot_read_are_left_alone(repo: Sandbox) -> None:
    repo.commit({".mailmap": "Ada Lovelace <ada@example.com> <ada@home.example>\n"})
    odd = [Identity("a\nb", "x@y"), Identity("<", "x@y"), Identity("x", ""), Identity("", "y@z"), Identity("é", "é@x")]
    assert mapped(repo, *odd, OLD) == {OLD: NEW}


def test_a_link_is_no_mailmap(repo: Sandbox) -> None:
    (repo.path / ".mailmap").symlink_to("/etc/passwd")
    repo.commit({"a": "1\n"})
    assert mapped(repo, OLD) == {}
