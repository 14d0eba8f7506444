"""Owners proposed for what nobody owns: who is named, how surely, and that no owner of others is overruled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.dialects.resolver import compile_written
from watchkeeper.analysis.ownership.proposals import DAY, Folder, group_folders, propose_owners
from watchkeeper.analysis.ownership.proposed_lines import place_proposals
from watchkeeper.domain.knowledge import Grasp
from watchkeeper.domain.ownership.owners import Dialect, OwnersFile, Resolution, WrittenOwners
from watchkeeper.domain.ownership.proposals import ProposedOwner
from watchkeeper.formats.owners.github import parse_github
from watchkeeper.formats.owners.gitlab import parse_gitlab
from watchkeeper.formats.owners.kubernetes import parse_kubernetes

NOW = 1_000 * DAY


def knower(name: str, share: float, *, files: int = 9, of: int = 10, days: int = 10) -> Grasp:
    return Grasp(f"{name}@example.com", name, share, files, of, NOW - days * DAY)


def written(person: Grasp) -> str:
    return "" if person.name == "bot" else f"@{person.name}"


def test_the_best_two_who_can_be_named_are_proposed() -> None:
    folder = Folder("pay", 3, 90, (knower("bot", 0.5), knower("ada", 0.3), knower("omar", 0.2), knower("zoe", 0.16)))
    (proposal,) = propose_owners([folder], written, NOW)
    assert proposal.owners == ("@ada", "@omar")
    assert proposal.why == "@ada did 30% of what people did there: worked in 9 of 10 files, last 10 days ago"


def test_nobody_is_proposed_where_nobody_knows_enough() -> None:
    assert propose_owners([Folder("pay", 1, 1, (knower("ada", 0.09),)), Folder("x", 1, 1, ())], written, NOW) == ()


def test_confidence_falls_with_share_activity_and_time() -> None:
    people = [knower("a", 0.6), knower("b", 0.4), knower("c", 0.6, days=300), knower("d", 0.6, days=400)]
    people.append(knower("e", 1.0, files=1))
    found = propose_owners([Folder(str(n), 1, 1, (who,)) for n, who in enumerate(people)], written, NOW)
    assert [proposal.confidence for proposal in found] == ["high", "medium", "medium", "low", "low"]


def test_a_folder_with_the_owners_of_the_one_above_is_not_told_again() -> None:
    ada, omar = (knower("ada", 0.9),), (knower("omar", 0.9),)
    folders = [Folder("pay", 1, 10, ada), Folder("pay/api", 2, 20, ada), Folder("pay/web", 4, 40, omar)]
    found = propose_owners(folders, written, NOW)
    assert [(p.folder, p.owners, p.files) for p in found] == [("pay", ("@ada",), 3), ("pay/web", ("@omar",), 4)]


def test_every_file_belongs_to_one_folder() -> None:
    files = [("a.py", 1), ("pay/b.py", 2), ("pay/api/c.py", 3), ("pay/api/deep/d.py", 4)]
    found = group_folders(files)
    assert {name: (paths, lines) for name, (paths, lines) in found.items()} == {
        "": (["a.py"], 1), "pay": (["pay/b.py"], 2), "pay/api": (["pay/api/c.py", "pay/api/deep/d.py"], 7),
    }  # fmt: skip


def written_as(dialect: Dialect, texts: dict[str, str]) -> WrittenOwners:
    def parsed(file: str, text: str) -> OwnersFile:
        if dialect == "kubernetes":
            return parse_kubernetes(text.encode(), file, {})
        return (parse_gitlab if dialect == "gitlab" else parse_github)(text.encode(), file)

    return WrittenOwners(dialect, "", tuple(parsed(file, text) for file, text in texts.items()))


def answers_of(dialect: Dialect, texts: dict[str, str], paths: list[str]) -> list[Resolution]:
    resolver = compile_written(written_as(dialect, texts))
    return [resolver.resolve(path) for path in paths]


def placed(
    dialect: Dialect, texts: dict[str, str], paths: list[str], proposals: list[ProposedOwner]
) -> tuple[dict[str, str], tuple[ProposedOwner, ...], tuple[ProposedOwner, ...]]:
    return place_proposals(written_as(dialect, texts), texts, proposals, answers_of(dialect, texts, paths))


PATHS = ["README", "my docs/a.md", "pay/x/y.py", "pay/web/a.js", "pay/legal.txt", "other/a.py", "[id]/a b/c"]


def offered(*folders: str) -> list[ProposedOwner]:
    return [ProposedOwner(folder, ("@ada",), "medium", 1, 1, "") for folder in folders]


def test_the_lines_put_on_top_own_the_gap_and_overrule_nobody() -> None:
    texts = {"CODEOWNERS": "/pay/web/ @zoe\n/pay/legal.txt\n"}
    files, kept, refused = placed("github", texts, PATHS, offered("", "my docs", "pay", "[id]/a b"))
    assert (len(kept), refused) == (4, ())
    answers = {a.path: [owner.text for owner in a.owners] for a in answers_of("github", files, PATHS)}
    assert answers == {
        "README": ["@ada"], "my docs/a.md": ["@ada"], "pay/x/y.py": ["@ada"], "pay/web/a.js": ["@zoe"],
        "pay/legal.txt": [], "other/a.py": [], "[id]/a b/c": ["@ada"],
    }  # fmt: skip


def test_a_line_that_would_add_people_to_a_section_of_gitlab_is_left_out() -> None:
    texts = {"CODEOWNERS": "[Web]\n/pay/web/ @zoe\n"}
    files, kept, refused = placed("gitlab", texts, PATHS, offered("pay", "other", "[id]/a b"))
    assert ([p.folder for p in kept], [p.folder for p in refused]) == (["other", "[id]/a b"], ["pay"])
    answers = {a.path: [owner.text for owner in a.owners] for a in answers_of("gitlab", files, PATHS)}
    assert (answers["pay/web/a.js"], answers["other/a.py"], answers["[id]/a b/c"]) == (["@zoe"], ["@ada"], ["@ada"])


def test_owners_files_of_kubernetes_are_made_where_none_is_and_nobody_below_owns() -> None:
    texts = {"OWNERS": "filters: {never: {approvers: [x]}}\n", "pay/web/OWNERS": "approvers: [zoe]\n"}
    files, kept, refused = placed("kubernetes", texts, PATHS, offered("pay", "other"))
    assert ([p.folder for p in kept], [p.folder for p in refused]) == (["other"], ["pay"])
    assert files["other/OWNERS"].endswith("approvers:\n- ada\n")


def test_low_confidence_is_a_remark_and_a_new_file_has_its_place() -> None:
    low = ProposedOwner("pay", ("@ada",), "low", 1, 1, "")
    files, _, _ = placed("github", {}, PATHS, [low, *offered("other")])
    (lines,) = [text.splitlines() for text in files.values()]
    assert (list(files), lines[1:]) == ([".github/CODEOWNERS"], ["# /pay/ @ada  (low confidence)", "/other/ @ada"])


NAMES = st.sampled_from(["a", "b", "a b", "#c", "[d]", "e*", "\\f", "@g"])
FOLDERS = st.lists(NAMES, max_size=2).map("/".join)
OWNER_LINE = st.tuples(
    st.sampled_from(["*", "/a/", "a", "/b/*", "*.py", "!/a/", "[S]", "^[T][2]", "/a/b/"]),
    st.sampled_from(["", "@zoe", "@omar @zoe"]),
).map(" ".join)


@pytest.mark.parametrize("dialect", ["github", "gitlab", "kubernetes"])
@given(
    lines=st.lists(OWNER_LINE, max_size=5),
    folders=st.lists(FOLDERS, max_size=4, unique=True),
    files=st.lists(st.tuples(FOLDERS, NAMES), max_size=8),
    inside=st.sampled_from(["", "a", "a/b"]),
)
def test_whatever_is_proposed_the_answer_for_what_is_owned_stays(
    dialect: Dialect, lines: list[str], folders: list[str], files: list[tuple[str, str]], inside: str
) -> None:
    paths = list(dict.fromkeys(f"{folder}/{name}.py" if folder else name for folder, name in files))
    text, file = "\n".join(lines), "CODEOWNERS"
    if dialect == "kubernetes":
        text, file = "approvers: [zoe]\n", f"{inside}/OWNERS" if inside else "OWNERS"
    texts = {file: text} if text else {}
    new, kept, refused = placed(dialect, texts, paths, offered(*folders))
    assert {p.folder for p in (*kept, *refused)} == set(folders)
    before, after = (answers_of(dialect, t, paths) for t in (texts, {**texts, **new}))
    for old, now in zip(before, after, strict=True):
        if old.state != "unmatched":
            assert (old.state, {o.text for o in old.owners}) == (now.state, {o.text for o in now.owners})
