"""Writes the difference of two texts of one file as a patch that `git apply` takes."""

from __future__ import annotations

import re
from difflib import unified_diff

from watchkeeper.rendering.escaping import piece

NO_END = "\\ No newline at end of file\n"


def render_patch(file: str, before: str, after: str, *, new: bool = False) -> str:
    """A unified patch; "" when nothing differs. Bytes outside UTF-8 are surrogate escapes in both texts.

    `new` makes the file.
    """
    if before == after:
        return ""
    lines = unified_diff(_lines(before), _lines(after), "/dev/null" if new else f"a/{file}", f"b/{file}", lineterm="\n")
    body = "".join(line if line.endswith("\n") else f"{line}\n{NO_END}" for line in lines)
    mode = "new file mode 100644\n" if new else ""
    return f"diff --git a/{file} b/{file}\n{mode}{body}"


def printable_patch(text: str) -> str:
    """A patch for a terminal: every blank stays, and what does not print is escaped."""
    return "\n".join(line if line.replace("\t", "").isprintable() else piece(line) for line in text.splitlines())


def fenced_patch(text: str, language: str) -> str:
    """The same as a Markdown block."""
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}{language}\n{printable_patch(text)}\n{fence}"


def _lines(text: str) -> list[str]:
    """Lines with their line feeds; nothing else counts as the end of a line."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
