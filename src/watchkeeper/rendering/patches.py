"""Writes the difference of two texts of one file as a patch that `git apply` takes."""

from __future__ import annotations

from difflib import unified_diff

NO_END = "\\ No newline at end of file\n"


def render_patch(file: str, before: str, after: str) -> str:
    """A unified patch; "" when nothing differs. Bytes outside UTF-8 are surrogate escapes in both texts."""
    if before == after:
        return ""
    lines = unified_diff(_lines(before), _lines(after), f"a/{file}", f"b/{file}", lineterm="\n")
    body = "".join(line if line.endswith("\n") else f"{line}\n{NO_END}" for line in lines)
    return f"diff --git a/{file} b/{file}\n{body}"


def _lines(text: str) -> list[str]:
    """Lines with their line feeds; nothing else counts as the end of a line."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines
