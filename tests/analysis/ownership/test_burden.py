"""The burden: what adds up, which way of holding is the worst, and who did the work."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.burden import PastChange, holding_of, weigh
from watchkeeper.domain.ownership.burden import HOLDINGS, Holding
from watchkeeper.domain.ownership.owners import Demand, OwnerRef, Resolution, RuleRef

ADA, TEAM = OwnerRef("@ada", "user"), OwnerRef("@acme/pay", "team")
PATHS = [f"{folder}{n}.py" for folder in ("", "a/", "a/b/", "a/b/c/") for n in range(3)]
HELD = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(HOLDINGS), min_size=1)


@given(HELD, st.lists(st.sets(st.sampled_from(PATHS), max_size=3), max_size=5))
def test_the_shares_add_up(held: dict[str, Holding], touched: list[set[str]]) -> None:
    files = [(path, len(path)) for path in held]
    changes = [PastChange(tuple(sorted(paths & held.keys())), ("ada",)) for paths in touched]
    found = weigh(files, held.__getitem__, held, changes, lambda _: "")
    assert sum(share.files for share in found.shares) == found.files == len(held)
    assert sum(share.lines for share in found.shares) == found.lines == sum(lines for _, lines in files)
    assert sum(share.components for share in found.shares) == found.components == len(held)
    assert sum(share.changes for share in found.shares) == found.changes == sum(1 for c in changes if c.paths)
    assert sum(gap.files for gap in found.gaps) == sum(holding != "name" for holding in held.values())


def test_a_change_is_held_as_badly_as_its_worst_file() -> None:
    held: dict[str, Holding] = {"a.py": "name", "b.py": "catch-all", "c.py": "nobody"}
    changes = [
        PastChange(("a.py", "b.py"), ("ada",)),
        PastChange(("a.py", "c.py"), ("ada",)),
        PastChange(("a.py",), ()),
    ]
    found = weigh([], held.__getitem__, {}, changes, lambda _: "")
    assert {share.holding: share.changes for share in found.shares} == {
        "name": 1, "catch-all": 1, "dissolved": 0, "nobody": 1,
    }  # fmt: skip


def test_work_where_nobody_is_named_is_told_by_team() -> None:
    held: dict[str, Holding] = {"a.py": "name", "c.py": "nobody"}
    teams = {"ada": "pay", "grace": "pay", "omar": "platform"}
    changes = [
        PastChange(("c.py",), ("ada",), ("omar",), fix=True),
        PastChange(("c.py",), ("grace",), ("omar", "zoe")),
        PastChange(("a.py",), ("omar",)),
    ]
    found = weigh([], held.__getitem__, {}, changes, lambda person: teams.get(person, ""))
    told = [(d.team, d.people, d.changes, d.fixes, d.reviews) for d in found.doings]
    assert told == [("pay", 2, 2, 1, 0), ("platform", 1, 0, 0, 2), ("", 1, 0, 0, 1)]


def test_how_a_path_is_held() -> None:
    def owned(pattern: str, *owners: OwnerRef) -> Resolution:
        return Resolution("a/b.py", "owned", owners, RuleRef("CODEOWNERS", 1, pattern))

    def gone(text: str) -> bool:
        return text == "@acme/pay"

    assert holding_of(owned("/a/", ADA), gone) == "name"
    assert holding_of(owned("*", ADA), gone) == "catch-all"
    assert holding_of(owned("/a/", TEAM), gone) == "dissolved"
    assert holding_of(owned("/a/", TEAM, ADA), gone) == "name"
    assert holding_of(Resolution("a/b.py", "unowned"), gone) == "nobody"
    assert holding_of(Resolution("a/b.py", "unmatched"), gone) == "nobody"
    everything = Demand("owned", (ADA,), RuleRef("CODEOWNERS", 1, "*"))
    docs = Demand("owned", (ADA,), RuleRef("CODEOWNERS", 5, "/a/", "Docs"))
    several = Resolution("a/b.py", "owned", (ADA,), everything.rule, (everything, docs))
    assert holding_of(several, gone) == "name"
    assert holding_of(Resolution("a/b.py", "owned", (ADA,), everything.rule, (everything,)), gone) == "catch-all"
