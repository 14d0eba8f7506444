"""Which team a list of members is about, by the name of its file."""

from __future__ import annotations

from watchkeeper.formats.directories.values import text_of

_ENDINGS = (".json", ".members")
_SLASHES = ("%2F", "%2f")


def team_of_file(file: str) -> str:
    """`org/slug` for `org%2Fslug.json` anywhere, and for `slug.json` in a folder `org`; "" when it says neither.

    The slash of a group's path is written as in the address of the request, so several may be there.
    """
    folder, _, name = file.replace("\\", "/").rpartition("/")
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    for slash in _SLASHES:
        name = name.replace(slash, "/")
    if "/" not in name:
        name = f"{folder.rpartition('/')[2]}/{name}"
    parts = name.split("/")
    return text_of(name) if all(parts) and not any(part.isspace() for part in parts) else ""
