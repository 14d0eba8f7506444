"""Resolution by a CODEOWNERS file: GitHub's documented examples, the public table, and the three answers."""

from __future__ import annotations

import json
import pathlib

import pytest

from watchkeeper.analysis.ownership.dialects.resolver import compile_owners
from watchkeeper.domain.ownership.owners import RuleRef
from watchkeeper.formats.owners.github import parse_github

TABLE = pathlib.Path(__file__).parents[4] / ".." / "shared" / "data" / "hmarr-codeowners-patterns.json"

DOCUMENTED = """\
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""


def owners_of(text: str, path: str) -> str:
    """Owners in order; "none" if explicitly unowned, "unmatched" if no rule matches."""
    resolution = compile_owners(parse_github(text.encode(), "CODEOWNERS")).resolve(path)
    assert resolution.path == path
    if resolution.state != "owned":
        assert resolution.owners == ()
    return {
        "owned": " ".join(owner.text for owner in resolution.owners),
        "unowned": "none",
        "unmatched": "unmatched",
    }[resolution.state]


def matches(pattern: str, path: str) -> bool:
    return owners_of(f"{pattern} @x\n", path) == "@x"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", "@global-owner1 @global-owner2"),
        ("src/deep/x.ts", "@global-owner1 @global-owner2"),
        ("src/app.js", "@js-owner"),
        ("cmd/main.go", "docs@example.com"),
        ("build/logs/a/b.txt", "@octocat"),
        ("docs/getting-started.md", "docs@example.com"),
        ("docs/build-app/troubleshooting.md", "@global-owner1 @global-owner2"),
        ("services/apps/web/index.html", "@octocat"),
        ("scripts/release.js", "@doctocat @octocat"),
        ("deeply/nested/logs", "@octocat"),
        ("deeply/nested/logs/today.txt", "@octocat"),
        ("apps/shop/cart.go", "@octocat"),
        ("apps/github", "none"),
        ("apps/github/hooks.js", "none"),
        ("apps/github-enterprise/x", "@octocat"),
        ("other/apps/github/x.rb", "@octocat"),
    ],
)
def test_the_documented_example(path: str, expected: str) -> None:
    assert owners_of(DOCUMENTED, path) == expected


# What GitHub's page says of patterns, and gitignore's rules where the page refers to them.
YES, NO = True, False


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        # a name alone stands at any depth, for a file or for everything below a folder
        ("Makefile", "Makefile", YES),
        ("Makefile", "lib/core/Makefile", YES),
        ("Makefile", "lib/Makefile/inner.mk", YES),
        ("Makefile", "lib/Makefile.in", NO),
        ("Makefile", "makefile", NO),
        # a slash in front anchors it at the root
        ("/Makefile", "Makefile", YES),
        ("/Makefile", "lib/Makefile", NO),
        # so does a slash in the middle
        ("lib/core", "lib/core", YES),
        ("lib/core", "lib/core/a/b.c", YES),
        ("lib/core", "vendor/lib/core/a.c", NO),
        ("lib/core", "lib/core2", NO),
        # a slash at the end takes folders only
        ("logs/", "logs/a", YES),
        ("logs/", "x/y/logs/z/a", YES),
        ("logs/", "logs", NO),
        ("/logs/", "x/logs/a", NO),
        ("lib/core/", "lib/core", NO),
        ("lib/core/", "lib/core/a", YES),
        # * stays within a name
        ("*", "a/b/c", YES),
        ("/*", "a", YES),
        ("/*", "a/b", NO),
        ("docs/*", "docs/a.md", YES),
        ("docs/*", "docs/sub/a.md", NO),
        ("docs/*.md", "docs/a.md", YES),
        ("docs/*.md", "docs/sub/a.md", NO),
        ("docs/*.md", "docs/.md", YES),
        ("*.md", "a.md/image.png", YES),
        ("/src/*/api", "src/shop/api/x.py", YES),
        ("/src/*/api", "src/api", NO),
        ("/src/*/api", "src/a/b/api", NO),
        ("/src/*/", "src/a/b", YES),
        ("/src/*/", "src/a", NO),
        ("a*c", "abc", YES),
        ("a*c", "ac", YES),
        ("a*c", "a/c", NO),
        ("*a*b*a*", "xaxbxax", YES),
        ("*a*b*a*", "xaxbx", NO),
        # ? is one character, not a slash
        ("v?", "v1", YES),
        ("v?", "v12", NO),
        ("v?", "v", NO),
        ("v?/x", "v//x", NO),
        ("?", "\u00e9", YES),
        ("*?x?", "aaxb", YES),
        ("*?x?", "xb", NO),
        # ** stands for any number of folders, none included
        ("**", "a/b", YES),
        ("/**", "a", YES),
        ("**/logs", "logs", YES),
        ("**/logs", "a/b/logs", YES),
        ("**/logs", "a/b/blogs", NO),
        ("src/**", "src/a/b", YES),
        ("src/**", "src", NO),
        ("src/**", "x/src/a", NO),
        ("src/**/test", "src/test", YES),
        ("src/**/test", "src/a/b/test", YES),
        ("src/**/test", "src/a/b/test/c", YES),
        ("src/**/test", "srctest", NO),
        ("src/**/*.py", "src/x.py", YES),
        ("src/**/*.py", "src/a/b/x.py", YES),
        ("src/**/*", "src/a/b/x.py", YES),
        ("src/**/*", "src", NO),
        ("src/**/**/x", "src/x", YES),
        ("**/a/**/b/**/c", "a/b/c", YES),
        ("**/a/**/b/**/c", "z/a/y/b/x/w/c/v", YES),
        ("**/a/**/b/**/c", "a/c/b", NO),
        ("**/a/b", "a/a/b", YES),
        ("x**y", "xaay", YES),
        ("x**y", "xa/ay", NO),
        # what CODEOWNERS does not take from gitignore
        ("[ab].c", "a.c", NO),
        ("[ab].c", "[ab].c", YES),
        ("app/[id]/page", "app/[id]/page", YES),
        # a backslash takes the next character as it is
        (r"a\ b.md", "a b.md", YES),
        (r"a\*b", "a*b", YES),
        (r"a\*b", "axb", NO),
        (r"a\?", "a?", YES),
        (r"a\?", "ab", NO),
        (r"\[x]", "[x]", YES),
        # the root alone is no file
        ("/", "a", NO),
        ("//", "a/b", NO),
        ("a//b", "a/b", NO),
    ],
)
def test_what_a_pattern_matches(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) == expected


def test_the_public_reference_table() -> None:
    if not TABLE.parent.is_dir():
        pytest.skip("the shared data folder is not beside this checkout, so the 153 public checks cannot run")
    cases = json.loads(TABLE.read_text(encoding="utf-8"))
    checks = [(case["pattern"], path, wanted) for case in cases for path, wanted in case["paths"].items()]
    assert len(checks) == 153
    assert [check for check in checks if matches(check[0], check[1]) != check[2]] == []


def test_the_last_rule_wins_and_names_file_line_and_pattern() -> None:
    owners = parse_github(b"* @all\n/a/ @first\n\n/a/ @second # later\n", ".github/CODEOWNERS")
    resolution = compile_owners(owners).resolve("a/b")
    assert [owner.text for owner in resolution.owners] == ["@second"]
    assert resolution.rule == RuleRef(".github/CODEOWNERS", 4, "/a/")


def test_an_earlier_folder_rule_does_not_hide_a_later_wide_one() -> None:
    text = "/src/core/ @core\n*.py @python\n"
    assert owners_of(text, "src/core/x.py") == "@python"
    assert owners_of(text, "src/core/x.c") == "@core"


def test_a_folder_inside_an_unowned_one_can_be_owned_again() -> None:
    text = "/a/ @a\n/a/b/\n/a/b/c/ @c\n"
    assert [owners_of(text, path) for path in ("a/x", "a/b/x", "a/b/c/x")] == ["@a", "none", "@c"]


def test_nothing_matches_without_rules() -> None:
    assert owners_of("", "a/b") == "unmatched"
    assert owners_of("/x/ @x\n", "a/b") == "unmatched"


def test_bytes_outside_utf8_and_newlines_in_paths() -> None:
    resolver = compile_owners(parse_github(b"caf\xe9/ @a\n/odd/*.txt @b\n", "CODEOWNERS"))
    assert resolver.resolve("caf\udce9/menu").state == "owned"
    assert resolver.resolve("odd/two\nlines.txt").state == "owned"
