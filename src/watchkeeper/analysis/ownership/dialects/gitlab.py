r"""What a CODEOWNERS pattern means on GitLab, as a path glob.

GitLab's page says Ruby's `File.fnmatch` with FNM_PATHNAME and FNM_DOTMATCH: `*` and `?` stay within a name,
names that start with a dot are names like others, `**/` is any number of folders. A pattern without `/` in
front holds at any depth, one with `/` at its end takes all files below; any other takes files of that very
path only, never those below a folder of that name.
"""

from __future__ import annotations

from watchkeeper.analysis.ownership.dialects.globs import ANY_DEPTH, EVERYTHING, STAR, Part, PathGlob
from watchkeeper.analysis.ownership.names import compile_bracket_name


def compile_gitlab(pattern: str) -> PathGlob | None:
    r"""The path glob of a pattern as written; of `!pattern` that of what it exempts.

    None means that no path can match.
    """
    names = pattern.removeprefix("!").split("/")
    if names[0] == "":
        del names[0]
    else:
        names.insert(0, "**")
    if not names:
        return None
    if names[-1] == "":
        names[-1:] = ["**", "*"]
    if "" in names:
        return None
    parents: list[Part] = []
    for name in names[:-1]:
        part = ANY_DEPTH if name == "**" else compile_bracket_name(name)
        if part is ANY_DEPTH and name != "**":
            return None
        if part is not ANY_DEPTH or not parents or parents[-1] is not ANY_DEPTH:
            parents.append(part)
    last = compile_bracket_name("*" if set(names[-1]) == {"*"} else names[-1])
    if last is None:
        return None
    if last == STAR and parents and parents[-1] is ANY_DEPTH:
        return _all_below(parents)
    return PathGlob(tuple(parents), last, itself=True, below=False)


def _all_below(parents: list[Part]) -> PathGlob:
    """Every file below what stands before the any-depth part at the end."""
    *above, folder = parents[:-1] or [ANY_DEPTH]
    if folder is ANY_DEPTH:
        return EVERYTHING
    return PathGlob(tuple(above), folder, itself=False, below=True)
