"""One more entry in the waivers file: every byte that stood there stays."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.waivers import Waiver
from watchkeeper.formats.policy.waivers_file import parse_waivers
from watchkeeper.usecases.grant_waiver import add_entry, write_waiver

HEAD = "1" * 40
NEW = Waiver("size/files", HEAD, 'why: "x" # y', "ines", "2026-03-01T18:00:00Z")
OLD = f"rule: a/b, head: '{HEAD}', reason: old, by: ada, until: '2026-01-01T00:00:00Z'"
BLOCK = f"rule: a/b\n    head: '{HEAD}'\n    until: '2026-01-01T00:00:00Z'\n    by: ada\n    reason: "


@pytest.mark.parametrize(
    "old",
    [
        "",
        "# nothing yet\n",
        "version: 1\n",
        "version: 1",
        "version: 1\nwaivers: []\n",
        "version: 1\nwaivers: [ ] # none\n",
        f"version: 1\nwaivers:\n  - {{{OLD}}}\n",
        f"version: 1\nwaivers:\n- {{{OLD}}}  # with a remark",
        f"version: 1\r\nwaivers:\r\n    - {{{OLD}}}\r\n\r\n# the end\r\n",
        f"version: 1\nwaivers: [{{{OLD}}}]\n",
        f"version: 1\nwaivers: [\n  {{{OLD}}},\n]\n",
        f"waivers:\n  - {{{OLD}}}\n\n# about the version\nversion: 1\n",
        f"version: 1\nwaivers:\n  - {BLOCK}old\n",
        f"version: 1\nwaivers:\n  - {BLOCK}old\n      and longer\n\n",
        f"version: 1\nwaivers:\n  - {BLOCK}|\n      two\n      lines\n",
        f"version: 1\nwaivers:\n  - {BLOCK}>-\n      two\n      lines",
        f"\ufeffversion: 1\nwaivers:\n  - {{{OLD}}}\n",
        f"---\nversion: 1\nwaivers:\n  - &one {{{OLD}}}\n",
    ],
)
def test_every_byte_stays(old: str) -> None:
    text = old.encode()
    new = add_entry(text, NEW)
    before = parse_waivers(text, "f") if "version" in old else ()
    assert parse_waivers(new, "f") == (*before, NEW)
    left = iter(new)
    assert all(byte in left for byte in text), "the old bytes, in order"
    assert len(parse_waivers(add_entry(new, Waiver("b/c", HEAD, "z", "bob", NEW.until)), "f")) == len(before) + 2


@pytest.mark.parametrize(
    "old", ["{version: 1}\n", f"version: 1\nwaivers:\n  - {{{OLD}}}\n...\n# more\n", "version: 1\n...\n"]
)
def test_what_takes_no_entry_is_said_or_done_right(old: str) -> None:
    try:
        assert parse_waivers(add_entry(old.encode(), NEW), "f")[-1] == NEW
    except UsageError as error:
        assert "by hand" in str(error)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip()))
def test_any_reason_is_read_as_it_was_written(reason: str) -> None:
    waiver = Waiver("size/files", HEAD, reason, "ines", "2026-03-01T18:00:00Z")
    assert parse_waivers(add_entry(b"version: 1\n", waiver), "f") == (waiver,)


def test_a_broken_file_is_left_alone(repo: Any) -> None:
    repo.commit({".watchkeeper/waivers.yaml": "version: 1\nwaivers: 3\n"})
    with pytest.raises(UsageError):
        write_waiver(str(repo.path), NEW)
    assert (repo.path / ".watchkeeper/waivers.yaml").read_text() == "version: 1\nwaivers: 3\n"
    assert os.listdir(repo.path / ".watchkeeper") == ["waivers.yaml"]


def test_a_link_is_not_followed(repo: Any, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (repo.path / ".watchkeeper").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="symbolic link"):
        write_waiver(str(repo.path), NEW)
    assert os.listdir(tmp_path / "elsewhere") == []


def test_a_bare_repository_has_no_work_tree(repo: Any, tmp_path: Path) -> None:
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare"))
    with pytest.raises(UsageError, match="no work tree"):
        write_waiver(str(tmp_path / "bare"), NEW)
