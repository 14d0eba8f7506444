"""Owners proposed for what nobody owns: who is named, how surely, and that no owner of others is overruled."""

from __future__ import annotations

from watchkeeper.analysis.ownership.dialects.resolver import compile_owners
from watchkeeper.analysis.ownership.proposals import DAY, Folder, group_folders, propose_owners
from watchkeeper.domain.knowledge import Knower
from watchkeeper.formats.owners.github import parse_github
from watchkeeper.rendering.owner_proposals import render_lines

NOW = 1_000 * DAY


def knower(name: str, share: float, *, deliveries: int = 9, days: int = 10) -> Knower:
    return Knower(f"{name}@example.com", name, share, share * 100, deliveries, 1, NOW - days * DAY)


def written(person: Knower) -> str:
    return "" if person.name == "bot" else f"@{person.name}"


def test_the_best_two_who_can_be_named_are_proposed() -> None:
    folder = Folder("pay", 3, 90, (knower("bot", 0.5), knower("ada", 0.3), knower("omar", 0.2), knower("zoe", 0.16)))
    (proposal,) = propose_owners([folder], written, NOW)
    assert proposal.owners == ("@ada", "@omar")
    assert (
        proposal.why == "@ada has 30% of what is known there (9 changes, 1 reviewed or directed, the last 10 days ago)"
    )


def test_nobody_is_proposed_where_nobody_knows_enough() -> None:
    assert propose_owners([Folder("pay", 1, 1, (knower("ada", 0.1),)), Folder("x", 1, 1, ())], written, NOW) == ()


def test_confidence_falls_with_share_activity_and_time() -> None:
    people = [knower("a", 0.6), knower("b", 0.4), knower("c", 0.6, days=300), knower("d", 0.6, days=800)]
    people.append(knower("e", 1.0, deliveries=0))
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


def test_the_lines_put_on_top_own_the_gap_and_overrule_nobody() -> None:
    old = b"/pay/web/ @zoe\n/pay/legal.txt\n"
    ada, omar = (knower("ada", 0.9),), (knower("omar", 0.9),)
    folders = [Folder("", 1, 1, omar), Folder("my docs", 1, 1, omar), Folder("pay", 1, 10, ada)]
    text = render_lines(propose_owners(folders, written, NOW)).encode() + old
    resolver = compile_owners(parse_github(text, "CODEOWNERS"))
    answers = {
        path: [owner.text for owner in resolver.resolve(path).owners]
        for path in ("README", "my docs/a.md", "pay/x/y.py", "pay/web/a.js", "pay/legal.txt", "other/a.py")
    }
    assert answers == {
        "README": ["@omar"], "my docs/a.md": ["@omar"], "pay/x/y.py": ["@ada"], "pay/web/a.js": ["@zoe"],
        "pay/legal.txt": [], "other/a.py": [],
    }  # fmt: skip
