"""Real histories: authors, merges, renames, mailmaps, agents, shallow and blobless clones."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import START, Sandbox
from watchkeeper.analysis.knowledge.bus_factor import analyse_bus_factor, find_sole_knowers
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.domain.knowledge import Knower
from watchkeeper.evidence.knowledge.history import read_state
from watchkeeper.evidence.knowledge.opening import open_knowledge
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.wiring import load_signals

SIGNALS = load_signals()
ADA, BO = "Ada Lovelace <ada@example.com>", "Bo Xu <bo@example.com>"
CLAUDE = "Claude <noreply@anthropic.com>"
TEN = "".join(f"{at}\n" for at in range(10))


def known(path: Path) -> Knowledge:
    """What the history of HEAD tells."""
    with Repository(str(path)) as repository:
        (head,) = repository.resolve("HEAD")
        assert head is not None
        return open_knowledge(repository, head.sha, read_state(repository, head.sha, SIGNALS))


def of(knowledge: Knowledge, path: str) -> dict[str, Knower]:
    """The knowers of a path who did something there."""
    ranked = knowledge.rank_knowers(path)
    return {one.person: one for one in ranked if one.deliveries or one.reviews or one.lines}


def test_authors_and_their_lines(repo: Sandbox) -> None:
    repo.commit({"a": TEN}, author=ADA)
    repo.commit({"a": TEN + "x\n" * 5}, author=BO)
    found = of(known(repo.path), "a")
    assert {who: (one.lines, one.deliveries) for who, one in found.items()} == {
        "ada@example.com": (10, 1),
        "bo@example.com": (5, 1),
    }
    assert found["ada@example.com"].author
    assert found["bo@example.com"].last == START + 7200


def test_a_chain_of_renames_keeps_the_knowledge(repo: Sandbox) -> None:
    repo.commit({"a": TEN}, author=ADA)
    for old, new in (("a", "b"), ("b", "c d"), ("c d", "e")):
        repo.git("mv", old, new)
        repo.commit({}, author=BO)
    knowledge = known(repo.path)
    assert list(knowledge.files) == ["e"]
    assert list(of(knowledge, "e")) == ["ada@example.com"]


def merged(repo: Sandbox, writer: str, merger: str, subject: str, message: str = "Change") -> None:
    repo.commit({"a": TEN}, author=ADA)
    repo.branch("topic")
    repo.commit({"b": TEN}, message, author=writer)
    repo.switch("main")
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "-m", subject, "topic", author=merger)


def test_who_merges_has_reviewed(repo: Sandbox) -> None:
    merged(repo, ADA, BO, "Merge pull request #3 from ada/topic")
    knowledge = known(repo.path)
    found = of(knowledge, "b")
    assert (found["bo@example.com"].reviews, found["bo@example.com"].deliveries) == (1, 0)
    (bo,) = [one for one in knowledge.presence() if one.person == "bo@example.com"]
    assert (bo.authored, bo.reviewed, bo.merged) == (START + 3 * 3600, 0, START + 3 * 3600)


def test_who_merges_their_own_change_has_not(repo: Sandbox) -> None:
    merged(repo, ADA, "Ada Lovelace <1+ada@users.noreply.github.com>", "Merge pull request #3 from ada/topic")
    found = of(known(repo.path), "b")
    assert {who: one.reviews for who, one in found.items()} == {"ada@example.com": 0}


def test_joining_long_lived_branches_is_no_review(repo: Sandbox) -> None:
    merged(repo, ADA, BO, "Merge branch 'release-2.1' into main")
    assert list(of(known(repo.path), "b")) == ["ada@example.com"]


@pytest.mark.parametrize(
    ("message", "directed"),
    [
        ("Add it\n\nCo-authored-by: Bo Xu <bo@example.com>", {"bo@example.com"}),
        ("Add it\n\nReviewed-by: Bo Xu <bo@example.com>", {"bo@example.com"}),
        ("Add it", set()),
    ],
)
def test_agents_lines_are_their_directors(repo: Sandbox, message: str, directed: set[str]) -> None:
    repo.commit({"a": TEN}, message, author=CLAUDE)
    knowledge = known(repo.path)
    found = of(knowledge, "a")
    assert {who: (one.lines, one.deliveries, one.reviews) for who, one in found.items()} == dict.fromkeys(
        directed, (10, 0, 1)
    )
    assert any("nobody is on record" in note for note in knowledge.coverage.notes) is not bool(directed)
    assert "noreply@anthropic.com" not in {one.person for one in knowledge.presence()}


def test_an_agents_branch_that_a_person_merged(repo: Sandbox) -> None:
    merged(repo, CLAUDE, BO, "Merge pull request #3 from org/topic")
    found = of(known(repo.path), "b")
    assert {who: one.lines for who, one in found.items()} == {"bo@example.com": 10}


def test_a_person_with_an_agents_trailer_wrote_it(repo: Sandbox) -> None:
    repo.commit({"a": TEN}, "Add\n\nCo-authored-by: Claude <noreply@anthropic.com>", author=ADA)
    assert list(of(known(repo.path), "a")) == ["ada@example.com"]


def test_the_mailmap_of_the_target_counts(repo: Sandbox) -> None:
    repo.commit({"a": TEN}, author="al <al@home.example>")
    repo.commit({".mailmap": "Ada Lovelace <ada@example.com> <al@home.example>\n"}, author=ADA)
    (ada,) = known(repo.path).presence()
    assert (ada.person, ada.name) == ("ada@example.com", "Ada Lovelace")
    assert ada.addresses == ("ada@example.com", "al@home.example")


def test_one_person_twice_in_a_commit(repo: Sandbox) -> None:
    repo.commit({".mailmap": "Ada Lovelace <ada@example.com> <al@home.example>\n"}, author=ADA)
    for text in ("1\n", "2\n", "3\n"):
        repo.commit({"a": text}, "x\n\nCo-authored-by: al <al@home.example>", author=ADA)
    assert of(known(repo.path), "a")["ada@example.com"].author


def test_clocks_that_run_ahead(repo: Sandbox) -> None:
    clock, repo.clock = repo.clock, 4_000_000_000
    repo.commit({"a": TEN}, author=BO)
    repo.clock = clock
    repo.commit({"a": TEN + "1\n"}, author=ADA)
    knowledge = known(repo.path)
    assert [one.last for one in knowledge.presence()] == [START + 3600] * 2
    assert [one.last for one in knowledge.rank_knowers("a")] == [START + 3600] * 2


def test_a_new_path_asks_its_folder_and_those_above(repo: Sandbox) -> None:
    repo.commit({"pay/api/a": TEN, "doc/x": TEN}, author=ADA)
    repo.commit({"doc/x": TEN + "1\n", "doc/y": "1\n"}, author=BO)
    repo.commit({"doc/y": "2\n"}, author=BO)
    knowledge = known(repo.path)
    assert [one.person for one in knowledge.rank_knowers("doc/new/z")] == ["bo@example.com", "ada@example.com"]
    assert all(one.lines == 0 and not one.author for one in knowledge.rank_knowers("doc/new/z"))
    assert knowledge.rank_knowers("pay/api")[0].person == "ada@example.com"
    assert sum(one.share for one in knowledge.rank_knowers("pay/api")) == pytest.approx(1)


def test_equal_ones_stand_by_address(repo: Sandbox) -> None:
    repo.commit({"a": TEN}, "x\n\nCo-authored-by: Zoe Z <zoe@example.com>\nCo-authored-by: Cy C <cy@example.com>")
    assert [one.person for one in known(repo.path).rank_knowers("nowhere")] == [
        "ada@example.com", "cy@example.com", "zoe@example.com",
    ]  # fmt: skip


def test_a_shallow_clone_says_since_when_it_knows(repo: Sandbox, tmp_path: Path) -> None:
    repo.commit({"a": TEN}, author=ADA)
    repo.commit({"b": "1\n"}, author=ADA)
    repo.commit({"a": TEN + "x\n"}, author=BO)
    target = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=2", f"file://{repo.path}", str(target)], check=True)
    knowledge = known(target)
    assert knowledge.coverage.since == START + 7200
    assert any("shallow" in note for note in knowledge.coverage.notes)
    assert {who: one.lines for who, one in of(knowledge, "a").items()} == {"bo@example.com": 1}


def test_a_blobless_clone_counts_changes_by_name(repo: Sandbox, tmp_path: Path) -> None:
    repo.commit({"a": TEN}, author=ADA)
    repo.commit({"a": TEN + "x\n"}, author=BO)
    repo.git("config", "uploadpack.allowFilter", "true")
    target = tmp_path / "blobless.git"
    subprocess.run(
        ["git", "clone", "-q", "--bare", "--filter=blob:none", f"file://{repo.path}", str(target)], check=True
    )
    knowledge = known(target)
    assert {who: (one.lines, one.deliveries) for who, one in of(knowledge, "a").items()} == {
        "ada@example.com": (0, 1),
        "bo@example.com": (0, 1),
    }
    assert knowledge.coverage.uncounted == 2
    assert any("not in this clone" in note for note in knowledge.coverage.notes)


def test_bus_factor_by_folder(repo: Sandbox) -> None:
    repo.commit({f"pay/{at}": TEN for at in range(4)} | {"doc/0": TEN}, author=ADA)
    repo.commit({f"web/{at}": TEN for at in range(4)}, author=BO)
    repo.commit({"bot/0": TEN}, author=CLAUDE)
    whole, pay, bot, none = analyse_bus_factor(known(repo.path), ("", "pay", "bot", "gone"))
    assert (whole.factor, whole.people, whole.files, whole.orphans) == (1, ("ada@example.com",), 9, 1)
    assert (pay.factor, pay.people) == (1, ("ada@example.com",))
    assert (bot.factor, bot.orphans) == (0, 1)
    assert (none.factor, none.files, none.orphans) == (0, 0, 0)


def test_files_that_one_person_knows(repo: Sandbox) -> None:
    repo.commit({"pay/a": TEN, "b": TEN}, author=ADA)
    repo.commit({"b": TEN + "1\n"}, author=BO)
    assert [(one.path, one.person, one.lines) for one in find_sole_knowers(known(repo.path))] == [
        ("pay/a", "ada@example.com", 10)
    ]
    assert not list(find_sole_knowers(known(repo.path), ("web",)))
