"""The repository is read in isolation: names resolve, nothing is written, nothing of its configuration acts."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Sandbox
from watchkeeper.domain.problems import UnknownSubjectError, UsageError
from watchkeeper.git.repository import Repository


def snapshot(path: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in path.rglob("*") if p.is_file()}


def test_folder_without_a_repository_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not in a git repository"):
        Repository(str(tmp_path))


def test_missing_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="was not found"):
        Repository(str(tmp_path / "nowhere"))


def test_names_resolve_to_commits_and_tags_are_peeled(repo: Any) -> None:
    sha = repo.commit({"a": "1\n"})
    repo.git("tag", "-a", "v1", "-m", "one")
    with Repository(str(repo.path)) as opened:
        found = opened.resolve("HEAD", "v1", "main", "nothing")
    assert [f.sha if f else None for f in found] == [sha, sha, sha, None]


def test_a_name_with_a_line_break_is_refused(repo: Any) -> None:
    repo.commit({"a": "1\n"})
    with Repository(str(repo.path)) as opened, pytest.raises(UsageError):
        opened.resolve("HEAD\nmain")


@pytest.mark.parametrize("shape", ["bare", "worktree", "subfolder", "detached", "sha256"])
def test_every_shape_of_repository_opens(make_repo: Callable[..., Sandbox], tmp_path: Path, shape: str) -> None:
    repo = make_repo(object_format="sha256" if shape == "sha256" else "sha1")
    sha = repo.commit({"deep/a": "1\n"})
    path = repo.path
    if shape == "bare":
        path = tmp_path / "bare.git"
        repo.git("clone", "-q", "--bare", ".", str(path))
    elif shape == "worktree":
        path = tmp_path / "tree"
        repo.git("worktree", "add", "-q", "--detach", str(path))
    elif shape == "subfolder":
        path = repo.path / "deep"
    elif shape == "detached":
        repo.switch(sha)
    with Repository(str(path)) as opened:
        (head,) = opened.resolve("HEAD")
        assert head is not None
        assert opened.objects.content(f"{head.sha}:deep/a") == b"1\n"


def test_nothing_is_written_and_the_temporary_folder_goes(
    repo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "1\n"})
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setenv("TMPDIR", str(spare))
    before = snapshot(repo.path)
    with Repository(str(repo.path)) as opened:
        opened.git.run("hash-object", "-w", "--stdin", stdin=b"something new")
    assert snapshot(repo.path) == before
    assert list(spare.iterdir()) == []


def test_replacements_do_not_change_an_answer(repo: Any) -> None:
    first = repo.commit({"a": "1\n"})
    second = repo.commit({"a": "2\n"})
    repo.git("replace", second, first)
    with Repository(str(repo.path)) as opened:
        assert opened.objects.content(f"{second}:a") == b"2\n"


def test_object_folder_with_a_colon_in_its_name(make_repo: Callable[..., Sandbox]) -> None:
    repo = make_repo('odd:na"me')
    sha = repo.commit({"a": "1\n"})
    with Repository(str(repo.path)) as opened:
        assert opened.objects.content(f"{sha}:a") == b"1\n"


def test_shallow_history_is_unknown_not_unrelated(make_repo: Callable[..., Sandbox], tmp_path: Path) -> None:
    repo = make_repo()
    repo.commit({"a": "1\n"})
    repo.branch("side")
    repo.commit({"b": "1\n"})
    repo.switch("main")
    repo.commit({"c": "1\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{repo.path}", str(clone))
    with Repository(str(clone)) as opened:
        one, other = opened.resolve("origin/main", "origin/side")
        assert one is not None
        assert other is not None
        with pytest.raises(UnknownSubjectError, match="shallow"):
            opened.merge_base(one.sha, other.sha)


def test_unrelated_histories_have_no_merge_base(repo: Any) -> None:
    one = repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "--orphan", "other")
    other = repo.commit({"b": "1\n"})
    with Repository(str(repo.path)) as opened:
        assert opened.merge_base(one, other) is None


def test_a_blobless_clone_fetches_nothing(make_repo: Callable[..., Sandbox], tmp_path: Path) -> None:
    repo = make_repo()
    sha = repo.commit({"a": "1\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repo.path}", str(clone))
    before = snapshot(clone)
    with Repository(str(clone)) as opened:
        assert opened.objects.content(f"{sha}:a") is None
    assert snapshot(clone) == before


def test_a_program_named_in_the_configuration_does_not_run(repo: Any, tmp_path: Path) -> None:
    from watchkeeper.git.diff import open_difference

    mark = tmp_path / "ran"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {mark}\n")
    os.chmod(script, 0o700)
    first = repo.commit({"a": "1\n", ".gitattributes": "* diff=evil filter=evil\n"})
    second = repo.commit({"a": "2\n"})
    for key in (
        "diff.external",
        "diff.evil.textconv",
        "diff.evil.command",
        "filter.evil.smudge",
        "core.fsmonitor",
        "core.pager",
    ):
        repo.git("config", key, str(script))
    with Repository(str(repo.path)) as opened:
        opened.resolve("HEAD")
        with open_difference(opened, first, second) as difference:
            assert [patch.lines() for _, patch in difference.patches()] == [([b"1"], [b"2"])]
    assert not mark.exists()
