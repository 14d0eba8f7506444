"""Edits of many commits: the same as git's own numstat, renames found, and as much as can be known without contents."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.conftest import Sandbox
from watchkeeper.domain.knowledge import Edit
from watchkeeper.git.edits import Edited, EditReader
from watchkeeper.git.repository import Repository


def edits_of(path: Path) -> list[Edited]:
    """The edits of all commits without merges, oldest first."""
    with Repository(str(path)) as repository:
        (head,) = repository.resolve("HEAD")
        assert head is not None
        _, output, _ = repository.git.run("rev-list", "--reverse", "--no-merges", head.sha)
        return list(EditReader(repository).read(output.decode().split()))


def test_every_kind_of_edit(repo: Sandbox) -> None:
    repo.commit({"a": "1\n2\n3\n4\n5\n6\n7\n8\n", "odd\tname\n": "x\n"})
    repo.commit({"a": "1\n2\n3\n4\n5\n6\n7\n9\n"})
    repo.git("mv", "a", "c")
    repo.commit({"odd\tname\n": None})
    repo.commit({"image": b"\0\1\2"})
    repo.commit({})
    assert [one.edits for one in edits_of(repo.path)] == [
        (Edit("a", "a", "A", 8, 0), Edit("odd\tname\n", "odd\tname\n", "A", 1, 0)),
        (Edit("a", "a", "M", 1, 1),),
        (Edit("c", "a", "R", 0, 0), Edit("odd\tname\n", "odd\tname\n", "D", 0, 1)),
        (Edit("image", "image", "A"),),
        (),
    ]


def test_a_path_that_is_not_utf_8(repo: Sandbox) -> None:
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"1\n")
    tree = repo.git("mktree", "-z", stdin=b"100644 blob " + blob.encode() + b"\tn\xff\0")
    repo.git("update-ref", "refs/heads/main", repo.git("commit-tree", tree, "-m", "x"))
    assert edits_of(repo.path)[0].edits == (Edit("n\udcff", "n\udcff", "A", 1, 0),)


def test_missing_contents_leave_the_others_counted(repo: Sandbox) -> None:
    for at in range(6):
        repo.commit({f"f{at}": f"{at}\n"})
    for name in ("HEAD~2:f3", "HEAD:f5"):
        blob = repo.git("rev-parse", name)
        (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    found = edits_of(repo.path)
    assert [one.counted for one in found] == [True, True, True, False, True, False]
    assert [one.edits[0].path for one in found] == [f"f{at}" for at in range(6)]
    assert [one.edits[0].added for one in found] == [1, 1, 1, -1, 1, -1]


def test_a_clone_without_contents_names_the_files(repo: Sandbox, tmp_path: Path) -> None:
    for at in range(60):
        repo.commit({"a": f"{at}\n", f"f{at}": f"{at}\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    target = tmp_path / "blobless.git"
    subprocess.run(
        ["git", "clone", "-q", "--bare", "--filter=blob:none", f"file://{repo.path}", str(target)], check=True
    )
    found = edits_of(target)
    assert len(found) == 60
    assert not any(one.counted for one in found)
    assert [len(one.edits) for one in found] == [2] * 60


def test_many_commits_keep_their_order(repo: Sandbox) -> None:
    stream = ["commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 1\nx\nM 644 inline f\ndata 2\n0\n\n"]
    stream += [
        f"commit refs/heads/main\ncommitter A <a@b> {at} +0000\ndata 1\nx\nM 644 inline f{at}\ndata 2\n0\n\n"
        for at in range(1, 1_200)
    ]
    repo.git("fast-import", "--quiet", stdin="".join(stream).encode())
    assert [one.edits[0].path for one in edits_of(repo.path)] == ["f", *(f"f{at}" for at in range(1, 1_200))]
