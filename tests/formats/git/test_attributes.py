"""Reading and looking up attributes as gitattributes(5) describes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.formats.git.attributes import (
    MAX_BYTES,
    UNSPECIFIED,
    Assignment,
    Attributes,
    AttributeValue,
    parse_attributes,
)

NAMES = ("linguist-generated", "linguist-vendored", "diff", "text", "binary", "gitlab-generated")


def attributes_of(path: str, **files: str) -> dict[str, str]:
    """Specified attributes of a path, as text; `files` by folder, `root` for the root."""
    parsed = {}
    for name, text in files.items():
        folder = "" if name == "root" else name
        parsed[folder] = parse_attributes(text.encode(), f"{folder}/.gitattributes".lstrip("/"))
        assert parsed[folder].problems == ()
    found = Attributes(parsed).lookup(path, NAMES)
    assert set(found) == set(NAMES)
    return {name: value.value or value.state for name, value in found.items() if value.state != "unspecified"}


def problems(text: bytes, file: str = ".gitattributes") -> list[str]:
    return [str(problem) for problem in parse_attributes(text, file).problems]


def test_the_four_states() -> None:
    (rule,) = parse_attributes(b"*.c\tdiff -text !binary  merge=union\n", ".gitattributes").rules
    assert (rule.pattern, rule.line) == ("*.c", 1)
    assert rule.assignments == (
        Assignment("diff", "set"),
        Assignment("text", "unset"),
        Assignment("binary", "unspecified"),
        Assignment("merge", "value", "union"),
    )


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("*.pb.go", "api/v1/x.pb.go", True),
        ("schema.json", "a/b/schema.json", True),
        ("schema.json", "a/schema.json/x", False),
        ("/schema.json", "schema.json", True),
        ("/schema.json", "a/schema.json", False),
        ("dist/*", "dist/a.js", True),
        ("dist/*", "dist/a/b.js", False),
        ("dist/*", "x/dist/a.js", False),
        ("dist/**", "dist/a/b.js", True),
        ("dist/", "dist/a.js", False),
        ("dist", "dist/a.js", False),
        ("**/gen/*.py", "gen/x.py", True),
        ("**/gen/*.py", "a/b/gen/x.py", True),
        ("a/**/z.txt", "a/z.txt", True),
        ("[Mm]akefile", "sub/makefile", True),
        ('"with blank.txt"', "with blank.txt", True),
        (r'"\303\251t\303\251.txt"', "\u00e9t\u00e9.txt", True),
        (r"\!important", "!important", True),
        ("\u00e9*", "\u00e9t\u00e9", True),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert bool(attributes_of(path, root=f"{pattern} linguist-generated\n")) == expected


def test_the_last_line_wins_attribute_by_attribute() -> None:
    text = "* text=auto linguist-vendored\n*.js -text\n*.js !linguist-vendored diff=js\n"
    assert attributes_of("a.js", root=text) == {"text": "unset", "diff": "js"}
    assert attributes_of("a.c", root=text) == {"text": "auto", "linguist-vendored": "set"}


def test_the_nearest_file_wins() -> None:
    found = attributes_of("lib/x.py", root="/lib/x.py linguist-generated diff\n", lib="x.py -linguist-generated\n")
    assert found == {"linguist-generated": "unset", "diff": "set"}


def test_patterns_of_a_folder_are_relative_to_it() -> None:
    files = {"root": "", "lib": "/x.py diff\nsub/*.py text\n"}
    assert attributes_of("lib/x.py", **files) == {"diff": "set"}
    assert attributes_of("x.py", **files) == {}
    assert attributes_of("lib/sub/y.py", **files) == {"text": "set"}
    assert attributes_of("library/sub/y.py", **files) == {}


def test_binary_is_a_macro() -> None:
    assert attributes_of("a.png", root="*.png binary\n") == {"binary": "set", "diff": "unset", "text": "unset"}
    assert attributes_of("a.png", root="*.png binary\na.png text\n") == {
        "binary": "set",
        "diff": "unset",
        "text": "set",
    }
    assert attributes_of("a.png", root="*.png -binary\n") == {"binary": "unset"}


def test_own_macros_may_name_others() -> None:
    text = "[attr]made linguist-generated noise\n[attr]noise -diff\ngen/** made\n"
    assert attributes_of("gen/a", root=text) == {"linguist-generated": "set", "diff": "unset"}


def test_macros_that_name_each_other_come_to_an_end() -> None:
    assert attributes_of("a", root="[attr]x y diff\n[attr]y x text\n* x\n") == {"diff": "set", "text": "set"}


def test_a_long_chain_of_macros_does_not_exhaust_the_stack() -> None:
    text = "".join(f"[attr]m{n} m{n + 1}\n" for n in range(20_000)) + "[attr]m20000 diff\n* m0\n"
    assert attributes_of("a", root=text) == {"diff": "set"}


def test_each_value_names_the_line_that_decided() -> None:
    file = parse_attributes(b"# made\n*.png binary\n", ".gitattributes")
    found = Attributes({"": file}).lookup("a/b.png", ["diff", "text", "eol"])
    assert [str(found[name].place) for name in ("diff", "text")] == [".gitattributes:2", ".gitattributes:2"]
    assert found["eol"] == UNSPECIFIED == AttributeValue("unspecified")


def test_a_tree_without_files() -> None:
    assert Attributes({}).lookup("a/b", ["diff", "binary"]) == {"diff": UNSPECIFIED, "binary": UNSPECIFIED}


def test_bytes_outside_utf8() -> None:
    file = parse_attributes(b"caf\xe9.txt diff=caf\xe9\n", ".gitattributes")
    found = Attributes({"": file}).lookup("caf\udce9.txt", ["diff"])["diff"]
    assert (found.state, found.value) == ("value", "caf\udce9")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"!*.c diff", "1:1"),
        (b"\n  *.c --diff", "2:8"),
        (b"*.c ok a/b", "1:8"),
        (b"*.c =x", "1:5"),
        (b"*.c diff = auto", "1:10"),
        (b"[attr]-bad diff", "1:7"),
        (b"*.c " + b"a" * 2_044, "1:1"),
    ],
)
def test_lines_that_git_ignores_are_reported_with_their_place(text: bytes, place: str) -> None:
    file = parse_attributes(text + b"\n*.md text\n", ".gitattributes")
    assert [rule.pattern for rule in file.rules] == ["*.md"]
    (problem,) = file.problems
    assert str(problem.place) == f".gitattributes:{place}"
    assert problem.remedy


def test_a_macro_outside_the_root_is_ignored() -> None:
    (told,) = problems(b"[attr]made diff\n", "lib/.gitattributes")
    assert told.startswith("lib/.gitattributes:1:1: `[attr]made` defines a macro")


def test_windows_line_ends_byte_order_mark_and_a_cut_off_last_line() -> None:
    assert attributes_of("a.c", root="\ufeff*.c diff\r\n*.c text") == {"diff": "set", "text": "set"}


def test_a_file_above_one_megabyte_is_not_read() -> None:
    line = b"* diff\n"
    assert parse_attributes(line + b"#" * (MAX_BYTES - len(line)), "f").rules
    file = parse_attributes(line + b"#" * MAX_BYTES, "f")
    assert file.rules == ()
    assert "1,048,583 bytes" in file.problems[0].message


def test_many_ignored_lines_are_counted_not_listed() -> None:
    told = problems(b"!x y\n" * 3_000)
    assert len(told) == 101
    assert told[-1].startswith(".gitattributes: 2,900 more lines")


@settings(deadline=None)
@given(st.binary(max_size=200), st.text("ab/.*", min_size=1))
def test_any_bytes_give_an_answer(text: bytes, path: str) -> None:
    found = Attributes({"": parse_attributes(text, ".gitattributes")}).lookup(path, NAMES)
    assert set(found) == set(NAMES)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["* diff", "*.a -diff", "b/** !diff", "/c diff=x", "[attr]m diff", "* m"]), max_size=8))
def test_asking_for_more_names_changes_no_answer(lines: list[str]) -> None:
    attributes = Attributes({"": parse_attributes("\n".join(lines).encode(), ".gitattributes")})
    for path in ("x", "x.a", "b/x", "c"):
        assert attributes.lookup(path, ["diff"])["diff"] == attributes.lookup(path, ["text", "m", "diff"])["diff"]
