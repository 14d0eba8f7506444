"""What a CODEOWNERS pattern means on GitHub, as a path glob.

Where GitHub's page is silent, the public reference table decides: `*` as the last name takes files of
that folder only, any other last name takes what lies below as well; `dir/**` is anchored; a pattern
that starts with two any-depth parts, and `/` alone, match nothing.
"""

from __future__ import annotations

from watchkeeper.analysis.ownership.globs import ANY_DEPTH, EVERYTHING, STAR, Name, NameGlob, Part, PathGlob, Run


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
    return PathGlob(_folders(parents), _name(last), itself=not only_below, below=not direct)


def _folders(names: list[str]) -> tuple[Part, ...]:
    """The parts above the last name, any-depth parts in a row counted once."""
    parts: list[Part] = []
    for name in names:
        part = ANY_DEPTH if name == "**" else _name(name)
        if part is not ANY_DEPTH or not parts or parts[-1] is not ANY_DEPTH:
            parts.append(part)
    return tuple(parts)


def _name(text: str) -> Name:
    if not ("*" in text or "?" in text or "\\" in text):
        return text
    if text == "*":
        return STAR
    runs: list[list[str]] = [[]]
    escaped = False
    for character in text:
        if escaped:
            runs[-1].append(character)
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "*":
            runs.append([])
        else:
            runs[-1].append("" if character == "?" else character)
    if len(runs) == 1 and "" not in runs[0]:
        return "".join(runs[0])
    return NameGlob(tuple(_run(run) for at, run in enumerate(runs) if run or at in {0, len(runs) - 1}))


def _run(characters: list[str]) -> Run:
    """A run from its characters in order, "" for one that may be anything."""
    pieces: list[tuple[int, str]] = []
    for offset, character in enumerate(characters):
        if character and pieces and pieces[-1][0] + len(pieces[-1][1]) == offset:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + character)
        elif character:
            pieces.append((offset, character))
    return len(characters), tuple(pieces)
