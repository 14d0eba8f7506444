r"""Answers of the GitLab dialect, oracle: the worked examples of GitLab's pages, with paths and names of our own.

Pages: "Syntax of CODEOWNERS file" and "Advanced CODEOWNERS configuration" (GitLab 18). Where they only name
Ruby's `File.fnmatch`, a second, plain implementation of what Ruby documents for it is compared with ours.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.dialects.gitlab import compile_gitlab
from watchkeeper.analysis.ownership.dialects.index import LastMatch
from watchkeeper.analysis.ownership.dialects.resolver import compile_owners
from watchkeeper.domain.ownership.owners import Resolution
from watchkeeper.formats.owners.gitlab import parse_gitlab


def ask(text: str, path: str) -> Resolution:
    return compile_owners(parse_gitlab(text.encode(), "CODEOWNERS")).resolve(path)


def owners(text: str, path: str) -> list[str]:
    return sorted(owner.text for owner in ask(text, path).owners)


SECTIONED = """
* @chief

[Recipes]
cake.txt @ann @ben
winter/cake.txt @dan

[Other recipes]
cake.txt @cleo
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("cake.txt", ["@ann", "@ben", "@chief", "@cleo"]),
        ("winter/cake.txt", ["@chief", "@cleo", "@dan"]),
        ("summer/winter/cake.txt", ["@chief", "@cleo", "@dan"]),
        ("soup.txt", ["@chief"]),
    ],
)
def test_the_last_entry_of_each_section_and_all_sections_together(path: str, expected: list[str]) -> None:
    assert owners(SECTIONED, path) == expected


MIXED = """
* @everyone-agrees
/menu/ @all-menus
/menu/* @top-menus
/menu/**/*.txt @text-menus  # any folder below
/cellar/**/list.txt @lists
*.py @snakes
LICENCE @law jo@example.com
NOTES @crew @crew/with-nested/part
/settings/ @@maintainer
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b/c.bin", ["@everyone-agrees"]),
        ("menu/a.pdf", ["@top-menus"]),
        ("menu/a/b.pdf", ["@all-menus"]),
        ("menu/a/b.txt", ["@text-menus"]),
        ("menu/b.txt", ["@text-menus"]),
        ("cellar/list.txt", ["@lists"]),
        ("cellar/red/old/list.txt", ["@lists"]),
        ("deep/down/here.py", ["@snakes"]),
        ("LICENCE", ["@law", "jo@example.com"]),
        ("sub/NOTES", ["@crew", "@crew/with-nested/part"]),
        ("settings/x/y.yml", ["@@maintainer"]),
    ],
)
def test_entries_without_sections(path: str, expected: list[str]) -> None:
    assert owners(MIXED, path) == expected


DEFAULTS = """
[Menus] @menu-team
menus/
TODAY.txt

[Stock] @stock-team @gus
store/shelf/
settings/shelf/first.txt @menu-team
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("menus/a/b.txt", ["@menu-team"]),
        ("TODAY.txt", ["@menu-team"]),
        ("store/shelf/1.txt", ["@gus", "@stock-team"]),
        ("settings/shelf/first.txt", ["@menu-team"]),
        ("settings/shelf/second.txt", []),
    ],
)
def test_default_owners_of_a_section_unless_an_entry_names_its_own(path: str, expected: list[str]) -> None:
    assert owners(DEFAULTS, path) == expected


def test_entries_outside_sections_are_asked_beside_every_section() -> None:
    text = "* @general\n\n[Menus] @menu-team\nmenus/\nTODAY.txt\n*.txt\n\n[Stock] @stock-team\nstore/shelf/\n"
    found = ask(text, "store/shelf/CHANGES.txt")
    assert [d.owners[0].text for d in found.demands] == ["@general", "@menu-team", "@stock-team"]
    assert all(d.approvals == 1 and not d.optional for d in found.demands)


