"""The policy brings its people along, whatever lists it names; files from the command line count too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.domain.change import Target
from watchkeeper.domain.problems import UsageError
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.load_policy import Loaded, load_policy
from watchkeeper.usecases.read_directory_files import read_directory_files
from watchkeeper.usecases.wiring import load_rules


def load(repo: Any, given: tuple[tuple[str, bytes], ...] = ()) -> Loaded:
    with Repository(str(repo.path)) as opened:
        target = Target("refs/heads/main", repo.git("rev-parse", "HEAD"), protected=True, reason="")
        return load_policy(opened, target, None, load_rules(), given)


def test_exports_that_the_policy_names_are_loaded(repo: Any) -> None:
    policy = "version: 1\nsources:\n  people: {hr: hr.csv, columns: {email: Post}}\n"
    repo.commit({".watchkeeper.yaml": policy, "hr.csv": "Post\nada@x.org\n"})
    people = load(repo).people
    found = people.by_email("ADA@x.org")
    assert found is not None
    assert people.lists_persons


def test_files_from_outside_count_without_a_policy(repo: Any, tmp_path: Path) -> None:
    repo.commit({"x": ""})
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "pay.json").write_text(json.dumps([{"login": "ada"}]))
    people = load(repo, read_directory_files([str(folder / "pay.json")])).people
    assert [team.id for team in people.teams] == ["@acme/pay"]
    assert people.by_login("ADA") is not None
    assert not people.lists_persons
    with pytest.raises(UsageError):
        read_directory_files([str(folder / "none.json")])


@pytest.mark.parametrize(
    ("section", "where"),
    [
        ("{hrs: x.csv}", "4:12"), ("{hr: 5}", "4:16"), ("{teams: [a.json, 3]}", "4:28"),
        ("{hr: x.csv, columns: {mail: x}}", "4:33"), ("[]", "4:11"),
    ],
)  # fmt: skip
def test_a_section_that_does_not_fit_is_told_with_its_place(repo: Any, section: str, where: str) -> None:
    repo.commit({".watchkeeper.yaml": f"version: 1\nextends: observe\nsources:\n  people: {section}\n"})
    with pytest.raises(UsageError) as error:
        load(repo)
    assert f".watchkeeper.yaml:{where}" in str(error.value)


def test_the_documented_files_are_read(repo: Any) -> None:
    pages = [(Path(__file__).parents[2] / "docs" / name).read_text("utf-8") for name in ("people.md", "policy.md")]
    blocks = [block for page in pages for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    files = {"hr.csv": "email\na@x.org\n", "scim.json": "[]", "acme/x.json": "[]"}
    (people,) = [block for block in blocks if block.startswith("people:")]
    policies = [block for block in blocks if "sources:" in block]
    assert len(policies) == 2
    for policy in policies:
        named = {f"ops/{folder}{name}": text for folder in ("", "people/", "teams/") for name, text in files.items()}
        repo.commit({".watchkeeper.yaml": policy, "people.yaml": people, **named})
        assert {team.id for team in load(repo).people.teams} >= {"payments", "legacy"}
