"""Puts a command's text where it belongs: standard output, or a file that is whole or not there."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable

from watchkeeper.domain.problems import Problem, UsageError


def write(text: str, output: str | None, *, quiet: bool = False) -> None:
    """Write `text` to the file `output`, else to standard output unless `quiet`.

    Raises:
        UsageError: the file cannot be written.
    """
    if output:
        _replace(output, [text.encode("utf-8")])
    elif not quiet and text:
        whole = text if text.endswith("\n") else text + "\n"
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(whole.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()


def write_stream(lines: Iterable[bytes], output: str | None) -> None:
    """Write lines as they come, to standard output or to a file that is whole or not there.

    Raises:
        UsageError: the file cannot be written.
    """
    if not output:
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return
    _replace(output, lines)


def colorful() -> bool:
    """Whether standard output is a terminal that takes colours (NO_COLOR is obeyed)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _replace(path: str, content: Iterable[bytes]) -> None:
    """Write a file whole or not at all, where a link leads if it is one; a device or a pipe is written to."""
    path = os.path.realpath(path)
    special = os.path.exists(path) and not os.path.isfile(path)
    temporary = path if special else f"{path}.{os.getpid()}.part"
    try:
        with open(temporary, "wb" if special else "xb") as file:
            file.writelines(content)
        if not special:
            os.replace(temporary, path)
    except OSError as error:
        if not special:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        problem = Problem(f"cannot write {path}: {error.strerror}", remedy="name a file in a writable folder")
        raise UsageError(problem) from None
