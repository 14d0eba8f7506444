"""The directory of a target: what the policy names, files given beside it, the mailmap, broken and missing files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchkeeper.domain.change import Identity
from watchkeeper.domain.people import Logins, People, Person, PersonEntry
from watchkeeper.domain.policy import PolicyFile
from watchkeeper.domain.problems import UsageError
from watchkeeper.evidence.ownership.directory import load_directory, load_people
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree

if TYPE_CHECKING:
    from tests.conftest import Sandbox

PEOPLE = "people:\n  - {id: ada, emails: [ada@x.org], logins: {github: ada}}\nteams:\n  - {id: ops, members: [ada]}\n"
HR = "Mail;Status;GitHub\nada@x.org;left;\nben@x.org;active;Ben\n"
TEAM = '[{"login": "ada"}, {"login": "ben"}]'
SCIM = '{"Resources": [{"userName": "ben@x.org", "timezone": "Europe/Paris"}], "totalResults": 1}'


def load(
    repo: Sandbox, people: str = "", given: tuple[tuple[str, bytes], ...] = (), **sources: object
) -> People:  # fmt: skip
    file = PolicyFile(version=1, people=people, sources={"people": dict(sources)})
    with Repository(str(repo.path)) as opened:
        return load_people(Tree(opened.objects, repo.git("rev-parse", "HEAD")), file, given)


def test_all_sources_make_one_directory(repo: Sandbox) -> None:
    repo.commit({
        "people.yaml": PEOPLE, "ops/hr.csv": HR, "ops/teams/acme%2Fpay.json": TEAM,
        "ops/teams/acme/core.json": TEAM, "idp.json": SCIM, "ops/teams/README.md": "x",
    })  # fmt: skip
    people = load(repo, "people.yaml", hr="ops/hr.csv", scim=["idp.json"], teams=["ops/teams/**/*.json"])
    assert [(p.id, p.active, p.kind) for p in people.persons] == [
        ("ada", False, "person"),
        ("ben@x.org", True, "person"),
    ]
    assert (people.persons[1].logins, people.persons[1].zone) == (Logins(github="Ben"), "Europe/Paris")
    assert sorted(team.id for team in people.teams) == ["@acme/core", "@acme/pay", "ops"]
    (problem,) = [p for p in people.problems if "gone" in p.message]
    assert "ops/hr.csv:2" in problem.message
    assert "people.yaml:2" in problem.message


def test_a_broken_export_is_told_and_the_others_count(repo: Sandbox) -> None:
    repo.commit({"hr.csv": HR, "a.json": "[{]", "acme/b.json": TEAM})
    people = load(repo, hr="hr.csv", teams=["a.json", "acme/b.json", "none/*.json"])
    assert len(people.persons) == 3
    assert people.unread == ("a.json", "none/*.json")
    assert len(people.problems) == 2


@pytest.mark.parametrize("sources", [{"hr": "nowhere.csv"}, {"teams": ["link.json"]}, {"scim": "folder"}])
def test_a_path_that_is_no_file_is_an_error(repo: Sandbox, sources: Any) -> None:
    (repo.path / "link.json").symlink_to("hr.csv")
    repo.commit({"hr.csv": HR, "folder/x": ""})
    with pytest.raises(UsageError, match="which the target lacks"):
        load(repo, **sources)


def test_files_from_outside_are_recognised(repo: Sandbox) -> None:
    repo.commit({"people.yaml": PEOPLE})
    given = (("export/hr.csv", HR.encode()), ("acme/pay.json", TEAM.encode()))
    people = load(repo, "people.yaml", given)
    assert [p.id for p in people.persons] == ["ada", "ben@x.org"]
    assert sorted(team.id for team in people.teams) == ["@acme/pay", "ops"]


def test_the_order_of_files_in_a_list_means_nothing(repo: Sandbox) -> None:
    repo.commit({"a.csv": "email,name\nada@x.org,One\n", "b.csv": "email,name\nada@x.org,Two\n"})
    assert load(repo, hr=["a.csv", "b.csv"]).persons == load(repo, hr=["b.csv", "a.csv", "*.csv"]).persons


def test_people_in_the_policy_itself(repo: Sandbox) -> None:
    repo.commit({"x": ""})
    file = PolicyFile(version=1, people=(PersonEntry("ada"),))
    with Repository(str(repo.path)) as opened:
        (ada,) = load_people(Tree(opened.objects, repo.git("rev-parse", "HEAD")), file).persons
    assert ada.id == "ada"
    assert str(ada.place) == ".watchkeeper.yaml"


def test_the_mailmap_of_the_target_counts_and_a_link_does_not(repo: Sandbox) -> None:
    people = People((Person("ada", emails=("ada@x.org",)),))
    seen = [Identity("A", "5+ada@users.noreply.github.com"), Identity("A", "ada@x.org")]
    first = repo.commit({".mailmap": "Ada <ada@x.org> <old@x.org>\nAda <ada@x.org> <5+ada@users.noreply.github.com>\n"})
    (repo.path / ".mailmap").unlink()
    (repo.path / ".mailmap").symlink_to("x")
    second = repo.commit({"x": "Ada <ada@x.org> <old@x.org>\n"})
    with Repository(str(repo.path)) as opened:
        directory = load_directory(Tree(opened.objects, first), people, seen)
        assert directory.identity("old@x.org") == "ada"
        assert directory.find("@ada").state == "hint"
        assert load_directory(Tree(opened.objects, second), people).identity("old@x.org") == "old@x.org"
