"""The order of a history: every commit once, parents first, and the same in two goes as in one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.knowledge.order import steps_of

Graph = dict[str, tuple[str, ...]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Histories of up to forty commits; the last one reaches what its parents reach."""
    graph: Graph = {}
    for at in range(draw(st.integers(1, 40))):
        parents = draw(st.lists(st.integers(0, at - 1), max_size=3, unique=True)) if at else []
        graph[f"c{at}"] = tuple(f"c{parent}" for parent in parents)
    return graph


def main_line(graph: Graph, tip: str, until: str = "") -> list[str]:
    line = []
    while tip and tip != until:
        line.append(tip)
        tip = (*graph[tip], "")[0]
    return line[::-1]


def reached(graph: Graph, tip: str) -> set[str]:
    found: set[str] = set()
    todo = [tip]
    while todo:
        sha = todo.pop()
        if sha not in found:
            found.add(sha)
            todo += graph[sha]
    return found


def flat(graph: Graph, line: list[str]) -> list[str]:
    return [sha for step, brought in steps_of(line, graph) for sha in (*brought, step)]


@given(graphs())
def test_every_commit_once_and_parents_first(graph: Graph) -> None:
    tip = f"c{len(graph) - 1}"
    whole = {sha: graph[sha] for sha in reached(graph, tip)}
    order = flat(whole, main_line(graph, tip))
    assert sorted(order) == sorted(whole)
    at = {sha: place for place, sha in enumerate(order)}
    assert all(at[parent] < at[sha] for sha in whole for parent in whole[sha])


@given(graphs(), st.integers(0, 39))
def test_two_goes_are_one(graph: Graph, cut: int) -> None:
    tip = f"c{len(graph) - 1}"
    line = main_line(graph, tip)
    middle = line[cut % len(line)]
    before = reached(graph, middle)
    first = flat({sha: graph[sha] for sha in before}, main_line(graph, middle))
    second = flat({sha: graph[sha] for sha in reached(graph, tip) - before}, main_line(graph, tip, middle))
    assert first + second == flat({sha: graph[sha] for sha in reached(graph, tip)}, line)


def test_a_long_branch_needs_no_deep_stack() -> None:
    graph: Graph = {"c0": ()}
    for at in range(1, 20_000):
        graph[f"c{at}"] = (f"c{at - 1}",)
    graph["m"] = ("c0", "c19999")
    assert len(flat(graph, ["c0", "m"])) == 20_001