def test_numbers_and_optional_sections() -> None:
    text = "[Menus][2] @menu-team\nmenus/\nTODAY.txt\n\n^[Stock] @stock-team\nstore/\nstore/first.txt @menu-team\n"
    (menus,) = ask(text, "TODAY.txt").demands
    assert (menus.approvals, menus.optional, menus.rule and menus.rule.section) == (2, False, "Menus")
    (stock,) = ask(text, "store/x").demands
    assert (stock.approvals, stock.optional, stock.owners[0].text) == (1, True, "@stock-team")
    assert ask(text, "store/x").state == "owned"


@pytest.mark.parametrize(("number", "approvals"), [("1", 1), ("0", 1), ("7", 7), ("-2", 1), ("x", 1), ("", 1)])
def test_a_number_of_approvals_below_one_is_one(number: str, approvals: int) -> None:
    file = parse_gitlab(f"[Menus][{number}] @a\n*\n".encode(), "CODEOWNERS")
    assert file.sections[0].approvals == approvals
    assert [rule.owners[0].text for rule in file.rules] == ["@a"]
    assert bool(file.problems) == (number not in {"1", "7"})


def test_sections_of_one_name_are_one_section_whatever_the_case() -> None:
    text = "[Menus]\nold/menus/ @m\nmenus/ @m\n\n[Stock]\nTODAY.txt @s\n\n[MENUS]\nTODAY.txt @m\n"
    file = parse_gitlab(text.encode(), "CODEOWNERS")
    assert [(rule.section, rule.pattern) for rule in file.rules] == [
        ("Menus", "old/menus/"), ("Menus", "menus/"), ("Stock", "TODAY.txt"), ("Menus", "TODAY.txt"),
    ]  # fmt: skip
    assert owners(text, "TODAY.txt") == ["@m", "@s"]
    assert owners("[A]\n*.txt @one\n[B]\n* @b\n[a]\nx.txt @two\n", "x.txt") == ["@b", "@two"]


@pytest.mark.parametrize("headers", [("^[Go]", "[go]"), ("[Go]", "^[GO]")])
def test_a_section_that_is_required_once_is_required(headers: tuple[str, str]) -> None:
    first, second = headers
    text = f"{first}\n*.go @a\n{second}\n*.mod @b\n"
    assert parse_gitlab(text.encode(), "CODEOWNERS").sections[0].optional is False
    assert parse_gitlab(b"^[Go]\n*.go @a\n^[GO]\n*.mod @b\n", "CODEOWNERS").sections[0].optional is True


EXEMPT = """
* @chief
!pom.toml

[Snakes]
*.py @snake-team
!/settings/**/*.py
/settings/routes.py @ops
"""


def test_what_a_section_exempts_stays_exempt_in_that_section() -> None:
    assert owners(EXEMPT, "a/b.py") == ["@chief", "@snake-team"]
    assert owners(EXEMPT, "settings/routes.py") == ["@chief"]
    assert owners(EXEMPT, "settings/deep/x.py") == ["@chief"]
    found = ask(EXEMPT, "lib/pom.toml")
    assert (found.state, found.owners, found.rule and found.rule.pattern) == ("unowned", (), "!pom.toml")
    text = "* @default\n!*.py\n/special/*.py @py\n"
    assert ask(text, "special/x.py").state == "unowned"
    assert owners(text, "special/x.txt") == ["@default"]
    assert ask("!*.lock\n*.lock @late\n", "a.lock").state == "unowned"


def test_another_section_may_still_ask_for_what_one_exempts() -> None:
    text = "[Snakes]\n*.py @snakes\n!/settings/**/*.py\n\n[Settings]\n/settings/ @ops\n"
    assert owners(text, "settings/a/b.py") == ["@ops"]
    assert ask(text, "settings/a/b.py").state == "owned"


@pytest.mark.parametrize("path", ["lock.json", "web/lock.json", "a/made/x/y.txt", "made/x", ".ci.yml"])
def test_files_written_by_machines_are_exempt_anywhere(path: str) -> None:
    text = "* @default\n\n!lock.json\n!**/made/          # whatever is made\n!.ci.yml\n"
    assert ask(text, path).state == "unowned"


