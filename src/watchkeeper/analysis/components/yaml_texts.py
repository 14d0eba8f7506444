"""Reads YAML of foreign origin and looks for the lines that show what a text is that does not parse."""

from __future__ import annotations

from watchkeeper.analysis.components.candidate import MOST_BYTES
from watchkeeper.analysis.components.manifests import too_large
from watchkeeper.domain.problems import UsageError


def read_yaml(text: bytes, path: str) -> object:
    """The value of one YAML document.

    Raises:
        UsageError: it is too large, or not YAML that can be read within bounds.
    """
    if len(text) > MOST_BYTES:
        raise UsageError(too_large(path, MOST_BYTES))
    from watchkeeper.formats.yaml.document import parse_yaml

    return parse_yaml(text, path).value


def documents(text: bytes) -> list[bytes]:
    """The documents of a stream, cut at the lines that start with `---`."""
    found: list[list[bytes]] = [[]]
    for line in text.split(b"\n"):
        if line.startswith(b"---"):
            found.append([])
        else:
            found[-1].append(line)
    return [b"\n".join(lines) for lines in found]
