"""New deployables of changes in real repositories, with their owners at the target."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from watchkeeper.analysis.components.deployables import DEPLOYABLES, Deployables
from watchkeeper.analysis.size.counter import Yardsticks
from watchkeeper.domain.change import Change, Opening
from watchkeeper.domain.evidence import Evidence
from watchkeeper.domain.people import People
from watchkeeper.domain.problems import UnknownSubjectError, UsageError
from watchkeeper.evidence.components.deployables import collect
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.git.diff import open_difference
from watchkeeper.git.log import read_commits
from watchkeeper.git.ranges import resolve_range
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.usecases.wiring import load_signals, load_token_model, load_windows

if TYPE_CHECKING:
    from tests.conftest import Sandbox

FROM = "FROM python:3.12\n"
PACKAGE = '{"name": "pay", "version": "1.0.0"}\n'
CRON = "on: {schedule: [{cron: '0 6 * * 1'}]}\njobs: {a: {steps: [{run: make -C tools/pay}]}}\n"
PUSH = "on: push\njobs: {a: {steps: [{run: make -C tools/pay}]}}\n"
OWNERS = "/tools/ @ada\n/.github/ @org/platform\n"


@contextmanager
def gathered(path: str, text: str = "", opening: Opening | None = None, login: str = "") -> Iterator[Gathering]:
    """What the collector is given for one range of a repository, made as the gate makes it."""
    opening = opening or Opening()
    with Repository(path) as repository:
        span, target = resolve_range(repository, text, "", opening)
        with open_difference(repository, span.base, span.head) as difference:
            commits = tuple(read_commits(repository, *span.log))
            change = Change(span.base, span.head, commits, difference.files, target, opening, login)
            yield Gathering(
                repository=repository,
                span=span,
                change=change,
                difference=difference,
                judge=Tree(repository.objects, target.commit),
                base=Tree(repository.objects, "" if span.root else span.base),
                head=Tree(repository.objects, span.head),
                yardsticks=Yardsticks(load_token_model(), load_windows()),
                signals=load_signals(),
                people=People(),
                attested=frozenset(),
                now=0,
                options={},
            )


def collected(repo: Sandbox, text: str = "", login: str = "") -> Evidence[Deployables]:
    with gathered(str(repo.path), text, login=login) as gathering:
        found = collect(gathering)
    assert isinstance(found, Evidence)
    assert found.kind == DEPLOYABLES.name
    return found


def rows(found: Evidence[Deployables]) -> list[tuple[str, str, str]]:
    return [(d.kind, d.path, r.state) for d, r in found.value.found]


def test_a_new_tool_with_its_owners_at_the_target(repo: Sandbox) -> None:
    repo.commit({"README.md": "x\n", ".github/CODEOWNERS": OWNERS, ".github/workflows/pay.yml": PUSH})
    repo.branch("tool")
    repo.commit({
        "tools/pay/Dockerfile": FROM, "tools/pay/package.json": PACKAGE, "tools/pay/pay.js": "1\n",
        "jobs/tax/Procfile": "worker: x\n", ".github/workflows/pay.yml": CRON,
        "tests/Dockerfile": FROM, "docs/package.json": PACKAGE,
        ".github/CODEOWNERS": OWNERS + "/jobs/ @grace\n",
    })  # fmt: skip
    found = collected(repo, login="grace")
    assert rows(found) == [
        ("process", "jobs/tax/Procfile", "unmatched"),
        ("scheduled-workflow", ".github/workflows/pay.yml", "owned"),
        ("container", "tools/pay/Dockerfile", "owned"),
        ("package", "tools/pay/package.json", "owned"),
    ]
    assert [d.root for d, _ in found.value.found] == ["jobs/tax", "tools/pay", "tools/pay", "tools/pay"]
    assert found.value.owners.file == ".github/CODEOWNERS"
    assert found.value.owners.author_known
    assert "@grace" in found.value.owners.author_names
    assert found.value.approvers is not None
    assert [owner.text for owner in found.value.approvers.owners] == ["@org/platform"]
    assert found.rung == "declared"


def test_moving_and_changing_brings_nothing(repo: Sandbox) -> None:
    script = '[project]\nname = "pay"\n[project.scripts]\npay = "pay:main"\n'
    repo.commit(
        {"tools/pay/Dockerfile": FROM + "RUN a\nRUN b\n", "tools/pay/pyproject.toml": script, "setup.cfg": "[x]\n"}
    )
    repo.branch("move")
    repo.git("mv", "tools/pay", "tools/payments")
    repo.commit({"tools/payments/Dockerfile": FROM + "RUN a\nRUN c\n", "setup.cfg": "[y]\n"})
    assert rows(collected(repo)) == []


def test_what_the_target_gained_meanwhile_is_not_new(repo: Sandbox) -> None:
    repo.commit({"README.md": "x\n"})
    repo.branch("tool")
    repo.commit({"tools/pay/Dockerfile": FROM, "tools/pay/go.mod": "module x\n"})
    repo.switch("main")
    repo.commit({"tools/pay/Dockerfile": "FROM other\n", "tools/pay/package.json": PACKAGE})
    repo.switch("tool")
    assert rows(collected(repo)) == []


def test_without_an_owners_file_nothing_is_matched(repo: Sandbox) -> None:
    repo.commit({"README.md": "x\n"})
    repo.branch("tool")
    repo.commit({"Dockerfile": FROM})
    found = collected(repo)
    assert rows(found) == [("container", "Dockerfile", "unmatched")]
    assert (found.value.owners.file, found.value.approvers, found.rung) == ("", None, "absent")


def test_a_root_commit_brings_one_tool(repo: Sandbox) -> None:
    head = repo.commit({"a/Dockerfile": FROM, "b/package.json": PACKAGE})
    found = collected(repo, head)
    assert {d.root for d, _ in found.value.found} == {""}
    assert len(found.value.found) == 2


def test_a_command_that_setup_cfg_had_is_not_new(repo: Sandbox) -> None:
    repo.commit({"setup.cfg": "[options.entry_points]\nconsole_scripts =\n    pay = pay:main\n", "setup.py": "\n"})
    repo.branch("move")
    repo.commit({"pyproject.toml": '[project]\nname = "pay"\n[project.scripts]\npay = "pay:main"\ntax = "tax:main"\n'})
    assert [d.name for d, _ in collected(repo).value.found] == ["tax"]


def test_a_link_and_a_broken_file_are_told(repo: Sandbox) -> None:
    repo.commit({"README.md": "x\n", "CODEOWNERS": "/tools/ @ada\n"})
    repo.branch("odd")
    repo.write({".github/workflows/x.yml": "on: {schedule: [\n", "docs/Dockerfile": FROM})
    (repo.path / "tools").mkdir()
    (repo.path / "tools/Dockerfile").symlink_to("../docs/Dockerfile")
    (repo.path / "a.yml").symlink_to("README.md")
    repo.commit({})
    found = collected(repo)
    assert rows(found) == []
    assert [(p.place.file, r.state) for p, r in found.value.unread if p.place] == [
        (".github/workflows/x.yml", "unmatched"),
        ("tools/Dockerfile", "owned"),
    ]


def test_an_owners_file_that_is_a_link_is_refused_when_it_is_needed(repo: Sandbox) -> None:
    repo.commit({"README.md": "x\n", "real": OWNERS})
    (repo.path / "CODEOWNERS").symlink_to("real")
    repo.commit({})
    repo.branch("tool")
    repo.commit({"notes.yml": "a: 1\n"})
    assert rows(collected(repo)) == []
    repo.commit({"Dockerfile": FROM})
    with gathered(str(repo.path)) as gathering, pytest.raises(UsageError, match="symbolic link"):
        collect(gathering)


def test_a_missing_object_is_said(repo: Sandbox) -> None:
    repo.commit({"README.md": "x\n"})
    repo.branch("tool")
    repo.commit({"Dockerfile": FROM})
    blob = repo.git("rev-parse", "HEAD:Dockerfile")
    with gathered(str(repo.path)) as gathering:
        (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
        with pytest.raises(UnknownSubjectError, match="Dockerfile"):
            collect(gathering)


@pytest.mark.parametrize(
    "name", ["tools/a b/Dockerfile", "tools/ü/Dockerfile", 'tools/"q"/Dockerfile', "tools/a\nb/Dockerfile"]
)
def test_any_path(repo: Sandbox, name: str) -> None:
    repo.commit({"README.md": "x\n", "CODEOWNERS": "/tools/ @ada\n"})
    repo.branch("tool")
    repo.commit({name: FROM})
    assert rows(collected(repo)) == [("container", name, "owned")]