def test_blanks_in_paths_need_a_backslash() -> None:
    assert owners("old\\ menus\\ here/*.md @owner\n", "x/old menus here/a.md") == ["@owner"]
    file = parse_gitlab(b"old menus/*.md @crew\n", "CODEOWNERS")
    assert [(rule.pattern, [o.text for o in rule.owners]) for rule in file.rules] == [("old", ["@crew"])]


@pytest.mark.parametrize(("start", "section"), [("* @crew\n\n", ""), ("[Menus]\nmenus/**/* @crew\n\n", "Menus")])
def test_a_header_that_cannot_be_read_is_an_entry_of_the_section_before(start: str, section: str) -> None:
    file = parse_gitlab(f"{start}[Recipes of\nwinter/ @winter\n".encode(), "CODEOWNERS")
    assert [(rule.section, rule.pattern) for rule in file.rules[1:]] == [(section, "[Recipes"), (section, "winter/")]
    assert file.problems


def test_malformed_owners_are_left_out() -> None:
    assert owners("/way/* @crew no_at_sign @with_at\n", "way/x") == ["@crew", "@with_at"]


def test_an_entry_without_owners_leaves_its_path_unowned_where_gitlab_lets_it_pass() -> None:
    found = ask("* @chief\n[Money]\n/till/\n", "till/a")
    assert (found.state, found.rule and found.rule.line) == ("unowned", 3)
    assert ask("* @chief\n^[Money]\n/till/\n", "till/a").state == "owned"
    assert ask("^[Money]\n/till/ nobody\n", "till/a").state == "unowned"


def test_escapes_roles_and_headers_with_blanks() -> None:
    assert owners("\\#plan.md @a\n", "x/#plan.md") == ["@a"]
    assert owners("f @@developers @@Owner @@reporter\n", "f") == ["@@developers", "@@owner"]
    file = parse_gitlab(b"[Name with space] @owner\n*.a\n[Docs][2] @x @g/s/t\n*.b\n", "CODEOWNERS")
    assert [(s.name, s.approvals) for s in file.sections] == [("Name with space", 1), ("Docs", 2)]
    assert [[o.text for o in rule.owners] for rule in file.rules] == [["@owner"], ["@x", "@g/s/t"]]


MATCHES = [
    ("/menu.txt", ["menu.txt"], ["a/menu.txt"]),
    ("menu.txt", ["menu.txt", "a/menu.txt", "a/b/menu.txt"], ["menu.txt/a", "amenu.txt"]),
    ("in/menu.txt", ["in/menu.txt", "a/in/menu.txt", "a/b/in/menu.txt"], ["menu.txt", "xin/menu.txt"]),
    ("/docs/", ["docs/a", "docs/a/b", "docs/.hidden/x"], ["docs", "x/docs/a", "docsa/b"]),
    ("docs/", ["docs/a", "x/docs/a/b"], ["docs", "mydocs/a"]),
    ("/docs", ["docs"], ["docs/a", "a/docs"]),
    ("/docs/*.md", ["docs/a.md", "docs/.md"], ["docs/a/b.md", "docs/a.txt"]),
    ("/docs/index.*", ["docs/index.md", "docs/index."], ["docs/index", "docs/x/index.md"]),
    ("/docs/*spec*", ["docs/a_specs", "docs/spec", "docs/x.spec"], ["docs/spec/x"]),
    ("/docs/*/README", ["docs/api/README"], ["docs/README", "docs/a/b/README"]),
    ("/docs/**/index", ["docs/index", "docs/a/index", "docs/a/b/index"], ["index", "x/docs/index"]),
    ("/docs/**", ["docs/a", "docs/.a"], ["docs/a/b"]),
    ("/db/*migrate/", ["db/migrate/1", "db/post_migrate/1/2"], ["db/migrations/1"]),
    ("/**/house/", ["house/a", "a/house/b/c"], ["house"]),
    ("*", ["a", "a/b/.c"], []),
    ("/*", ["a", ".a"], ["a/b"]),
    ("/", ["a", "a/b"], []),
    ("a[0-9]", ["a1", "x/a9"], ["a", "ab", "a10"]),
    ("a[!0-9]b", ["axb", "a-b"], ["a1b", "a/b"]),
    ("a[^x]", ["ay"], ["ax"]),
    ("*[0-9]*.py", ["a1.py", "1.py"], ["a.py"]),
    ("a[", [], ["a[", "a"]),
    ("a\\[b", ["a[b"], ["ab"]),
    ("a\\*", ["a*"], ["ab"]),
    ("a?c", ["abc", "a.c"], ["ac", "a/c"]),
    ("{a,b}", ["{a,b}"], ["a", "b"]),
    ("A", ["A"], ["a"]),
    ("a//b", [], ["a/b", "a//b"]),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "path", "expected"), [(p, q, e) for p, y, n in MATCHES for q, e in
                         [*((q, True) for q in y), *((q, False) for q in n)]])  # fmt: skip
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert (ask(f"{pattern} @a\n", path).state == "owned") is expected


