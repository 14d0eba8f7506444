"""What a CODEOWNERS pattern means on GitHub, as a path glob.

Where GitHub's page is silent, the public reference table decides: `*` as the last name takes files of
that folder only, any other last name takes what lies below as well; `dir/**` is anchored; a pattern
that starts with two any-depth parts, and `/` alone, match nothing.
"""

from __future__ import annotations

from watchkeeper.analysis.ownership.dialects.globs import ANY_DEPTH, EVERYTHING, Part, PathGlob
from watchkeeper.analysis.ownership.names import compile_name


def compile_github(pattern: str) -> PathGlob | None:
    r"""The path glob of a pattern as written (`\` before a character takes it literally).

    None means that no path can match. A pattern of one name matches at any depth, a longer one or one
    with `/` in front from the root; `/` at the end means what lies below.
    """
    names = pattern.split("/")
    if names[0] == "":
        del names[0]
    elif names[0] != "**" and (len(names) == 1 or names[1:] == [""]):
        names.insert(0, "**")
    if names == ["**"]:
        return EVERYTHING
    if len(names) > 1 and names[-1] == "":
        names[-1] = "**"
    if "" in names or names[:2] == ["**", "**"]:
        return None
    only_below = names[-1] == "**"
    while names[-1] == "**":
        names.pop()
    *parents, last = names
    direct = last == "*" and not only_below
    return PathGlob(_folders(parents), compile_name(last), itself=not only_below, below=not direct)


def _folders(names: list[str]) -> tuple[Part, ...]:
    """The parts above the last name, any-depth parts in a row counted once."""
    parts: list[Part] = []
    for name in names:
        part = ANY_DEPTH if name == "**" else compile_name(name)
        if part is not ANY_DEPTH or not parts or parts[-1] is not ANY_DEPTH:
            parts.append(part)
    return tuple(parts)
