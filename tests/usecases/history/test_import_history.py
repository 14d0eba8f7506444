"""Every way in which a change lands is one change, and what was taken back is known."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Sandbox
from tests.usecases.history.conftest import NOW, Imported
from watchkeeper.analysis.changes.drafts import Place
from watchkeeper.domain.ledger import ImportedHistory
from watchkeeper.git.repository import Repository
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.verification import verify
from watchkeeper.usecases.history.import_history import import_history

Import = Callable[..., Imported]


def merge(repo: Sandbox, branch: str, message: str) -> str:
    """Merge a branch with a merge commit."""
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "-m", message, branch)
    return repo.git("rev-parse", "HEAD")


def topic(repo: Sandbox, name: str, *files: str) -> None:
    """A branch with one commit a file, and back to main."""
    repo.branch(name)
    for file in files:
        repo.commit({file: f"{name}\n"}, f"Add {file}")
    repo.switch("main")


def test_merges_squashes_and_direct_commits_are_one_change_each(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    topic(repo, "payments", "b", "c")
    merge(repo, "payments", "Merge pull request #4 from ann/payments\n\nAdd payments")
    repo.commit({"d": "1\n"}, "Add refunds (#5)")
    repo.commit({"e": "1\n"}, "Add invoices\n\nSee merge request group/shop!6")
    repo.commit({"f": "1\n"}, "Merged PR 7: Add taxes")
    found = import_(repo)
    assert found.changes() == [(0, "direct"), (4, "merge"), (5, "squash"), (6, "squash"), (7, "squash")]
    assert found.rows("SELECT commits, lines_added FROM changes WHERE number = 4") == [(3, 2)]


def test_a_rebased_branch_is_one_change_and_scripted_commits_are_not(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    for at in range(3):
        repo.write({f"b{at}": "1\n"})
        repo.git("add", "-A")
        environment = f"@{repo.clock + 90_000} +0000"
        repo.git("commit", "-q", "-m", f"Part {at}", "--date", f"@{repo.clock + at * 100} +0000")
        repo.git("-c", "user.name=Bea", "commit", "-q", "--amend", "--no-edit")
        assert environment
    repo.clock += 90_000
    shas = repo.git("rev-list", "--reverse", "HEAD~3..HEAD").split()
    repo.git("checkout", "-q", "HEAD~3")
    for sha in shas:
        repo.git("cherry-pick", sha)
    repo.git("branch", "-f", "main", "HEAD")
    repo.switch("main")
    repo.commit({"z": "1\n"}, "After")
    repo.git("commit", "-q", "--allow-empty", "-m", "At the same second")
    found = import_(repo)
    assert found.changes() == [(0, "direct"), (0, "rebase"), (0, "direct"), (0, "direct")]


def test_consecutive_commits_of_one_number_are_one_change(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    repo.commit({"b": "1\n"}, "Add the model (#8)")
    repo.commit({"c": "1\n"}, "Add the view (#8)")
    repo.commit({"d": "1\n"}, "Add docs (#9)")
    assert import_(repo).changes() == [(0, "direct"), (8, "rebase"), (9, "squash")]


def test_a_merge_queue_lands_several_changes_with_one_commit(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    topic(repo, "one", "b")
    topic(repo, "two", "c", "d")
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "-m", "Merge #12 #13", "one", "two")
    found = import_(repo)
    assert sorted(found.changes()) == [(0, "direct"), (12, "queue"), (13, "queue")]
    assert found.rows("SELECT number, files FROM changes WHERE how = 'queue' ORDER BY number") == [(12, 1), (13, 2)]


def test_a_rollup_and_a_joined_branch_leave_their_changes_to_stand_for_themselves(
    repo: Sandbox, import_: Import
) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    repo.branch("rollup")
    for number in (21, 22):
        repo.branch(f"pr{number}")
        repo.commit({f"f{number}": "1\n"}, f"Work {number}")
        repo.switch("rollup")
        merge(repo, f"pr{number}", f"Rollup merge of #{number} - ann:pr{number}, r=bea")
    repo.switch("main")
    merge(repo, "rollup", "Auto merge of #23 - bea:rollup, r=bea\n\nRollup of 2 pull requests")
    repo.branch("develop")
    repo.commit({"g": "1\n"}, "Add g (#24)")
    repo.commit({"h": "1\n"}, "Add h (#25)")
    repo.switch("main")
    repo.commit({"x": "1\n"}, "Meanwhile (#26)")
    merge(repo, "develop", "Merge branch 'develop'")
    found = import_(repo)
    assert sorted(n for n, _ in found.changes()) == [0, 21, 22, 24, 25, 26]
    assert found.rows("SELECT number, lines_added FROM changes WHERE integration") == [(23, 0)]


def test_a_pull_that_put_main_on_the_side_loses_nothing(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    repo.branch("local")
    repo.commit({"b": "1\n"}, "Local work")
    repo.switch("main")
    repo.commit({"c": "1\n"}, "Theirs (#3)")
    repo.switch("local")
    merge(repo, "main", "Merge branch 'main' of example.com:shop")
    repo.git("branch", "-f", "main", "local")
    assert sorted(import_(repo).changes()) == [(0, "direct"), (0, "direct"), (3, "squash")]


def test_an_octopus_and_a_root_of_its_own_are_one_change_each(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    topic(repo, "one", "b")
    topic(repo, "two", "c")
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "-m", "Merge both", "one", "two")
    repo.git("checkout", "-q", "--orphan", "other")
    repo.git("rm", "-rfq", ".")
    repo.commit({"tool/x": "1\n"}, "Another history")
    repo.switch("main")
    repo.clock += 3600
    repo.git("merge", "-q", "--no-ff", "--allow-unrelated-histories", "-m", "Import the tool", "other")
    found = import_(repo)
    assert [how for _, how in found.changes()] == ["direct", "merge", "merge"]


@pytest.mark.parametrize(
    "message",
    [
        'Revert "Add b (#2)" (#3)\n\nThis reverts commit {sha}.',
        'Revert "Add b (#2)"',
        "Revert #2 (#3)",
        "revert: Add b (#3)",
        "Take b out again (#3)\n\nThis reverts commits\n{short}.",
        "Something else (#3)",
    ],
)
def test_a_revert_is_known_by_commit_title_number_or_tree(repo: Sandbox, import_: Import, message: str) -> None:
    repo.commit({"a": "1\n"}, "Begin (#1)")
    sha = repo.commit({"b": "1\n"}, "Add b (#2)")
    repo.commit({"b": None}, message.format(sha=sha, short=sha[:9]))
    assert import_(repo).reverted() == {2: True}


def test_a_revert_of_a_revert_lands_the_change_again(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin (#1)")
    repo.commit({"b": "1\n"}, "Add b (#2)")
    repo.git("revert", "--no-edit", "HEAD")
    repo.git("commit", "-q", "--amend", "-m", 'Revert "Add b (#2)" (#3)')
    revert = repo.git("rev-parse", "HEAD")
    repo.commit({"c": "1\n"}, "Between (#4)")
    repo.commit({"b": "1\n"}, f'Reapply "Add b" (#5)\n\nThis reverts commit {revert}.')
    found = import_(repo)
    assert found.reverted() == {2: False, 3: True}


def test_a_message_that_quotes_a_revert_of_its_own_commits_takes_nothing_back(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin (#1)")
    topic(repo, "work", "b")
    repo.switch("work")
    sha = repo.git("rev-parse", "HEAD")
    repo.commit({"b": None, "c": "1\n"}, f'Revert "Add b"\n\nThis reverts commit {sha}.')
    repo.switch("main")
    merge(repo, "work", "Merge pull request #2 from ann/work")
    assert import_(repo).reverted() == {}


def test_releases_deploy_what_they_brought_first(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin (#1)")
    repo.git("tag", "v1.0.0")
    repo.commit({"b": "1\n"}, "Add b (#2)")
    fix = repo.commit({"a": "2\n"}, "Fix a crash on start of the shop (#3)")
    repo.git("tag", "v1.1.0-rc1")
    repo.branch("release-1.0", "v1.0.0")
    repo.clock += 3600
    repo.git("cherry-pick", "-x", fix)
    repo.git("tag", "v1.0.1")
    repo.commit({"hot": "1\n"}, "Hotfix for the old line")
    repo.git("tag", "v1.0.2")
    repo.switch("main")
    repo.clock += 3600
    repo.git("tag", "-a", "v1.1.0", "-m", "v1.1.0")
    repo.git("tag", "latest")
    found = import_(repo)
    deployed = found.rows("SELECT version, environment, first, changes FROM deployments ORDER BY finished_at, id")
    assert deployed == [
        ("1.0.0", "release", 1, 0),
        ("1.1.0", "early release", 1, 0),
        ("1.0.1", "release", 0, 1),
        ("1.0.2", "release", 0, 1),
        ("1.1.0", "release", 0, 2),
    ]
    assert found.rows("SELECT backports FROM changes WHERE number = 3") == [(1,)]
    assert found.rows("SELECT kind, target FROM changes WHERE kind = 'hotfix'") == [("hotfix", "refs/tags/v1.0.2")]


def test_a_number_used_twice_is_a_copy_under_the_same_title_and_no_number_under_another(
    repo: Sandbox, import_: Import
) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    repo.commit({"b": "1\n"}, "Add b (#2)")
    repo.commit({"c": "1\n"}, "Other work (#3)")
    repo.commit({"d": "1\n"}, "More about the same issue (#2)")
    repo.commit({"e": "1\n"}, "Other work (#3)")
    found = import_(repo)
    assert sorted(found.changes()) == [(0, "direct"), (0, "squash"), (2, "squash"), (3, "squash")]
    assert found.rows("SELECT backports FROM changes WHERE number = 3") == [(1,)]


def test_a_second_import_finds_nothing_and_a_later_one_goes_on(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin (#1)")
    repo.commit({"b": "1\n"}, "Add b (#2)")
    first = import_(repo, sizes=True)
    again = import_(repo, sizes=True)
    assert (first.done.new, again.done.new) == (4, 0)
    repo.commit({"b": None}, "Nothing says revert (#3)")
    repo.git("tag", "v1.0")
    later = import_(repo, sizes=True)
    assert (later.done.changes, later.reverted()) == (1, {2: True})
    assert later.rows("SELECT count(*) FROM changes WHERE lines_effective IS NULL") == [(0,)]


def test_an_import_in_steps_gives_what_one_import_gives(repo: Sandbox, import_: Import, tmp_path: Path) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    for at in range(4):
        topic(repo, f"t{at}", f"x{at}", f"y{at}")
        merge(repo, f"t{at}", f"Merge pull request #{at + 2} from ann/t{at}")
    repo.git("revert", "--no-edit", "-m", "1", "HEAD~1")
    tips = repo.git("rev-list", "--first-parent", "--reverse", "HEAD").split()
    for tip in tips:
        steps = import_(repo, tip, database=str(tmp_path / "steps.sqlite"))
    whole = import_(repo, database=str(tmp_path / "whole.sqlite"))
    wanted = 'SELECT id, number, "commit", how, commits, lines_added, kind FROM changes ORDER BY id'
    assert steps.rows(wanted) == whole.rows(wanted)
    assert steps.rows("SELECT * FROM reverts ORDER BY change, reverted_by") == whole.rows(
        "SELECT * FROM reverts ORDER BY change, reverted_by"
    )


def test_a_rewritten_history_is_said_and_its_numbers_go_to_the_new_commits(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin (#1)")
    repo.commit({"b": "1\n"}, "Add b (#2)")
    repo.commit({"c": "1\n"}, "Add c")
    import_(repo)
    repo.git("reset", "-q", "--hard", "HEAD~2")
    again = repo.commit({"b": "2\n"}, "Add b (#2)")
    found = import_(repo)
    assert found.done.rewritten == 2
    assert found.changes() == [(1, "squash"), (2, "squash")]
    assert found.rows('SELECT "commit" FROM changes WHERE number = 2') == [(again,)]
    assert verify(found.ledger).fault is None


def test_clocks_that_disagree_are_counted(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    repo.write({"b": "1\n"})
    repo.git("add", "-A")
    repo.git("commit", "-q", "-m", "From tomorrow", "--date", f"@{repo.clock + 86_400} +0000")
    found = import_(repo)
    assert (found.done.skewed, found.rows("SELECT count(*) FROM changes WHERE skewed")) == (1, [(1,)])


def test_a_shallow_clone_says_where_it_ends(repo: Sandbox, import_: Import, tmp_path: Path) -> None:
    for at in range(5):
        repo.commit({"a": f"{at}\n" * 50}, f"Change {at} (#{at + 1})")
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{repo.path}", str(tmp_path / "shallow")], check=True)
    shallow = Sandbox.__new__(Sandbox)
    shallow.path = tmp_path / "shallow"
    found = import_(shallow, sizes=True)
    assert (found.done.shallow, found.done.cut, found.done.not_measured) == (True, 1, 1)
    assert found.rows("SELECT number, lines_added FROM changes ORDER BY number") == [(4, None), (5, 50)]


def test_sizes_are_those_of_the_gate(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a.py": "x = 1\n"}, "Begin (#1)")
    lock = "".join(f'"pkg{n}": "1.0.{n}"\n' for n in range(200))
    repo.commit({"a.py": "x = 2\ny = 3\n", "package-lock.json": '{"lockfileVersion": 3,\n' + lock + "}\n"}, "Pin (#2)")
    found = import_(repo, sizes=True)
    ((raw, effective),) = found.rows(
        "SELECT lines_added + lines_removed, lines_effective FROM changes WHERE number = 2"
    )
    assert (raw, effective) == (205, 3)


def test_no_name_stands_in_the_chain(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin", author="Grace Hopper <grace@navy.example>")
    repo.commit({"b": "1\n"}, "Add b", author="Linus <7+linus@users.noreply.github.com>")
    found = import_(repo)
    text = str(found.rows("SELECT * FROM events")).casefold()
    assert not [word for word in ("grace", "hopper", "navy", "linus") if word in text]
    references = {row[0] for row in found.rows("SELECT reference FROM identities")}
    assert references == {"email:grace@navy.example", "login:github:linus"}


def test_a_change_put_there_again_under_its_number_is_the_same_change_landed_again(
    repo: Sandbox, import_: Import
) -> None:
    repo.commit({"a": "1\n"}, "Begin (#1)")
    sha = repo.commit({"b": "1\n"}, "Add b (#2)")
    repo.commit({"b": None}, f'Revert "Add b (#2)" (#3)\n\nThis reverts commit {sha}.')
    repo.commit({"c": "1\n"}, "Between (#4)")
    repo.commit({"b": "1\n"}, "Add b (#2)")
    found = import_(repo)
    assert [number for number, _ in found.changes()] == [1, 2, 3, 4]
    assert found.reverted()[2] is False


def test_two_repositories_in_one_ledger_do_not_touch_each_other(
    make_repo: Callable[..., Sandbox], tmp_path: Path
) -> None:
    ledger = Ledger(str(tmp_path / "both.sqlite"), lambda: NOW)
    for name in ("one", "two"):
        repo = make_repo(name)
        repo.clock += 7 * len(name)
        repo.commit({"a": f"{name}\n"}, f"Begin {name} (#1)")
        if name == "one":
            repo.commit({"b": "1\n"}, "Add the same title everywhere (#2)")
        else:
            repo.commit({"b": "1\n"}, 'Revert "Add the same title everywhere"')
        with Repository(str(repo.path)) as repository:
            (tip,) = repository.resolve("HEAD")
            assert tip is not None
            import_history(repository, ledger, Place(name, "main"), tip.sha, lambda _what, _done: None, sizes=False)
    found = Imported(ledger, ImportedHistory("main", ""))
    assert found.rows("SELECT count(*) FROM changes") == [(4,)]
    assert found.rows("SELECT * FROM reverts") == []
    ledger.close()


def test_a_merge_that_brings_nothing_new_is_no_change(repo: Sandbox, import_: Import) -> None:
    repo.commit({"a": "1\n"}, "Begin")
    repo.branch("maint")
    topic_tip = repo.commit({"b": "1\n"}, "Fix b")
    repo.switch("main")
    repo.commit({"c": "1\n"}, "Meanwhile")
    merge(repo, "maint", "Merge branch 'maint'")
    repo.git("branch", "topic", topic_tip)
    tree = repo.git("rev-parse", "HEAD^{tree}")
    again = repo.git("commit-tree", tree, "-p", "HEAD", "-p", topic_tip, "-m", "Merge branch 'topic'")
    repo.git("reset", "-q", "--hard", again)
    found = import_(repo)
    assert [how for _, how in found.changes()] == ["direct", "direct", "direct"]
    assert found.rows("SELECT count(*) FROM events WHERE type = 'ChangeMerged'") == [(3,)]


def test_a_second_ledger_measures_nothing_again(
    repo: Sandbox, import_: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    repo.commit({"a.py": "x = 1\n"}, "Begin (#1)")
    repo.commit({"a.py": "x = 2\ny = 3\n"}, "More (#2)")
    wanted = "SELECT number, lines_effective, tokens FROM changes ORDER BY number"
    first = import_(repo, sizes=True).rows(wanted)
    for blob in repo.git("rev-list", "--objects", "--no-object-names", "HEAD").split():
        if repo.git("cat-file", "-t", blob) == "blob":
            (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert import_(repo, database=str(tmp_path / "other.sqlite"), sizes=True).rows(wanted) == first
    (tmp_path / "cache/watchkeeper/sizes-1.sqlite").write_bytes(b"broken" * 1000)
    third = import_(repo, database=str(tmp_path / "third.sqlite"), sizes=True)
    assert (third.done.measured, third.done.not_measured) == (0, 2)
