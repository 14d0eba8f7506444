"""Which tags release what, and which release brought a commit first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.changes.releases import Release, assign, read_release


@pytest.mark.parametrize(
    ("tag", "release"),
    [
        ("v1.2.3", Release("", "1.2.3", early=False)),
        ("1.2", Release("", "1.2", early=False)),
        ("v1.2.3-rc1", Release("", "1.2.3", early=True)),
        ("v1.2.3b2", Release("", "1.2.3", early=True)),
        ("2024.11.3", Release("", "2024.11.3", early=False)),
        ("20181107.0", Release("", "20181107.0", early=False)),
        ("curl-7_88_1", Release("curl", "7.88.1", early=False)),
        ("release-2024-01-02", Release("", "2024-01-02", early=False)),
        ("rel/commons-lang-3.9", Release("commons-lang", "3.9", early=False)),
        ("create-vite@5.0.0", Release("create-vite", "5.0.0", early=False)),
        ("plugin-legacy/v1.0", Release("plugin-legacy", "1.0", early=False)),
        ("deploy-17", Release("", "17", early=False)),
        ("LANG_3_9_RC1", Release("LANG", "3.9", early=True)),
        ("latest", None),
        ("semver", None),
        ("before_ftp_statemachine", None),
        ("fix-celery-f1190678-79c1-4ccd-a34d-e7cfe9e22278", None),
    ],
)
def test_tags(tag: str, release: Release | None) -> None:
    assert read_release(tag) == release


@given(st.text(max_size=60))
def test_any_tag_is_read(tag: str) -> None:
    read_release(tag)


def test_a_commit_belongs_to_the_first_release_that_has_it() -> None:
    #  a - b - c - d        1.0 at b, 1.1 at d; 1.0.1 at x, beside
    #       \- x
    key = ("", "release")
    commits = [("d", ["c"]), ("c", ["b"]), ("x", ["b"]), ("b", ["a"]), ("a", [])]
    tagged = {"b": {key: 0}, "x": {key: 1}, "d": {key: 2}}
    found = {sha: rank for sha, _, rank in assign(commits, tagged)}
    assert found == {"a": 0, "b": 0, "x": 1, "c": 2, "d": 2}
