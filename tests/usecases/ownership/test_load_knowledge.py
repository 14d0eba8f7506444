"""The kept knowledge: incremental is cold, broken files are thrown away, looking back keeps what is newer."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Sandbox
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.domain.evidence import Unknown
from watchkeeper.evidence.knowledge.history import read_state
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.ownership.load_knowledge import load_knowledge
from watchkeeper.usecases.wiring import load_signals

SIGNALS = load_signals()
PEOPLE = ("Ada Lovelace <ada@example.com>", "Bo Xu <bo@example.com>", "Claude <noreply@anthropic.com>")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/watchkeeper/knowledge"


def loaded(repo: Sandbox, revision: str = "HEAD") -> Knowledge:
    with Repository(str(repo.path)) as repository:
        (tip,) = repository.resolve(revision)
        assert tip is not None
        found = load_knowledge(repository, tip.sha, SIGNALS)
        assert not isinstance(found, Unknown)
        return found


def kept_files(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def answers(knowledge: Knowledge) -> object:
    return {path: knowledge.rank_knowers(path) for path in ("a", "d", "d/b", "")}, knowledge.presence()


def test_a_second_go_reads_the_new_commits_only(repo: Sandbox, store: Path) -> None:
    repo.commit({"a": "1\n2\n"}, author=PEOPLE[0])
    loaded(repo)
    first = repo.git("rev-parse", "HEAD:a")
    repo.commit({"a": "3\n", "d/b": "1\n"}, author=PEOPLE[1])
    (repo.path / ".git/objects" / first[:2] / first[2:]).rename(store / "away")
    repo.commit({"d/b": "1\n2\n"}, author=PEOPLE[1])
    (store / "away").rename(repo.path / ".git/objects" / first[:2] / first[2:])
    assert {one.person: one.deliveries for one in loaded(repo).rank_knowers("")} == {
        "ada@example.com": 1, "bo@example.com": 2,
    }  # fmt: skip
    assert len(kept_files(store)) == 1


@pytest.mark.parametrize("harm", [b"", b"\xff" * 100, None])
def test_a_broken_file_is_thrown_away(repo: Sandbox, store: Path, harm: bytes | None) -> None:
    repo.commit({"a": "1\n"})
    whole = answers(loaded(repo))
    (file,) = kept_files(store)
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if harm is None else harm)
    assert answers(loaded(repo)) == whole
    repo.commit({"a": "2\n"})
    loaded(repo)
    assert kept_files(store) == [file]


def test_looking_back_leaves_the_newer_one(repo: Sandbox, store: Path) -> None:
    repo.commit({"a": "1\n"}, author=PEOPLE[0])
    repo.commit({"a": "2\n"}, author=PEOPLE[1])
    loaded(repo)
    (file,) = kept_files(store)
    newer = file.read_bytes()
    assert [one.person for one in loaded(repo, "HEAD~1").presence()] == ["ada@example.com"]
    assert file.read_bytes() == newer


def test_a_rewritten_branch_starts_anew(repo: Sandbox, store: Path) -> None:
    repo.commit({"a": "1\n"}, author=PEOPLE[0])
    repo.commit({"a": "2\n"}, author=PEOPLE[1])
    loaded(repo)
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit({"b": "2\n"}, author=PEOPLE[0])
    assert [one.person for one in loaded(repo).presence()] == ["ada@example.com"]


def test_a_kept_tip_that_is_gone_starts_anew(repo: Sandbox, store: Path) -> None:
    repo.commit({"a": "1\n"}, author=PEOPLE[0])
    gone = repo.commit({"a": "2\n"}, author=PEOPLE[1])
    loaded(repo)
    repo.git("reset", "-q", "--hard", "HEAD~1")
    (repo.path / ".git/objects" / gone[:2] / gone[2:]).unlink()
    assert [one.person for one in loaded(repo).presence()] == ["ada@example.com"]


def test_a_history_that_is_not_here_is_unknown(repo: Sandbox, store: Path) -> None:
    repo.commit({"a": "1\n"})
    with Repository(str(repo.path)) as repository:
        found = load_knowledge(repository, "1" * 40, SIGNALS)
    assert isinstance(found, Unknown)
    assert found.remedy
    assert not store.exists()


def test_without_a_place_to_keep_it_the_answer_is_the_same(
    repo: Sandbox, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "1\n"})
    whole = answers(loaded(repo))
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    assert answers(loaded(repo)) == whole


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["commit", "branch", "merge", "rename"]),
        st.sampled_from(PEOPLE),
        st.sampled_from(["a", "d/b", "d/c"]),
        st.integers(0, 6),
    ),
    min_size=2,
    max_size=10,
)


def play(repo: Sandbox, steps: list[tuple[str, str, str, int]]) -> None:
    """Make a history with branches, merges and renames."""
    repo.commit({"a": "0\n" * 5}, author=PEOPLE[0])
    for at, (verb, who, path, lines) in enumerate(steps):
        if verb == "rename" and (repo.path / path).exists():
            repo.git("mv", path, f"d{at}")
            repo.commit({}, author=who)
        elif verb == "branch":
            repo.branch(f"b{at}")
            repo.commit({path: f"{at}\n" * lines}, f"Branch {at}", author=who)
            repo.switch("main")
            repo.commit({f"main{at}": "1\n"}, author=who)
            repo.clock += 3600
            repo.git(
                "merge", "-q", "--no-ff", "-X", "ours", "-m", f"Merge pull request #{at} from x/b", f"b{at}", author=who
            )
        else:
            repo.commit({path: f"{at}\n" * lines}, author=who)


@given(STEPS, st.integers(0, 30))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_two_goes_are_one(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str, int]], cut: int
) -> None:
    repo = Sandbox(tmp_path_factory.mktemp("two-goes"))
    play(repo, steps)
    line = repo.git("rev-list", "--first-parent", "HEAD").split()
    with Repository(str(repo.path)) as repository:
        cold = read_state(repository, line[0], SIGNALS)
        half = read_state(repository, line[cut % len(line)], SIGNALS)
        packed = msgspec.msgpack.encode(half)
        warm = read_state(repository, line[0], SIGNALS, msgspec.msgpack.decode(packed, type=type(half)))
    assert _by_identity(warm) == _by_identity(cold)


def _by_identity(state: object) -> object:
    """A state in words that do not depend on the order in which people were met."""
    known = msgspec.to_builtins(state)
    names = ["nobody", *(f"{name} {email}" for name, email in known[2])]
    people = dict(zip(names[1:], zip(known[3], known[4], strict=True), strict=True))
    files = {
        path: (size, scale, names[first + 1], changes, {names[int(who) + 1]: share for who, share in shares.items()})
        for path, (size, scale, first, changes, shares) in known[5].items()
    }
    folders = {path: {names[int(who) + 1]: share for who, share in shares.items()} for path, shares in known[6].items()}
    return known[1], people, files, folders, known[7:]
