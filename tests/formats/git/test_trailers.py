"""Trailers are what git says they are: the program itself is the oracle."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.formats.git.trailers import Trailer, parse_trailers

SCISSORS = "# ------------------------ >8 ------------------------"
"""Only without a divider before it: there git 2.39 never ends."""

LINES = st.sampled_from(
    [
        "",
        "",
        "",
        " ",
        "\t",
        "\r",
        "Subject",
        "Some prose.",
        "Signed-off-by: A <a@example.com>",
        "signed-off-by: A <a@example.com>",
        "(cherry picked from commit 1234)",
        "Co-authored-by: B <b@example.com>",
        "Co-Authored-By:B",
        "Key:",
        "Key : spaced",
        "Key\t : tabbed",
        "Two words: prose",
        "https://example.com/path",
        "-: dash",
        ": no key",
        " folded",
        "\tfolded by a tab",
        " Key: in a continuation",
        "CRLF: value\r",
        " folded CRLF\r",
        "# a comment",
        "#Key: comment",
        "---",
        "--- a/file",
        "---------",
        "Conflicts:",
        "\tpath/of/conflict",
        "Größe: not a key",
        "Key: größe",
    ]
)


def git_trailers(message: str, *arguments: str) -> list[str]:
    """What git prints for a message, line by line."""
    done = subprocess.run(
        ["git", "interpret-trailers", "--parse", *arguments],
        input=message.encode(),
        capture_output=True,
        check=True,
        timeout=10,
    )
    return done.stdout.decode().split("\n")[:-1]


def ours(message: str, *, divider: bool = True) -> list[str]:
    """Our answer in git's notation."""
    return [f"{t.key}: {t.value}" for t in parse_trailers(message, divider=divider)]


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from(["", "\n"]))
def test_every_message_is_read_as_git_reads_it(lines: list[str], end: str) -> None:
    message = "\n".join(lines) + end
    assert ours(message) == git_trailers(message)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(LINES, st.just(SCISSORS)), max_size=14), st.sampled_from(["", "\n"]))
def test_every_commit_is_read_as_git_reads_it(lines: list[str], end: str) -> None:
    message = "\n".join(lines) + end
    assert ours(message, divider=False) == git_trailers(message, "--no-divider")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aK-: \t\r\n#(", max_size=60))
def test_any_characters_are_read_as_git_reads_them(tail: str) -> None:
    message = f"Subject\n\n{tail}"
    assert ours(message) == git_trailers(message)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_garbage_never_raises(message: str) -> None:
    for trailer in parse_trailers(message):
        assert trailer.key.isascii()
        assert "\n" not in trailer.value


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("Subject\n\nKey: value\n", [("Key", "value")], id="plain"),
        pytest.param("Key: value\n", [], id="a title is never a trailer"),
        pytest.param("Subject\n\nKey: one\n two\n\tthree\n", [("Key", "one two three")], id="folded"),
        pytest.param("Subject\n\nKey: value\nprose\n", [], id="prose in the paragraph"),
        pytest.param(
            "S\n\nKey: value\nprose\nSigned-off-by: A\n", [("Key", "value"), ("Signed-off-by", "A")], id="25 %"
        ),
        pytest.param("S\n\nKey: value\n\nprose\n", [], id="not the last paragraph"),
        pytest.param("S\r\n\r\nKey: value\r\nOther: x\r\n", [("Key", "value"), ("Other", "x")], id="CRLF"),
        pytest.param("S\n\nA: 1\n---\n\nB: 2\n", [("A", "1")], id="a divider ends the message"),
        pytest.param("", [], id="empty"),
    ],
)
def test_documented_cases(message: str, expected: list[tuple[str, str]]) -> None:
    assert [(t.key, t.value) for t in parse_trailers(message)] == expected
    assert ours(message) == git_trailers(message)


def test_a_divider_can_be_ordinary_text() -> None:
    assert parse_trailers("S\n\nA: 1\n---\n\nB: 2\n", divider=False) == (Trailer("B", "2"),)


def test_keys_are_case_insensitive() -> None:
    (trailer,) = parse_trailers("S\n\nCO-AUTHORED-BY: B\n")
    assert trailer.named("Co-authored-by")
    assert not trailer.named("Signed-off-by")
