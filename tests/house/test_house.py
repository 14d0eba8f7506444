"""The house: generated files in step, limits held, the core tiny, help and documentation true."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from watchkeeper.cli.main import commands, run
from watchkeeper.usecases.wiring import load_rules

ROOT = Path(__file__).resolve().parents[2]
CORE = {"click", "msgspec", "yaml", "_yaml", "watchkeeper"}
BROUGHT_ALONG = ("typing_extensions", "cython_runtime", "_cython", "_sysconfigdata")
"""msgspec takes typing_extensions when it happens to be installed; the YAML parser brings Cython's own names, the
standard library's time zones the interpreter's own configuration."""
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("tool", [["tools/catalogue.py", "--check"], ["tools/limits.py"]])
def test_the_tools_of_the_house_are_content(tool: list[str]) -> None:
    done = subprocess.run([sys.executable, *tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def imported(*arguments: str, cwd: Path) -> set[str]:
    """Top-level packages outside the standard library that a command imports."""
    code = (
        "import sys; sys.argv = ['watchkeeper', *sys.argv[1:]]\n"
        "from watchkeeper.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "names = {n.partition('.')[0] for n in sys.modules} - set(sys.stdlib_module_names)\n"
        "print('\\n' + ' '.join(sorted(n for n in names if not n.startswith('__'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", "import site; site.main()\n" + code, *arguments],
        cwd=cwd, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = set(done.stdout.splitlines()[-1].split())
    return {name for name in names if not name.startswith(BROUGHT_ALONG)}


def test_a_check_imports_the_core_and_nothing_else(repo: Any) -> None:
    repo.commit({".watchkeeper.yaml": "version: 1\nextends: strict\n", "CODEOWNERS": "* @a\n"})
    repo.branch("work")
    repo.commit({"a.py": "x = 1\n", ".github/workflows/ci.yml": "on: push\n"})
    site = imported("--version", cwd=repo.path) - CORE
    assert imported("check", cwd=repo.path) - site <= CORE
    assert imported("check", "--format", "json", cwd=repo.path) - site <= CORE


def test_a_check_without_a_waiver_loads_nothing_about_waivers(repo: Any) -> None:
    repo.commit({".watchkeeper.yaml": "version: 1\nextends: strict\n"})
    repo.branch("work")
    repo.commit({"a.py": "x = 1\n"})
    code = (
        "import sys; from watchkeeper.cli.main import run; run(['check'])\n"
        "print(*[m for m in sys.modules if 'waiver' in m or 'signature' in m or m == 'tempfile'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=repo.path, capture_output=True, text=True, check=True)
    assert set(done.stdout.splitlines()[-1].split()) == {"watchkeeper.domain.waivers"}


def test_version_imports_the_version_only() -> None:
    code = """
import sys
sys.argv = ["w", "--version"]
from watchkeeper.__main__ import main
main()
print(*[m for m in sys.modules if m.startswith(("watchkeeper", "click", "msgspec"))])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.splitlines()[1].split()) == {"watchkeeper", "watchkeeper.__main__"}


@pytest.mark.parametrize("name", sorted(commands.list_commands(click.Context(commands))))
def test_every_command_has_help_and_stands_in_the_documentation(name: str, capfd: Any) -> None:
    assert run([name, "--help"]) == 0
    assert capfd.readouterr().out
    assert any(f"watchkeeper {name}" in path.read_text("utf-8") for path in DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def examples() -> list[tuple[str, str]]:
    """Every command line of the documentation that is to be run."""
    texts = [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in DOCUMENTS]
    lines = [(name, line) for name, text in texts for block in CONSOLE.findall(text) for line in block.splitlines()]
    runnable = [(name, line) for name, line in lines if line.startswith("$ watchkeeper")]
    return [(name, line.removeprefix("$ ").partition("  #")[0].strip()) for name, line in runnable]


@pytest.fixture
def documented(make_repo: Callable[..., Any]) -> Any:
    """A repository in which every documented command makes sense."""
    repo = make_repo()
    policy = "version: 1\nextends: observe\ncomponents: {payments: {owner: '@ada'}}\n"
    repo.commit({".watchkeeper.yaml": policy, "CODEOWNERS": "* @org/team\n/pay/ @ada\n", "a.py": "x = 1\n"})
    repo.commit({"a.py": "x = 2\n"}, author="Ben Blau <ben@example.com>")
    repo.branch("work")
    repo.commit({"a.py": "x = 3\n"})
    return repo


@pytest.mark.parametrize(("document", "line"), examples(), ids=str)
def test_documented_commands_run(documented: Any, document: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(documented.path)
    assert run(shlex.split(line)[1:]) == 0


def test_every_rule_is_in_the_table() -> None:
    table = (ROOT / "docs/rules/README.md").read_text("utf-8")
    assert all(f"[{record.id}]" in table for record in load_rules())


def test_a_closed_pipe_ends_quietly(documented: Any) -> None:
    command = f"{shlex.quote(sys.executable)} -m watchkeeper explain size/effective-lines | true"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_no_machine_path_is_committed() -> None:
    words = "|".join(["/" + "work/", "/" + "farm", "farm" + "-(studio|bench)"])
    done = subprocess.run(
        ["git", "grep", "-nIE", words, "--", ".", ":!uv.lock"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


def test_an_internal_error_is_one_line_and_exit_70(repo: Any, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    import watchkeeper.usecases.check_change as module

    def fail(_request: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(module, "check_change", fail)
    assert run(["check", "--repo", str(repo.path)]) == 70
    errors = capfd.readouterr().err
    assert errors.count("\n") == 1
    assert "--debug" in errors
    assert os.environ is not None
