"""The components of real trees: what stands where, read from git."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchkeeper.domain.components import Inventory
from watchkeeper.evidence.components.inventory import Asked, load_inventory
from watchkeeper.git.listing import read_listing
from watchkeeper.git.repository import Repository

if TYPE_CHECKING:
    from tests.conftest import Sandbox

APP = "import streamlit as st\nst.title('Sales')\n"
BEAT = "from celery import Celery\napp = Celery()\napp.conf.beat_schedule = {'a': {}}\n"


def load(repo: Sandbox, near: tuple[str, ...] | None = None) -> Inventory:
    with Repository(str(repo.path)) as repository:
        return load_inventory(
            repository,
            read_listing(repository, repo.git("rev-parse", "HEAD").strip()),
            Asked(lambda: "r", near=near),
            ((), ()),
        )


def test_tools_of_a_tree(repo: Sandbox) -> None:
    repo.commit({
        "pyproject.toml": '[project]\nname = "pay"\n[project.scripts]\npay = "pay.cli:main"\n',
        "pay/__init__.py": "", "pay/jobs.py": BEAT,
        "tools/sales/app.py": APP, "tools/sales/notes.ipynb": "{}",
        "examples/app.py": APP, "lib/package.json": '{"name": "lib"}',
        "compose.yaml": "services:\n  web: {build: ./web}\n  db: {image: 'postgres:16'}\n",
    })  # fmt: skip
    found = {c.root: [(s.kind, s.path, s.weak) for s in c.sightings] for c in load(repo).components if c.runs}
    assert found == {
        "": [
            ("scheduled-job", "pay/jobs.py", False),
            ("entry-point", "pyproject.toml", False),
            ("compose-service", "compose.yaml", True),
            ("package", "pyproject.toml", True),
        ],
        "tools/sales": [("app", "tools/sales/app.py", False), ("notebook", "tools/sales/notes.ipynb", True)],
        "web": [("compose-service", "compose.yaml", False)],
    }


def test_one_broken_file_hides_no_other(repo: Sandbox) -> None:
    repo.commit({"compose.yaml": "services: [\n", "web/Dockerfile": "FROM x\n"})
    inventory = load(repo)
    assert [c.root for c in inventory.components] == ["web"]
    assert [problem.place.file for problem in inventory.problems if problem.place] == ["compose.yaml"]


def test_only_what_is_near_is_read(repo: Sandbox) -> None:
    repo.commit({"a/Dockerfile": "FROM x\n", "b/Dockerfile": "FROM x\n"})
    assert [c.root for c in load(repo, near=("a/x.py",)).components] == ["a"]
