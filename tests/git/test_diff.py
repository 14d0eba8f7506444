"""The streamed difference says exactly what git says."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Sandbox
from watchkeeper.git.diff import open_difference
from watchkeeper.git.repository import Repository

LINES = st.lists(
    st.sampled_from(["a", "b", "diff --git a/x b/x", "--- a", "+++ b", "@@ -1 +1 @@", "", "-", "+"]), max_size=8
)
TREES = st.dictionaries(st.sampled_from(["x", "y/z", "w w", "ü", 'q"t']), LINES, max_size=4)


def numstat(path: Path, base: str, head: str) -> dict[str, tuple[str, str]]:
    output = subprocess.run(
        ["git", "diff", "--numstat", "-z", "--no-renames", base, head], cwd=path, capture_output=True, check=True
    ).stdout.decode("utf-8", "surrogateescape")
    rows = [row.split("\t") for row in output.split("\0") if row]
    return {name: (added, removed) for added, removed, name in rows}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=TREES, after=TREES)
def test_line_counts_equal_numstat(
    make_repo: Callable[..., Sandbox], before: dict[str, list[str]], after: dict[str, list[str]]
) -> None:
    repo = make_repo(f"r{abs(hash((repr(before), repr(after))))}")
    base = repo.commit({name: "\n".join(lines) for name, lines in before.items()})
    repo.write({name: None for name in before if name not in after})
    head = repo.commit({name: "\n".join(lines) for name, lines in after.items()})
    expected = numstat(repo.path, base, head)
    with Repository(str(repo.path)) as opened, open_difference(opened, base, head) as difference:
        found = {}
        for file, patch in difference.patches():
            removed, added = patch.lines()
            if file.status == "renamed":
                continue
            found[file.path] = (str(len(added)), str(len(removed)))
    for path, counts in found.items():
        assert expected[path] == counts


def test_all_kinds_of_change_in_one_difference(repo: Any) -> None:
    long = "".join(f"line {n}\n" for n in range(50))
    repo.write({"link": "target\n", "mode.sh": "x\n", "moved.txt": long, "gone": "1\n", "bin": b"\0\1", "kept": "1\n"})
    base = repo.commit({})
    repo.git("mv", "moved.txt", "new name.txt")
    (repo.path / "link").unlink()
    (repo.path / "link").symlink_to("kept")
    (repo.path / "mode.sh").chmod(0o755)
    head = repo.commit({"gone": None, "bin": b"\0\2", "kept": "2\n", "fresh": "something\nelse entirely\n"})
    with Repository(str(repo.path)) as opened, open_difference(opened, base, head) as difference:
        rows = {f.path: (f.status, p.binary, *map(len, p.lines())) for f, p in difference.patches()}
    assert rows == {
        "bin": ("modified", True, 0, 0),
        "fresh": ("added", False, 0, 2),
        "gone": ("deleted", False, 1, 0),
        "kept": ("modified", False, 1, 1),
        "link": ("type-changed", False, 1, 1),
        "mode.sh": ("modified", False, 0, 0),
        "new name.txt": ("renamed", False, 0, 0),
    }


def test_paths_outside_utf8_and_with_line_breaks_survive(repo: Any) -> None:
    base = repo.commit({})
    name = b'bad\xff\nname\t"q'.decode("utf-8", "surrogateescape")
    head = repo.commit({name: "1\n"})
    with Repository(str(repo.path)) as opened, open_difference(opened, base, head) as difference:
        assert [(f.path, p.lines()) for f, p in difference.patches()] == [(name, ([], [b"1"]))]


def test_hunks_carry_line_numbers(repo: Any) -> None:
    base = repo.commit({"a": "".join(f"{n}\n" for n in range(1, 31))})
    head = repo.commit({"a": "".join(f"{n}\n" for n in range(1, 31) if n != 10).replace("20\n", "20\nnew\n")})
    with Repository(str(repo.path)) as opened, open_difference(opened, base, head) as difference:
        ((_, patch),) = difference.patches()
    assert [(h.old_start, h.new_start, h.removed, h.added) for h in patch.hunks()] == [
        (10, 9, (b"10",), ()),
        (20, 20, (), (b"new",)),
    ]


def test_a_difference_left_early_ends_its_process(repo: Any) -> None:
    base = repo.commit({})
    head = repo.commit({f"f{n}": "x\n" * 2000 for n in range(300)})
    with Repository(str(repo.path)) as opened, open_difference(opened, base, head) as difference:
        next(difference.patches())
