"""The mailmap: git's documented forms, and on generated files the answers of git itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from watchkeeper.formats.directories.mailmap import parse_mailmap

FORMS = b"""\
# a comment
Ada Lovelace <ada@old.example>
<ada@example.com> <ada@laptop>
Ada Lovelace <ada@example.com> <al@example.com>
Ada Lovelace <ada@example.com> root <shared@example.com>
Ben <ben@example.com> Benny <shared@example.com>
"""


@pytest.mark.parametrize(
    ("contact", "proper"),
    [
        (("a", "ada@old.example"), ("Ada Lovelace", "ada@old.example")),
        (("a", "ADA@laptop"), ("a", "ada@example.com")),
        (("a", "al@example.com"), ("Ada Lovelace", "ada@example.com")),
        (("RoOt", "Shared@example.com"), ("Ada Lovelace", "ada@example.com")),
        (("benny", "shared@example.com"), ("Ben", "ben@example.com")),
        (("other", "shared@example.com"), ("other", "shared@example.com")),
        (("x", "nobody@example.com"), ("x", "nobody@example.com")),
    ],
)
def test_the_four_forms(contact: tuple[str, str], proper: tuple[str, str]) -> None:
    assert parse_mailmap(FORMS, ".mailmap").resolve(*contact) == proper


NAMES = ["", "Ada", "ada", "A L", "\tA", "é", "#x", "\u212aim"]
ADDRESSES = ["a@x", "A@X", "b@x", "", "a x", "<", "é@x", "\u212a@x", "k@x"]
LINES = st.lists(
    st.one_of(
        st.builds(
            "{}{} <{}>{} {} <{}>{}".format,
            st.sampled_from(["", " ", "#", "\t"]), st.sampled_from(NAMES), st.sampled_from(ADDRESSES),
            st.sampled_from(["", " ", "x"]), st.sampled_from(NAMES), st.sampled_from(ADDRESSES),
            st.sampled_from(["", " # note", "\r"]),
        ),
        st.builds("{} <{}>{}".format, st.sampled_from(NAMES), st.sampled_from(ADDRESSES), st.sampled_from(["", "\r"])),
        st.text("<> #aA@x\t\r", max_size=20),
    ),
    max_size=12,
)  # fmt: skip
CONTACTS = [(name, address) for name in ("Ada", "ADA", "A L", "é", "Kim") for address in ("a@x", "B@x", "é@x", "k@x")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository without a work tree's mailmap; each example is a blob of it."""
    path = tmp_path_factory.mktemp("mailmap")
    subprocess.run(["git", "init", "-q", "--bare", "."], cwd=path, check=True)
    return path


def ask_git(folder: Path, text: bytes) -> list[bytes]:
    """What git makes of the contacts with this text as its mailmap."""
    blob = _git(folder, text, "hash-object", "-w", "--stdin").decode().strip()
    contacts = "".join(f"{name} <{address}>\n" for name, address in CONTACTS).encode()
    return _git(folder, contacts, "-c", f"mailmap.blob={blob}", "check-mailmap", "--stdin").splitlines()


def _git(folder: Path, given_: bytes, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=folder, input=given_, capture_output=True, check=True).stdout


@given(lines=LINES)
@example(lines=["x <>", "Ada <> <a@x>", "<b@x>", "  <a@x>", "A <b@x> <a@x>", "B <a@x>"])
def test_the_answers_are_those_of_git(folder: Path, lines: list[str]) -> None:
    text = "\n".join(lines).encode("utf-8", "surrogateescape")
    mailmap = parse_mailmap(text, ".mailmap")
    ours = [mailmap.resolve(name, address) for name, address in CONTACTS]
    told = [f"{name} <{address}>".encode("utf-8", "surrogateescape").lstrip(b" ") for name, address in ours]
    assert b"\n".join(told).splitlines() == ask_git(folder, text)


@given(st.binary())
def test_nothing_stops_the_reading(text: bytes) -> None:
    parse_mailmap(text, ".mailmap").resolve("Ada", "a@x")


def test_a_large_file_maps_nothing_and_says_so() -> None:
    (problem,) = parse_mailmap(b"A <a@x> <b@x>\n" * 700_000, ".mailmap").problems
    assert "larger than" in problem.message
