"""git-ai notes: three key forms, sizes, garbage."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.formats.git.ai_notes import MAX_BYTES, parse_ai_note

NOTE = b"""\
src/app.py
  abcdef0123456789 1-10,15
  s_0123456789abcd::t_0123456789abcd 20-21
src/other.py
  h_0123456789abcd 3
---
{"schema_version": "authorship/3.0.0", "prompts": {}}
"""


def test_the_three_key_forms() -> None:
    note = parse_ai_note(NOTE)
    assert [(r.path, r.kind, r.lines) for r in note.ranges] == [
        ("src/app.py", "agent", 11),
        ("src/app.py", "agent", 2),
        ("src/other.py", "human", 1),
    ]
    assert (note.schema_version, note.problem, note.agent_lines, note.human_lines) == ("authorship/3.0.0", None, 13, 1)


def test_broken_json_leaves_the_lines() -> None:
    note = parse_ai_note(NOTE.replace(b'{"schema', b"{oops"))
    assert note.agent_lines == 13
    assert note.problem is not None


def test_a_note_without_lines() -> None:
    assert parse_ai_note(b'---\n{"schema_version": "authorship/3.0.0"}').schema_version == "authorship/3.0.0"


def test_what_is_too_long_is_cut_and_said() -> None:
    assert "longer than" in str(parse_ai_note(b"a\n" * MAX_BYTES).problem)


@given(st.binary(max_size=300))
def test_garbage_never_raises(text: bytes) -> None:
    assert parse_ai_note(text).agent_lines >= 0
