"""The same attributes as `git check-attr` gives, on random .gitattributes files in a random tree."""

from __future__ import annotations

import os
import pathlib
import random
import subprocess

import pytest

from watchkeeper.formats.git.attributes import Attributes, parse_attributes

ROUNDS = int(os.environ.get("ATTRIBUTES_ROUNDS", "250"))
SEED = int(os.environ.get("ATTRIBUTES_SEED", "1"))
NAMES = ("diff", "text", "binary", "merge", "linguist-generated", "mac", "mic")
FOLDERS = (b"", b"a", b"a/b", b"b", b"b/b/a", b"c d")
PIECES = (
    *(b"a", b"b", b"a", b"b", b"/", b"/", b"*", b"*", b"**", b"**/", b"/**", b"?", b".c", b"*.c", b"***"),
    *(
        b"[ab]",
        b"[!a]",
        b"[^b]",
        b"[a-c]",
        b"[c-a]",
        b"[[:alpha:]]",
        b"[![:digit:]x]",
        b"[]a]",
        b"[!]a]",
        b"[a-]",
        b"**\\/",
        b"**\\/",
    ),
    *(b"[a/b]", b"[/]", b"[[:none:]]", b"[[:]", b"[a", b"[\\]a]", b"[\\a-\\c]", b"[a\\", b"[[a]", b"[[:alpha:]-c]"),
    *(b"\\a", b"\\*", b"\\?", b"\\[", b"\\\\", b"\\/", b"\\", b"\xc3\xa9", b"\xe9", b"!", b"#", b"c", b"-", b"]"),
)
PLAIN = PIECES[:15]
PATH_NAMES = (
    *(b"a", b"b", b"a", b"b", b"a", b"b", b"a", b"c", b"ab", b"ba", b"aa", b"a.c", b"b.c", b"abc", b"c d", b"A"),
    *(b"\xc3\xa9", b"\xe9a", b"\xff", b"*", b"a]", b"[a]", b"\\", b"-", b"!a", b"#", b"?", b"a\\b"),
)
WORDS = (
    *(b"diff", b"-diff", b"!diff", b"diff=astext", b"text", b"-text", b"text=auto", b"!text", b"binary", b"-binary"),
    *(b"!binary", b"merge", b"-merge", b"linguist-generated", b"-linguist-generated", b"linguist-generated=true"),
    *(b"mac", b"mic", b"-mac", b"!mic", b"mac=x", b"unknown", b"-diff=x", b"text=a=b", b"text="),
)
BAD_WORDS = (b"--diff", b"=x", b"-", b"!", b"a/b", b"-!diff", b"diff,text", b"\xc3\xa9")
MACROS = (b"[attr]mac", b"[attr]mic", b"[attr]binary", b"[attr]mac", b"[attr]", b"[attr]-x")


@pytest.fixture
def repository(tmp_path: pathlib.Path) -> pathlib.Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, env=environment())
    return tmp_path


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_ATTR_NOSYSTEM": "1"}


def random_pattern(rng: random.Random) -> bytes:
    pieces = PLAIN if rng.random() < 0.5 else PIECES
    pattern = b"".join(rng.choice(pieces) for _ in range(rng.randrange(1, 7)))
    if rng.random() < 0.15:
        return (
            b'"'
            + pattern.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            + rng.choice((b"", b" d", b"\\303\\251", b"\\q"))
            + b'"'
        )
    return pattern


def random_line(rng: random.Random) -> bytes:
    pattern = rng.choice(MACROS) if rng.random() < 0.15 else random_pattern(rng)
    words = [rng.choice(WORDS) for _ in range(rng.randrange(1, 4))]
    if rng.random() < 0.03:
        words.append(rng.choice(BAD_WORDS))
    line = rng.choice((b"", b"", b"", b" ")) + pattern + b" " + rng.choice((b" ", b"\t")).join(words)
    if rng.random() < 0.03:
        line += b" " * (rng.choice((2046, 2047, 2048, 2049)) - len(line))
    if rng.random() < 0.02:
        line += b"\0 text"
    return line + rng.choice((b"\n", b"\n", b"\n", b"\r\n", b" \n"))


def random_file(rng: random.Random) -> bytes:
    front = rng.choice((b"", b"", b"\xef\xbb\xbf", b"# comment\n\n"))
    return front + b"".join(random_line(rng) for _ in range(rng.randrange(1, 12)))


def random_path(rng: random.Random) -> bytes:
    folder = rng.choice((b"", b"", *FOLDERS))
    names = [rng.choice(PATH_NAMES) for _ in range(rng.randrange(1, 4))]
    return b"/".join([folder, *names] if folder else names)


def git_says(repository: pathlib.Path, paths: list[bytes]) -> dict[tuple[bytes, str], str]:
    asked = subprocess.run(
        ["git", "-c", f"core.attributesFile={os.devnull}", "check-attr", "--stdin", "-z", *NAMES],
        input=b"".join(path + b"\0" for path in paths),
        cwd=repository,
        env=environment(),
        capture_output=True,
        check=True,
    )
    cells = asked.stdout.split(b"\0")
    rows = zip(cells[0::3], cells[1::3], cells[2::3], strict=False)
    return {(path, name.decode()): value.decode() for path, name, value in rows}


def we_say(files: dict[bytes, bytes], paths: list[bytes]) -> dict[tuple[bytes, str], str]:
    parsed = {}
    for folder, text in files.items():
        at = folder.decode("utf-8", "surrogateescape")
        parsed[at] = parse_attributes(text, f"{at}/.gitattributes" if at else ".gitattributes")
    attributes = Attributes(parsed)
    said = {}
    for path in paths:
        found = attributes.lookup(path.decode("utf-8", "surrogateescape"), NAMES)
        for name, value in found.items():
            said[path, name] = value.value if value.state == "value" else value.state
    return said


def test_random_trees(repository: pathlib.Path) -> None:
    rng = random.Random(SEED)  # noqa: S311 - a seeded fuzz, not a secret
    compared = 0
    for _ in range(ROUNDS):
        files = {folder: random_file(rng) for folder in FOLDERS if rng.random() < 0.6}
        for folder in FOLDERS:
            place = pathlib.Path(os.fsdecode(os.path.join(os.fsencode(repository), folder, b".gitattributes")))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            if folder in files:
                place.write_bytes(files[folder])
        paths = sorted({random_path(rng) for _ in range(40)})
        ours, theirs = we_say(files, paths), git_says(repository, paths)
        assert ours == theirs, files
        compared += sum(value != "unspecified" for value in theirs.values())
    assert compared > ROUNDS
