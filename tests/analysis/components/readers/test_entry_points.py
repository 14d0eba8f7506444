"""Commands that a package offers, in each way of writing them down."""

from __future__ import annotations

import time

import pytest

from watchkeeper.analysis.components.readers.entry_points import is_entry_point, read_entry_points
from watchkeeper.domain.problems import UsageError

SETUP_CFG = b"""[metadata]
name = pay
[options.entry_points]
console_scripts =
    pay = pay.cli:main
    # a comment
    pay-admin = pay.admin:main [extra]
    pay-report = pay.report:main
gui_scripts = pay-window = pay.window:main
pytest11 =
    plugin = pay.plugin:hook
"""
SETUP_PY = b"""from setuptools import setup
setup(
    entry_points={
        "console_scripts": [
            "pay = pay.cli:main",
            'pay-admin=pay.admin:main [extra]',
        ],
        "pytest11": ["plugin = pay.plugin:hook"],
    },
)
"""
INI_STRING = b'''setup(entry_points="""
[console_scripts]
pay=pay.cli:main
[pytest11]
plugin=pay.plugin:hook
""")
'''


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        (
            "pyproject.toml",
            b'[project.scripts]\npay = "pay:main"\n[project.gui-scripts]\nwin = "pay:win"',
            ["pay", "win"],
        ),
        ("pyproject.toml", b'[tool.poetry.scripts]\na = "x:y"\nb = {reference = "b.sh", type = "file"}', ["a", "b"]),
        ("package.json", b'{"name": "@org/pay", "bin": "./cli.js"}', ["pay"]),
        ("package.json", b'{"name": "pay", "bin": {"pay": "./a.js", "pay-admin": "./b.js"}}', ["pay", "pay-admin"]),
        ("package.json", b'{"name": "pay"}', []),
        ("Cargo.toml", b'[[bin]]\nname = "pay"\npath = "src/main.rs"\n[[bin]]\nname = "two"\n', ["pay", "two"]),
        ("setup.cfg", SETUP_CFG, ["pay", "pay-admin", "pay-report", "pay-window"]),
        ("setup.py", SETUP_PY, ["pay", "pay-admin"]),
        ("setup.py", b'setup(entry_points={"console_scripts": ["pay = a:b"], "x": ["no = c:d"]})', ["pay", "no"]),
        ("setup.py", INI_STRING, ["pay"]),
        ("cmd/pay/main.go", b"// Pay pays.\npackage main\n\nfunc main() {}\n", ["pay"]),
        ("cmd/pay/main.go", b"package pay\n", []),
        ("src/bin/pay.rs", b"fn main() {}\n", ["pay"]),
        ("crates/x/src/bin/pay/main.rs", b"fn main() {}\n", ["pay"]),
    ],
)
def test_commands(path: str, text: bytes, names: list[str]) -> None:
    assert is_entry_point(path)
    assert [piece.name for piece in read_entry_points(path, text)] == names


@pytest.mark.parametrize(
    "path", ["cmd/main.go", "main.go", "pay/pay.go", "src/main.rs", "tests/cmd/pay/main.go", "setup.sh"]
)
def test_other_files(path: str) -> None:
    assert not is_entry_point(path)


def test_the_line_of_a_command_is_told() -> None:
    (piece,) = read_entry_points("pyproject.toml", b'[project]\nname = "x"\n[project.scripts]\npay = "pay.cli:main"\n')
    assert piece.line == 4


@pytest.mark.parametrize(("path", "text"), [("pyproject.toml", b"["), ("package.json", b"{"), ("Cargo.toml", b"=")])
def test_a_manifest_that_cannot_be_read_is_a_usage_error(path: str, text: bytes) -> None:
    with pytest.raises(UsageError):
        list(read_entry_points(path, text))


@pytest.mark.parametrize("line", ["a" * 900_000, "a." * 450_000, "a = " * 200_000, "'" * 900_000, "a=b:" * 200_000])
def test_a_hostile_line_ends_at_once(line: str) -> None:
    start = time.perf_counter()
    list(read_entry_points("setup.cfg", f"console_scripts =\n {line}\n".encode()))
    assert time.perf_counter() - start < 2
