"""Reads lists of people that a command line names, which nobody wants to commit."""

from __future__ import annotations

import os
from collections.abc import Sequence

from watchkeeper.formats.directories.values import MOST_BYTES
from watchkeeper.usecases.files import read_file


def read_directory_files(paths: Sequence[str]) -> tuple[tuple[str, bytes], ...]:
    """Name and content of each file, for `load_people`. The name keeps the folder, which may name an organisation.

    Raises:
        UsageError: a file cannot be read, or has more than 32 MB.
    """
    return tuple((os.path.normpath(path), read_file(path, MOST_BYTES)) for path in paths)
