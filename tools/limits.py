"""The hard stops of the house: length of files, functions and folders, docstrings, pure rooms, lazy imports."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/watchkeeper"
FILE_LINES = 500
FUNCTION_LINES = 60
FOLDER_FILES = 25
BROAD_HANDLERS = 5
PURE = ("domain", "analysis", "formats", "rules", "policy", "rendering", "metrics")
IMPURE = frozenset(
    {"os", "subprocess", "socket", "time", "pathlib", "shutil", "tempfile", "threading", "urllib", "http", "random",
     "secrets", "sys", "asyncio", "glob", "io", "platform", "getpass", "locale"}
)  # fmt: skip
FORBIDDEN_NAMES = ("utils", "common", "helpers", "core", "base", "misc")


def main() -> int:
    """Print every breach; 1 if there is one."""
    breaches = [*_folders(), *(breach for path in sorted(SOURCE.rglob("*.py")) for breach in _file(path))]
    broad = [line for path in sorted(SOURCE.rglob("*.py")) for line in _broad(path)]
    if len(broad) > BROAD_HANDLERS:
        breaches.append(f"{len(broad)} broad handlers, the stop is {BROAD_HANDLERS}: {', '.join(broad)}")
    print("\n".join(breaches) or "the house is in order")
    return 1 if breaches else 0


def _folders() -> Iterator[str]:
    for folder in sorted({path.parent for path in SOURCE.rglob("*.py")}):
        count = len(list(folder.glob("*.py")))
        if count > FOLDER_FILES:
            yield f"{folder.relative_to(ROOT)}: {count} files, the stop is {FOLDER_FILES}"
        if folder.name in FORBIDDEN_NAMES:
            yield f"{folder.relative_to(ROOT)}: a folder is not called that"


def _file(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    name = path.relative_to(ROOT)
    if text.count("\n") > FILE_LINES:
        yield f"{name}: {text.count(chr(10))} lines, the stop is {FILE_LINES}"
    if not ast.get_docstring(tree):
        yield f"{name}: no sentence says what lives here"
    if path.stem in FORBIDDEN_NAMES:
        yield f"{name}: a file is not called that"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {lines} lines, the stop is {FUNCTION_LINES}"
    if path.relative_to(SOURCE).parts[0] in PURE:
        yield from (f"{name}: a pure room imports {module}" for module in sorted(_imports(tree) & IMPURE))
        yield from (f"{name}:{line}: a pure room calls {call}" for line, call in _impure_calls(tree))


def _imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def _impure_calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"open", "print", "input"}
        ):
            yield node.lineno, node.func.id
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"now", "today"}:
            yield node.lineno, node.func.attr


def _broad(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            names = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if node.type else {"BaseException"}
            if names & {"Exception", "BaseException"}:
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


if __name__ == "__main__":
    sys.exit(main())
