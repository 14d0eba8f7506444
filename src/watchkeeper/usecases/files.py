"""Reads and writes the files that a command line names."""

from __future__ import annotations

import contextlib
import os

from watchkeeper.domain.problems import Problem, UsageError


def read_file(path: str, limit: int) -> bytes:
    """The bytes of a file.

    Raises:
        UsageError: it cannot be read, or has more than `limit` bytes.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UsageError(Problem(f"cannot read {path}: {error.strerror}", remedy="name a file that exists")) from None
    if len(data) > limit:
        raise UsageError(Problem(f"{path} is larger than {limit:,} bytes", remedy="name the right file"))
    return data


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    from hashlib import sha256

    return sha256(data).hexdigest()


def replace_file(path: str, content: bytes) -> None:
    """Write a file whole or not at all; the rights of the one that was there stay.

    Raises:
        UsageError: it cannot be written.
    """
    temporary = f"{path}.{os.getpid()}.part"
    try:
        with open(temporary, "xb") as file:
            file.write(content)
        if os.path.exists(path):
            os.chmod(temporary, os.stat(path).st_mode & 0o777)
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        problem = Problem(f"cannot write {path}: {error.strerror}", remedy="name a file in a writable folder")
        raise UsageError(problem) from None
