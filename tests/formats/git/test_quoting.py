"""Quoted names as git writes them: C escapes and octal bytes."""

from __future__ import annotations

import pathlib
import random
import subprocess

import pytest

from watchkeeper.formats.git.quoting import unquote


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r'"a b" rest', "a b"),
        (r'"\t\n\\\""', '\t\n\\"'),
        (r'"\a\b\f\r\v"', "\a\b\f\r\v"),
        (r'"\303\251"', "\u00c3\u00a9"),
        ('""', ""),
    ],
)
def test_quoted_names(text: str, name: str) -> None:
    found = unquote(text, 0)
    assert found is not None
    assert found[0] == name
    assert text[found[1] - 1] == '"'


@pytest.mark.parametrize("text", ['"open', r'"\q"', r'"\4', r'"\400"', r'"\18"', '"\\', '"'])
def test_what_is_not_a_quoted_name(text: str) -> None:
    assert unquote(text, 0) is None


def test_the_name_may_start_anywhere() -> None:
    assert unquote('  "a"b', 2) == ("a", 5)


def test_names_come_back_as_git_quotes_them(tmp_path: pathlib.Path) -> None:
    rng = random.Random(1)  # noqa: S311 - seeded names, not a secret
    names = [b"x" + bytes(rng.choices([n for n in range(1, 256) if n not in b"\n\r/"], k=6)) for _ in range(400)]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    asked = subprocess.run(
        ["git", "check-attr", "--stdin", "diff"],
        input=b"\n".join(names),
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    lines = asked.stdout.decode("latin-1").split("\n")[:-1]
    quoted = [(line, name.decode("latin-1")) for line, name in zip(lines, names, strict=True) if line[0] == '"']
    assert len(quoted) > 300
    for line, name in quoted:
        found = unquote(line, 0)
        assert found is not None
        assert (found[0], line[found[1] :]) == (name, ": diff: unspecified")
