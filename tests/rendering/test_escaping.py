"""Foreign text stays in its place, whatever it is."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.rendering.readers import parse_workflow_command
from tests.rendering.samples import HOSTILE
from watchkeeper.rendering import escaping

MARKUP = [
    *"`*_~<>[]()!@#|\\$&:/-+.{}=\"' \n\t\x1b\u202e",
    "@everyone",
    "##[x]",
    "</details>",
    "www.a.b",
    "```",
    "::",
    "[x](1)",
]
foreign = st.lists(st.one_of(st.sampled_from(MARKUP), st.text(max_size=6))).map("".join)
paths = st.binary(min_size=1, max_size=40).map(lambda b: b.replace(b"\0", b"x").decode("utf-8", "surrogateescape"))


@given(foreign)
def test_one_line_is_one_printable_line_without_log_commands(text: str) -> None:
    line = escaping.one_line(text)
    assert line.isprintable()
    assert "##" not in line
    assert escaping.one_line(line) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("two\nlines\tand  spaces ", "two lines and spaces"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\u202eevil", r"\u202eevil"),
        ("\udcff", r"\xff"),
        ("\ud800", r"\ud800"),
        ("##vso[task.complete]", "# #vso[task.complete]"),
        ("≈ 1,000 € in Zürich", "≈ 1,000 € in Zürich"),
    ],
)
def test_one_line_shows_what_cannot_be_shown(text: str, line: str) -> None:
    assert escaping.one_line(text) == line


def test_a_piece_says_what_was_cut() -> None:
    assert escaping.piece("a" * 2_500) == "a" * 2_000 + "… (500 more characters)"


@given(foreign)
def test_markdown_prose_is_text_and_code_only_and_says_the_same(text: str) -> None:
    (paragraph,) = MarkdownIt("commonmark").parse(f"Label: {escaping.markdown_prose(text)}x")[1:-1]
    children = paragraph.children or []
    assert {token.type for token in children} <= {"text", "code_inline"}
    assert "".join(token.content for token in children) == f"Label: {escaping.piece(text)}x"
    bare = "".join(token.content for token in children if token.type == "text")
    assert not re.search(r"[@#<>&*_~\[\]|\\$/`]|www\.|[!%:]\w|\bgh-", bare[7:-1], re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain words, and 1,000 of them (±10%).", "plain words, and 1,000 of them (±10%)."),
        ("(see @ada).", "(see `@ada`)."),
        ("written at .watchkeeper.yaml:4 on main", "written at `.watchkeeper.yaml:4` on main"),
        ("tools/a_b.py, x", "`tools/a_b.py`, x"),
        ("a``b", "```a``b```"),
        ("`", "`` ` ``"),
        ("Fixes GH-12 and !7", "Fixes `GH-12` and `!7`"),
    ],
)
def test_markdown_prose_reads_well(text: str, markdown: str) -> None:
    assert escaping.markdown_prose(text) == markdown


@given(foreign)
def test_a_code_span_holds_everything(text: str) -> None:
    (paragraph,) = MarkdownIt("commonmark").parse(f"x {escaping.markdown_code(text)} y")[1:-1]
    kinds = [token.type for token in paragraph.children or []]
    assert kinds == ["text", "code_inline", "text"]


@given(st.lists(foreign, min_size=1, max_size=4))
@example(["```"])
@example(["a", "`````"])
def test_a_block_holds_its_lines(texts: list[str]) -> None:
    (fence,) = MarkdownIt("commonmark").parse(escaping.markdown_block(tuple(texts)))
    assert fence.type == "fence"
    assert fence.content == "".join(f"{escaping.piece(text)}\n" for text in texts)


@given(foreign)
def test_html_prose_knows_one_element(text: str) -> None:
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert (tag, attrs) == ("code", [])

        def handle_data(self, data: str) -> None:
            seen.append(data)

        def handle_comment(self, data: str) -> None:
            raise AssertionError(data)

    reader = Reader()
    reader.feed(escaping.html_prose(text))
    reader.close()
    assert "".join(seen) == escaping.piece(text)


@pytest.mark.parametrize("person", ["@ada", "@acme/platform-leads", "@group/sub/team", "@a.b_c"])
def test_people_are_mentioned(person: str) -> None:
    assert escaping.mention(person) == person


@given(foreign)
def test_nothing_else_is_mentioned(text: str) -> None:
    shown = escaping.mention(f"{text} ")
    assert shown.startswith("`")
    assert shown.endswith("`")


@given(foreign, foreign, foreign)
def test_workflow_commands_are_read_back_by_the_runner(path: str, title: str, message: str) -> None:
    escape = escaping.workflow_property
    line = f"::error file={escape(path)}x,title={escape(title)}x::{escaping.workflow_message(message)}"
    assert len(line.split("\n")) == 1
    command = parse_workflow_command(line)
    assert command.name == "error"
    assert command.properties == {"file": f"{path}x", "title": f"{title}x"}
    assert command.message == message


@given(foreign)
def test_sarif_messages_have_neither_placeholders_nor_links(text: str) -> None:
    escaped = escaping.sarif_message(text)
    assert escaped.replace("{{", "").replace("}}", "").count("{") == 0
    assert not re.search(r"\[[^\]]*\]\(", escaped)
    assert escaped.replace("{{", "{").replace("}}", "}").replace("] (", "](") == text.replace("] (", "](")


@given(paths)
def test_a_uri_is_relative_and_gives_the_bytes_back(path: str) -> None:
    uri = escaping.relative_uri(path)
    parts = urlsplit(f"https://host/{uri}")
    assert unquote_to_bytes(parts.path[1:]) == path.encode("utf-8", "surrogateescape")
    assert not parts.query
    assert not parts.fragment
    assert ":" not in uri


@given(st.dictionaries(foreign.map(escaping.one_line), foreign.map(escaping.one_line)))
def test_json_gives_the_value_back(value: dict[str, str]) -> None:
    text = escaping.json_text({**value, "heading": "## [x]"})
    assert json.loads(text) == {**value, "heading": "## [x]"}
    assert "##" not in text
    assert text.encode()


def test_the_worst_text_as_prose_has_no_markup_left() -> None:
    html = MarkdownIt("commonmark").render(f"Label: {escaping.markdown_prose(HOSTILE)}")
    assert set(re.findall(r"</?(\w+)", html)) == {"p", "code"}
