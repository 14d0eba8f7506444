"""git-ai notes: the layout of the Git AI Standard v3.0.0, and whatever else may stand in a note."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.formats.git.ai_notes import MAX_BYTES, MAX_PROBLEMS, NoteAuthor, NotedLines, parse_ai_note

SESSION = "s_0123456789abcd"
HUMAN = "h_fedcba98765432"
LEGACY = "00112233aabbccdd"


def note(lines: str, **metadata: object) -> bytes:
    """A note with these attestation lines and metadata."""
    record = {"schema_version": "authorship/3.0.0", "base_commit_sha": "0" * 40, "prompts": {}, **metadata}
    return f"{lines}---\n{json.dumps(record, indent=2)}".encode()


def test_all_three_forms_of_keys_in_one_note() -> None:
    text = note(
        f"src/main.rs\n  {SESSION}::t_11111111111111 1-10,15\n  {SESSION}::t_22222222222222 20\n  {HUMAN} 11-14\n"
        f'"my file.rs"\n  {LEGACY} 1-50\n',
        sessions={
            SESSION: {"agent_id": {"tool": "claude", "id": "x", "model": "opus"}, "human_author": "a@example.com"}
        },
        humans={HUMAN: {"author": "Ada <ada@example.com>"}},
        prompts={LEGACY: {"agent_id": {"tool": "cursor", "id": "y", "model": "gpt"}, "total_additions": 50}},
    )
    found = parse_ai_note(text)
    assert found.problems == ()
    assert found.lines == (
        NotedLines("src/main.rs", SESSION, ((1, 10), (15, 15))),
        NotedLines("src/main.rs", SESSION, ((20, 20),)),
        NotedLines("src/main.rs", HUMAN, ((11, 14),)),
        NotedLines("my file.rs", LEGACY, ((1, 50),)),
    )
    assert [span.count for span in found.lines] == [11, 1, 4, 50]
    assert found.agents == (
        NoteAuthor(SESSION, human=False, tool="claude", model="opus", person="a@example.com"),
        NoteAuthor(LEGACY, human=False, tool="cursor", model="gpt"),
    )
    assert found.humans == (NoteAuthor(HUMAN, human=True, person="Ada <ada@example.com>"),)


def test_hashes_of_seven_digits_are_read_too() -> None:
    (author,) = parse_ai_note(note("a.py\n  e61c0a4 67\n")).agents
    assert author.key == "e61c0a4"


def test_a_note_without_lines_names_nobody() -> None:
    found = parse_ai_note(note("", sessions={SESSION: {"agent_id": {"tool": "claude"}}}))
    assert (found.lines, found.authors, found.problems) == ((), (), ())


@pytest.mark.parametrize(
    "line",
    [
        "  human 1-2",
        "  ai_agent 3",
        "  94341aa7-fe48-4948-ab50-4fa9abb78651 1",
        f"  {SESSION} 1",
        f"  {SESSION}::t_xyz 1",
        f"  {HUMAN}::t_11111111111111 1",
        f"  _{LEGACY} 1",
        f"  {LEGACY}",
        f"  {LEGACY} 0-3",
        f"  {LEGACY} 5-3",
        f"  {LEGACY} 1-",
        f"  {LEGACY} 1, 2",
        f"  {LEGACY} {'9' * 5000}",
        f"  {LEGACY} ²",
    ],
)
def test_a_line_that_is_no_attestation_is_skipped_and_named(line: str) -> None:
    found = parse_ai_note(note(f"a.py\n{line}\n  {HUMAN} 7\n"))
    assert [span.author for span in found.lines] == [HUMAN]
    (problem,) = found.problems
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == ("refs/notes/ai", 2)


def test_lines_without_a_path_belong_nowhere() -> None:
    assert parse_ai_note(note(f"  {LEGACY} 1\n")).lines == ()


@pytest.mark.parametrize("tail", [b"{", b"[]", b'{"sessions": 5}', b"\xff\xfe", b'{"x":' * 100_000])
def test_broken_metadata_keeps_the_lines(tail: bytes) -> None:
    found = parse_ai_note(f"a.py\n  {LEGACY} 1-3\n---\n".encode() + tail)
    assert [(a.key, a.tool) for a in found.agents] == [(LEGACY, "")]
    assert len(found.problems) == 1


def test_another_schema_is_read_and_named() -> None:
    found = parse_ai_note(note(f"a.py\n  {LEGACY} 1\n", schema_version="authorship/9.0.0"))
    assert found.agents
    assert "authorship/9.0.0" in found.problems[0].message


def test_only_the_first_two_megabytes_are_read() -> None:
    found = parse_ai_note(note(f"a.py\n  {LEGACY} 1\n", prompts={LEGACY: {"messages": ["x" * MAX_BYTES]}}))
    assert [a.key for a in found.agents] == [LEGACY]
    assert "2,097,152" in found.problems[0].message


def test_problems_are_bounded() -> None:
    assert len(parse_ai_note(b"a.py\n" + b"  nonsense\n" * 5000).problems) == MAX_PROBLEMS


@given(
    st.one_of(
        st.binary(max_size=400), st.text(alphabet='a.py\n  s_h::t0123456789abcdef,- {}"', max_size=300).map(str.encode)
    )
)
def test_garbage_never_raises(text: bytes) -> None:
    found = parse_ai_note(text)
    assert {span.author for span in found.lines} == {author.key for author in found.authors}
    assert all(span.count > 0 for span in found.lines)
