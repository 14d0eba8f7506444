"""Entries that are proposed for the policy can stand in it, whatever a tool's folder is called."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.ownership.proposals import OwnerProposals, ProposedTool
from watchkeeper.formats.policy.policy_file import parse_policy
from watchkeeper.rendering.owner_proposals import render_tools

NAMES = st.one_of(
    st.sampled_from(["the repository", "a b", "Ünï", "-", "..", "x" * 90, 'q"\\', "$(x)"]), st.text(max_size=20)
)


@given(st.lists(st.tuples(NAMES, st.text(max_size=20)), min_size=1, max_size=5))
def test_the_entries_are_read_by_the_policy(tools: list[tuple[str, str]]) -> None:
    offered = tuple(ProposedTool(name, root, "@ada", "high", "wrote it") for name, root in tools)
    found = OwnerProposals("main", "c" * 40, "github", 0, 0, 0, 0, tools=offered)
    text = f"version: 1\n{render_tools(found)}"
    policy, _ = parse_policy(text.encode("utf-8", "backslashreplace"), "p")
    assert policy.components
