"""Texts taken apart: which trailers close a message, and which commits a squash lists."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.authorship.messages import LONGEST, read_body, read_message
from watchkeeper.formats.git.trailers import parse_trailers

A, B = "Co-authored-by: A <a@example.com>", "Co-authored-by: B <b@example.com>"


def closing(text: str) -> list[str]:
    return [f"{t.key}: {t.value}" for t in read_message(text).whole.trailers]


def parts(text: str) -> list[list[str]]:
    return [[f"{t.key}: {t.value}" for t in part.trailers] for part in read_message(text).parts]


def test_paragraphs_of_trailers_close_a_message_together() -> None:
    assert closing(f"Fix\n\nProse.\n\n{A}\n\nSession: 1\n\nRole: crew\n") == [A, "Session: 1", "Role: crew"]


def test_what_tools_leave_at_the_end_is_passed_over() -> None:
    assert closing(f"Fix\n\n{A}\nEOF\n)\n") == [A]
    assert closing(f"Fix\n\n{A}\nFixes #12\n") == [A]
    assert closing(f"Fix\n\n{A}\n\nCloses #12\n") == [A]
    assert closing(f"Fix\n\n{A}\n\n🤖 Generated with a tool\n\n---\n\n{B}") == [A, B]


def test_prose_ends_the_closing() -> None:
    assert closing(f"Fix\n\n{A}\n\nwas the trailer.\n\n{B}") == [B]
    assert closing(f"Fix\n\nThey write\n{A}\nbelow.") == []
    assert closing(f"Fix\n\n{A}\nis what they write.") == []


def test_git_says_what_else_is_a_trailer() -> None:
    text = f"Fix\n\nnot a trailer\n{A}\nSigned-off-by: B <b@example.com>"
    assert closing(text) == [A, "Signed-off-by: B <b@example.com>"]


def test_a_title_is_no_trailer() -> None:
    assert closing(A) == []
    assert [t.key for t in read_body(A).whole.trailers] == ["Co-authored-by"]


def test_fenced_and_indented_lines_are_no_trailers() -> None:
    assert closing(f"Fix\n\n```\n{A}\n```") == []
    assert closing(f"Fix\n\n~~~text\nx\n\n{A}\n~~~\n\n{B}") == [B]
    assert closing(f"Fix\n\n    {A}") == []
    assert closing(f"Fix\n\n> {A}") == []


def test_a_fence_that_is_never_closed_hides_nothing() -> None:
    assert closing(f"Fix\n\n```\nx = 1\n\n{A}") == [A]


def test_windows_line_ends() -> None:
    assert closing(f"Fix\r\n\r\n{A}\r\n\r\nSession: 1\r\n") == [A, "Session: 1"]


def test_a_squash_lists_its_commits() -> None:
    text = f"All (#1)\n\n* one\n\nWords.\n\n{A}\n\nSession: 1\n\n* two\n\n* three\n\n{B}\n\n---------\n\n{A}"
    assert parts(text) == [[A, "Session: 1"], [], [B]]
    assert closing(text) == [A]


def test_without_a_rule_the_last_trailers_speak_for_all() -> None:
    text = f"All (#1)\n\n* one\n\n{A}\n\n* two\n\n{B}"
    assert (parts(text), closing(text)) == ([[A]], [B])
    assert parts(f"All\n\n* one\n\n{A}\n\n* two\n\nwords") == [[A], []]


def test_lists_may_indent_their_entries_by_three_blanks() -> None:
    assert parts(f"All\n\n* one\n\n  {A}\n\n* two\n\n    {A}\n\n-----\n") == [[A], []]


def test_merges_in_a_squash_do_not_count() -> None:
    assert parts(f"All\n\n* one\n\n{A}\n\n* Merge branch 'main' into x\n\n* two\n\n{A}\n\n-----\n") == [[A], [A]]


def test_an_ordinary_list_is_no_squash() -> None:
    assert parts(f"Fix\n\n* one\n* two\n\n{A}") == []
    assert closing(f"Fix\n\n* one\n* two\n\n{A}") == [A]


def test_of_a_huge_text_both_ends_are_read() -> None:
    text = "Fix\n\n" + "word " * LONGEST + f"\n\n{A}"
    assert closing(text) == [A]


@given(st.text(alphabet="aA:-* \n`~>()\t#1", max_size=200))
def test_every_trailer_of_git_is_found(tail: str) -> None:
    text = f"Fix\n\n{tail}".replace("`", "").replace("~", "")
    message = read_message(text)
    assert set(parse_trailers(text, divider=False)) <= set(message.whole.trailers)


@given(st.text(max_size=300))
def test_any_text_can_be_taken_apart(text: str) -> None:
    message = read_message(text)
    assert all(part.lines[0].startswith("* ") for part in message.parts)