def as_regex(pattern: str) -> str:
    """Ruby's documented rules for FNM_PATHNAME and FNM_DOTMATCH, one at a time."""
    if not pattern.startswith("/"):
        pattern = f"/**/{pattern}"
    if pattern.endswith("/"):
        pattern += "**/*"
    found, at = "", 0
    while at < len(pattern):
        if pattern.startswith("/**/", at):
            found, at = f"{found}/(?:[^/]+/)*", at + 4
            while pattern.startswith("**/", at):
                at += 3
        elif pattern[at] == "*":
            found, at = f"{found}[^/]*", at + 1
        elif pattern[at] == "?":
            found, at = f"{found}[^/]", at + 1
        elif pattern[at] == "[":
            end = pattern.index("]", at)
            inner = pattern[at + 1 : end].replace("!", "^", 1)
            found, at = f"{found}(?!/)[{inner}]", end + 1
        elif pattern[at] == "\\" and at + 1 < len(pattern):
            found, at = found + re.escape(pattern[at + 1]), at + 2
        else:
            found, at = found + re.escape(pattern[at]), at + 1
    return found


PARTS = st.sampled_from(["a", "b", "*", "**", "a*", "*b", "?", "[ab]", "[!a]", "a[b-c]*", ".a", "\\*", "***", "a**b"])
PATTERNS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/"]), st.lists(PARTS, min_size=1, max_size=5), st.sampled_from(["", "/"]),
)  # fmt: skip
PATHS = st.lists(st.sampled_from(["a", "b", "ab", "ac", ".a", "*", "acb", "c"]), min_size=1, max_size=5).map("/".join)


@given(PATTERNS, PATHS)
def test_patterns_match_as_ruby_documents_them(pattern: str, path: str) -> None:
    glob = compile_gitlab(pattern)
    expected = re.fullmatch(as_regex(pattern), f"/{path}") is not None
    assert (glob is not None and glob.matches(path)) is expected
    assert (LastMatch([glob]).find(path) == 0) is expected


@given(st.lists(st.tuples(st.sampled_from(["", "!"]), PATTERNS), max_size=8), st.lists(PATHS, max_size=20))
def test_a_section_answers_like_its_rules_one_by_one(rules: list[tuple[str, str]], paths: list[str]) -> None:
    rules = [(sign, f"/**/{pattern}" if pattern.startswith("[") else pattern) for sign, pattern in rules]
    text = "[S]\n" + "".join(f"{sign}{pattern} @u{n}\n" for n, (sign, pattern) in enumerate(rules))
    resolver = compile_owners(parse_gitlab(text.encode(), "CODEOWNERS"))
    for path in paths:
        hits = [(sign, n) for n, (sign, pattern) in enumerate(rules) if re.fullmatch(as_regex(pattern), f"/{path}")]
        exempt = any(sign for sign, _ in hits)
        expected = [] if exempt or not hits else [f"@u{hits[-1][1]}"]
        found = resolver.resolve(path)
        assert [owner.text for owner in found.owners] == expected
        assert found.state == ("owned" if expected else "unowned" if exempt else "unmatched")
