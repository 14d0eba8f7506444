"""Reads a configuration that a test writes down, one file."""

from __future__ import annotations

from watchkeeper.formats.terraform.reading import Configured, parse_terraform


def read(text: str, **more: str) -> Configured:
    """The configuration of `main.tf`, and of further files by path with `/` written as `__` (`modules__pay`)."""
    files = [("main.tf", text.encode())]
    files += [(f"{path.replace('__', '/')}.tf", inner.encode()) for path, inner in more.items()]
    return parse_terraform(files)
