"""`--output`: a file is whole or not there, a link stays a link, a pipe stays a pipe."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from watchkeeper.cli.output import write, write_stream
from watchkeeper.domain.problems import UsageError


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old")
    write("new", str(tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "new"
    assert os.listdir(tmp_path) == ["out"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_stream([b"new"], str(tmp_path / "link"))
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """As a device such as /dev/null has to be: replaced by a file, it would be gone for the whole machine."""
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write("text", str(tmp_path / "pipe"))
    assert os.read(reader, 100) == b"text"
    os.close(reader)
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)


def test_a_folder_or_a_missing_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none" / "out"):
        with pytest.raises(UsageError, match="cannot write"):
            write("text", str(path))
    assert os.listdir(tmp_path) == []
