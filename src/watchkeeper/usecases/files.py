"""Reads the files that a command line names."""

from __future__ import annotations

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
