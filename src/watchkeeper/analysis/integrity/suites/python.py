"""Reads the tests of a Python file from its syntax tree."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterable, Iterator

from msgspec import Struct

from watchkeeper.analysis.integrity.suites.case import Assertion, Case, Mark, Suite
from watchkeeper.analysis.integrity.suites.python_marks import body_mark, decorator_mark, ignored_paths, table_rows

Function = ast.FunctionDef | ast.AsyncFunctionDef
ASSERTING = ("assert", "expect", "validate", "verify", "check", "should", "raises", "warns", "deprecated_call", "fail")
BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp)
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)


class _Scope(Struct, frozen=True):
    """A module or class whose statements are still to be read."""

    body: tuple[ast.stmt, ...]
    group: str = ""
    marks: tuple[Mark, ...] = ()
    collected: bool = True


class _Found:
    """What has been read so far."""

    def __init__(self, text: str) -> None:
        self.source = text.split("\n")
        self.cases: list[Case] = []
        self.others: list[Case] = []
        self.loose_marks: list[Mark] = []
        self.loose_assertions: list[str] = []
        self.functions: set[str] = {""}


def read_python(text: str) -> Suite | None:
    """The suite of a Python file, or None if it does not parse (or is nested beyond the parser's limits)."""
    try:
        tree = ast.parse(text)
        found = _Found(text)
        _read_module(tree, found)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Suite(
        "parsed",
        tuple(sorted(found.cases, key=_line_of)),
        tuple(found.others),
        tuple(found.loose_marks),
        tuple(found.loose_assertions),
        frozenset(found.functions),
    )


def _line_of(case: Case) -> int:
    return case.line


def _read_module(tree: ast.Module, found: _Found) -> None:
    marks = tuple(_module_marks(tree.body, found.source))
    found.loose_marks.extend(marks)
    found.loose_marks.extend(ignored_paths(tree.body, found.source))
    waiting = [_Scope(tuple(tree.body), "", marks)]
    while waiting:
        scope = waiting.pop()
        for statement in _statements(scope.body):
            if isinstance(statement, ast.ClassDef):
                waiting.append(_class_scope(statement, scope, found.source))
            elif isinstance(statement, Function):
                _read_function(statement, scope, found)


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Definitions of a body, also those under `if`, `try` and `with`."""
    waiting = deque(body)
    while waiting:
        statement = waiting.popleft()
        if isinstance(statement, ast.ClassDef | Function):
            yield statement
        elif isinstance(statement, ast.If | ast.With | ast.Try):
            inner = [*statement.body, *getattr(statement, "orelse", [])]
            inner += [s for h in getattr(statement, "handlers", []) for s in h.body]
            waiting.extendleft(reversed(inner))


def _module_marks(body: list[ast.stmt], source: list[str]) -> Iterator[Mark]:
    for statement in body:
        if isinstance(statement, ast.Assign) and any(_is_pytestmark(t) for t in statement.targets):
            value = statement.value
            for item in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
                if mark := decorator_mark(item, "", source):
                    yield mark
        else:
            yield from _marks_in(statement, "", source, conditional=False)


def _is_pytestmark(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "pytestmark"


def _marks_in(statement: ast.stmt, scope: str, source: list[str], *, conditional: bool) -> Iterator[Mark]:
    """Skip calls among a statement's own parts, without going into definitions."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, conditional)]
    while waiting:
        node, guarded = waiting.pop()
        if isinstance(node, ast.ClassDef | Function | ast.Lambda):
            continue
        if mark := body_mark(node, scope, source, conditional=guarded):
            yield mark
            continue
        inner = guarded or isinstance(node, BRANCHES)
        waiting.extend((child, inner) for child in ast.iter_child_nodes(node))


def _class_scope(node: ast.ClassDef, outer: _Scope, source: list[str]) -> _Scope:
    """The scope of a class: pytest collects `Test…`, unittest what has a base; `__test__ = False` takes it out."""
    group = f"{outer.group}.{node.name}" if outer.group else node.name
    marks = [m for d in node.decorator_list if (m := decorator_mark(d, group, source))]
    for statement in node.body:
        if isinstance(statement, ast.Assign) and any(_is_pytestmark(t) for t in statement.targets):
            value = statement.value
            items = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
            marks += [m for item in items if (m := decorator_mark(item, group, source))]
        elif _is_test_false(statement):
            marks.append(Mark("skip", statement.lineno, source[statement.lineno - 1].strip(), group))
    collected = outer.collected and (bool(node.bases) or node.name.casefold().startswith("test"))
    return _Scope(tuple(node.body), group, (*outer.marks, *marks), collected)


def _is_test_false(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "__test__" for t in statement.targets)
        and isinstance(statement.value, ast.Constant)
        and statement.value.value is False
    )


def _read_function(node: Function, scope: _Scope, found: _Found) -> None:
    name = f"{scope.group}.{node.name}" if scope.group else node.name
    case = _case(node, scope, name, found.source)
    if node.name.startswith("test") and scope.collected and not _is_fixture(node):
        found.cases.append(case)
        return
    if "test" in node.name.casefold() or not scope.collected:
        found.others.append(case)
    found.functions.add(name)
    found.loose_marks.extend(m for m in case.marks if m.scope == name)
    found.loose_assertions.extend(a.text for a in case.assertions)


def _is_fixture(node: Function) -> bool:
    return any("fixture" in ast.unparse(d) for d in node.decorator_list)


def _case(node: Function, scope: _Scope, name: str, source: list[str]) -> Case:
    marks = [*scope.marks, *(m for d in node.decorator_list if (m := decorator_mark(d, name, source)))]
    assertions: list[Assertion] = []
    loops = 0
    waiting: list[tuple[ast.AST, bool]] = [(s, False) for s in reversed(node.body)]
    while waiting:
        inside, guarded = waiting.pop()
        if mark := body_mark(inside, name, source, conditional=guarded):
            marks.append(mark)
        elif is_assertion(inside):
            assertions.append(Assertion(inside.lineno, _source_of(inside, source)))  # type: ignore[attr-defined]
        loops += isinstance(inside, LOOPS)
        inner = guarded or isinstance(inside, BRANCHES)
        waiting.extend((child, inner) for child in reversed(list(ast.iter_child_nodes(inside))))
    rows = table_rows(node.decorator_list, name, source)
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    body = source[first - 1 : node.end_lineno]
    return Case(
        name=node.name,
        group=scope.group,
        line=node.lineno,
        text=source[node.lineno - 1].strip(),
        lines=frozenset(line.strip() for line in body) - {""},
        assertions=tuple(assertions),
        marks=tuple(marks),
        rows=rows,
        loops=loops + len(rows),
    )


def is_assertion(node: ast.AST) -> bool:
    """Whether a node can fail a test: `assert`, or a call whose last name begins like an assertion's."""
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    last = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return last.lstrip("_").startswith(ASSERTING)


def _source_of(node: ast.AST, source: list[str]) -> str:
    start, end = node.lineno, node.end_lineno  # type: ignore[attr-defined]
    return " ".join(line.strip() for line in source[start - 1 : min(end, start + 20)])
