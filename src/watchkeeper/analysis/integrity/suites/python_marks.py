"""Reads from Python syntax how a test is run: decorators, skip calls in bodies, marks in tables of cases."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from watchkeeper.analysis.integrity.suites.case import Mark

MAX_ROWS = 400
LEAVING = {"skip", "skiptest", "xfail", "importorskip"}


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or a chain of attributes, else ""."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def decorator_mark(node: ast.expr, scope: str, source: list[str]) -> Mark | None:
    """The mark that a decorator (or an entry of `pytestmark`) puts on what it stands on."""
    call = node if isinstance(node, ast.Call) else None
    name = dotted(call.func if call else node).casefold()
    last = name.rpartition(".")[2]
    text = source[node.lineno - 1].strip() if node.lineno <= len(source) else ""
    if last in {"flaky", "rerun", "retry"}:
        return Mark("retry", node.lineno, text, scope, value=_number(call))
    if last == "timeout" and call:
        return Mark("timeout", node.lineno, text, scope, value=_number(call))
    if last in {"skip", "expectedfailure"}:
        return Mark("skip", node.lineno, text, scope)
    if last == "xfail":
        return Mark("skip", node.lineno, text, scope, conditional=bool(call and _has_condition(call)))
    if "skip" in name:
        return Mark("skip", node.lineno, text, scope, conditional=not (call and _always(last, call)))
    return None


def body_mark(node: ast.AST, scope: str, source: list[str], *, conditional: bool) -> Mark | None:
    """The mark of `pytest.skip(…)`, `self.skipTest(…)`, `raise SkipTest` and their like in a body."""
    if isinstance(node, ast.Raise) and node.exc is not None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        if dotted(raised).rpartition(".")[2] == "SkipTest":
            return Mark("skip", node.lineno, source[node.lineno - 1].strip(), scope, conditional=conditional)
    if not isinstance(node, ast.Call):
        return None
    name = dotted(node.func)
    last = name.rpartition(".")[2].casefold()
    if last not in LEAVING or not name.casefold().endswith(
        ("pytest.skip", "pytest.xfail", "skiptest", "importorskip"),
    ):
        return None
    guarded = conditional or last == "importorskip"
    return Mark("skip", node.lineno, source[node.lineno - 1].strip(), scope, conditional=guarded)


def table_rows(decorators: list[ast.expr], scope: str, source: list[str]) -> tuple[tuple[str, Mark | None], ...]:
    """The literal rows of `parametrize` tables: what each holds, and the skip mark that it bears."""
    rows: list[tuple[str, Mark | None]] = []
    for decorator in decorators:
        if not isinstance(decorator, ast.Call) or dotted(decorator.func).rpartition(".")[2] != "parametrize":
            continue
        values = decorator.args[1] if len(decorator.args) > 1 else None
        items = values.elts if isinstance(values, ast.List | ast.Tuple) else [decorator]
        rows.extend(_row(item, scope, source) for item in items[: MAX_ROWS - len(rows)])
    return tuple(rows)


def _row(item: ast.expr, scope: str, source: list[str]) -> tuple[str, Mark | None]:
    if isinstance(item, ast.Call) and dotted(item.func).rpartition(".")[2] == "param":
        marks = next((k.value for k in item.keywords if k.arg == "marks"), None)
        listed = marks.elts if isinstance(marks, ast.List | ast.Tuple) else [marks] if marks else []
        found = (decorator_mark(m, scope, source) for m in listed)
        mark = next((m for m in found if m and m.kind == "skip"), None)
        return ", ".join(ast.unparse(a) for a in item.args), mark
    if isinstance(item, ast.Tuple):
        return ", ".join(ast.unparse(e) for e in item.elts), None
    return ast.unparse(item), None


def ignored_paths(body: list[ast.stmt], source: list[str]) -> Iterator[Mark]:
    """Entries of `collect_ignore` and `collect_ignore_glob`: each takes files out of collection."""
    for statement in body:
        if not isinstance(statement, ast.Assign | ast.AugAssign):
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if not any(isinstance(t, ast.Name) and t.id.startswith("collect_ignore") for t in targets):
            continue
        for node in ast.walk(statement.value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield Mark("skip", node.lineno, source[node.lineno - 1].strip(), f"collect_ignore {node.value}")


def _number(call: ast.Call | None) -> float:
    """The first number among the arguments, 0 if there is none."""
    if call is None:
        return 0.0
    for value in [*call.args, *(k.value for k in call.keywords)]:
        if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
            return float(value.value)
    return 0.0


def _has_condition(call: ast.Call) -> bool:
    return bool(call.args) or any(k.arg == "condition" for k in call.keywords)


def _always(last: str, call: ast.Call) -> bool:
    """Whether the condition of a conditional skip is a constant that always skips."""
    if not call.args or not isinstance(call.args[0], ast.Constant):
        return False
    value = bool(call.args[0].value)
    return value if last == "skipif" else not value if last == "skipunless" else False
